"""Hint, outline and the user's own notes: kept by a form, seen while thinking and in the report, never in exams."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from core.session.snapshot import Action, Phase
from core.settings.model import Settings
from questions.loading import load_bank
from questions.marking import keep_own
from questions.own import Own, own_of
from questions.problems import BankError
from questions.schema import MAX_LONG_TEXT
from tests.tui.app_driving import BRIEFING, USUAL, at, at_interview, keys, showing, text
from tests.tui.app_fakes import Stage, until
from tests.tui.desk import bare
from tests.tui.stored import store_session
from tui.app.dialogs import ChooseDialog
from tui.features.interview.beside import BesidePanel
from tui.features.notes.screen import NotesScreen
from tui.features.practise.data import questions
from tui.features.report.answer import AnswerPanel
from tui.features.report.screen import ReportScreen
from tui.widgets.outside import Static
from tui.wiring.prompts import prompts_of
from tui.wiring.start import Start

BANK = """\
- id: q2
  category: motivation
  text: {en: Why do you want to work with us?, ko: 왜 지원하셨습니까?}
  hint: {en: One reason that only fits us.}
- {id: intro, category: self_introduction, text: {en: Please introduce yourself briefly.}}
- {id: weak, category: strengths_weaknesses, text: {en: What is a weakness of yours?}}
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a bank of the user's."""
    (tmp_path / "banks").mkdir()
    (tmp_path / "banks" / "mine.yaml").write_text(BANK, encoding="utf-8")
    return tmp_path


def stage(data: Path, **settings: bool) -> Stage:
    found = Stage(data_dir=str(data), bank="mine")
    found.settings = found.settings.changed(**settings)
    return bare(found)


def beside(pilot: Pilot[None]) -> str:
    panel = pilot.app.screen.query_one(BesidePanel)
    return str(panel.content) if panel.display else ""


async def at_form(pilot: Pilot[None]) -> NotesScreen:
    screen: NotesScreen = await at(pilot, NotesScreen)
    await until(pilot, lambda: text(pilot, "#notes-asked"))
    await until(pilot, lambda: isinstance(screen.focused, TextArea))
    return screen


async def test_notes_are_written_in_the_form_and_kept_in_the_bank(data: Path) -> None:
    app = stage(data).app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.goto("notes", question_id="q2")
        screen = await at_form(pilot)
        await pilot.press(*"First")
        screen.query_one("#note-model_answer", TextArea).load_text("Because.")
        screen.query_one("#note-companies", Input).value = "Acme, , Bank of X"
        await pilot.press("f4", "ctrl+s")
        await until(pilot, lambda: app.screen is not screen)
    kept = load_bank("mine", data).question("q2")
    assert kept is not None
    assert own_of(kept) == Own("First", {"en": "Because."}, True, ("Acme", "Bank of X"))
    assert next(row for row in questions(Settings(data_dir=str(data), bank="mine")) if row.id == "q2").bookmark


async def test_what_was_written_is_not_thrown_away_unasked(data: Path) -> None:
    app = stage(data).app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.goto("notes", question_id="q2")
        await at_form(pilot)
        await pilot.press("x", "escape")
        await at(pilot, ChooseDialog)
        await pilot.press("enter")
        await until(pilot, lambda: [q.notes for q in load_bank("mine", data).questions] == ["x", "", ""])


async def test_notes_and_hint_are_seen_while_thinking_and_not_while_answering(data: Path) -> None:
    keep_own("mine", "q2", Own(notes="Grandmother's card."), data)
    staged = stage(data)
    async with staged.app(Start()).run_test(size=(80, 24)) as pilot:
        await at_interview(pilot, staged, **BRIEFING)
        await showing(pilot, staged, phase=Phase.PREP, allowed=USUAL | {Action.READY})
        assert beside(pilot) == ""
        await pilot.press("o")
        await until(pilot, lambda: staged.saved == [{"hints": True}])
        await until(pilot, lambda: "Grandmother's card." in beside(pilot))
        assert "One reason that only fits us." in beside(pilot)
        assert "The moment it began to interest you" in beside(pilot)
        await showing(pilot, staged, phase=Phase.ANSWER, allowed=USUAL)
        assert beside(pilot) == ""


async def test_an_exam_has_no_hints(data: Path) -> None:
    staged = stage(data, exam=True, hints=True)
    async with staged.app(Start()).run_test(size=(80, 24)) as pilot:
        await at_interview(pilot, staged, **BRIEFING)
        await showing(pilot, staged, phase=Phase.PREP, allowed=USUAL | {Action.READY})
        assert "Hint and notes" not in keys(pilot)
        assert beside(pilot) == ""


async def test_the_report_shows_them_and_leads_to_the_form(data: Path) -> None:
    keep_own("mine", "weak", Own(notes="Say no more often."), data)
    store_session(data)
    app = stage(data).app()
    async with app.run_test(size=(120, 36)) as pilot:
        app.goto("report")
        screen = await at(pilot, ReportScreen)
        panel = screen.query_one(AnswerPanel)
        await until(pilot, lambda: str(panel.query_one(".question", Static).content))
        assert not panel.query_one(".beside").display
        await pilot.press("o", "down")
        await until(pilot, lambda: "Say no more often." in str(panel.query_one(".beside", Static).content))
        await pilot.press("m")
        form = await at_form(pilot)
        assert "Say no more often." in [area.text for area in form.query(TextArea)]


def test_a_follow_up_has_the_notes_of_its_question(data: Path) -> None:
    settings = Settings(data_dir=str(data), bank="mine")
    found = prompts_of(settings, "q2+1")
    assert found is not None
    assert found.question.id == "q2"
    assert prompts_of(settings, "nowhere") is None


def test_a_note_that_could_not_be_read_back_is_refused(tmp_path: Path) -> None:
    name = load_bank("general").questions[0].id
    keep_own("general", name, Own(notes="kept"), tmp_path)
    with pytest.raises(BankError, match="at most"):
        keep_own("general", name, Own(notes="x" * (MAX_LONG_TEXT + 1)), tmp_path)
    assert own_of(load_bank("general", tmp_path).questions[0]).notes == "kept"
