"""Doors of the app with nothing but memory behind them, and a session that obeys the real contract by script."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import numpy as np
from textual.pilot import Pilot
from textual.screen import Screen

from core.base.clock import ManualClock
from core.base.types import Box
from core.camera.base import CameraState
from core.camera.preview import Preview
from core.session.events import Event
from core.session.snapshot import Action, PauseReason, Phase, QuestionView, Snapshot
from core.settings.model import Settings
from tests.tui.textual_inside import laid_out
from tests.waiting import LONG_S
from tui.app.app import PoiseApp, make_app
from tui.app.services import Services
from tui.features.equipment.screen import EquipmentScreen
from tui.features.home.data import HomeFacts, SessionRow, TodaysQuestion, TodaysSet
from tui.features.home.screen import HomeScreen
from tui.features.practise.data import QuestionRow
from tui.features.practise.screen import PractiseScreen
from tui.i18n import set_language
from tui.wiring.choices import Choice, Options
from tui.wiring.listeners import Listeners
from tui.wiring.start import Start

TODAY = datetime(2026, 3, 2, 19, 30)
TERMINAL = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


def row(number: int, score: float | None, **changes: Any) -> SessionRow:
    began = datetime(2026, 3, 2 - number % 2, 18 - number, 5 * number)
    return replace(SessionRow(number, began, "quick", 3, score, True), **changes)


SOME_SESSIONS = HomeFacts(
    sessions=(
        row(9, None, format="midas", questions=5, complete=False, at=2),
        row(8, 78),
        row(7, 71, format="viewinter", questions=15),
        row(6, 64),
        row(5, 66),
        row(4, None),
        row(3, 52),
    ),
    interrupted=row(9, None, format="midas", questions=5, complete=False, at=2),
    today=TodaysSet(
        (
            TodaysQuestion("strengths-1", "What is a weakness of yours?", True),
            TodaysQuestion("motivation-1", "Why do you want to work with us?", False),
        ),
        answered=1,
    ),
    missing=("no_camera", "not_calibrated"),
)
KOREAN_SET = TodaysSet(
    (
        TodaysQuestion("strengths-1", "고치고 싶은 단점은 무엇입니까?", True),
        TodaysQuestion("motivation-1", "왜 우리 회사에서 일하고 싶으십니까?", False),
    ),
    answered=1,
)
OPTIONS = Options(
    formats=(
        Choice("quick", "Quick practice", "Three questions, 10 seconds to think and 30 to answer. No retakes."),
        Choice("midas", "Midas type (inAIR)", "Self-introduction, strengths and weaknesses and motivation."),
    ),
    banks=(Choice("general", "General"), Choice("own", "My own questions")),
    categories=(Choice("motivation", "Motivation"), Choice("values", "Values"), Choice("stress", "Stress")),
    cameras=(Choice("auto", "Automatic"), Choice("demo", "Demo camera"), Choice("0", "/dev/video0")),
    networks=(Choice("default", "default", "1.2 M parameters"), Choice("paper", "paper", "2.6 M parameters")),
    counts={"quick": 3, "midas": 10},
    times={"quick": (10, 30, 0), "midas": (30, 90, 1)},
    available={"general": {("en", "motivation"): 9, ("en", "values"): 6, ("ko", "values"): 6}, "own": {}},
)


class FakeSounds:
    """Every sound works; the microphone hears one level at once."""

    def __init__(self) -> None:
        self.played: list[str] = []
        self.listening = False
        self.microphone = True

    def play(self, what: str) -> tuple[str, Mapping[str, object]]:
        self.played.append(what)
        return "played", {"player": "test"}

    def listen(self, tell: Callable[[float | None, str], object]) -> FakeSounds | None:
        if not self.microphone:
            return None
        self.listening = True
        tell(0.4, "")
        return self

    def close(self) -> None:
        self.listening = False


def snapshot(**changes: Any) -> Snapshot:
    """A session in the middle of an answer, unless `changes` say otherwise."""
    question = QuestionView("q2", "motivation", "Why do you want to work with us?", 1, 3, 1, 0)
    usual = Snapshot(
        session_id=7,
        t=40.0,
        phase=Phase.ANSWER,
        phase_elapsed_s=12.0,
        phase_total_s=30.0,
        allowed=frozenset({Action.SUBMIT, Action.PAUSE, Action.QUIT, Action.SKIP}),
        camera=CameraState("demo", demo=True, fps=15.0),
        question=question,
    )
    return replace(usual, **changes)


@dataclass
class FakeRunner:
    """Takes commands only when the last snapshot allows them, as the real one does, and keeps them."""

    listeners: Listeners
    start_with: Start
    commands: list[tuple[Action, PauseReason | None]] = field(default_factory=list)
    chosen: list[tuple[int, int]] = field(default_factory=list)
    rated: list[tuple[int, str]] = field(default_factory=list)
    started: bool = False
    closed: bool = False
    joined: bool = False
    now: Snapshot = field(default_factory=snapshot)
    picture: Preview | None = None
    hushed: int = 0
    judged_by: list[Settings] = field(default_factory=list)

    def start(self) -> None:
        assert not self.started, "a session starts once"
        self.started = True

    def command(self, action: Action, reason: PauseReason | None = None) -> None:
        if action in self.now.allowed:
            self.commands.append((action, reason))

    def choose(self, number: int, step: int) -> None:
        if self.now.item is not None and self.now.item.number == number:
            self.chosen.append((number, step))

    def rate(self, index: int, word: str) -> None:
        if self.now.phase is Phase.REVIEW and self.now.question is not None and self.now.question.index == index:
            self.rated.append((index, word))

    def change(self, settings: Settings) -> None:
        self.judged_by.append(settings)

    def hush(self) -> None:
        self.hushed += 1

    def preview(self) -> Preview | None:
        return self.picture

    def stop(self) -> None:
        self.closed = True

    def join(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self.joined = True
        return True

    def show(self, **changes: Any) -> None:
        """Publish a snapshot, as the session's thread does."""
        self.now = snapshot(**changes)
        assert self.listeners.on_snapshot is not None
        self.listeners.on_snapshot(self.now)

    def tell(self, event: Event) -> None:
        """Pass on an event, as the session's thread does."""
        assert self.listeners.on_event is not None
        self.listeners.on_event(event)


class Stage:
    """The app on fakes: what it saved, which sessions it began, its clock."""

    def __init__(self, facts: HomeFacts = SOME_SESSIONS, *, remote: bool = False, **settings: Any) -> None:
        self.clock = ManualClock(100.0)
        self.saved: list[Mapping[str, Any]] = []
        self.runners: list[FakeRunner] = []
        self.sounds = FakeSounds()
        self.settings = replace(Settings(language="en", tour=False), **settings)
        self.facts = facts
        self.places: dict[str, Callable[..., Screen[Any]]] = {
            "home": lambda: HomeScreen(lambda settings, thorough: self.facts),
            "practise": lambda: PractiseScreen(lambda settings: self.questions),
            "equipment": self.equipment,
        }
        self.questions = (
            QuestionRow("m1", "motivation", "Why do you want to work with us?"),
            QuestionRow("v1", "values", "What do you do when rules and results disagree?"),
        )
        self.remote = remote

    @property
    def runner(self) -> FakeRunner:
        return self.runners[-1]

    def begin(self, settings: Settings, start: Start, listeners: Listeners) -> FakeRunner:
        self.runners.append(FakeRunner(listeners, start))
        return self.runner

    def equipment(self, **arguments: Any) -> EquipmentScreen:
        return EquipmentScreen(**arguments, sounds=lambda settings: self.sounds)

    def services(self) -> Services:
        return Services(
            clock=self.clock,
            today=lambda: TODAY,
            save=self.saved.append,
            options=lambda settings: OPTIONS,
            cameras=lambda: OPTIONS.cameras,
            runner=self.begin,
            remote=self.remote,
            screens=self.places,
        )

    def app(self, start: Start | None = None, env: Mapping[str, str] = TERMINAL) -> PoiseApp:
        set_language(self.settings.language)
        return make_app(self.settings, services=self.services(), start=start, env=env)


async def until(pilot: Pilot[None], condition: Callable[[], object], seconds: float = LONG_S) -> None:
    """Let the app go on until `condition` has held, and what follows of it has its place on the screen."""
    deadline, pause = time.monotonic() + seconds, 0.0
    held = bool(condition())
    while not held or not laid_out(pilot.app):
        assert time.monotonic() < deadline, "it never came to that"
        await pilot.pause(pause)
        pause = min(0.01, pause + 0.002)  # mostly it is as far as soon as what is ready has run
        held = held or bool(condition())


def picture() -> Preview:
    """A bright oval on a dark ground, and the box around it."""
    y, x = np.mgrid[0:48, 0:64]
    oval = ((x - 34) / 12.0) ** 2 + ((y - 24) / 16.0) ** 2 < 1
    return Preview((30 + 150 * oval + x).astype(np.uint8), Box(22, 8, 24, 32))
