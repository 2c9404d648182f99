"""What the tests of report, history, banks, voice, calibration and settings share: real files, fake audio."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
from textual.pilot import Pilot

from core.settings.model import Settings
from sounds.shape import RATE
from sounds.wav import Samples
from tests.tui.app_fakes import Stage, until
from tests.tui.textual_inside import strips, toasts
from tui.app.app import PoiseApp
from tui.app.base import PoiseScreen
from tui.features.voice.data import LONGEST_S, OnLevel
from tui.widgets.rows import Rows


class Empty(PoiseScreen[None]):
    """Stands where home is: painting that is a third of what a test of another screen takes."""


def bare(stage: Stage) -> Stage:
    """The stage with nothing where home is."""
    stage.places["home"] = Empty
    return stage


@asynccontextmanager
async def opened(
    stage: Stage, name: str, size: tuple[int, int] = (80, 24), *, over_home: Any = False, **arguments: Any
) -> AsyncIterator[Pilot[None]]:
    """The app with a place open, over an empty screen; over home where the test comes to it."""
    app = (stage if over_home else bare(stage)).app()
    async with app.run_test(size=size, notifications=True) as pilot:
        before = app.screen
        app.goto(name, **arguments)
        await until(pilot, lambda: app.screen is not before and app.screen.is_mounted)
        await pilot.pause()
        yield pilot


def seen(pilot: Pilot[None]) -> str:
    """What stands on the screen now, line by line."""
    return "\n".join(strip.text for strip in strips(pilot.app))


async def shows(pilot: Pilot[None], *texts: str) -> None:
    """Wait until all these texts are on the screen, however their lines are broken."""
    await until(pilot, lambda: all(text in " ".join(seen(pilot).split()) for text in texts))


def said(pilot: Pilot[None]) -> list[str]:
    """The notifications so far."""
    return toasts(pilot.app)


def rows(pilot: Pilot[None]) -> list[str]:
    """The ids in the list of the screen."""
    found = pilot.app.screen.query(Rows)
    return found.first().ids if found else []


def app_of(pilot: Pilot[None]) -> PoiseApp:
    app = pilot.app
    assert isinstance(app, PoiseApp)
    return app


async def write(pilot: Pilot[None], text: str) -> None:
    """Type over what stands in the focused line."""
    from textual.widgets import Input

    line = pilot.app.screen.query_one(Input)
    line.value = text
    await pilot.press("enter")


def at(data: Path, **settings: Any) -> Stage:
    """A stage whose data lies in `data`."""
    return Stage(**{"data_dir": str(data), **settings})


class FakeRecording:
    """A take that ends when it is told to, as the real one does after LONGEST_S."""

    def __init__(self, samples: Samples) -> None:
        self._samples = samples
        self._over = threading.Event()

    @property
    def seconds(self) -> float:
        return self._samples.size / RATE

    def stop(self) -> None:
        self._over.set()

    def wait(self, timeout: float) -> bool:
        return self._over.wait(timeout)

    def result(self) -> tuple[Samples, int]:
        self._over.set()
        return self._samples, RATE


class FakeAudio:
    """A microphone that always hears the same and a speaker that keeps what it played."""

    def __init__(self, samples: Samples) -> None:
        assert samples.size <= LONGEST_S * RATE, "a take cannot be longer"
        self._samples = samples
        self.takes: list[FakeRecording] = []
        self.played: list[int] = []

    def record(self, on_level: OnLevel) -> FakeRecording:
        on_level(0.6, False)
        self.takes.append(FakeRecording(self._samples))
        return self.takes[-1]

    def play(self, samples: Samples, rate: int) -> None:
        assert samples.dtype == np.int16
        assert rate == RATE
        self.played.append(samples.size)


def tone(seconds: float = 1.0, height: float = 8000.0) -> Samples:
    """A 440 Hz tone, int16."""
    t = np.arange(int(seconds * RATE)) / RATE
    return (height * np.sin(2 * np.pi * 440 * t)).astype(np.int16)


def audio(samples: Samples) -> tuple[FakeAudio, Callable[[Settings], FakeAudio]]:
    """An audio device, and what opens it."""
    one = FakeAudio(samples)
    return one, lambda _settings: one
