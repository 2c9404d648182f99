"""Light, distance and place: what should be changed before a session, by limits that agree with what is measured."""

from __future__ import annotations

import numpy as np
import pytest

from core.base.types import Box, Head
from core.calibration.calibrator import CalibrationSettings
from core.vision.network.weights import load_network
from core.vision.placement import (
    PLACEMENT,
    Distance,
    Height,
    Light,
    Place,
    Side,
    distance_of,
    height_of,
    leans,
    light_of,
    place_of,
    side_of,
)
from core.vision.quality import PictureSettings, sides

PICTURE = (240, 320)


def test_limits_of_light_are_in_order_and_calibration_has_no_other() -> None:
    assert PictureSettings().dark_face < PLACEMENT.dark < PLACEMENT.dim < PictureSettings().lighten_to
    assert CalibrationSettings().dark == PLACEMENT.dark
    assert [light_of(grey) for grey in (59, 60, 79, 80, 205, 206)] == [
        Light.TOO_DARK, Light.DIM, Light.DIM, Light.GOOD, Light.GOOD, Light.TOO_BRIGHT,
    ]  # fmt: skip


def test_face_that_is_too_far_has_fewer_pixels_than_the_network_reads() -> None:
    assert PLACEMENT.far * PICTURE[1] < load_network().input.size[1]
    widths = {44: Distance.TOO_FAR, 45: Distance.GOOD, 160: Distance.GOOD, 161: Distance.TOO_NEAR}
    assert {width: distance_of(Box(0, 0, width, 50), PICTURE) for width in widths} == widths


@pytest.mark.parametrize(
    ("x", "y", "place"),
    [(160, 120, Place.GOOD), (100, 10, Place.ASIDE), (160, 60, Place.TOO_HIGH), (160, 170, Place.TOO_LOW)],
)
def test_place_goes_by_the_middle_of_the_face(x: int, y: int, place: Place) -> None:
    assert place_of(Box(x - 40, y - 40, 80, 80), PICTURE) is place


def test_head_leans_to_both_sides() -> None:
    assert [leans(Head(0.0, 0.0, roll)) for roll in (-16, -14, 14, 16)] == [True, False, False, True]


def test_light_from_one_side_is_told_as_its_owner_sees_it() -> None:
    straight = Head(0.0, 0.0, 0.0)
    assert [side_of(value, straight) for value in (-0.4, -0.2, 0.2, 0.4)] == [
        Side.RIGHT, Side.EVEN, Side.EVEN, Side.LEFT,
    ]  # fmt: skip
    assert side_of(0.4, straight, mirrored=True) is Side.RIGHT
    assert side_of(0.4, None) is Side.LEFT


def test_turned_head_is_darker_on_one_side_without_a_lamp_being_wrong() -> None:
    assert side_of(0.4, Head(25.0, 0.0, 0.0)) is Side.EVEN


def test_sides_compare_the_halves_of_the_face() -> None:
    even = np.full((48, 48), 90, np.uint8)
    lit = even.copy()
    lit[:, 24:] = 180
    assert sides(even) == 0.0
    assert sides(lit) == pytest.approx(1 / 3)
    assert sides(np.zeros((48, 48), np.uint8)) == 0.0


def test_camera_that_sees_the_face_from_below_is_too_low() -> None:
    assert [height_of(Head(0.0, pitch, 0.0)) for pitch in (-30, -20, 8, 18)] == [
        Height.TOO_LOW, Height.GOOD, Height.GOOD, Height.TOO_HIGH,
    ]  # fmt: skip
