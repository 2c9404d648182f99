"""What the user writes about questions: kept apart from ours, seen wherever a question is read."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.editing import BankEditor, copy_bank, new_bank
from questions.exchange import Kind, export_bank, preview_import
from questions.loading import BUILT_IN, load_bank, load_format
from questions.marking import keep_own
from questions.outlines import BY_CATEGORY, outline_of
from questions.own import Own, own_of, read_own
from questions.problems import BankError
from questions.schema import CATEGORIES, STEPS, Question
from tests.questions.helpers import Writer, bank, choose, question

MINE = Own("Smile.\n\nThen breathe.", {"ko": "저는\n차분합니다."}, bookmark=True, companies=("한국은행", "A & B"))


def kept(name: str, question_id: str, user_dir: Path) -> Own:
    found = load_bank(name, user_dir).question(question_id)
    assert found is not None
    return own_of(found)


def test_a_note_on_a_built_in_question_leaves_the_bank_as_it_is(tmp_path: Path) -> None:
    before = (BUILT_IN / "banks" / "general.yaml").read_bytes()
    keep_own("general", "why-us", MINE, tmp_path)
    assert kept("general", "why-us", tmp_path) == MINE
    assert (BUILT_IN / "banks" / "general.yaml").read_bytes() == before
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["general.json"]
    assert kept("general", "why-this-job", tmp_path) == Own()
    assert own_of(load_bank("general").questions[0]) == Own()


def test_notes_are_for_their_owner_alone(tmp_path: Path) -> None:
    keep_own("general", "why-us", MINE, tmp_path)
    assert stat.S_IMODE((tmp_path / "own" / "general.json").stat().st_mode) == 0o600


def test_a_note_in_a_bank_of_ones_own_stands_in_its_file_with_the_comments(write: Writer, tmp_path: Path) -> None:
    path = write("banks/mine.yaml", "# July\n- Why us?   # always\n- What else?\n")
    first = load_bank("mine", tmp_path).questions[0]
    keep_own("mine", first.id, MINE, tmp_path)
    assert kept("mine", first.id, tmp_path) == MINE
    text = path.read_text(encoding="utf-8")
    assert "# July" in text
    assert "- What else?\n" in text
    assert "notes: |-\n" in text
    assert not (tmp_path / "own").exists()


def test_a_note_changed_after_the_bank_was_copied_does_not_come_back(tmp_path: Path) -> None:
    keep_own("general", "why-us", MINE, tmp_path)
    copy_bank("general", tmp_path, "general")
    assert kept("general", "why-us", tmp_path) == MINE
    keep_own("general", "why-us", Own(bookmark=True), tmp_path)
    assert kept("general", "why-us", tmp_path) == Own(bookmark=True)


def test_blanks_around_lines_are_dropped_wherever_a_note_is_kept(write: Writer, tmp_path: Path) -> None:
    write("banks/mine.yaml", "- id: a\n  text: Why?\n")
    for name, question_id in (("general", "why-us"), ("mine", "a")):
        keep_own(name, question_id, Own(" One  \r\n\n two \n", {"en": "Yes.\n"}), tmp_path)
        assert kept(name, question_id, tmp_path) == Own("One\n\n two", {"en": "Yes."})


def test_a_note_on_a_follow_up_is_kept_with_its_question(tmp_path: Path) -> None:
    keep_own("general", "why-us+1", MINE, tmp_path)
    assert set(read_own("general", tmp_path)) == {"why-us"}
    keep_own("general", "why-us", Own(), tmp_path)
    assert read_own("general", tmp_path) == {}


@pytest.mark.parametrize(
    "broken", ["", "{", "[]", '{"a": 1}', '{"a": {"notes": 5}}', '{"a": {"companies": 3}}', "\xff"]
)
def test_a_damaged_file_costs_no_question_and_is_not_overwritten(write: Writer, tmp_path: Path, broken: str) -> None:
    path = write("own/general.json", broken.encode("latin-1"))
    assert load_bank("general", tmp_path) == load_bank("general")
    with pytest.raises(BankError) as caught:
        keep_own("general", "why-us", MINE, tmp_path)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == broken.encode("latin-1")


def test_a_retired_question_is_never_asked(tmp_path: Path) -> None:
    quick = load_format("quick")
    (first, *_) = choose(load_bank("general"), quick, language="en", seed=1)
    keep_own("general", first.id, Own(retired=True), tmp_path)
    rest = load_bank("general", tmp_path)
    assert all(first.id not in [q.id for q in choose(rest, quick, language="en", seed=seed)] for seed in range(20))


_line = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12)
_lines = st.lists(st.one_of(_line, st.just("")), min_size=1, max_size=4).map("\n".join)


def full(name: str, lines: list[str]) -> Question:
    from unicodedata import normalize

    notes, korean, english = (normalize("NFC", text).strip() for text in (lines[0], "가" + lines[1], "a" + lines[2]))
    return replace(
        question(name, follow_ups=1),
        field="nursing",
        difficulty="hard",
        outline={"situation": {"ko": "어디서", "en": "Where"}, "result": {"en": "So what"}},
        notes=notes,
        model_answer={"ko": korean, "en": english},
        bookmark=True,
        companies=("한국 은행", "A & B"),
        retired=True,
    )


@settings(max_examples=40, deadline=None)
@given(lines=st.lists(_lines, min_size=3, max_size=3))
@pytest.mark.parametrize("kind", ["csv", "json", "yaml"])
def test_every_field_goes_out_and_comes_back(
    tmp_path_factory: pytest.TempPathFactory, kind: Kind, lines: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("out")
    made = bank(full("a", lines))
    export_bank(made, folder / f"out.{kind}")
    back = preview_import(folder / f"out.{kind}")
    assert back.invalid == ()
    assert back.added == made.questions


@settings(max_examples=40, deadline=None)
@given(lines=st.lists(_lines, min_size=3, max_size=3))
def test_the_editor_writes_and_takes_back_every_field(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    editor = new_bank(bank(question("a", follow_ups=1), question("b")), tmp_path_factory.mktemp("edit"))
    before = editor.path.read_text(encoding="utf-8")
    editor.change("a", full("a", lines))
    assert BankEditor(editor.path).bank.questions == (full("a", lines), question("b"))
    assert editor.undo()
    assert editor.path.read_text(encoding="utf-8") == before


def test_every_kind_of_question_has_four_prompts_and_its_own_come_first() -> None:
    assert set(BY_CATEGORY) == set(CATEGORIES)
    asked = replace(question("a"), outline={"task": {"en": "Mine"}})
    assert tuple(outline_of(asked)) == STEPS
    assert outline_of(asked)["task"] == {"en": "Mine"}
    assert outline_of(asked)["action"] == BY_CATEGORY["experience"]["action"]
    learned = replace(question("a"), set="s", stage="learned")
    assert outline_of(learned)["situation"]["en"] == "What you thought before"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- text: a?\n  difficulty: hart\n", "'hart' is not known; choose one of: hard, easy, medium"),
        ("- text: a?\n  outline: {resolt: x}\n", "'resolt' is not known; choose one of: situation, task"),
        ("- text: a?\n  outline: {task: {}}\n", "questions[1].outline.task: has no text"),
        ("- text: a?\n  notes: " + "x" * 4001 + "\n", "String should have at most 4000 characters"),
        ("- text: a?\n  bookmark: perhaps\n", "questions[1].bookmark: 'perhaps' does not fit"),
    ],
)
def test_wrong_fields_are_named(write: Writer, text: str, expected: str) -> None:
    with pytest.raises(BankError) as caught:
        load_bank(write("x.yaml", text))
    assert expected in str(caught.value)


def test_pipe_in_place_of_the_kept_part_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    os.mkfifo(tmp_path / "own" / "general.json")
    with pytest.raises(BankError, match="pipe or a device"):
        read_own("general", tmp_path)
