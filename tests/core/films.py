"""Films, scenes and fake sources for the tests of the eyes. No face in them is anybody's: they are the demo's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path

import numpy as np

from core.base.clock import ManualClock
from core.base.opencv import cv2
from core.base.types import Expression, Frame, Image
from core.camera.base import FrameSource
from core.camera.demo import Stretch, picture_at
from tests.waiting import LONG_S, wait_until


def eventually(condition: Callable[[], bool], what: str) -> None:
    """Wait until `condition` holds; fails after a deadline that only a hanging program reaches."""
    wait_until(condition, LONG_S, lambda: f"waited in vain until {what}")


def film(path: Path, pictures: Sequence[Image], fps: float = 15.0) -> Path:
    """Write pictures as a motion JPEG film."""
    height, width = pictures[0].shape[:2]
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), fps, (width, height))
    assert writer.isOpened()
    for image in pictures:
        writer.write(image if image.ndim == 3 else cv2.cvtColor(image, cv2.COLOR_GRAY2BGR))
    writer.release()
    return path


def numbered(count: int) -> list[Image]:
    """Small pictures, each told from the others by its grey value."""
    return [np.full((48, 64), 20 + 10 * number, np.uint8) for number in range(count)]


@lru_cache
def showing(expression: Expression, t: float = 3.0) -> Image:
    """The demo's face with one expression; to be looked at only."""
    return kept(picture_at(t, (Stretch(0.0, 25.0, expression),)))


@lru_cache
def background(width: int = 640, height: int = 360, grey: int = 112) -> Image:
    """A wall, with the grain of a camera; to be looked at only."""
    grain = np.random.default_rng(1).normal(0, 2, (height, width))
    return kept(np.clip(grey + grain, 0, 255).astype(np.uint8))


def kept(image: Image) -> Image:
    """A picture that is given to more than one test: none may draw on it."""
    image.setflags(write=False)
    return image


def with_face(scene: Image, x: int, y: int, side: int, expression: Expression = Expression.HAPPY) -> Image:
    """A scene with the demo's face, `side` pixels wide, its top left corner at (x, y)."""
    face = showing(expression)[80:280, 220:420]
    scene = scene.copy()
    scene[y : y + side, x : x + side] = cv2.resize(face, (side, side), interpolation=cv2.INTER_AREA)
    return scene


class Thinned:
    """A film at half its rate: 12 to 15 pictures a second, as a webcam and the demo give them."""

    live = demo = False

    def __init__(self, film: FrameSource) -> None:
        self._film, self.name, self.max_fps = film, film.name, film.max_fps

    def frames(self) -> Iterator[Frame]:
        return islice(self._film.frames(), 0, None, 2)

    def close(self) -> None:
        self._film.close()


class ScriptedSource:
    """A live source that yields what it is given, one item at a time, as `allow` lets it."""

    name, live, demo = "script", True, False

    def __init__(self, frames: Iterable[Frame], error: Exception | None = None) -> None:
        self.max_fps = 0.0
        self.closed = False
        self.given = 0
        self._frames, self._error = frames, error

    def frames(self) -> Iterator[Frame]:
        for frame in self._frames:
            self.given += 1
            yield frame
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        self.closed = True


def moving(clock: ManualClock) -> Callable[[float], object]:
    """A wait that only moves the clock."""
    return clock.advance
