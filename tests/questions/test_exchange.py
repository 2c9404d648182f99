from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.exchange import Kind, Preview, export_bank, export_text, preview_import
from questions.loading import load_bank
from questions.names import HEADINGS, category_named
from questions.problems import BankError
from questions.schema import CATEGORIES, Bank, Question
from tests.questions.helpers import Writer, bank, question

KINDS_WITH_EVERYTHING: list[Kind] = ["csv", "json", "yaml"]


def preview(write: Writer, name: str, text: str | bytes, to: Bank | None = None) -> Preview:
    return preview_import(write(name, text), to)


@pytest.mark.parametrize("kind", KINDS_WITH_EVERYTHING)
def test_the_general_bank_goes_out_and_comes_back_whole(tmp_path: Path, kind: Kind) -> None:
    general = load_bank("general")
    export_bank(general, tmp_path / f"out.{kind}")
    back = preview_import(tmp_path / f"out.{kind}")
    assert back.added == general.questions
    assert (back.duplicates, back.invalid) == ((), ())


@pytest.mark.parametrize("kind", ["md", "txt"])
def test_lists_carry_texts_and_categories_in_both_languages(tmp_path: Path, kind: Kind) -> None:
    general = load_bank("general")
    export_bank(general, tmp_path / f"out.{kind}")
    back = {q.says("ko"): q for q in preview_import(tmp_path / f"out.{kind}").added}
    for original in general.questions:
        copy = back[original.says("ko")]
        assert (copy.text, copy.category) == (original.text, original.category)
        if kind == "md":
            assert copy.follow_ups == original.follow_ups


def test_one_question_a_line_is_enough(write: Writer) -> None:
    text = (
        "왜 지원하셨습니까?\n\n1. Why us?\n2) What else?\n---\n* 갈등을 어떻게 풀었습니까? | How did you settle it?\n"
    )
    added = preview(write, "list.txt", text).added
    assert [dict(q.text) for q in added] == [
        {"ko": "왜 지원하셨습니까?"},
        {"en": "Why us?"},
        {"en": "What else?"},
        {"ko": "갈등을 어떻게 풀었습니까?", "en": "How did you settle it?"},
    ]


def test_headings_name_categories_and_deeper_bullets_are_follow_ups(write: Writer) -> None:
    text = "# 모음\n\n## 갈등\n- 첫째?\n  - 또?\n    - 그리고?\n- 둘째?\n\n"
    text += "### Problem solving ###\n- Third?\n## Misc\n- Fourth?\n"
    added = preview(write, "list.md", text).added
    assert [(q.category, len(q.follow_ups)) for q in added] == [
        ("conflict", 2),
        ("conflict", 0),
        ("problem_solving", 0),
        ("general", 0),
    ]


def test_every_heading_that_is_written_is_understood() -> None:
    for category in CATEGORIES:
        assert {category_named(heading) for heading in HEADINGS[category].values()} == {category}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_spreadsheets_of_all_kinds_are_read(write: Writer, encoding: str, delimiter: str) -> None:
    rows = ["분류|질문|en", '지원동기|"왜, 우리; 회사입니까?"|Why us?', "|둘째?|", "||"]
    text = "\r\n".join(row.replace("|", delimiter) for row in rows)
    added = preview(write, "t.csv", text.encode(encoding)).added
    assert [(q.category, dict(q.text)) for q in added] == [
        ("motivation", {"ko": "왜, 우리; 회사입니까?", "en": "Why us?"}),
        ("general", {"ko": "둘째?"}),
    ]


def test_a_preview_tells_new_from_known_and_wrong_ones_by_line(write: Writer) -> None:
    known = bank(question("a"))
    long = "x" * 501
    text = f"category,text_en\nvalues,New one?\nvalues,IS THIS  a\nvalues,New - one!\nvalues,{long}\nvalues,,{long}\n"
    result = preview(write, "t.csv", text, known)
    assert [q.says("en") for q in result.added] == ["New one?"]
    assert [(d.line, d.same_as.says("en")) for d in result.duplicates] == [(3, "Is this a?"), (4, "New one?")]
    assert [(f.line, f.code) for f in result.invalid] == [
        (5, "text_too_long"),
        (6, "no_question_in_row"),
    ]


def test_lines_of_cells_with_line_ends_are_counted_right(write: Writer) -> None:
    text = 'text_en,follow_ups_en,category\nA?,"one?\ntwo?",values\n' + "B" * 501 + ",,values\n"
    result = preview(write, "t.csv", text)
    assert len(result.added[0].follow_ups) == 2
    assert result.invalid[0].line == 4


def test_json_errors_are_named_by_line(write: Writer) -> None:
    result = preview(write, "t.json", '[\n "Why?",\n {"text": "%s", "category": "nope"},\n 5\n]' % ("x" * 501))
    assert [q.says("en") for q in result.added] == ["Why?"]
    assert [finding.line for finding in result.invalid] == [3, 4]


def test_json_with_escapes_that_yaml_does_not_know_is_read(write: Writer) -> None:
    result = preview(write, "t.json", json.dumps(["Smile \U0001f600?"]).replace("/", "\\/"))
    assert [q.says("en") for q in result.added] == ["Smile \U0001f600?"]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("t.csv", "", "has no column"),
        ("t.csv", "a,b\n1,2\n", r":1: has no column text_ko or text_en \(found: a, b\)"),
        ("t.csv", 'text_en\n"open\n', ":2: is not a valid table"),
        ("t.csv", "text_en\n", "is empty; it needs at least one question"),
        ("t.json", "{", ":1: is not valid JSON"),
        ("t.json", "[\n1,\n", ":3: is not valid JSON"),
        ("t.json", '{"title": "x"}', ":1: NoneType does not fit: expected a list"),
        ("t.json", "[" * 100_000, "nested too deeply"),
        ("t.txt", " \n\n", "is empty"),
        ("t.txt", b"\xff\xfa\xfb", "is not UTF-8 text"),
        ("t.docx", "x", "'.docx' is not known; choose one of: .csv"),
        ("t.yaml", "questions: [", "is not valid YAML"),
    ],
)
def test_files_that_cannot_be_imported_say_why(write: Writer, name: str, text: str | bytes, expected: str) -> None:
    with pytest.raises(BankError, match=expected) as caught:
        preview(write, name, text)
    assert "\n" not in str(caught.value)


def test_terminal_commands_hidden_in_an_import_are_refused(write: Writer) -> None:
    result = preview(write, "t.txt", "Fine?\n\x1b]0;owned\x07Bad?\n")
    assert [q.says("en") for q in result.added] == ["Fine?"]
    assert [(f.line, f.code) for f in result.invalid] == [(2, "control_character")]


def test_an_export_never_overwrites(write: Writer) -> None:
    path = write("mine.csv", "precious")
    with pytest.raises(BankError, match="exists already"):
        export_bank(bank(question("a")), path)
    assert path.read_text() == "precious"


def test_csv_begins_with_the_mark_that_spreadsheets_need() -> None:
    text = export_text(bank(question("a")), "csv")
    assert text.startswith("\ufeff")
    (row,) = csv.DictReader(StringIO(text.removeprefix("\ufeff")))
    assert (row["id"], row["text_ko"]) == ("a", "a 질문입니까?")


def test_a_list_in_one_language_leaves_the_other_out() -> None:
    text = export_text(bank(question("a"), question("b", languages="ko")), "txt", "en")
    assert text == "# Experience\n\nIs this a?\n"


_text = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20)
_questions = st.lists(
    st.builds(
        lambda text, category, follow_ups, hint: (text, category, follow_ups, hint),
        _text,
        st.sampled_from(CATEGORIES),
        st.lists(st.fixed_dictionaries({"ko": _text, "en": _text}), max_size=3),
        st.one_of(st.just({}), st.fixed_dictionaries({"en": _text})),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=40, deadline=None)
@given(rows=_questions, kind=st.sampled_from(KINDS_WITH_EVERYTHING))
def test_whatever_goes_out_comes_back(tmp_path_factory: pytest.TempPathFactory, rows: list, kind: Kind) -> None:  # type: ignore[type-arg]
    import unicodedata

    def composed(texts: dict[str, str]) -> dict[str, str]:
        return {language: unicodedata.normalize("NFC", text) for language, text in texts.items()}

    made = [
        Question(f"q{n}", category, composed({"en": f"{n}{text}"}), tuple(map(composed, follow_ups)), composed(hint))  # type: ignore[arg-type]
        for n, (text, category, follow_ups, hint) in enumerate(rows)
    ]
    path = tmp_path_factory.mktemp("out") / f"out.{kind}"
    export_bank(bank(*made), path)
    back = preview_import(path)
    returned = [*back.added, *(twin.question for twin in back.duplicates)]
    assert sorted(returned, key=lambda q: q.id) == made
    assert back.invalid == ()
