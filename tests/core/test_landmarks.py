"""The face is found and followed by its landmarks: tilted, small, dark; a picture that lies is told."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import pytest

from core.base.errors import SettingsError, WeightsError
from core.base.opencv import cv2
from core.base.types import Box, Expression, Image
from core.camera.demo import picture_at
from core.camera.opening import open_source
from core.vision.faces import Faces
from core.vision.finders import open_finder
from core.vision.landmarks.finder import LandmarkFinder
from core.vision.landmarks.framing import classifier_square, tilt
from core.vision.landmarks.networks import Detector, Mesh
from core.vision.landmarks.settings import LandmarkSettings
from core.vision.landmarks.square import Points, Square, cut
from core.vision.levelled import Leveller, levelled
from core.vision.network.weights import landmark_file
from tests.core.films import background, showing, with_face

SETTINGS = LandmarkSettings()
STEP_S = 1 / 15


class CountingDetector(Detector):
    """Counts how often a picture or a part of it is searched."""

    searches = 0

    def find(self, image: Image, square: Square, least: float) -> list:  # type: ignore[type-arg]
        self.searches += 1
        return super().find(image, square, least)


class CountingMesh(Mesh):
    """Counts how often the points are looked for."""

    looks = 0

    def find(self, image: Image, square: Square) -> tuple[Points, float]:
        self.looks += 1
        return super().find(image, square)


def turned(scene: Image, degrees: float) -> Image:
    """The scene turned about its middle, clockwise on the screen."""
    height, width = scene.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    return np.asarray(cv2.warpAffine(scene, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8)


def show(finder: LandmarkFinder, scene: Image, frames: int = 1) -> Faces:
    """Show a scene to a camera that is not quite still, as the next frames; gives what was said last."""
    faces = Faces(None, 0)
    for number in range(frames):
        faces = finder.find(np.roll(scene, number % 3, axis=1), number * STEP_S)
    return faces


@pytest.fixture(scope="module")
def networks() -> tuple[Detector, Mesh]:
    return Detector(), Mesh()


@pytest.fixture
def finder(networks: tuple[Detector, Mesh]) -> LandmarkFinder:
    return LandmarkFinder(None, *networks)


def test_face_is_found_where_it_is(finder: LandmarkFinder) -> None:
    faces = finder.find(with_face(background(), 200, 60, 240), 0.0)
    assert faces.count == 1
    assert faces.box is not None
    assert faces.box.iou(Box(200, 60, 240, 240)) > 0.6
    assert faces.points is not None
    assert faces.points.shape == (468, 3)


@pytest.mark.parametrize(("step_px", "rate", "share"), [(2, 15, 2 / 3), (9, 15, 1.0), (2, 5, 1.0)])
def test_points_of_a_face_that_hardly_moves_are_foreseen_in_every_third_picture(
    networks: tuple[Detector, Mesh], step_px: int, rate: int, share: float
) -> None:
    mesh, scene = CountingMesh(), with_face(background(), 120, 60, 240)
    finder = LandmarkFinder(None, networks[0], mesh)
    first = finder.find(scene, 0.0).points
    assert first is not None
    mesh.looks, foreseen = 0, []
    for number in range(1, 19):
        faces = finder.find(np.roll(scene, number * step_px, axis=1), number / rate)
        foreseen.append(faces.foreseen)
        assert faces.points is not None
        assert faces.points[:, 0].mean() - number * step_px == pytest.approx(first[:, 0].mean(), abs=4)
    assert mesh.looks == round(share * 18) == foreseen.count(False)


@pytest.mark.parametrize("degrees", [-40, -25, 25, 40])
def test_tilted_face_is_found_and_levelled(finder: LandmarkFinder, degrees: int) -> None:
    scene = turned(with_face(background(), 200, 60, 240), degrees)
    faces = show(finder, scene, 8)
    assert faces.square is not None
    assert math.degrees(faces.square.angle) == pytest.approx(degrees, abs=5)
    upright = levelled(
        with_face(background(), 200, 60, 240), show_square(finder, with_face(background(), 200, 60, 240))
    )
    likeness = np.corrcoef(levelled(scene, faces.square).ravel(), upright.ravel())[0, 1]
    assert likeness > 0.9


def show_square(finder: LandmarkFinder, scene: Image) -> Square:
    """Where the levelled face of a scene lies."""
    finder.reset()
    square = show(finder, scene, 4).square
    assert square is not None
    return square


def test_face_in_a_quarter_of_the_light_is_found(finder: LandmarkFinder) -> None:
    dim = (with_face(background(), 220, 80, 200) * 0.25).astype(np.uint8)
    assert show(finder, dim, 3).box is not None


def test_small_face_is_found_by_the_zoomed_windows(finder: LandmarkFinder) -> None:
    scene = with_face(background(640, 480), 470, 300, 64)
    seen = [finder.find(np.roll(scene, number % 3, axis=1), number * STEP_S).box for number in range(30)]
    found = [box for box in seen if box is not None]
    assert found
    assert found[-1].iou(Box(470, 300, 64, 64)) > 0.5


def test_small_face_in_the_corner_is_found_within_five_frames(finder: LandmarkFinder) -> None:
    scene = with_face(background(), 560, 270, 56)
    seen = [finder.find(np.roll(scene, number % 3, axis=1), number * STEP_S).box for number in range(5)]
    assert seen[-1] is not None
    assert seen[-1].iou(Box(560, 270, 56, 56)) > 0.5


def test_empty_chair_is_soon_searched_in_two_places_a_frame(networks: tuple[Detector, Mesh]) -> None:
    detector = CountingDetector()
    finder = LandmarkFinder(None, detector, networks[1])
    show(finder, background(), 40)
    before = detector.searches
    show(finder, background(), 10)
    assert detector.searches - before <= 20


def beside(own: int | None, other: int | None = 420) -> Image:
    """The user, large at the left, and somebody smaller at the right."""
    scene = background() if own is None else with_face(background(), own, 60, 240)
    return scene if other is None else with_face(scene, other, 130, 200, Expression.NEUTRAL)


def followed(finder: LandmarkFinder, scene: Image, first: int, frames: int) -> list[str]:
    """Whom the finder follows in frames from `first` on: the user, the other or nobody."""
    said = []
    for number in range(first, first + frames):
        box = finder.find(np.roll(scene, number % 3, axis=1), number * STEP_S).box
        said.append("nobody" if box is None else "user" if box.x + box.w / 2 < 330 else "other")
    return said


def test_user_who_turns_away_is_waited_for_though_somebody_else_is_there(finder: LandmarkFinder) -> None:
    assert set(followed(finder, beside(40), 0, 50)) == {"user"}
    assert set(followed(finder, beside(None), 50, 25)) == {"nobody"}
    assert followed(finder, beside(40), 75, 5)[-1] == "user"


def test_user_who_comes_back_is_followed_again(finder: LandmarkFinder) -> None:
    followed(finder, beside(40), 0, 15)
    assert followed(finder, beside(None), 15, 40)[-1] == "other"
    assert followed(finder, beside(40), 55, 10)[-1] == "user"


def test_alone_a_face_that_jumps_is_the_users(finder: LandmarkFinder) -> None:
    followed(finder, beside(40, None), 0, 15)
    assert "other" in followed(finder, beside(None), 15, 15)


@pytest.mark.parametrize(("place", "whom"), [("auto", "user"), ("right", "user"), ("left", "other")])
def test_face_is_chosen_by_its_place_in_the_mirror(place: str, whom: str) -> None:
    finder = open_finder("landmarks", place)
    assert isinstance(finder, LandmarkFinder)
    assert set(followed(finder, beside(40), 0, 10)) == {whom}


def test_place_that_is_none_is_refused() -> None:
    with pytest.raises(SettingsError, match="face 'behind': choose one of auto, left, middle, right"):
        open_finder("landmarks", "behind")


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_picture_that_lies_is_told_and_no_face_is_read(finder: LandmarkFinder, quarters: int) -> None:
    scene = np.ascontiguousarray(np.rot90(with_face(background(), 215, 60, 240), -quarters))
    seen = [finder.find(np.roll(scene, number % 3, axis=1), number * STEP_S) for number in range(24)]
    assert all(faces.box is None for faces in seen)
    assert seen[-1].turned == 90 * quarters


def test_moving_face_is_followed_without_a_search(networks: tuple[Detector, Mesh]) -> None:
    detector = CountingDetector()
    finder, wall = LandmarkFinder(None, detector, networks[1]), background()
    for number in range(40):
        x = 20 + 8 * number
        faces = finder.find(with_face(wall, x, 90, 180), number * STEP_S)
        assert faces.box is not None
        assert abs(faces.box.x + faces.box.w / 2 - (x + 90)) < 45
    assert detector.searches == 1


def test_unchanged_picture_is_not_looked_at_again(networks: tuple[Detector, Mesh]) -> None:
    detector = CountingDetector()
    finder, scene = LandmarkFinder(None, detector, networks[1]), with_face(background(), 60, 90, 180)
    boxes = {finder.find(scene, number * STEP_S).box for number in range(2 * SETTINGS.check_every)}
    assert len(boxes) == 1
    assert detector.searches == 1


def test_face_that_leaves_is_gone_at_once(finder: LandmarkFinder) -> None:
    assert show(finder, with_face(background(), 200, 60, 240), 5).box is not None
    assert show(finder, background(), 2).box is None


def test_face_that_jumps_across_the_picture_is_found_there(finder: LandmarkFinder) -> None:
    show(finder, with_face(background(), 20, 90, 180), 6)
    box = show(finder, with_face(background(), 420, 90, 180), 4).box
    assert box is not None
    assert box.x > 380


def test_larger_face_near_the_middle_is_taken_first(finder: LandmarkFinder) -> None:
    faces = finder.find(with_face(with_face(background(), 20, 100, 160), 330, 60, 260), 0.0)
    assert faces.count == 2
    assert faces.box is not None
    assert faces.box.x > 300


def test_second_person_walking_by_is_counted_and_gone_again(finder: LandmarkFinder) -> None:
    alone = with_face(background(), 60, 90, 180)
    first = show(finder, alone, 5).box
    both = with_face(alone, 380, 100, 160)
    later = show(finder, both, SETTINGS.check_every + 1)
    assert later.count == 2
    assert first is not None
    assert later.box is not None
    assert later.box.iou(first) > 0.8
    assert show(finder, alone, SETTINGS.check_every + 1).count == 1


def test_user_who_sits_down_before_a_picture_on_the_wall_is_taken_in_the_end(finder: LandmarkFinder) -> None:
    poster = with_face(background(), 20, 20, 90)
    assert show(finder, poster, 30).box is not None
    box = show(finder, with_face(poster, 300, 60, 280), (SETTINGS.rival_looks + 1) * SETTINGS.check_every).box
    assert box is not None
    assert box.x > 250


def test_reset_forgets_the_face(finder: LandmarkFinder) -> None:
    show(finder, with_face(background(), 60, 90, 180), 4)
    finder.reset()
    assert finder.find(background(), 1.0).box is None


def test_crop_trembles_less_than_the_points(finder: LandmarkFinder) -> None:
    """A face that stands still before a camera with grain."""
    random = np.random.default_rng(3)
    scene = with_face(background(), 200, 60, 240).astype(np.float32)
    squares, points = [], []
    for number in range(40):
        image = np.clip(scene + random.normal(0, 6, scene.shape), 0, 255).astype(np.uint8)
        faces = finder.find(image, number * STEP_S)
        assert faces.square is not None
        assert faces.points is not None
        squares.append(faces.square)
        points.append(classifier_square(faces.points))
    assert _steps(squares[10:]) < 0.6 * _steps(points[10:])


def _steps(squares: Iterable[Square]) -> float:
    """Mean way of the middle from one to the next, in sides."""
    row = list(squares)
    return float(np.mean([math.hypot(b.x - a.x, b.y - a.y) / b.side for a, b in pairwise(row)]))


@pytest.mark.parametrize("shape", [(2, 2), (24, 24), (30, 400), (400, 30), (720, 1280, 3)])
def test_pictures_of_any_shape_are_borne(finder: LandmarkFinder, shape: tuple[int, ...]) -> None:
    for number in range(3):
        noise = np.random.default_rng(number).integers(0, 255, shape, np.uint8)
        assert finder.find(noise, number * STEP_S).box is None


def test_demo_camera_is_followed_all_along(finder: LandmarkFinder) -> None:
    assert all(finder.find(picture_at(number / 3), number / 3).box for number in range(75))


@pytest.mark.parametrize("angle", [0.0, 0.4, math.pi])
def test_points_of_a_cut_lie_where_they_were_in_the_picture(angle: float) -> None:
    picture = np.zeros((300, 400), np.uint8)
    cv2.circle(picture, (210, 140), 6, 255, -1)
    square = Square(200.0, 150.0, 120.0, angle)
    part = cut(picture, square, 192)
    y, x = np.argwhere(part > 128).mean(axis=0)
    place = square.to_picture(np.array([[x + 0.5, y + 0.5, 0.0]], np.float32), 192)[0]
    assert place[:2] == pytest.approx((210.5, 140.5), abs=0.5)


def test_large_cut_is_averaged_before_it_shrinks() -> None:
    stripes = np.zeros((400, 400), np.uint8)
    stripes[:, ::2] = 200
    assert cut(stripes, Square(200, 200, 384), 48).std() < 15


@pytest.mark.parametrize("expression", [Expression.NEUTRAL, Expression.HAPPY, Expression.SAD, Expression.SURPRISE])
def test_picture_of_a_data_set_is_levelled(networks: tuple[Detector, Mesh], expression: Expression) -> None:
    face = cv2.resize(showing(expression)[80:280, 220:420], (48, 48), interpolation=cv2.INTER_AREA)
    leveller = Leveller(*networks)
    square = leveller.square(np.asarray(face, np.uint8))
    assert square is not None
    assert 30 < square.side < 60
    assert math.hypot(square.x - 24, square.y - 24) < 6
    given = leveller.level(np.asarray(face, np.uint8))
    assert given.shape == (48, 48)
    assert given.dtype == np.uint8


def test_picture_without_a_face_stays_as_it_is(networks: tuple[Detector, Mesh]) -> None:
    noise = np.random.default_rng(5).integers(0, 255, (48, 48), np.uint8)
    assert np.array_equal(Leveller(*networks).level(noise), noise)
    wide = np.random.default_rng(5).integers(0, 255, (40, 90, 3), np.uint8)
    assert Leveller(*networks).level(wide).shape == (48, 48)


def test_tilt_is_that_of_the_eyes() -> None:
    points: Points = np.zeros((468, 3), np.float32)
    points[[33, 133], :2], points[[362, 263], :2] = (100, 100), (200, 200)
    assert math.degrees(tilt(points)) == pytest.approx(45)


def test_landmark_networks_are_registered_and_checked(tmp_path: Path) -> None:
    for name in ("detector", "mesh", "iris"):
        assert landmark_file(name).is_file()
    with pytest.raises(WeightsError, match=r"landmarks\.ears is missing"):
        landmark_file("ears")
    (tmp_path / "registry.toml").write_text(
        '[networks]\n[landmarks.mesh]\nfile = "mesh.onnx"\nsha256 = "00"\n', encoding="utf-8"
    )
    (tmp_path / "mesh.onnx").write_bytes(b"other")
    with pytest.raises(WeightsError, match="not the registered weights"):
        landmark_file("mesh", tmp_path)
    assert landmark_file("detector", tmp_path) == landmark_file("detector")


@pytest.mark.clips
@pytest.mark.parametrize("name", ["man_glasses_phone.mp4", "talking_man_in_suit.mp4"])
def test_film_on_its_head_shows_no_face_until_it_is_turned(clips: Path, finder: LandmarkFinder, name: str) -> None:
    seen = []
    for frame in islice(open_source(str(clips / name), fast=True).frames(), 0, 48, 3):
        seen.append(finder.find(np.ascontiguousarray(frame.image[::-1, ::-1]), frame.t))
    assert all(faces.box is None for faces in seen)
    assert seen[-1].turned == 180
