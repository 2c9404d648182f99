"""The editor of a bank at work: filter, many at once, marks, backups, the user's own editor, other programs."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Select, TextArea

from questions.backups import backups
from questions.editing import BankEditor
from questions.loading import load_bank
from questions.schema import Question
from tests.tui.app_fakes import Stage, until
from tests.tui.desk import at, opened, rows, said, seen, shows, write
from tests.tui.test_bank_screens import OWN, own, shown, texts
from tui.app.dialogs import ChooseDialog, LineDialog
from tui.app.facets import Facets, FilterDialog
from tui.features.banks import bulk, outer, view
from tui.features.banks.bank import BankScreen
from tui.features.banks.facets import WAYS
from tui.features.banks.form import QuestionForm
from tui.features.banks.preview import PreviewScreen
from tui.features.interview.screen import InterviewScreen

__all__ = ["own"]  # a fixture

MIXED = (
    Question(
        "a", "values", {"en": "A?", "ko": "가?"}, field="data", difficulty="easy", tags=("x", "y"), bookmark=True
    ),
    Question("b", "values", {"en": "B?"}, difficulty="hard", tags=("x",), retired=True),
    Question("c", "stress", {"ko": "다?"}, field="data", notes="Mine."),
)


def file_of(data: Path) -> Path:
    return data / "banks" / "mine.yaml"


def bank_screen(pilot: Pilot[None]) -> BankScreen:
    screen = pilot.app.screen
    assert isinstance(screen, BankScreen)
    return screen


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({}, "abc"),
        ({"language": "ko"}, "ac"),
        ({"language": "no-ko"}, "b"),
        ({"category": "values", "tag": "x"}, "ab"),
        ({"field": "data", "kept": "notes"}, "c"),
        ({"difficulty": "hard", "kept": "active"}, ""),
        ({"kept": "bookmark"}, "a"),
        ({"kept": "retired"}, "b"),
    ],
)
def test_question_is_shown_where_every_facet_fits(chosen: Facets, found: str) -> None:
    assert "".join(question.id for question in WAYS.shown(chosen, MIXED)) == found


def test_each_value_says_how_many_questions_it_leaves() -> None:
    assert WAYS.offered("tag", {}, MIXED) == [("", 3), ("x", 2), ("y", 1)]
    assert WAYS.offered("tag", {"field": "data"}, MIXED) == [("", 2), ("x", 1), ("y", 1)]
    assert WAYS.stepped("difficulty", -1, {}, MIXED) == {"difficulty": "hard"}


def test_what_is_there_already_or_finds_no_room_is_no_change() -> None:
    assert [name for name, _ in bulk.change("tag", "#x", MIXED)] == ["c"]
    full = Question("f", "values", {"en": "F?"}, tags=tuple(f"t{n}" for n in range(12)))
    assert not bulk.change("tag", "more", [full])
    assert [question.bookmark for _, question in bulk.change("bookmark", "", MIXED)] == [True, True]
    assert [question.bookmark for _, question in bulk.change("bookmark", "", MIXED[:1])] == [False]


def test_form_keeps_what_it_does_not_show() -> None:
    old = Question("q", "values", {"en": "Q?"}, outline={"task": {"en": "T"}}, bookmark=True, retired=True)
    data = view.form_data({"category": "values", "text.en": "Q?", "notes": "N", "companies": "A, B"}, old)
    assert data["outline"] == old.outline
    assert (data["bookmark"], data["retired"], data["notes"], data["companies"]) == (True, True, "N", ["A", "B"])


async def look(pilot: Pilot[None]) -> None:
    """Look at the file, as the screen does every few seconds; it does not while it is writing itself."""
    await until(pilot, lambda: not bank_screen(pilot).is_busy)
    bank_screen(pilot).look()


async def test_filter_leaves_what_fits_and_says_so(own: Path) -> None:
    async with opened(at(own), "bank", bank="mine") as pilot:
        await until(pilot, lambda: shown(pilot))
        await pilot.press("t")
        await until(pilot, lambda: isinstance(pilot.app.screen, FilterDialog))
        await shows(pilot, "3 of 3 questions")
        await pilot.press("right")
        await shows(pilot, "2 of 3 questions")
        await pilot.press("enter")
        await until(pilot, lambda: rows(pilot) == ["one", "three"])
        await shows(pilot, "filter: 한국어 (2)")
        await pilot.press("t")
        await until(pilot, lambda: isinstance(pilot.app.screen, FilterDialog))
        await pilot.press("down", "space")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChooseDialog))
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, FilterDialog))
        await pilot.press("enter")
        await until(pilot, lambda: rows(pilot) == ["three"])
        await pilot.press("t", "c", "enter")
        await until(pilot, lambda: rows(pilot) == ["one", "two", "three"])


async def test_selected_questions_change_at_once_and_are_taken_back_at_once(own: Path) -> None:
    async with opened(at(own), "bank", bank="mine") as pilot:
        await until(pilot, lambda: shown(pilot))
        await pilot.press("space", "space")
        await shows(pilot, "2 selected")
        await pilot.press("m")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChooseDialog))
        await pilot.press("t")
        await until(pilot, lambda: isinstance(pilot.app.screen, LineDialog))
        await write(pilot, "#first round")
        await until(
            pilot, lambda: [q.tags for q in load_bank("mine", own).questions] == [("first-round",)] * 2 + [()]
        )
        await until(pilot, lambda: shown(pilot))
        await pilot.press("m")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChooseDialog))
        await pilot.press("d")
        await shows(pilot, "Medium")
        await pilot.press("down", "enter")
        await until(
            pilot, lambda: [q.difficulty for q in load_bank("mine", own).questions] == ["medium"] * 2 + [None]
        )
        await until(pilot, lambda: shown(pilot))
        await pilot.press("d")
        await until(pilot, lambda: shown(pilot) and rows(pilot) == ["three"])
        for _ in range(3):
            await pilot.press("u")
            await until(pilot, lambda: shown(pilot))
        await until(pilot, lambda: file_of(own).read_text(encoding="utf-8") == OWN)


async def test_esc_gives_the_selection_up_before_it_leaves(own: Path) -> None:
    async with opened(at(own), "bank", bank="mine") as pilot:
        await until(pilot, lambda: shown(pilot))
        await pilot.press("space")
        await shows(pilot, "1 selected", "esc Select none")
        await pilot.press("escape")
        await until(pilot, lambda: shown(pilot) and "selected" not in seen(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, BankScreen))


async def test_selection_is_moved_to_a_place(own: Path) -> None:
    async with opened(at(own), "bank", bank="mine") as pilot:
        await until(pilot, lambda: shown(pilot))
        await pilot.press("down", "space", "space", "m")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChooseDialog))
        await pilot.press("m")
        await until(pilot, lambda: isinstance(pilot.app.screen, LineDialog))
        await write(pilot, "1")
        await until(pilot, lambda: texts(own) == ["two", "three", "one"])


async def test_all_that_are_shown_are_selected(own: Path) -> None:
    async with opened(at(own), "bank", bank="mine") as pilot:
        await until(pilot, lambda: shown(pilot))
        await pilot.press("slash", *"fail", "enter")
        await pilot.press("ctrl+a", "r")
        await until(pilot, lambda: [q.retired for q in load_bank("mine", own).questions] == [False, True, False])
        await until(pilot, lambda: shown(pilot))
        await pilot.press("r")
        await until(pilot, lambda: not any(q.retired for q in load_bank("mine", own).questions))


async def test_favourite_of_a_built_in_bank_needs_no_copy_and_is_taken_back(tmp_path: Path) -> None:
    async with opened(at(tmp_path), "bank", bank="general") as pilot:
        await until(pilot, lambda: shown(pilot))
        await pilot.press("b")
        await until(pilot, lambda: shown(pilot) and load_bank("general", tmp_path).questions[0].bookmark)
        await shows(pilot, "favourite")
        assert not (tmp_path / "banks").exists()
        await pilot.press("u")
        await until(pilot, lambda: not load_bank("general", tmp_path).questions[0].bookmark)


async def test_preview_shows_the_clock_of_each_format_and_begins_there(own: Path) -> None:
    async with opened(at(own), "bank", bank="mine") as pilot:
        await until(pilot, lambda: shown(pilot))
        await pilot.press("p")
        await until(pilot, lambda: isinstance(pilot.app.screen, PreviewScreen))
        await shows(pilot, "10 s to think, 30 s to answer", "English: read aloud in about 1 s")
        await pilot.press("right")
        await shows(pilot, "30 s to think, 90 s to answer")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, InterviewScreen))


async def test_question_under_the_cursor_is_practised_at_once(own: Path) -> None:
    stage = at(own)
    async with opened(stage, "bank", bank="mine") as pilot:
        await until(pilot, lambda: shown(pilot))
        await pilot.press("down", "n")
        await until(pilot, lambda: bool(stage.runners))
        start = stage.runners[0].start_with
        assert start.questions == ("two",)
        assert start.choices == {"bank": "mine"}


async def paste(pilot: Pilot[None], text: str) -> None:
    area = pilot.app.screen.query_one("#text-en", TextArea)
    area.focus()
    area.post_message(events.Paste(text))
    await pilot.pause()


async def test_pasted_lines_become_questions_where_the_user_wants_it(own: Path) -> None:
    async with opened(at(own), "bank", bank="mine") as pilot:
        await until(pilot, lambda: shown(pilot))
        await pilot.press("a")
        await until(pilot, lambda: isinstance(pilot.app.screen, QuestionForm))
        await paste(pilot, "1. Why us?\n2) Why now?\n\n- Why you?\n")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChooseDialog))
        await shows(pilot, "3 questions were pasted", "Why now?")
        await pilot.press("enter")
        await until(pilot, lambda: shown(pilot) and len(rows(pilot)) == 6)
        found = [q.text.get("en") for q in load_bank("mine", own).questions]
        assert found[1:4] == ["Why us?", "Why now?", "Why you?"], "after the one under the cursor"
        await pilot.press("u")
        await until(pilot, lambda: shown(pilot) and rows(pilot) == ["one", "two", "three"])


async def test_pasted_lines_stay_a_text_where_they_are_one(own: Path) -> None:
    async with opened(at(own), "bank", bank="mine") as pilot:
        await until(pilot, lambda: shown(pilot))
        await pilot.press("a")
        await until(pilot, lambda: isinstance(pilot.app.screen, QuestionForm))
        area = pilot.app.screen.query_one("#text-en", TextArea)
        await paste(pilot, "We run a shop.\nIt sells shoes.\nIt is old.\nWhat would you change?")
        await until(pilot, lambda: "sells shoes" in area.text)
        await paste(pilot, "Why?\nWhy not?")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChooseDialog))
        await pilot.press("down", "enter")
        await until(pilot, lambda: "Why not?" in area.text)


async def test_form_shows_and_changes_what_is_the_users_own(own: Path) -> None:
    async with opened(at(own), "bank", bank="mine") as pilot:
        await until(pilot, lambda: shown(pilot))
        await pilot.press("b")
        await until(pilot, lambda: shown(pilot) and load_bank("mine", own).questions[0].bookmark)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, QuestionForm))
        pilot.app.screen.query_one("#notes", TextArea).text = "Second round.\nBe short."
        pilot.app.screen.query_one("#difficulty", Select).value = "hard"
        await pilot.pause()
        await pilot.press("ctrl+s")
        await until(pilot, lambda: shown(pilot) and load_bank("mine", own).questions[0].difficulty == "hard")
        first = load_bank("mine", own).questions[0]
        assert (first.notes, first.bookmark) == ("Second round.\nBe short.", True)


async def test_earlier_form_is_brought_back_and_taken_back(own: Path) -> None:
    async with opened(at(own), "bank", bank="mine") as pilot:
        await until(pilot, lambda: shown(pilot))
        await pilot.press("h")
        await until(pilot, lambda: any("no earlier form" in text for text in said(pilot)))
        await pilot.press("d")
        await until(pilot, lambda: shown(pilot) and rows(pilot) == ["two", "three"])
        await pilot.press("h")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChooseDialog))
        await shows(pilot, "3 questions")
        await pilot.press("enter")
        await until(pilot, lambda: shown(pilot) and rows(pilot) == ["one", "two", "three"])
        await pilot.press("u")
        await until(pilot, lambda: shown(pilot) and rows(pilot) == ["two", "three"])


async def test_bank_that_was_only_looked_at_is_read_again(own: Path) -> None:
    async with opened(at(own), "bank", bank="mine") as pilot:
        await until(pilot, lambda: shown(pilot))
        file_of(own).write_text(OWN.replace("id: one", "id: other"), encoding="utf-8")
        await look(pilot)
        await until(pilot, lambda: rows(pilot) == ["other", "two", "three"])


@pytest.mark.parametrize(("key", "kept"), [("r", ["other", "two", "three"]), ("k", ["two", "three"])])
async def test_of_two_forms_the_user_chooses(own: Path, key: str, kept: list[str]) -> None:
    theirs = OWN.replace("id: one", "id: other")
    async with opened(at(own), "bank", bank="mine") as pilot:
        await until(pilot, lambda: shown(pilot))
        await pilot.press("d")
        await until(pilot, lambda: shown(pilot) and rows(pilot) == ["two", "three"])
        file_of(own).write_text(theirs, encoding="utf-8")
        await look(pilot)
        await until(pilot, lambda: isinstance(pilot.app.screen, ChooseDialog))
        await pilot.press(key)
        await until(pilot, lambda: shown(pilot) and rows(pilot) == kept)
    assert texts(own) == kept
    assert (theirs in [file.read_text(encoding="utf-8") for file in backups("mine", own)]) == (key == "k")


async def outside(pilot: Pilot[None], own: Path, text: str) -> Path:
    """What the user's editor wrote, handed to the screen as it does after the terminal is back."""
    screen, editor = bank_screen(pilot), BankEditor(file_of(own))
    file = outer.draft_of(text, "mine")
    screen.take_over(editor, file, editor.text)
    return file


async def test_what_another_editor_wrote_is_checked_and_taken_over(own: Path) -> None:
    async with opened(at(own), "bank", bank="mine") as pilot:
        await until(pilot, lambda: shown(pilot))
        file = await outside(pilot, own, OWN.replace("What if it fails?", "And if it fails?"))
        await until(pilot, lambda: "And if it fails?" in file_of(own).read_text(encoding="utf-8"))
        assert not file.exists()
        await until(pilot, lambda: shown(pilot))
        await pilot.press("u")
        await until(pilot, lambda: file_of(own).read_text(encoding="utf-8") == OWN)


async def test_what_another_editor_broke_is_said_and_not_lost(own: Path) -> None:
    async with opened(at(own), "bank", bank="mine") as pilot:
        await until(pilot, lambda: shown(pilot))
        file = await outside(pilot, own, OWN.replace("category: stress", "catgory: stress"))
        await until(pilot, lambda: isinstance(pilot.app.screen, ChooseDialog))
        await shows(pilot, "unknown field catgory")
        await pilot.press("escape")
        await until(pilot, lambda: any(str(file) in text for text in said(pilot)))
        assert "catgory" in file.read_text(encoding="utf-8")
        assert file_of(own).read_text(encoding="utf-8") == OWN
        outer.discard(file)


async def test_terminal_that_cannot_be_lent_is_told(own: Path) -> None:
    async with opened(at(own), "bank", bank="mine") as pilot:
        await until(pilot, lambda: shown(pilot))
        await pilot.press("o")
        await until(pilot, lambda: any("cannot be lent" in text for text in said(pilot)))


def test_editor_is_named_by_the_environment_or_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert outer.command({"VISUAL": "code --wait", "EDITOR": "vi"}) == ["code", "--wait"]
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(outer.NoEditor, match="set EDITOR"):
        outer.command({})
    with pytest.raises(outer.NoEditor, match="cannot be started"):
        outer.edit(tmp_path / "x", 1, {"EDITOR": str(tmp_path / "none")})
    with pytest.raises(outer.NoEditor, match="ended with 3"):
        outer.edit(tmp_path / "x", 1, {"EDITOR": f"{sys.executable} -c 'raise SystemExit(3)'"})


async def test_marks_are_seen_without_colours(own: Path) -> None:
    async with opened(Stage(data_dir=str(own)), "bank", bank="mine") as pilot:
        await until(pilot, lambda: shown(pilot))
        await pilot.press("b")
        await until(pilot, lambda: shown(pilot) and load_bank("mine", own).questions[0].bookmark)
        await pilot.press("space", "r")
        await until(pilot, lambda: shown(pilot) and load_bank("mine", own).questions[0].retired)
        first = r"\[x\] .* \*- .*What do you value"
        await until(pilot, lambda: re.search(first, seen(pilot)))
        await pilot.resize_terminal(120, 36)
        await until(pilot, lambda: pilot.app.screen.size == (120, 36) and re.search(first, seen(pilot)))
