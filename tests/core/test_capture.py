"""The capture thread: newest frame only, a lost camera noticed, the end told, the pace learnt."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from core.base.clock import ManualClock
from core.base.errors import SourceError
from core.base.types import Frame
from core.camera.base import CameraLost, EndOfSource
from core.camera.capture import LOST_AFTER_S, Capture
from tests.core.films import ScriptedSource, eventually
from tests.waiting import LONG_S

PICTURE = np.zeros((4, 4), np.uint8)


def frames(*times: float) -> list[Frame]:
    return [Frame(t, PICTURE, number) for number, t in enumerate(times)]


def held(first: list[Frame], release: threading.Event) -> Iterator[Frame]:
    """Some frames, and then nothing until it is released."""
    yield from first
    release.wait(LONG_S)


@pytest.fixture
def release() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def test_only_the_newest_frame_is_handed_out(release: threading.Event) -> None:
    source = ScriptedSource(held(frames(0.0, 0.1, 0.2), release))
    capture = Capture(source, ManualClock())
    capture.start()
    eventually(lambda: source.given == 3, "all frames were drawn")
    newest = capture.newest(LONG_S)
    while isinstance(newest, Frame) and newest.t < 0.2:
        newest = capture.newest(LONG_S)
    assert isinstance(newest, Frame)
    assert newest.t == 0.2
    assert capture.newest(0.0) is None


def test_silence_is_a_lost_camera_and_its_time_goes_on(release: threading.Event) -> None:
    clock = ManualClock()
    capture = Capture(ScriptedSource(held(frames(0.0, 7.0), release)), clock)
    capture.start()
    eventually(lambda: isinstance(frame := capture.newest(0.1), Frame) and frame.t == 7.0, "the last frame came")
    clock.advance(LOST_AFTER_S - 0.1)
    assert capture.newest(0.0) is None
    clock.advance(0.6)
    lost = capture.newest(0.0)
    assert isinstance(lost, CameraLost)
    assert lost.t == pytest.approx(7.0 + LOST_AFTER_S + 0.5)


def test_camera_that_never_gave_a_picture_is_lost_too(release: threading.Event) -> None:
    clock = ManualClock(50.0)
    capture = Capture(ScriptedSource(held([], release)), clock)
    capture.start()
    clock.advance(LOST_AFTER_S)
    assert capture.newest(0.0) == CameraLost(LOST_AFTER_S)


def test_end_is_told_after_the_last_frame_and_ever_after() -> None:
    capture = Capture(ScriptedSource(frames(0.0)), ManualClock())
    capture.start()
    assert isinstance(capture.newest(LONG_S), Frame)
    assert capture.newest(LONG_S) == EndOfSource()
    assert capture.newest(0.0) == EndOfSource()


def test_error_of_the_source_reaches_the_reader() -> None:
    capture = Capture(ScriptedSource(frames(0.0), SourceError("cam: gone")), ManualClock())
    capture.start()
    assert isinstance(capture.newest(LONG_S), Frame)
    with pytest.raises(SourceError, match="cam: gone"):
        capture.newest(LONG_S)


def test_broken_driver_ends_in_one_line() -> None:
    capture = Capture(ScriptedSource([], RuntimeError("select()\nfailed")), ManualClock())
    capture.start()
    with pytest.raises(SourceError) as caught:
        capture.newest(LONG_S)
    assert str(caught.value).startswith("script: ")
    assert "\n" not in str(caught.value)


def test_slow_reader_lowers_the_rate_and_says_so(release: threading.Event) -> None:
    clock, step = ManualClock(), threading.Semaphore(0)

    def on_demand() -> Iterator[Frame]:
        number = 0
        while step.acquire(timeout=LONG_S) and not release.is_set():
            yield Frame(clock.now(), PICTURE, number)
            number += 1

    source = ScriptedSource(on_demand())
    capture = Capture(source, clock)
    capture.start()
    assert source.max_fps == 15.0
    for _ in range(40):
        step.release()
        assert isinstance(capture.newest(LONG_S), Frame)
        clock.advance(0.2)
    assert source.max_fps == 3.0
    assert capture.state.slowed
    assert capture.state.aimed_fps == 3.0
    assert capture.state.fps == pytest.approx(5.0)
    release.set()
    step.release()


def test_stopping_closes_the_source_and_ends_the_thread() -> None:
    source, before = ScriptedSource(frames(0.0)), set(threading.enumerate())
    capture = Capture(source, ManualClock())
    capture.start()
    capture.stop()
    assert source.closed
    assert not set(threading.enumerate()) - before
