"""Waiting for screens and reading them, for tests that drive the app by keys."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot
from textual.widgets import Static

from core.session.snapshot import Action, Phase
from tests.tui.app_fakes import Stage, until
from tests.tui.textual_inside import run_intervals
from tui.features.home.screen import HomeScreen
from tui.features.interview.screen import InterviewScreen
from tui.widgets.bars import KeyBar

BRIEFING = {"phase": Phase.BRIEFING, "question": None, "phase_total_s": None, "allowed": frozenset({Action.BEGIN})}
USUAL = frozenset({Action.PAUSE, Action.QUIT})


async def at(pilot: Pilot[None], screen: type[Any]) -> Any:
    """Wait until that screen is in front and painted."""
    await until(pilot, lambda: isinstance(pilot.app.screen, screen) and pilot.app.screen.is_attached)
    await pilot.pause()
    return pilot.app.screen


async def at_home(pilot: Pilot[None]) -> HomeScreen:
    """Wait until home is in front and shows what it was told."""
    home: HomeScreen = await at(pilot, HomeScreen)
    await until(pilot, lambda: text(pilot, "#sessions-title"))
    return home


async def at_interview(pilot: Pilot[None], stage: Stage, **changes: Any) -> InterviewScreen:
    """Wait for the interview's session and show its first snapshot."""
    screen: InterviewScreen = await at(pilot, InterviewScreen)
    await until(pilot, lambda: stage.runners and stage.runner.started)
    await showing(pilot, stage, **changes)
    return screen


async def redrawn(pilot: Pilot[None]) -> None:
    """Do now what the timers of the screen in front would do within a quarter of a second: draw what is so."""
    await run_intervals(pilot.app.screen)
    await pilot.pause()


async def showing(pilot: Pilot[None], stage: Stage, **changes: Any) -> None:
    """Publish a snapshot and wait until it is on the screen."""
    stage.runner.show(**changes)
    await pilot.pause()
    await redrawn(pilot)


def text(pilot: Pilot[None], selector: str) -> str:
    return str(pilot.app.screen.query_one(selector, Static).render())


def keys(pilot: Pilot[None]) -> str:
    """The footer as it reads."""
    return str(pilot.app.screen.query_one(KeyBar).render())
