"""The small picture for screens, and the part of it around the face."""

from __future__ import annotations

import numpy as np
import pytest

from core.base.types import Box
from core.camera.preview import PREVIEW_WIDTH, Preview

PICTURE = np.zeros((90, 160), np.uint8)


def test_small_picture_keeps_its_shape_and_the_face_its_place() -> None:
    small = Preview(np.zeros((360, 640, 3), np.uint8), Box(200, 80, 160, 160)).small()
    assert small.image.shape == (90, PREVIEW_WIDTH, 3)
    assert small.face == Box(50, 20, 40, 40)


def test_camera_that_is_measured_in_grey_is_shown_in_its_colours() -> None:
    blue = np.full((45, 80, 3), (200, 20, 20), np.uint8)
    small = Preview(PICTURE, Box(40, 20, 40, 40), lambda: blue).small()
    assert small.image.shape == (90, 160, 3)
    assert small.image[0, 0].tolist() == [200, 20, 20]
    assert small.face == Box(40, 20, 40, 40)
    assert Preview(PICTURE, None, lambda: None).small().image.ndim == 2


@pytest.mark.parametrize("face", [Box(60, 25, 30, 30), Box(0, 0, 30, 30), Box(130, 60, 30, 30)])
def test_portrait_is_as_wide_as_three_faces_and_holds_the_face(face: Box) -> None:
    portrait = Preview(PICTURE, face).portrait()
    height, width = portrait.image.shape
    assert width == pytest.approx(3 * face.w, abs=8)
    assert width / height == pytest.approx(160 / 90, abs=0.1)
    assert portrait.face is not None
    assert portrait.face.x >= 0
    assert portrait.face.x + face.w <= width
    assert portrait.face.y >= 0
    assert portrait.face.y + face.h <= height


def test_portrait_does_not_tremble_with_the_face() -> None:
    ramp = np.tile(np.arange(160, dtype=np.uint8), (90, 1))
    first, second = (Preview(ramp, Box(64 + moved, 30, 30, 30)).portrait() for moved in (0, 2))
    assert np.array_equal(first.image, second.image)


def test_without_a_face_all_of_the_picture_is_shown() -> None:
    assert Preview(PICTURE).portrait().image.shape == PICTURE.shape
