"""The demo camera: nobody's face, smiling and frowning by a script, for machines without a webcam.

The faces are averages that `models/data/demo_faces.py` made (their origin is in `demo_faces.toml`). The engine is
never given the script: it sees pictures like any others.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from core.base.clock import Clock, MonotonicClock
from core.base.opencv import cv2
from core.base.toml import parse
from core.base.types import Expression, Frame, Image
from core.camera.base import RateGate, Wait
from core.camera.drawn import DRAWN, Pose, drawn

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


BLINK_EVERY_S, BLINK_S = 4.1, 0.24
LOOKS: tuple[tuple[float, float, Pose], ...] = (
    (9.3, 11.2, Pose(yaw=20.0, gaze=0.2)),
    (23.0, 24.6, Pose(pitch=26.0)),
)
"""Looks away, aside and down, from and to (seconds of the script): both while the face is neutral."""
GLANCE_S = 0.25
"""A head turns in about this time."""
CORNERS = ((-0.14, -6.0), (0.14, -6.0), (0.14, 8.0), (-0.14, 8.0))
"""Gaze and pitch at a screen's corners, for a calibration."""
_EYES: Mapping[Expression, Pose] = {
    Expression.NEUTRAL: Pose(low=-0.3, lids=0.28),
    Expression.HAPPY: Pose(low=-0.8, lids=0.26),
    Expression.SAD: Pose(low=1.5, lids=0.30),
    Expression.SURPRISE: Pose(low=-0.4, lids=0.40),
}
"""Where the eyes lie in each average, and how far they are open."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the demo does instead of its script while it is calibrated: it holds an expression and a look."""

    expression: Expression = Expression.NEUTRAL
    corners: bool = False


class DemoSource:
    """The demo camera, in real time by `clock`, or with `fast` every frame at once. It never ends.

    `held` may be set from any thread: from then on the face holds that, until it is None again.
    """

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
        self.held: Held | None = None
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
                yield Frame(t, picture_at(t, self._script, self.held), number)
            number += 1

    def close(self) -> None:
        """End `frames`."""
        self._closed.set()

    def _wait_until(self, moment: float) -> None:
        while (left := moment - self._clock.now()) > 0 and not self._closed.is_set():
            self._wait(left)


def picture_at(t: float, script: Sequence[Stretch] = SCRIPT, held: Held | None = None) -> Image:
    """The grey picture (HEIGHT, WIDTH) at `t` seconds: the blended face in its pose, on the background."""
    average = _faces()[held.expression] if held else _blended(t, script)
    pose = held_pose(t, held) if held else pose_at(t, script)
    face = BACKGROUND + (drawn(average, pose) - BACKGROUND) * _mask()
    face8 = np.clip(face, 0.0, 255.0).astype(np.uint8)
    canvas = np.full((HEIGHT, WIDTH), BACKGROUND, np.uint8)
    placement, left = _placement(t), (WIDTH - HEIGHT) // 2
    placement[0, 2] -= left
    edge = {"flags": cv2.INTER_AREA, "borderMode": cv2.BORDER_CONSTANT, "borderValue": BACKGROUND}
    canvas[:, left : left + HEIGHT] = cv2.warpAffine(face8, placement, (HEIGHT, HEIGHT), **edge)  # type: ignore[call-overload]
    return canvas


def pose_at(t: float, script: Sequence[Stretch] = SCRIPT) -> Pose:
    """How the face is held at `t` seconds: it sways, blinks, talks unless it is sad, and looks away twice."""
    index, since = _position(t, script)
    now, before = script[index].expression, script[index - 1].expression
    share = min(1.0, since / BLEND_S) if t >= BLEND_S else 1.0
    low, lids = (
        getattr(_EYES[now], name) * share + getattr(_EYES[before], name) * (1 - share) for name in ("low", "lids")
    )
    talking = 0.0 if now in (Expression.SAD, Expression.SURPRISE) else 0.4 * share
    calm = Pose(
        yaw=3.0 * math.sin(t * 0.61),
        pitch=2.0 * math.sin(t * 0.47 + 2),
        gaze=0.02 * math.sin(t * 0.9),
        lids=lids * _open(t),
        jaw=talking * max(0.0, math.sin(t * 7.9)) * max(0.0, math.sin(t * 1.1)),
        low=low,
    )
    away = _away(t % script[-1].end) if script is SCRIPT else None
    if away is None:
        return calm
    much, look = away
    return replace(
        calm,
        yaw=calm.yaw + much * look.yaw,
        pitch=calm.pitch + much * look.pitch,
        gaze=calm.gaze + much * look.gaze,
    )


def held_pose(t: float, held: Held) -> Pose:
    """How the face is held while it is calibrated: still but for its blinks, at the lens or around the corners."""
    gaze, pitch = CORNERS[int(t / 2.0) % len(CORNERS)] if held.corners else (0.0, 0.0)
    eyes = _EYES[held.expression]
    return replace(eyes, yaw=40 * gaze + 0.5 * math.sin(t * 0.6), pitch=pitch, gaze=gaze, lids=eyes.lids * _open(t))


def _open(t: float) -> float:
    """How far the lids are open of what is usual: wholly but for a blink every four seconds."""
    into = t % BLINK_EVERY_S
    shut = math.sin(math.pi * into / BLINK_S) if into < BLINK_S else 0.0
    return 1 - min(1.0, 1.6 * shut)


def _away(t: float) -> tuple[float, Pose] | None:
    """The look away that is under way at `t` seconds of the script, and how much of it."""
    for start, end, look in LOOKS:
        if start <= t < end:
            return min(1.0, (t - start) / GLANCE_S, (end - t) / GLANCE_S), look
    return None


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
    side = _mask().shape[0]
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
    side = DRAWN
    axis = np.abs(np.linspace(-1.0, 1.0, side, dtype=np.float32))
    distance = np.maximum(axis[:, None], axis[None, :])
    return np.asarray(np.clip((1.0 - distance) / 0.12, 0.0, 1.0), np.float32)
