"""Draws the demo's face: an average with drawn eyes, a head that turns, lids that close and a jaw that drops.

The averages show no eyes that could look anywhere (thousands of people looked everywhere), so those are drawn. The
head is an ellipsoid on which the picture of the face lies.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from core.base.opencv import cv2

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

FACE = 48
"""Side of the averages in pixels; places below are counted in these."""
_FINE = 4
"""The drawing is so many times as fine."""
DRAWN = FACE * _FINE
"""Side of what is drawn."""
_EYES = ((16.4, 19.1), (32.0, 19.0))
_EYE = 7.4
"""Middles of the eyes in the averages, as the mesh sees them, and their width."""
_HEAD = (24.0, 26.0, 22.0, 27.0)
"""The head's middle and its radii, across and down."""
_DEPTH = 0.9
"""How far the ellipsoid's front is before its middle, in radii."""
_AXIS = 0.55
"""How far behind the front the head turns about, as a share of that."""
_MOUTH, _JAW = 37.0, 3.0
"""The line of the mouth, and how far the jaw drops at most."""
_SCLERA, _IRIS, _PUPIL, _LASH, _LOWER = 200.0, 50.0, 10.0, 40.0, 90.0
"""Grey values."""
_COVER = 0.7
"""How far the average's own eyes are covered with skin: those of thousands make a dark hollow."""


@dataclass(frozen=True, slots=True)
class Pose:
    """How the face is held, with the words and units of `Head` and `Signs`.

    `gaze` is the irises' place in widths of the eye, `lids` how far the eyes are open in the same, `jaw` how far the
    mouth is, 0 to 1; `low` moves the eyes down in the face, in pixels of the average, where an expression does.
    """

    yaw: float = 0.0
    pitch: float = 0.0
    gaze: float = 0.0
    lids: float = 0.30
    jaw: float = 0.0
    low: float = 0.0


def drawn(average: Floats, pose: Pose) -> Floats:
    """The face (192, 192) in that pose, from an average (48, 48); grey values of 0 to 255."""
    face = np.asarray(cv2.resize(average, (DRAWN, DRAWN), interpolation=cv2.INTER_CUBIC), np.float32)
    for x, y in _EYES:
        _draw_eye(face, x, y + pose.low, pose)
    return _turned(face, pose)


def _draw_eye(face: Floats, x: float, y: float, pose: Pose) -> None:
    """Draw one eye over the average's, around (x, y)."""
    left, top = round((x - _EYE) * _FINE), round((y - _EYE / 2) * _FINE)
    part = face[top : top + round(_EYE * _FINE), left : left + round(2 * _EYE * _FINE)]
    across, down = _from(x, left, part.shape[1]), _from(y, top, part.shape[0])[:, None]
    skin = float(0.55 * face[round((y + 4.5) * _FINE), round(x * _FINE)])
    skin += float(0.45 * face[round((y - 3.0) * _FINE), round(x * _FINE)])
    wide, high = _EYE / 2, max(0.05, pose.lids * _EYE * 0.58)
    _lay(part, skin, _COVER * _inside(np.hypot(across / (_EYE * 0.58), down / (_EYE * 0.30)) - 1, _EYE * 0.4, 1.6))
    rim = np.hypot(across / wide, down / high) - 1
    eye = np.full_like(part, _SCLERA)
    for radius, grey in ((0.21, _IRIS), (0.09, _PUPIL)):
        _lay(eye, grey, _inside(np.hypot(across - pose.gaze * _EYE, down) - radius * _EYE, 1.0, 0.5))
    part += (eye - part) * _inside(rim, high, 0.5)
    between = np.abs(across) < 1.08 * wide
    _lay(part, _LASH, 0.9 * _inside(np.abs(rim) - 0.28 / high, high, 0.4) * (down < 0.15) * between)
    _lay(part, _LOWER, 0.5 * _inside(np.abs(rim) - 0.15 / high, high, 0.4) * (down >= 0.15) * between)


def _from(middle: float, first: int, count: int) -> Floats:
    """How far so many pixels along an axis, the `first` of the drawing and those after it, are from a place."""
    return np.asarray((np.arange(count, dtype=np.float32) + first) / _FINE - middle, np.float32)


def _inside(distance: Floats, scale: float, soft: float) -> Floats:
    """1 where a distance (in units of `scale` pixels) is below 0, 0 above, with an edge of `soft` pixels."""
    return np.asarray(np.minimum(np.maximum(0.5 - distance * scale / soft, 0.0), 1.0), np.float32)


def _lay(picture: Floats, grey: float, share: Floats) -> None:
    picture += (np.float32(grey) - picture) * share.astype(np.float32)


@cache
def _ellipsoid() -> tuple[Doubles, Doubles, Doubles]:
    """Places on the head in its radii: across (192,), down (192, 1), and how far before the axis (192, 192)."""
    x, y, wide, high = (value * _FINE for value in _HEAD)
    pixels = np.arange(DRAWN, dtype=np.float64)
    across, down = (pixels - x) / wide, ((pixels - y) / high)[:, None]
    front: Doubles = _DEPTH * (np.sqrt(np.clip(1 - 0.85 * across**2 - 0.5 * down**2, 0.05, 1.0)) - _AXIS)
    return across, down, front


def _turned(face: Floats, pose: Pose) -> Floats:
    """The face on its ellipsoid, turned by yaw and pitch, with the jaw down."""
    x, y, wide, high = (value * _FINE for value in _HEAD)
    across, down, front = _ellipsoid()
    from_x = _seen_from(across, front, math.radians(pose.yaw), wide, x)
    from_y = _seen_from(down, front, math.radians(pose.pitch), high, y)
    if pose.jaw:
        from_y -= pose.jaw * _JAW * _FINE * np.clip((from_y / _FINE - _MOUTH) / 4.0, 0.0, 1.0)
    maps = from_x.astype(np.float32), from_y.astype(np.float32)
    return np.asarray(cv2.remap(face, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)


def _seen_from(along: Doubles, front: Doubles, angle: float, radius: float, middle: float) -> Doubles:
    """Where in the face, in pixels along one axis, each pixel of the head that is turned by `angle` comes from."""
    places: Doubles = front * -math.sin(angle)  # one array for all steps: a picture is drawn 15 times a second
    places += along * math.cos(angle)
    places *= radius
    places += middle
    return places
