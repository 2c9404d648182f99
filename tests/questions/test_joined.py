"""Several banks as one: each question once, the ids of its own bank kept, the general questions first."""

from __future__ import annotations

from pathlib import Path

import pytest

from questions.chosen import ANY_JOB, names_of
from questions.joined import home_of, load_joined
from questions.loading import list_banks, load_bank
from questions.problems import BankError


@pytest.mark.parametrize(
    ("setting", "names"),
    [
        ("auto", ANY_JOB),
        ("nursing", ("nursing",)),
        ("nursing, auto,nursing", ("nursing", *ANY_JOB)),
        ("my,list.yaml", ("my,list.yaml",)),
    ],
)
def test_a_setting_names_its_banks_each_once(setting: str, names: tuple[str, ...]) -> None:
    assert names_of(setting) == names


def test_the_banks_for_any_job_are_those_whose_questions_say_so() -> None:
    fields = {entry.name: {question.field for question in load_bank(entry.name).questions} for entry in list_banks()}
    assert {name for name, found in fields.items() if found == {"any"}} == set(ANY_JOB)


def test_joined_banks_keep_every_question_and_its_id() -> None:
    whole = load_joined("auto,nursing")
    parts = [load_bank(name) for name in (*ANY_JOB, "nursing")]
    assert [q.id for q in whole.questions] == [q.id for part in parts for q in part.questions]
    assert len({q.id for q in whole.questions}) == len(whole.questions)


def test_a_question_that_two_banks_have_counts_once(tmp_path: Path) -> None:
    (tmp_path / "banks").mkdir()
    for name in ("one", "two"):
        (tmp_path / "banks" / f"{name}.yaml").write_text(f"- Why do you want this job?\n- Only in {name}?\n")
    texts = [question.says("en") for question in load_joined("one,two", tmp_path).questions]
    assert texts == ["Why do you want this job?", "Only in one?", "Only in two?"]


def test_the_home_of_a_question_is_found_follow_ups_too() -> None:
    nursing = next(q for q in load_bank("nursing").questions if q.follow_ups)
    assert home_of(f"{nursing.id}+1", ("general", "nursing")) == ("nursing", nursing.follow_up(0))
    assert home_of("nowhere", ("general",)) is None


def test_an_unknown_name_among_several_is_an_error() -> None:
    with pytest.raises(BankError, match="nowhere"):
        load_joined("auto,nowhere")
