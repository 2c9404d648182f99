from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from questions.loading import list_banks, list_formats, load_bank, load_format, load_inventory
from questions.problems import TEMPLATES, BankError
from tests.questions.helpers import Writer


def message(path: Path) -> str:
    with pytest.raises(BankError) as caught:
        load_bank(path)
    text = str(caught.value)
    assert "\n" not in text
    assert text.startswith(str(path))
    return text.removeprefix(str(path))


def test_a_bare_list_of_lines_is_a_bank(write: Writer) -> None:
    bank = load_bank(write("mine.yaml", "- 자기소개를 해 주세요.\n- Why this company?\n"))
    assert bank.id == "mine"
    assert [dict(q.text) for q in bank.questions] == [{"ko": "자기소개를 해 주세요."}, {"en": "Why this company?"}]
    assert {q.category for q in bank.questions} == {"general"}


def test_made_ids_stay_the_same_as_long_as_the_text_does(write: Writer) -> None:
    first = load_bank(write("a.yaml", "- One?\n- Two?\n- One?\n")).questions
    second = load_bank(write("b.yaml", "- Two?\n- One?\n")).questions
    assert first[0].id == second[1].id
    assert first[2].id == first[0].id + "-2"


def test_korean_written_as_separate_letters_is_composed(write: Writer) -> None:
    import unicodedata

    raw = unicodedata.normalize("NFD", "- 왜 지원하셨습니까?\n")
    assert load_bank(write("mac.yaml", raw)).questions[0].says("ko") == "왜 지원하셨습니까?"


def test_folded_and_quoted_texts_are_one_line(write: Writer) -> None:
    path = write("f.yaml", "questions:\n  - text: >\n      Why\n      us?\n  - text: |\n      And\n\n      you?\n")
    assert [q.says("en") for q in load_bank(path).questions] == ["Why us?", "And you?"]


def test_follow_ups_are_questions_of_their_own(write: Writer) -> None:
    bank = load_bank(write("f.yaml", "- id: a\n  text: Why?\n  follow_ups: [What else?, {ko: 또 있습니까?}]\n"))
    second = bank.question("a+2")
    assert second is not None
    assert second.says("en") == "또 있습니까?"
    assert bank.question("a+3") is None
    assert bank.question("a+0") is None


def test_the_users_bank_shadows_the_built_in_one_of_its_name(write: Writer, tmp_path: Path) -> None:
    write("banks/general.yaml", "title: Mine\nquestions: [Only one?]\n")
    assert len(load_bank("general", tmp_path).questions) == 1
    (general,) = [entry for entry in list_banks(tmp_path) if entry.name == "general"]
    assert (general.origin, general.title) == ("user", {"en": "Mine"})
    assert len(load_bank("general").questions) > 40


def test_of_two_endings_the_usual_one_counts(write: Writer, tmp_path: Path) -> None:
    for name in ("b.yml", "a.yaml", "a.yml", "b.yaml"):
        write(f"banks/{name}", f"- Is this from {name}?\n")
    assert [load_bank(name, tmp_path).questions[0].says("en") for name in "ab"] == [
        "Is this from a.yaml?",
        "Is this from b.yaml?",
    ]


def test_a_broken_bank_is_listed_with_its_error(write: Writer, tmp_path: Path) -> None:
    write("banks/broken.yaml", "questions: [\n")
    (broken,) = [entry for entry in list_banks(tmp_path) if entry.name == "broken"]
    assert broken.error is not None
    assert broken.error.finding.code == "bad_yaml"


def test_a_changed_file_is_read_again(write: Writer) -> None:
    assert load_bank(write("a.yaml", "- One?\n")).questions[0].says("en") == "One?"
    assert load_bank(write("a.yaml", "- Another one?\n")).questions[0].says("en") == "Another one?"


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(BankError, match=r"no bank called 'nope'; choose one of: .*general"):
        load_bank("nope")
    with pytest.raises(BankError, match="hirevue, midas, quick, viewinter"):
        load_format("nope")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ": is empty; it needs at least"),
        ("# nothing yet\n", ": is empty"),
        ("just words", ":1: 'just words' does not fit: expected `questions`"),
        ("questions: [a\nb: c", ":2: is not valid YAML"),
        ("title: T\n\tquestions: []\n", ":2: is not valid YAML"),
        ("title: T\n", ":1: questions is missing; add it"),
        ("questions: 3\n", ":1: questions: '3' does not fit: expected"),
        ("title: T\ntitle: U\nquestions: [a?]\n", ":2: title: title is given twice"),
        (
            "questions:\n- text: a?\n  colour: red\n",
            ":3: questions[1].colour: unknown field colour; allowed are: id,",
        ),
        ("id: x\nquestions: [a?]\n", ":1: id: unknown field id; allowed are: title,"),
        (
            "questions:\n- text: a?\n- text: b?\n  category: teamwrk\n",
            ":4: questions[2].category: 'teamwrk' is not known; choose one of: teamwork, self_introduction",
        ),
        (
            "questions:\n- text: {fr: Pourquoi?}\n",
            ":2: questions[1].text.fr: 'fr' is not known; choose one of: ko, en",
        ),
        ("questions:\n- category: values\n", ":2: questions[1]: "),
        ("questions:\n- id: a\n  text: {}\n", ":3: questions[1].text: has no text"),
        ("questions:\n- id: a\n  text: {ko: ''}\n", ":3: questions[1].text.ko: '' is out of range"),
        ("questions:\n- id: a b\n  text: x?\n", ":2: questions[1].id: 'a b' cannot be a name"),
        (
            "questions:\n- {id: a, text: x?}\n- {id: b, text: y?}\n- {id: a, text: z?}\n",
            ":4: questions[3].id: a is used twice (first in line 2)",
        ),
        ("questions:\n- {text: x?, stage: learned}\n", ":2: questions[1]: set and stage go together"),
        (
            "questions:\n- {text: x?, set: s, stage: learned}\n- {text: y?, set: s, stage: learned}\n",
            ":3: questions[2].stage: the set s has two questions for the stage learned (first in line 2)",
        ),
        ("questions:\n- {text: x?, set: s, stage: end}\n", ":2: questions[1].stage: 'end' is not known"),
        ('questions:\n- "Red \\e[31m?"\n', ":2: questions[1].text.en: holds the control character"),
        ("questions:\n- 'a\x07?'\n", ":2: holds the control character '\\x07'"),
        ("questions:\n- " + "long " * 120, ":2: questions[1].text.en: has 599 characters"),
        ("questions:\n- text: a?\n  tags: one\n", ":3: questions[1].tags: 'one' does not fit: expected"),
        ('"x\\ny\\e[1m": 1\nquestions: [a?]\n', ":1: x y [1m: unknown field x y [1m; allowed are: title,"),
        ("a: &a [*a]\nquestions: [x?]\n", ":1: is not valid YAML: it holds too many values"),
    ],
)
def test_bad_banks_are_named_by_line_and_field(write: Writer, text: str, expected: str) -> None:
    assert message(write("bad.yaml", text)).startswith(expected)


def test_a_korean_file_in_the_old_encoding_is_named_by_its_first_bad_byte(write: Writer) -> None:
    path = write("old.yaml", "title: T\nquestions: [자기소개]\n".encode("cp949"))
    assert message(path).startswith(":2: is not UTF-8 text (byte 0x")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert ": there is no such file" in message(tmp_path / "nope.yaml")


def test_a_folder_in_the_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").mkdir()
    assert message(tmp_path / "x.yaml").startswith(": cannot be read (Is a directory)")


def test_a_file_that_is_far_too_big(write: Writer) -> None:
    assert "has at most 16000000" in message(write("big.yaml", b"#" * 16_000_001))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("prep_s: 1\n", ":1: questions is missing"),
        ("{questions: 3, prep_s: ten, answer_s: 30}", ":1: prep_s: 'ten' does not fit"),
        ("{questions: 3, prep_s: 10, answer_s: 0}", ":1: answer_s: '0' is out of range"),
        ("{questions: 0, prep_s: 10, answer_s: 30}", ":1: questions: '0' is out of range"),
        ("questions: 1\nprep_s: 1\nanswer_s: 9\nannounced: [values, motivation]\n", ":1: questions: questions of 1"),
        (
            "questions: 1\nprep_s: 1\nanswer_s: 9\nnext_allowed_after_s: 10\n",
            ":4: next_allowed_after_s: next_allowed_after_s of 10",
        ),
        (
            "questions: 4\nprep_s: 1\nanswer_s: 9\nrounds:\n- categories: [values]\n  question: 2\n",
            ":6: rounds[1].question: unknown field question; allowed are: questions, categories, follow_ups",
        ),
        ("{questions: 51, prep_s: 10, answer_s: 30}", ":1: questions: '51' is out of range"),
        (
            "{questions: 5, prep_s: 10, answer_s: 30, kind: exam}",
            ":1: kind: 'exam' is not known; choose one of: inter",
        ),
        (
            "questions: 4\nprep_s: 1\nanswer_s: 90\nnext_allowed_after_s: 70\n"
            "rounds:\n- {categories: [values], questions: 1, answer_s: 60}\n",
            ":6: rounds[1].next_allowed_after_s: next_allowed_after_s of 70 does not fit: the answer",
        ),
    ],
)
def test_bad_formats_are_named_by_line_and_field(write: Writer, text: str, expected: str) -> None:
    path = write("bad.yaml", text)
    with pytest.raises(BankError) as caught:
        load_format(path)
    assert str(caught.value).removeprefix(str(path)).startswith(expected)


def test_all_errors_of_a_file_are_kept(write: Writer) -> None:
    with pytest.raises(BankError) as caught:
        load_bank(write("bad.yaml", "questions:\n- {text: a?, category: x}\n- {text: b?, wrong: 1}\n"))
    assert {finding.line for finding in caught.value.findings} == {2, 3}


def test_built_in_formats_hold_what_the_field_knows() -> None:
    facts = {
        name: (kind.questions, kind.prep_s, kind.answer_s, kind.retakes, kind.next_allowed_after_s, kind.set_size)
        for name, kind in ((entry.name, load_format(entry.name)) for entry in list_formats())
    }
    assert facts == {
        "quick": (3, 10, 30, 0, None, 1),
        "midas": (10, 30, 90, 1, None, 1),
        "viewinter": (15, 30, 90, 0, 70, 3),
        "hirevue": (5, 30, 180, 1, None, 1),
    }


def test_rapid_items_are_a_format_of_their_own_and_no_interview() -> None:
    (entry,) = list_formats(kind="disposition")
    items = load_format(entry.name, kind="disposition")
    assert (items.questions, items.answer_s, items.inventory) == (120, 7, "general")
    assert len(load_inventory(items.inventory).items()) == items.questions
    with pytest.raises(
        BankError, match=r"disposition.yaml: kind: 'disposition' is not known; choose one of: interview"
    ):
        load_format(entry.name)


def test_importing_the_room_loads_neither_pydantic_nor_yaml() -> None:
    code = (
        "import sys, questions.loading, questions.selection, questions.problems;"
        "heavy = {'pydantic', 'ruamel.yaml', 'textual', 'numpy'} & set(sys.modules);"
        "sys.exit(', '.join(heavy) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_code_has_a_sentence_of_one_line() -> None:
    assert all(sentence and "\n" not in sentence for sentence in TEMPLATES.values())
