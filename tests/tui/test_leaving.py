"""A screen that is left while its camera opens leaves nothing behind: no camera, no session, no thread of sounds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual.app import App
from textual.screen import Screen

from core.settings.model import Settings
from tests.tui.app_fakes import FakeRunner, FakeSounds, Stage, until
from tests.tui.desk import bare
from tests.waiting import LONG_S, wait_until
from tui.app.services import Services
from tui.app.session import SessionHandle
from tui.features.calibration.measure import MeasureScreen
from tui.features.interview.screen import InterviewScreen
from tui.wiring.listeners import Listeners
from tui.wiring.session import SoundingSession
from tui.wiring.start import Start

SCREENS: dict[str, Callable[[Stage], Screen[None]]] = {
    "equipment": lambda stage: stage.equipment(),
    "calibration": lambda stage: MeasureScreen("me"),
    "interview": lambda stage: InterviewScreen(Start()),
    "practise": lambda stage: InterviewScreen(Start(questions=("intro-one-minute",))),
}


class SlowCameras(Stage):
    """Real sessions on the demo camera; opening one goes on when the test lets it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(camera="demo", data_dir=str(folder), speech=False, microphone=False)
        self.entered, self.gate = threading.Event(), threading.Event()
        self.opened: list[SoundingSession] = []

    def services(self) -> Services:
        return replace(super().services(), runner=self.open)

    def open(self, settings: Settings, start: Start, listeners: Listeners) -> SoundingSession:
        self.entered.set()
        assert self.gate.wait(LONG_S)
        self.opened.append(SoundingSession(settings, start, listeners))
        return self.opened[-1]


def sounding() -> set[threading.Thread]:
    """The threads that a session has while it is open."""
    return {thread for thread in threading.enumerate() if thread.name in ("sound-out", "session", "capture")}


def closed(session: SoundingSession) -> bool:
    """Whether the camera was given back: the source itself draws nothing more."""
    return next(session.runner.source.frames(), None) is None


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[SlowCameras]:
    found = SlowCameras(tmp_path)
    bare(found)
    yield found
    found.gate.set()


@pytest.mark.parametrize("name", SCREENS)
async def test_leaving_while_the_camera_opens_leaves_nothing_behind(stage: SlowCameras, name: str) -> None:
    before = sounding()
    async with stage.app().run_test() as pilot:
        screen = SCREENS[name](stage)
        pilot.app.push_screen(screen)
        await until(pilot, stage.entered.is_set)
        pilot.app.pop_screen()
        await until(pilot, lambda: not screen.is_running)
        stage.gate.set()
        await until(pilot, lambda: stage.opened)
        await until(pilot, lambda: not sounding() - before)
    assert closed(stage.opened[0])
    assert not stage.opened[0].runner.over  # it never began, so it did not end


@pytest.mark.parametrize("name", SCREENS)
async def test_leaving_after_the_camera_has_opened_leaves_nothing_behind(stage: SlowCameras, name: str) -> None:
    stage.gate.set()
    before = sounding()
    async with stage.app().run_test() as pilot:
        screen = SCREENS[name](stage)
        pilot.app.push_screen(screen)
        await until(pilot, lambda: {thread.name for thread in sounding() - before} >= {"sound-out", "session"})
        pilot.app.pop_screen()
        await until(pilot, lambda: not sounding() - before)
    assert closed(stage.opened[0])


@pytest.mark.parametrize("name", SCREENS)
async def test_quitting_while_the_camera_opens_leaves_nothing_behind(stage: SlowCameras, name: str) -> None:
    before = sounding()
    async with stage.app().run_test() as pilot:
        pilot.app.push_screen(SCREENS[name](stage))
        await until(pilot, stage.entered.is_set)
    stage.gate.set()
    wait_until(
        lambda: stage.opened and not sounding() - before, LONG_S, lambda: f"still there: {sounding() - before}"
    )
    assert closed(stage.opened[0])


async def test_changing_the_camera_waits_for_the_one_that_still_opens() -> None:
    stage = bare(Stage())
    gate, entered = threading.Event(), threading.Event()
    begin = stage.begin

    def slow(settings: Settings, start: Start, listeners: Listeners) -> FakeRunner:
        entered.set()
        assert gate.wait(LONG_S)
        assert all(runner.closed for runner in stage.runners), "two at a time on one camera"
        return begin(settings, start, listeners)

    stage.begin = slow  # type: ignore[method-assign]
    async with stage.app().run_test() as pilot:
        screen = stage.equipment()
        pilot.app.push_screen(screen)
        await until(pilot, entered.is_set)
        screen.action_turn()  # and not by its key: the pilot would wait for the camera
        gate.set()
        await until(pilot, lambda: len(stage.runners) == 2 and stage.runner.started)
        assert not stage.runners[0].started
        assert stage.runners[0].closed
        assert not stage.runner.closed


async def test_microphone_that_opens_after_the_check_was_left_is_closed() -> None:
    class SlowMicrophone(FakeSounds):
        def __init__(self) -> None:
            super().__init__()
            self.entered, self.gate, self.closed = threading.Event(), threading.Event(), False

        def listen(self, on_level: object) -> SlowMicrophone:
            self.entered.set()
            assert self.gate.wait(LONG_S)
            return self

        def close(self) -> None:
            self.closed = True

    stage = bare(Stage())
    stage.sounds = microphone = SlowMicrophone()
    async with stage.app().run_test() as pilot:
        screen = stage.equipment()
        pilot.app.push_screen(screen)
        await until(pilot, microphone.entered.is_set)
        pilot.app.pop_screen()
        await until(pilot, lambda: not screen.is_running)
        microphone.gate.set()
        await until(pilot, lambda: microphone.closed)


async def test_session_that_is_closed_says_nothing_more() -> None:
    stage = bare(Stage())
    said: list[object] = []

    class Owner(Screen[None]):
        def on_session_handle_moved(self, event: SessionHandle.Moved) -> None:
            said.append(event.snapshot)

    owner = Owner()
    async with App[None]().run_test() as pilot:
        await pilot.app.push_screen(owner)
        session = SessionHandle(owner)
        session.open(lambda listeners: stage.begin(stage.settings, Start(), listeners))
        await until(pilot, lambda: stage.runners and stage.runner.started)
        stage.runner.show()
        await until(pilot, lambda: said)
        await session.end()
        assert stage.runner.closed
        assert stage.runner.joined
        stage.runner.show(t=41.0)
        await pilot.pause()
        assert len(said) == 1
