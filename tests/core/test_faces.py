"""The face is found as in a full search, followed at a small part of the work, and not exchanged for another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from core.base.errors import SettingsError, WeightsError
from core.base.opencv import cv2
from core.base.types import Box, Image
from core.camera.demo import picture_at
from core.camera.opening import open_source
from core.vision.finders import open_finder
from core.vision.haar.finder import HaarFinder
from core.vision.haar.search import FRONTAL_FACE, FinderSettings, HaarSearch
from core.vision.landmarks.finder import LandmarkFinder
from core.vision.regions import crop
from tests.core.films import background, with_face

SETTINGS = FinderSettings()
CLIPS = (
    "faces_in_turn.mp4",
    "man_glasses_phone.mp4",
    "sad_to_happy.mp4",
    "talking_woman_worried.mp4",
)


def wobbling(scene: Image, frames: int) -> Iterator[Image]:
    """The scene seen by a camera that is not quite still, so that no picture equals the one before."""
    for number in range(frames):
        yield np.roll(scene, number % 3, axis=1)


def settle(finder: HaarFinder, scene: Image, frames: int) -> Box | None:
    """Show a scene for some frames; gives the last box."""
    box = None
    for image in wobbling(scene, frames):
        box = finder.find(image).box
    return box


class CountingSearch(HaarSearch):
    """Counts how often the whole picture is searched."""

    whole = near_face = 0

    def everywhere(self, image: Image, longer_px: int) -> list:  # type: ignore[type-arg]
        self.whole += 1
        return super().everywhere(image, longer_px)

    def near(self, image: Image, region) -> list:  # type: ignore[type-arg,no-untyped-def]
        self.near_face += 1
        return super().near(image, region)


def test_largest_face_is_taken_first() -> None:
    scene = with_face(with_face(background(), 20, 100, 120), 330, 60, 260)
    faces = HaarFinder().find(scene)
    assert faces.count == 2
    assert faces.box is not None
    assert faces.box.x > 300


def test_followed_face_stays_when_a_larger_one_comes() -> None:
    alone = with_face(background(), 60, 90, 180)
    finder = HaarFinder()
    first = settle(finder, alone, 5)
    both = with_face(alone, 330, 40, 280)
    later = settle(finder, both, 2 * SETTINGS.look_around_every)
    assert first is not None
    assert later is not None
    assert later.iou(first) > 0.8
    assert finder.find(both).count == 2


def test_second_person_walking_by_is_counted_and_gone_again() -> None:
    alone = with_face(background(), 60, 90, 180)
    finder = HaarFinder()
    settle(finder, alone, 5)
    settle(finder, with_face(alone, 380, 100, 160), SETTINGS.look_around_every + 1)
    assert finder.find(with_face(alone, 380, 100, 160)).count == 2
    settle(finder, alone, SETTINGS.look_around_every + 1)
    assert finder.find(alone).count == 1


def test_user_who_sits_down_before_a_picture_on_the_wall_is_taken_in_the_end() -> None:
    poster = with_face(background(), 20, 20, 90)
    finder = HaarFinder()
    assert settle(finder, poster, 5) is not None
    with_user = with_face(poster, 300, 60, 280)
    settle(finder, with_user, (SETTINGS.rival_looks + 1) * SETTINGS.look_around_every)
    box = finder.find(with_user).box
    assert box is not None
    assert box.x > 250


def test_face_that_leaves_is_gone_within_half_a_second() -> None:
    finder = HaarFinder()
    settle(finder, with_face(background(), 200, 60, 240), 10)
    assert settle(finder, background(), SETTINGS.coast_frames) is None
    assert finder.find(background()).count == 0


def test_face_that_comes_back_is_found_within_the_search_interval() -> None:
    finder = HaarFinder()
    assert settle(finder, background(), 40) is None
    assert settle(finder, with_face(background(), 200, 60, 240), SETTINGS.search_every) is not None


def test_moving_face_is_followed() -> None:
    finder, wall = HaarFinder(), background()
    for number in range(40):
        x = 20 + 8 * number
        faces = finder.find(with_face(wall, x, 90, 180))
        assert faces.box is not None
        assert abs(faces.box.x + faces.box.w / 2 - (x + 90)) < 20


def test_face_that_jumps_across_the_picture_is_found_there() -> None:
    finder, wall = HaarFinder(), background()
    settle(finder, with_face(wall, 20, 90, 180), 6)
    box = settle(finder, with_face(wall, 420, 90, 180), SETTINGS.coast_frames + SETTINGS.search_every)
    assert box is not None
    assert box.x > 400


def test_reset_forgets_the_face() -> None:
    finder, wall = HaarFinder(), background()
    settle(finder, with_face(wall, 60, 90, 180), 6)
    finder.reset()
    both = with_face(with_face(wall, 60, 90, 180), 330, 40, 280)
    box = finder.find(both).box
    assert box is not None
    assert box.x > 300


def test_unchanged_picture_is_not_searched_again() -> None:
    scene = with_face(background(), 60, 90, 180)
    search = CountingSearch(SETTINGS)
    finder = HaarFinder(SETTINGS, search)
    found = {finder.find(scene) for _ in range(50)}
    assert len(found) == 1
    assert (search.whole, search.near_face) == (1, 0)


def test_following_searches_little() -> None:
    search = CountingSearch(SETTINGS)
    finder = HaarFinder(SETTINGS, search)
    frames = 3 * SETTINGS.look_around_every
    assert all(finder.find(picture_at(number / 15)).box for number in range(frames))
    assert search.whole <= 4
    assert search.near_face <= frames / SETTINGS.detect_every + 5


def test_empty_room_is_searched_now_and_then_only() -> None:
    search = CountingSearch(SETTINGS)
    settle(HaarFinder(SETTINGS, search), background(), 60)
    assert search.whole <= SETTINGS.keen_frames + 60 / SETTINGS.search_every + 1


@pytest.mark.parametrize("shape", [(2, 2), (24, 24), (30, 400), (400, 30), (720, 1280, 3)])
def test_pictures_of_any_shape_are_borne(shape: tuple[int, ...]) -> None:
    finder = HaarFinder()
    for _ in range(3):
        assert finder.find(np.random.default_rng(2).integers(0, 255, shape, np.uint8)).box is None


def test_face_at_the_edge_is_cut_out_as_far_as_it_is_seen() -> None:
    assert crop(background(), Box(600, -20, 100, 100)).shape == (48, 48)


def test_crop_is_grey_in_the_classifiers_size() -> None:
    colour = cv2.cvtColor(with_face(background(), 60, 90, 180), cv2.COLOR_GRAY2BGR)
    face = crop(np.asarray(colour, np.uint8), Box(60, 90, 180, 180))
    assert face.shape == (48, 48)
    assert face.dtype == np.uint8


@pytest.mark.clips
@pytest.mark.parametrize("name", CLIPS)
def test_real_face_is_followed_like_the_full_search_finds_it(clips: Path, name: str) -> None:
    """In the first seconds, compared now and then; `make bench` compares every frame."""
    finder, cascade = HaarFinder(), cv2.CascadeClassifier(str(FRONTAL_FACE))
    overlaps, sizes, missed, looked = [], [], 0, 0
    for frame in islice(open_source(str(clips / name), fast=True).frames(), 0, 39):
        small = _at_most_640(frame.image)
        box = finder.find(small).box
        if frame.number % 19:
            continue
        full = [Box(*map(int, found)) for found in cascade.detectMultiScale(small, 1.1, 5)]
        looked += bool(full)
        if full and box is None:
            missed += 1
        elif full and box is not None:
            nearest = max(full, key=box.iou)
            overlaps.append(box.iou(nearest))
            sizes.append(box.w / nearest.w)
    assert looked
    assert not missed
    assert np.median(overlaps) >= 0.85
    assert np.mean(sizes) == pytest.approx(1.0, abs=0.05)


@pytest.mark.clips
def test_title_without_a_face_never_shows_one(clips: Path) -> None:
    finder = HaarFinder()
    assert all(
        finder.find(frame.image).box is None
        for frame in islice(open_source(str(clips / "no_face.mp4"), fast=True).frames(), 0, None, 3)
    )


@pytest.mark.clips
def test_face_that_ends_with_its_scene_is_not_held(clips: Path) -> None:
    finder = HaarFinder()
    seen = [
        finder.find(frame.image).box is not None
        for frame in islice(open_source(str(clips / "face_then_none.mov"), fast=True).frames(), 35, 110)
    ]
    assert all(seen[:25])
    assert not any(seen[55:])


def _at_most_640(image: Image) -> Image:
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    scale = min(1.0, 640 / max(grey.shape))
    return np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def test_cascade_that_is_missing_or_cut_off_is_an_error_at_the_start(tmp_path: Path) -> None:
    """OpenCV itself says nothing and then finds no face."""
    with pytest.raises(WeightsError, match="cascade is missing or damaged"):
        HaarSearch(SETTINGS, tmp_path / "none.xml")
    (tmp_path / "half.xml").write_bytes(FRONTAL_FACE.read_bytes()[:5000])
    with pytest.raises(WeightsError, match=r"half\.xml: the face cascade"):
        HaarSearch(SETTINGS, tmp_path / "half.xml")


def test_finders_are_opened_by_name() -> None:
    assert isinstance(open_finder("haar"), HaarFinder)
    assert isinstance(open_finder(), LandmarkFinder)
    with pytest.raises(SettingsError, match="choose one of landmarks, haar"):
        open_finder("owl")


def test_shortened_cascade_is_opencvs_own() -> None:
    """The numbers as OpenCV keeps them, 32 bits wide, and everything else word by word."""
    own, theirs = (
        " ".join(path.read_text("ascii").split("<opencv_storage>")[1].replace("<", " <").replace(">", "> ").split())
        for path in (FRONTAL_FACE, Path(cv2.data.haarcascades) / FRONTAL_FACE.name)  # type: ignore[attr-defined]
    )
    assert len(own) < 0.85 * len(theirs)
    pairs = list(zip(own.split(), theirs.split(), strict=True))
    assert len(pairs) > 60_000
    different = [(a, b) for a, b in pairs if a != b and np.float32(float(a)) != np.float32(float(b))]
    assert different == []
