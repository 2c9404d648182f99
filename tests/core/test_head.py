"""How far a head is turned, on faces that are turned by known angles; from some angle on it is not read."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.base.types import Head
from core.vision.landmarks import pose
from core.vision.landmarks.pose import head_pose
from core.vision.landmarks.square import Points
from core.vision.quality import HeadSettings

LIMITS = HeadSettings()


def face_at(yaw: float, pitch: float, roll: float) -> Points:
    """The resting face turned by angles in degrees, 200 pixels wide, as points of the mesh."""
    y, p, r = (math.radians(angle) for angle in (yaw, pitch, roll))
    about_y = np.array([[math.cos(y), 0, -math.sin(y)], [0, 1, 0], [math.sin(y), 0, math.cos(y)]])
    about_x = np.array([[1, 0, 0], [0, math.cos(p), -math.sin(p)], [0, math.sin(p), math.cos(p)]])
    about_z = np.array([[math.cos(r), -math.sin(r), 0], [math.sin(r), math.cos(r), 0], [0, 0, 1]])
    points = np.zeros((468, 3), np.float32)
    points[pose._NUMBERS] = 90 * pose._REST @ (about_z @ about_y @ about_x).T + (320, 180, 0)
    return points


@pytest.mark.parametrize(("yaw", "pitch", "roll"), [(0, 0, 0), (20, 0, 0), (-20, 0, 0), (0, 15, 0), (0, 0, -25)])
def test_turned_points_give_their_angles(yaw: float, pitch: float, roll: float) -> None:
    head = head_pose(face_at(yaw / pose.GAIN, pitch / pose.GAIN, roll))
    assert (head.yaw, head.pitch, head.roll) == pytest.approx((yaw, pitch, roll), abs=0.1)


def test_signs_are_those_of_the_picture() -> None:
    """A head turned to the right of the picture has its nose to the right, a lowered one further down."""
    turned = face_at(20, 0, 0)
    assert turned[4, 0] > turned[[234, 454], 0].mean()
    assert head_pose(turned).yaw > 0
    lowered = face_at(0, 20, 0)
    assert lowered[4, 1] > face_at(0, 0, 0)[4, 1]
    assert head_pose(lowered).pitch > 0


def test_head_is_turned_beyond_its_limits_only() -> None:
    assert not LIMITS.turned(Head(LIMITS.aside - 1, 0, 30), was=False)
    assert LIMITS.turned(Head(-LIMITS.aside - 1, 0, 0), was=False)
    assert LIMITS.turned(Head(0, LIMITS.down + 1, 0), was=False)
    assert not LIMITS.turned(Head(0, -40, 0), was=False), "looking up is read"


def test_head_at_the_limit_does_not_flicker() -> None:
    near = Head(LIMITS.aside - 1, 0, 0)
    assert LIMITS.turned(near, was=True)
    assert not LIMITS.turned(Head(LIMITS.aside - LIMITS.back - 1, 0, 0), was=True)
