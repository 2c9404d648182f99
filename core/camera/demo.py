"""The demo camera: nobody's face, smiling and frowning by a script, for machines without a webcam.

The faces are averages that `models/data/demo_faces.py` made (their origin is in `demo_faces.toml`). The engine is
never given the script: it sees pictures like any others.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from core.base.clock import Clock, MonotonicClock
from core.base.opencv import cv2
from core.base.toml import parse
from core.base.types import Expression, Frame, Image
from core.camera.base import RateGate, Wait

WIDTH, HEIGHT = 640, 360
FPS = 15.0
FACE_PX = 170
"""About what a face at arm's length takes of a webcam's picture."""
BACKGROUND = 112
"""Grey value behind the face."""
BLEND_S = 0.6
"""From one expression to the next; faces of people take 0.3 to 1 s."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The demo shows `expression` from `start` to `end` (seconds of the script)."""

    start: float
    end: float
    expression: Expression


SCRIPT: tuple[Stretch, ...] = (
    Stretch(0.0, 7.0, Expression.HAPPY),
    Stretch(7.0, 12.0, Expression.NEUTRAL),
    Stretch(12.0, 20.0, Expression.SAD),
    Stretch(20.0, 22.0, Expression.SURPRISE),
    Stretch(22.0, 25.0, Expression.NEUTRAL),
)
"""Goes round, so that even an answer of 30 s contains every mood, and a bad one long enough for a cue."""


def scripted(t: float, script: Sequence[Stretch] = SCRIPT) -> Expression:
    """The expression that the script has at `t` seconds of the demo."""
    return script[_position(t, script)[0]].expression


class DemoSource:
    """The demo camera, in real time by `clock`, or with `fast` every frame at once. It never ends."""

    name = "demo"
    demo = True

    def __init__(
        self,
        *,
        fast: bool = False,
        clock: Clock | None = None,
        wait: Wait | None = None,
        script: Sequence[Stretch] = SCRIPT,
    ) -> None:
        self.live = not fast
        self.max_fps = FPS
        self._script = script
        self._clock = clock or MonotonicClock()
        self._closed = threading.Event()
        self._wait = wait or self._closed.wait

    def frames(self) -> Iterator[Frame]:
        """See FrameSource."""
        began, number, gate = self._clock.now(), 0, RateGate()
        while not self._closed.is_set():
            t = number / FPS
            if self.live:
                self._wait_until(began + t)
                number = max(number, int((self._clock.now() - began) * FPS))
                t = number / FPS
            if not self.live or gate.due(t, self.max_fps):
                yield Frame(t, picture_at(t, self._script), number)
            number += 1

    def close(self) -> None:
        """End `frames`."""
        self._closed.set()

    def _wait_until(self, moment: float) -> None:
        while (left := moment - self._clock.now()) > 0 and not self._closed.is_set():
            self._wait(left)


def picture_at(t: float, script: Sequence[Stretch] = SCRIPT) -> Image:
    """The grey picture (HEIGHT, WIDTH) at `t` seconds: the blended face, moved a little, on the background."""
    face = BACKGROUND + (_blended(t, script) - BACKGROUND) * _mask()
    face8 = np.clip(face, 0.0, 255.0).astype(np.uint8)
    canvas = np.full((HEIGHT, WIDTH), BACKGROUND, np.uint8)
    placement, left = _placement(t), (WIDTH - HEIGHT) // 2
    placement[0, 2] -= left
    edge = {"flags": cv2.INTER_CUBIC, "borderMode": cv2.BORDER_CONSTANT, "borderValue": BACKGROUND}
    canvas[:, left : left + HEIGHT] = cv2.warpAffine(face8, placement, (HEIGHT, HEIGHT), **edge)  # type: ignore[call-overload]
    return canvas


def _blended(t: float, script: Sequence[Stretch]) -> npt.NDArray[np.float32]:
    """The face at `t`: the stretch's own, mixed with the one before during the first BLEND_S."""
    index, since = _position(t, script)
    now = _faces()[script[index].expression]
    if since >= BLEND_S or t < BLEND_S:
        return now
    share = 0.5 - 0.5 * math.cos(math.pi * since / BLEND_S)
    before = _faces()[script[index - 1].expression]
    return np.asarray(before + (now - before) * share, np.float32)


def _position(t: float, script: Sequence[Stretch]) -> tuple[int, float]:
    """Which stretch runs at `t`, and for how many seconds already."""
    t %= script[-1].end
    index = next(i for i, stretch in enumerate(script) if t < stretch.end)
    return index, t - script[index].start


def _placement(t: float) -> npt.NDArray[np.float64]:
    """Where the face is at `t`: a slow sway of a few pixels and degrees that does not repeat with the script."""
    x = WIDTH / 2 + 14 * math.sin(t * 0.41) + 4 * math.sin(t * 1.3)
    y = HEIGHT / 2 + 8 * math.sin(t * 0.53 + 1) + 2 * math.sin(t * 1.7)
    angle = 2.0 * math.sin(t * 0.37)
    side = next(iter(_faces().values())).shape[0]
    scale = FACE_PX / side * (1 + 0.03 * math.sin(t * 0.29))
    matrix = cv2.getRotationMatrix2D(((side - 1) / 2, (side - 1) / 2), angle, scale)
    matrix[:, 2] += (x - (side - 1) / 2, y - (side - 1) / 2)
    return np.asarray(matrix, np.float64)


@cache
def _faces() -> dict[Expression, npt.NDArray[np.float32]]:
    """The shipped averages, side by side in one picture."""
    folder = files("core.camera")
    data = np.frombuffer((folder / "demo_faces.png").read_bytes(), np.uint8)
    strip = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    assert strip is not None
    names = [face["expression"] for face in parse((folder / "demo_faces.toml").read_text("utf-8"))["faces"]]
    parts = np.split(strip.astype(np.float32), len(names), axis=1)
    return {Expression(name): part for name, part in zip(names, parts, strict=True)}


@cache
def _mask() -> npt.NDArray[np.float32]:
    """Opaque over the face, fading into the background at the picture's edge."""
    side = next(iter(_faces().values())).shape[0]
    axis = np.abs(np.linspace(-1.0, 1.0, side, dtype=np.float32))
    distance = np.maximum(axis[:, None], axis[None, :])
    return np.asarray(np.clip((1.0 - distance) / 0.12, 0.0, 1.0), np.float32)
