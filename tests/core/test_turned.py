"""A camera that hangs or lies: its pictures are turned before anything is measured."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core.base.clock import ManualClock
from core.base.types import Frame, Reading, ReadingState
from core.camera.opening import open_camera
from core.camera.turned import Turn, TurnedSource
from core.cueing.policy import CuePolicy
from core.engine.runner import SessionRunner
from core.session.interview import Watching
from core.vision.finders import open_finder
from core.vision.network.classifier import Classifier
from core.vision.network.weights import load_network
from core.vision.reader import FaceReader
from tests.core.films import background, film, with_face
from tests.core.scripts import ScriptedReader, ScriptedSource

PICTURE = np.arange(12, dtype=np.uint8).reshape(3, 4)


@pytest.mark.parametrize(
    ("turn", "wanted"),
    [
        (Turn(), PICTURE),
        (Turn(90), np.rot90(PICTURE, -1)),
        (Turn(180), PICTURE[::-1, ::-1]),
        (Turn(270), np.rot90(PICTURE)),
        (Turn(0, mirror=True), PICTURE[:, ::-1]),
        (Turn(90, mirror=True), np.rot90(PICTURE, -1)[:, ::-1]),
    ],
)
def test_pictures_are_turned_clockwise_and_then_mirrored(turn: Turn, wanted: np.ndarray) -> None:
    assert np.array_equal(turn.apply(PICTURE), wanted)


def test_what_is_seen_in_colour_is_turned_like_what_is_measured() -> None:
    colours = np.arange(36, dtype=np.uint8).reshape(3, 4, 3)

    class Coloured(ScriptedSource):
        def frames(self) -> Iterator[Frame]:
            yield Frame(0.0, PICTURE, coloured=lambda: colours)
            yield Frame(0.1, PICTURE)

    first, second = TurnedSource(Coloured([]), Turn(180)).frames()
    assert first.coloured is not None
    seen = first.coloured()
    assert seen is not None
    assert np.array_equal(seen, colours[::-1, ::-1])
    assert second.coloured is None


def states(file: Path, turn: Turn) -> list[tuple[ReadingState, int]]:
    reader = FaceReader(open_finder(), Classifier(load_network()))
    source = open_camera(str(file), fast=True, turn=turn).source
    return [(reading.state, reading.turned) for reading in map(reader.read, source.frames())]


def test_film_on_its_head_is_told_and_read_once_it_is_turned(tmp_path: Path) -> None:
    scene = with_face(background(), 200, 60, 240)
    moving = [np.roll(scene, number % 3, axis=1)[::-1, ::-1].copy() for number in range(20)]
    file = film(tmp_path / "hanging.avi", moving)
    as_it_is = states(file, Turn())
    assert all(state is not ReadingState.MEASURED for state, _ in as_it_is)
    assert as_it_is[-1] == (ReadingState.PICTURE_TURNED, 180)
    assert {state for state, _ in states(file, Turn(180))} == {ReadingState.MEASURED}


def test_demo_camera_is_never_turned() -> None:
    opened = open_camera("demo", fast=True, turn=Turn(180))
    assert opened.source.demo
    frame = next(iter(opened.source.frames()))
    assert open_finder().find(frame.image, frame.t).box is not None


def test_session_tells_once_by_how_much_the_picture_lies() -> None:
    readings = [Reading(number / 15, ReadingState.PICTURE_TURNED, turned=90) for number in range(1, 20)]
    clock = ManualClock()
    runner = SessionRunner(
        Watching(clock), ScriptedSource(readings), ScriptedReader(readings), CuePolicy(), clock=clock
    )
    runner.run()
    assert [n.params for n in runner.snapshot().notices if n.code == "picture_turned"] == [{"degrees": 270}]
