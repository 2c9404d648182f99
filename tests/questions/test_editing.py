from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path
from textwrap import dedent
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.backups import backups
from questions.editing import BankEditor, copy_bank, delete_bank, new_bank, open_bank
from questions.layout import layout_of
from questions.loading import BUILT_IN, load_bank, load_bank_file
from questions.marking import OwnEditor
from questions.problems import BankError
from questions.schema import Question
from questions.validation import validate_question
from questions.writing import bank_text
from tests.questions.helpers import Writer, bank, ids, question

COMMENTED = dedent("""\
    # My questions, July
    title: Mine    # short

    questions:
      # Easy ones
      - id: a
        text: "Who are you?"   # always asked
        # and smile

      - id: b
        category: motivation
        text:
          en: Why us?
          # ko comes later

      # Hard ones
      - id: c
        text: >-
          Why should we
          take you?
      # asked only once
      - id: d
        text: What else?
    # the end
    """)


def editor(write: Writer, text: str = COMMENTED) -> BankEditor:
    return BankEditor(write("banks/mine.yaml", text))


def on_disk(editing: BankEditor) -> str:
    return editing.path.read_text(encoding="utf-8")


def test_changing_one_text_changes_one_line(write: Writer) -> None:
    editing = editor(write)
    old = editing.bank.questions[1]
    editing.change("b", replace(old, text={"en": "Why this company?"}))
    assert on_disk(editing) == COMMENTED.replace("Why us?", "Why this company?")


def test_adding_a_language_keeps_the_comments_inside_the_question(write: Writer) -> None:
    editing = editor(write)
    editing.change("b", replace(editing.bank.questions[1], text={"ko": "왜 우리입니까?", "en": "Why us?"}))
    assert "# ko comes later" in on_disk(editing)
    assert editing.bank.questions[1].says("ko") == "왜 우리입니까?"
    untouched = [line for line in COMMENTED.splitlines() if "Why us" not in line and "later" not in line]
    assert [line for line in untouched if line not in on_disk(editing).splitlines()] == []


def test_removing_a_question_keeps_the_headings_and_takes_its_own_comment(write: Writer) -> None:
    editing = editor(write)
    editing.remove("c")
    assert "# Hard ones" in on_disk(editing)
    editing.remove("d")
    assert "# asked only once" not in on_disk(editing)
    assert "# Hard ones" in on_disk(editing)
    assert "# the end" in on_disk(editing)
    assert ids(editing.bank.questions) == ["a", "b"]


def test_a_moved_question_takes_its_own_comment_along(write: Writer) -> None:
    editing = editor(write)
    editing.move("d", 0)
    assert ids(editing.bank.questions) == ["d", "a", "b", "c"]
    assert "  # Easy ones\n\n  # asked only once\n  - id: d\n" in on_disk(editing)
    editing.move("d", 99)
    assert ids(editing.bank.questions) == ["a", "b", "c", "d"]


def test_added_questions_stand_where_they_were_put(write: Writer) -> None:
    editing = editor(write)
    editing.add(question("first"), at=0)
    editing.add(question("last"))
    editing.add(question("middle"), at=3)
    assert ids(load_bank(editing.path).questions) == ["first", "a", "b", "middle", "c", "d", "last"]
    for comment in ("July", "short", "Easy", "always", "smile", "later", "Hard", "once", "the end"):
        assert comment in on_disk(editing)


def test_an_id_that_is_taken_gets_a_number(write: Writer) -> None:
    editing = editor(write)
    assert editing.add(question("a")).id == "a-2"
    assert editing.add(question("a")).id == "a-3"


def test_a_question_without_an_id_gets_a_lasting_one(write: Writer) -> None:
    editing = editor(write, "- Who are you?\n- text: Why us?   # hm\n")
    first, second = editing.bank.questions
    editing.change(first.id, replace(first, text={"en": "Who are you really?"}))
    editing.change(second.id, replace(second, category="motivation"))
    assert ids(editing.bank.questions) == [first.id, second.id]
    assert editing.bank.questions[0].says("en") == "Who are you really?"
    assert "# hm" in on_disk(editing)


def test_undo_takes_changes_back_to_the_byte_and_redo_makes_them_again(write: Writer) -> None:
    editing = editor(write)
    editing.remove("a")
    after_removal = on_disk(editing)
    editing.add(question("new"))
    assert editing.undo()
    assert on_disk(editing) == after_removal
    assert editing.undo()
    assert on_disk(editing) == COMMENTED
    assert not editing.undo()
    assert editing.redo()
    assert on_disk(editing) == after_removal
    editing.move("c", 0)
    assert not editing.can_redo


def test_several_imported_questions_are_one_change(write: Writer) -> None:
    editing = editor(write)
    editing.add_all([question("x"), question("y")])
    assert editing.undo()
    assert on_disk(editing) == COMMENTED


def test_a_change_that_would_break_the_bank_leaves_the_file_alone(write: Writer) -> None:
    editing = editor(write)
    with pytest.raises(BankError, match="has 900 characters"):
        editing.add(Question("x", "values", {"en": "long" * 225}))
    with pytest.raises(BankError, match="used twice"):
        editing.change("a", replace(editing.bank.questions[0], id="b"))
    assert on_disk(editing) == COMMENTED
    assert not editing.can_undo


def test_what_another_program_wrote_meanwhile_is_not_lost(write: Writer) -> None:
    editing = editor(write)
    editing.move("a", 1)
    editing.path.write_text("- Somebody else's?\n")
    with pytest.raises(BankError, match="changed by another program"):
        editing.remove("a")
    assert on_disk(editing) == "- Somebody else's?\n"
    assert ids(editing.bank.questions) == ["b", "a", "c", "d"]
    editing = BankEditor(editing.path)
    assert not editing.can_undo
    editing.remove(editing.bank.questions[0].id)
    assert editing.bank.questions == ()


@pytest.mark.parametrize(
    "text",
    [
        "questions: [Who?, {id: b, text: Why?}]\ntitle: Flow  # kept\n",
        "title: Empty  # kept\nquestions: []\n",
        "title: Empty  # kept\nquestions:\n",
        "# kept\nquestions:\n-\n  id: b\n  text: Why?\n- text: &t Who?\n- id: z\n  text: {en: *t}\n  hint: *t\n",
    ],
)
def test_unusual_layouts_can_be_edited_too(write: Writer, text: str) -> None:
    editing = editor(write, text)
    before = ids(editing.bank.questions)
    editing.add(question("new"), at=0)
    editing.change("new", question("new", "values"))
    editing.move("new", len(before))
    assert ids(load_bank(editing.path).questions) == [*before, "new"]
    assert "# kept" in on_disk(editing)


def test_line_ends_of_windows_are_kept(write: Writer) -> None:
    editing = editor(write, COMMENTED.replace("\n", "\r\n"))
    editing.add(question("new"), at=1)
    editing.change("b", replace(editing.bank.questions[2], category="values"))
    text = editing.path.read_bytes().decode()
    assert text.count("\r\n") == text.count("\n")
    assert len(load_bank(editing.path).questions) == 5


def test_a_built_in_bank_is_copied_before_it_is_edited(tmp_path: Path) -> None:
    shipped = (BUILT_IN / "banks" / "general.yaml").read_text(encoding="utf-8")
    editing = open_bank("general", tmp_path)
    assert on_disk(editing) == shipped
    editing.remove("failure")
    assert load_bank("general", tmp_path).question("failure") is None
    assert load_bank("general").question("failure") is not None
    assert open_bank("general", tmp_path).bank == editing.bank
    with pytest.raises(BankError, match="built-in bank; copy it"):
        BankEditor(BUILT_IN / "banks" / "general.yaml")


def test_a_deleted_copy_brings_the_built_in_bank_back(tmp_path: Path) -> None:
    open_bank("general", tmp_path).remove("failure")
    text = delete_bank("general", tmp_path)
    assert "proudest-result" in text
    assert load_bank("general", tmp_path).question("failure") is not None
    with pytest.raises(BankError, match="built-in"):
        delete_bank("general", tmp_path)


def test_a_new_bank_can_be_filled_and_its_name_is_checked(tmp_path: Path) -> None:
    editing = new_bank(bank(), tmp_path)
    editing.add(question("a"))
    assert ids(load_bank("mine", tmp_path).questions) == ["a"]
    with pytest.raises(BankError, match="exists already"):
        new_bank(bank(), tmp_path)
    with pytest.raises(BankError, match="cannot be a name"):
        copy_bank("general", tmp_path, "../evil")


def test_a_folder_that_cannot_be_written_is_named(write: Writer, tmp_path: Path) -> None:
    write("banks", "a file where the folder should be")
    with pytest.raises(BankError, match="cannot be written"):
        copy_bank("general", tmp_path, "mine")


def test_no_temporary_file_is_left_and_the_files_mode_is_kept(write: Writer) -> None:
    editing = editor(write)
    editing.path.chmod(0o640)
    editing.remove("a")
    assert [path.name for path in editing.path.parent.iterdir()] == ["mine.yaml"]
    assert stat.S_IMODE(editing.path.stat().st_mode) == 0o640


def test_the_layout_of_the_general_bank_puts_it_together_again() -> None:
    text = (BUILT_IN / "banks" / "general.yaml").read_text(encoding="utf-8")
    layout = layout_of(text, [n for n, line in enumerate(text.splitlines(), 1) if line.startswith("  - id:")])
    assert layout is not None
    assert layout.text == text
    assert len(layout.items) == len(load_bank("general").questions)


_HEADINGS = ["# My questions, July", "# Easy ones", "# Hard ones", "# the end"]
"""Comments that belong to no question: these stay even where the questions go."""


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_any_row_of_changes_keeps_comments_and_can_be_undone(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("edit") / "mine.yaml"
    path.write_text(COMMENTED)
    editing = BankEditor(path)
    model = ids(editing.bank.questions)
    changes = data.draw(st.integers(1, 6))
    for number in range(changes):
        place = data.draw(st.integers(0, len(model)))
        if place == len(model) or data.draw(st.booleans()):
            model.insert(place, editing.add(question(f"n{number}"), at=place).id)
        elif len(model) > 1 and data.draw(st.booleans()):
            editing.remove(model.pop(place))
        elif data.draw(st.booleans()):
            editing.change(model[place], replace(editing.bank.questions[place], text={"en": f"Changed {number}?"}))
        else:
            to = data.draw(st.integers(0, len(model) - 1))
            editing.move(model[place], to)
            model.insert(to, model.pop(place))
        assert ids(editing.bank.questions) == model
        assert load_bank_file(path) == editing.bank, "read anew, it is what the editor says"
    for comment in _HEADINGS:
        assert comment in path.read_text()
    while editing.undo():
        pass
    assert path.read_text() == COMMENTED


TIED = [
    "- {id: a, text: &t Why us?}\n- {id: b, text: *t}\n- {id: c, text: Who?}\n",
    "- Why?\n- Why?\n- Who?\n",
    "%YAML 1.1\n---\n- {id: a, text: 'Why?'}\n- {id: b, text: 'Who?', bookmark: yes}\n",
]
"""Questions whose text depends on another's: by an anchor, by the number in a made id, by a directive."""


@pytest.mark.parametrize("text", TIED)
def test_a_question_on_which_another_depends_can_go(write: Writer, text: str) -> None:
    editing = editor(write, text)
    wanted = editing.bank.questions[1:]
    editing.remove(editing.bank.questions[0].id)
    assert load_bank_file(editing.path).questions == editing.bank.questions == wanted


def test_letters_typed_apart_are_one_syllable_in_the_file(write: Writer) -> None:
    editing = editor(write)
    apart = normalize("NFD", "왜 지원하셨습니까?")
    made, _ = validate_question({"id": "n", "text": apart})
    assert made is not None
    editing.add(made)
    editing.add(question("m"))
    assert load_bank_file(editing.path).question("n") == made


def test_many_questions_go_at_once_and_come_back_at_once(write: Writer) -> None:
    editing = editor(write)
    editing.remove_all(["a", "c", "d"])
    assert ids(load_bank_file(editing.path).questions) == ["b"]
    assert "# Hard ones" in on_disk(editing)
    editing.undo()
    assert on_disk(editing) == COMMENTED


def test_many_questions_change_at_once_and_in_few_lines(write: Writer) -> None:
    editing = editor(write)
    editing.change_all([(q.id, replace(q, bookmark=True)) for q in editing.bank.questions])
    assert all(q.bookmark for q in load_bank_file(editing.path).questions)
    assert on_disk(editing).count("bookmark: true") == 4
    assert "# ko comes later" in on_disk(editing)
    editing.undo()
    assert on_disk(editing) == COMMENTED


def test_overruling_another_program_keeps_what_it_wrote(write: Writer, tmp_path: Path) -> None:
    editing = editor(write)
    theirs = COMMENTED.replace("Why us?", "Why them?")
    editing.path.write_text(theirs)
    assert editing.is_outdated
    editing.overrule()
    assert on_disk(editing) == COMMENTED
    editing.remove("d")
    assert [backup.read_text() for backup in backups("mine", tmp_path)] == [theirs]


def test_a_text_from_another_editor_is_one_change_or_none(write: Writer) -> None:
    editing = editor(write)
    editing.take_text(COMMENTED.replace("Why us?", "Why them?"))
    assert editing.bank.questions[1].text == {"en": "Why them?"}
    with pytest.raises(BankError, match="unknown field"):
        editing.take_text(COMMENTED.replace("category:", "catgory:"))
    assert "Why them?" in on_disk(editing)
    editing.undo()
    assert on_disk(editing) == COMMENTED


def test_what_was_kept_beside_a_built_in_bank_goes_into_the_copy_and_back(tmp_path: Path) -> None:
    first = load_bank("general").questions[0]
    marking = OwnEditor("general", tmp_path)
    marking.change_all([(first.id, replace(first, bookmark=True, notes="Mine."))])
    editing = open_bank("general", tmp_path)
    assert editing.bank.questions[0].notes == "Mine."
    assert not editing.can_undo
    editing.change(first.id, replace(editing.bank.questions[0], bookmark=False))
    assert not load_bank("general", tmp_path).questions[0].bookmark
    delete_bank("general", tmp_path)
    assert load_bank("general", tmp_path).questions[0] == replace(first, notes="Mine.")


def test_marks_of_a_built_in_bank_are_taken_back_and_made_again(tmp_path: Path) -> None:
    marking = OwnEditor("general", tmp_path)
    some = marking.bank.questions[:3]
    marking.change_all([(q.id, replace(q, retired=True)) for q in some])
    marking.change_all([(some[0].id, replace(some[0], retired=True, notes="Old."))])
    assert [q.retired for q in load_bank("general", tmp_path).questions[:4]] == [True, True, True, False]
    assert [marking.undo() for _ in range(3)] == [True, True, False]
    assert load_bank("general", tmp_path).questions[:3] == some
    assert marking.redo()
    assert marking.can_redo
    assert load_bank("general", tmp_path).questions[0].notes == ""
    assert not (tmp_path / "banks").exists()


_words = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=40).filter(
    lambda text: " ".join(text.split()) == text
)


@settings(max_examples=25, deadline=None)
@given(st.lists(_words, min_size=1, max_size=5, unique=True))
def test_any_words_survive_being_written_and_read(tmp_path_factory: pytest.TempPathFactory, words: list[str]) -> None:
    import unicodedata

    from questions.parsing import parse
    from questions.validation import validate_bank

    texts = [unicodedata.normalize("NFC", text) for text in words]
    made = bank(*(Question(f"q{n}", "values", {"en": text}) for n, text in enumerate(texts)))
    read, findings = validate_bank(parse(bank_text(made), "x"), "mine")
    assert findings == []
    assert read == made
