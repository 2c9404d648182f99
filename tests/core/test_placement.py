"""Light, distance and place: what should be changed before a session, by limits that agree with what is measured."""

from __future__ import annotations

import pytest

from core.base.types import Box, Head
from core.calibration.calibrator import CalibrationSettings
from core.vision.network.weights import load_network
from core.vision.placement import PLACEMENT, Distance, Light, Place, distance_of, leans, light_of, place_of
from core.vision.quality import PictureSettings

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
