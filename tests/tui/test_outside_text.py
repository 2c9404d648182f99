"""Text of outside that is full of markup and control codes is shown as it stands, on every screen."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

import tui
from core.base.errors import SourceError
from core.base.types import Notice
from core.camera.base import CameraState
from core.session.snapshot import Action, Phase, QuestionView
from core.settings.model import Settings
from tests.tui.app_driving import BRIEFING, at_interview, showing
from tests.tui.app_fakes import OPTIONS, SOME_SESSIONS, FakeRunner, Stage, until
from tests.tui.desk import app_of, opened, seen
from tests.tui.textual_inside import toasts
from tui.app.places import PLACES
from tui.app.services import Services
from tui.features.home.data import TodaysQuestion, TodaysSet
from tui.features.practise.data import QuestionRow
from tui.wiring.choices import Choice, Options
from tui.wiring.listeners import Listeners
from tui.wiring.start import Start

BRACKETS = "[/x] [@click=app.quit]no[/]"
HOSTILE = f"{BRACKETS} \x1b[31m\x9b31m\x07"
"""Closes a tag that was never opened, links to an action, and orders the terminal about."""


def hostile(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    return tuple(replace(choice, title=HOSTILE, about=HOSTILE) for choice in choices)


class HostileStage(Stage):
    """Whatever comes from outside is hostile."""

    def __init__(self, data: Path) -> None:
        today = TodaysSet((TodaysQuestion("m1", HOSTILE, False),))
        sessions = tuple(replace(row, format=HOSTILE) for row in SOME_SESSIONS.sessions)
        facts = replace(SOME_SESSIONS, today=today, sessions=sessions, interrupted=sessions[0])
        super().__init__(facts, data_dir=str(data), camera=HOSTILE, profile=HOSTILE)
        self.questions = (QuestionRow("m1", "motivation", HOSTILE), QuestionRow("v1", "values", HOSTILE))

    def options(self, _settings: Settings) -> Options:
        return replace(
            OPTIONS,
            formats=hostile(OPTIONS.formats),
            banks=hostile(OPTIONS.banks),
            cameras=(*hostile(OPTIONS.cameras), Choice(HOSTILE, HOSTILE)),
            networks=hostile(OPTIONS.networks),
        )

    def services(self) -> Services:
        return replace(super().services(), options=self.options)


def clean(pilot: Pilot[None]) -> str:
    """What is on the screen; no code of it may reach the terminal."""
    shown = seen(pilot)
    assert not {"\x1b", "\x9b", "\x07"} & set(shown)
    return shown


@pytest.mark.parametrize("place", [entry.name for entry in PLACES if entry.key or entry.name == "tour"])
async def test_every_place_shows_hostile_text_as_it_stands(tmp_path: Path, place: str) -> None:
    async with opened(HostileStage(tmp_path), place, (120, 36)) as pilot:
        await pilot.press("down", "tab", "down")
        assert pilot.app.is_running
        shown = clean(pilot)
        if place in ("setup", "practise"):
            assert "[/x] [@click=" in shown


async def test_home_shows_a_hostile_question_as_it_stands(tmp_path: Path) -> None:
    async with HostileStage(tmp_path).app().run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "[/x] [@click=" in clean(pilot))


async def test_interview_goes_on_through_hostile_question_camera_and_notice(tmp_path: Path) -> None:
    stage = HostileStage(tmp_path)
    question = QuestionView("q1", HOSTILE, HOSTILE, 0, 3, 2, 1)
    camera = CameraState(HOSTILE, fps=15.0)
    async with stage.app(start=Start()).run_test(size=(120, 36), notifications=True) as pilot:
        await at_interview(pilot, stage, **BRIEFING, camera=camera)
        for phase, allowed in ((Phase.PREP, Action.READY), (Phase.ANSWER, Action.SUBMIT)):
            notices = tuple(Notice(code, {"camera": HOSTILE, "reason": HOSTILE}) for code in ("camera_lost", HOSTILE))
            await showing(
                pilot,
                stage,
                phase=phase,
                question=question,
                camera=camera,
                notices=notices,
                allowed=frozenset({allowed}),
            )
        await until(pilot, lambda: "[/x] [@click=" in clean(pilot))
        pilot.app.screen.notify(HOSTILE, title=HOSTILE, severity="error")
        await pilot.pause()
        assert any("[/x]" in note for note in toasts(app_of(pilot)))
        assert clean(pilot).count("[/x]") >= 2


@pytest.mark.parametrize("place", ["interview", "equipment"])
async def test_hostile_failure_is_shown_where_the_camera_would_be(tmp_path: Path, place: str) -> None:
    class Broken(HostileStage):
        def begin(self, settings: Settings, start: Start, listeners: Listeners) -> FakeRunner:
            raise SourceError(f"{HOSTILE} vanished")

    stage = Broken(tmp_path)
    arguments = {"start": Start()} if place == "interview" else {}
    async with opened(stage, place, (120, 36), **arguments) as pilot:
        await until(pilot, lambda: "vanished" in clean(pilot))
        assert "[/x]" in clean(pilot)


def test_no_module_takes_a_static_with_markup() -> None:
    top = Path(str(tui.__file__)).parent
    for file in top.rglob("*.py"):
        source = file.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source if "textual.widgets" in source else "")):
            if isinstance(node, ast.ImportFrom) and node.module == "textual.widgets":
                assert not {"Static", "Label"} & {name.name for name in node.names}, f"{file}: tui.widgets.outside"
