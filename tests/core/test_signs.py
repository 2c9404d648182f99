"""What the landmarks say besides the expression: gaze, lids, mouth and brows; nothing where it cannot be read."""

from __future__ import annotations

import numpy as np
import pytest

from core.base.types import Expression, Image, Signs
from core.vision.landmarks.finder import LandmarkFinder
from core.vision.landmarks.iris import Iris, eye_square
from core.vision.landmarks.signs import EVERY_S, SignReader
from core.vision.landmarks.square import Points
from tests.core.films import background, with_face


class ClosedEyes(Iris):
    """Counts how often an eye is read."""

    reads = 0

    def read(self, image: Image, points: Points, left: bool) -> None:
        self.reads += 1


def points_of(scene: Image) -> Points:
    finder = LandmarkFinder()
    for number in range(6):
        faces = finder.find(np.roll(scene, number % 2, axis=1), number / 15)
    assert faces.points is not None
    return faces.points


def signs_of(expression: Expression) -> Signs:
    scene = with_face(background(), 160, 30, 300, expression)
    return SignReader(ClosedEyes()).read(scene, points_of(scene), 0.0)


def test_smile_raises_the_corners_and_sadness_lowers_them_and_draws_the_brows() -> None:
    neutral, happy, sad = (signs_of(e) for e in (Expression.NEUTRAL, Expression.HAPPY, Expression.SAD))
    assert happy.corners > neutral.corners + 0.004
    assert sad.corners < neutral.corners - 0.005
    assert sad.brows_apart < neutral.brows_apart - 0.005


def test_surprise_opens_the_mouth_and_raises_the_brows() -> None:
    neutral, surprised = signs_of(Expression.NEUTRAL), signs_of(Expression.SURPRISE)
    assert surprised.mouth > neutral.mouth + 0.04
    assert surprised.brows_up > neutral.brows_up + 0.01


@pytest.mark.parametrize("fps", [10, 15, 30])
def test_eyes_are_read_in_turns_about_four_times_a_second(fps: int) -> None:
    scene = with_face(background(), 160, 30, 300)
    points, iris = points_of(scene), ClosedEyes()
    reader = SignReader(iris)
    signs = [reader.read(scene, points, number / fps) for number in range(4 * fps)]
    assert 4 / EVERY_S * 0.8 < iris.reads <= 4 / EVERY_S + 1
    assert all(sign.gaze is None and sign.lids is None for sign in signs), "an eye that cannot be read says nothing"


def test_eyes_are_looked_at_where_the_points_were_foreseen_and_tell_nothing_of_the_lids() -> None:
    scene = with_face(background(), 160, 30, 300)
    points, iris = points_of(scene), ClosedEyes()
    reader = SignReader(iris)
    for number in range(6):
        reader.read(scene, points, number / 15, foreseen=number % 3 == 2)
    assert iris.reads == 3


def test_closing_lids_are_looked_at_at_once() -> None:
    scene = with_face(background(), 160, 30, 300)
    points, iris = points_of(scene), ClosedEyes()
    reader = SignReader(iris)
    for number in range(10):
        reader.read(scene, points, number / 15)
    shut = points.copy()
    for upper, lower in ((159, 145), (386, 374)):
        shut[upper] = shut[lower]
    before = iris.reads
    for number in range(10, 14):
        reader.read(scene, shut, number / 15)
    assert iris.reads == before + 4


def test_lids_that_stay_narrow_as_in_a_smile_are_soon_usual() -> None:
    scene = with_face(background(), 160, 30, 300)
    points, iris = points_of(scene), ClosedEyes()
    reader = SignReader(iris)
    narrow = points.copy()
    for upper, lower in ((159, 145), (386, 374)):
        narrow[upper] = narrow[lower] + 0.8 * (narrow[upper] - narrow[lower])
    for number in range(45):
        reader.read(scene, points if number < 15 else narrow, number / 15)
    before = iris.reads
    for number in range(45, 75):
        reader.read(scene, narrow, number / 15)
    assert iris.reads - before <= 2 / EVERY_S


def test_mirrored_picture_turns_the_gaze_round() -> None:
    """The network learnt one side; the other eye is mirrored before and after."""
    scene = with_face(background(), 160, 30, 300, Expression.NEUTRAL)
    iris = Iris()
    points = points_of(scene)
    right = iris.read(scene, points, left=False)
    mirrored = np.ascontiguousarray(scene[:, ::-1])
    other = points.copy()
    other[:, 0] = scene.shape[1] - other[:, 0]
    swapped = other.copy()
    for a, b in ((33, 263), (133, 362)):
        swapped[a], swapped[b] = other[b], other[a]
    left = iris.read(mirrored, swapped, left=True)
    assert right is not None
    assert left is not None
    assert left.x == pytest.approx(-right.x, abs=0.02)
    assert left.y == pytest.approx(right.y, abs=0.02)
    assert left.open == pytest.approx(right.open, abs=0.02)


def test_eye_that_is_a_few_pixels_wide_is_not_read() -> None:
    points = np.zeros((468, 3), np.float32)
    points[[33, 133], 0] = 10, 13
    assert eye_square(points, left=False).side == pytest.approx(2.3 * 3)
    assert Iris().read(background(), points, left=False) is None
