"""From frame to reading: what is measured, what is not, and why not."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from core.base.opencv import cv2
from core.base.types import Expression, Frame, Image, Mood, Probabilities, ReadingState
from core.camera.opening import open_source
from core.cueing.moods import MoodMap
from core.vision.haar.finder import HaarFinder
from core.vision.network.classifier import Classifier
from core.vision.network.weights import load_network
from core.vision.quality import PictureSettings, details, light_enough, lightened, sharp_enough
from core.vision.reader import FaceReader
from tests.core.films import background, showing, with_face

SETTINGS = PictureSettings()


class CountingClassifier(Classifier):
    """The shipped network, counting the faces it is given."""

    def __init__(self) -> None:
        self.faces: list[Image] = []
        super().__init__(load_network())

    def classify(self, face: Image) -> dict[Expression, float]:
        self.faces.append(face)
        return super().classify(face)


@pytest.fixture
def classifier() -> CountingClassifier:
    return CountingClassifier()


@pytest.fixture
def reader(classifier: CountingClassifier) -> FaceReader:
    return FaceReader(HaarFinder(), classifier)


def dimmed(image: Image, share: float) -> Image:
    """The picture in a dark room, with the grain that cameras have there."""
    grain = np.random.default_rng(3).normal(0, 2, image.shape)
    return np.clip(image * share + grain, 0, 255).astype(np.uint8)


def test_face_is_measured_with_everything_that_goes_with_it(reader: FaceReader) -> None:
    reading = reader.read(Frame(4.5, showing(Expression.HAPPY)))
    assert reading.t == 4.5
    assert reading.state is ReadingState.MEASURED
    assert reading.faces == 1
    assert reading.expression is Expression.HAPPY
    assert reading.mood is Mood.GOOD
    assert reading.raw is reading.probabilities
    assert reading.face is not None
    assert reading.light == pytest.approx(128, abs=30)


def test_lit_room_without_anybody_has_no_face(reader: FaceReader) -> None:
    reading = reader.read(Frame(0.0, background()))
    assert reading.state is ReadingState.NO_FACE
    assert reading.faces == 0
    assert reading.probabilities is None
    assert reading.mood is None
    assert reading.light == pytest.approx(112, abs=2)


def test_dark_room_is_too_dark_whether_somebody_sits_there_or_not(reader: FaceReader) -> None:
    for start, scene in ((0.0, background()), (10.0, showing(Expression.NEUTRAL))):
        dark = dimmed(scene, 0.1)
        states = [reader.read(Frame(start + t / 10, dark)).state for t in range(10)]
        assert states[-1] is ReadingState.TOO_DARK
        reader.read(Frame(start + 1.0, showing(Expression.NEUTRAL)))


def test_black_picture_at_a_cut_is_no_dark_room(reader: FaceReader) -> None:
    black = np.zeros((360, 640), np.uint8)
    for t in range(20):
        image = black if t % 4 == 0 else background()
        assert reader.read(Frame(t / 10, image)).state is ReadingState.NO_FACE


def test_face_in_dim_light_is_still_measured_and_read_the_same(reader: FaceReader) -> None:
    bright = reader.read(Frame(0.0, showing(Expression.HAPPY)))
    dim = reader.read(Frame(0.1, dimmed(showing(Expression.HAPPY), 0.4)))
    assert dim.state is ReadingState.MEASURED
    assert dim.mood is bright.mood
    assert bright.light is not None
    assert dim.light == pytest.approx(0.4 * bright.light, rel=0.1)


def test_black_face_against_a_window_is_too_dark(classifier: CountingClassifier) -> None:
    strict = FaceReader(HaarFinder(), classifier, settings=PictureSettings(dark_face=200.0))
    reading = strict.read(Frame(0.0, showing(Expression.HAPPY)))
    assert reading.state is ReadingState.TOO_DARK
    assert reading.faces == 1
    assert reading.face is None
    assert reading.probabilities is None


def test_lens_out_of_focus_is_too_blurred(reader: FaceReader) -> None:
    image = np.asarray(cv2.GaussianBlur(showing(Expression.HAPPY), (0, 0), 6), np.uint8)
    reading = reader.read(Frame(0.0, image))
    assert reading.state is ReadingState.TOO_BLURRED
    assert reading.faces == 1
    assert reading.mood is None


def test_dim_face_is_lighter_for_the_classifier_only(classifier: CountingClassifier, reader: FaceReader) -> None:
    reading = reader.read(Frame(0.0, dimmed(showing(Expression.HAPPY), 0.4)))
    assert reading.light is not None
    assert reading.light < 70
    assert classifier.faces[-1].mean() == pytest.approx(SETTINGS.lighten_to, abs=2)


def test_unchanged_picture_is_classified_once_and_read_every_time(
    classifier: CountingClassifier, reader: FaceReader
) -> None:
    before = len(classifier.faces)
    readings = [reader.read(Frame(t / 10, showing(Expression.SAD))) for t in range(10)]
    assert len(classifier.faces) == before + 1
    assert [reading.t for reading in readings] == [t / 10 for t in range(10)]
    assert len({reading.mood for reading in readings}) == 1


def test_other_moods_count_from_the_next_reading_on(reader: FaceReader) -> None:
    frame = Frame(0.0, showing(Expression.HAPPY))
    assert reader.read(frame).mood is Mood.GOOD
    reader.moods = MoodMap.parse(["happy=bad"])
    assert reader.read(frame).mood is Mood.BAD


def test_correction_counts_and_the_raw_reading_is_kept(reader: FaceReader) -> None:
    def calm(probabilities: Probabilities) -> Probabilities:
        return dict.fromkeys(probabilities, 0.0) | {Expression.NEUTRAL: 1.0}

    reader.correction = calm
    reading = reader.read(Frame(0.0, showing(Expression.HAPPY)))
    assert reading.expression is Expression.NEUTRAL
    assert reading.mood is Mood.ACCEPTABLE
    assert reading.raw is not None
    assert max(reading.raw, key=reading.raw.__getitem__) is Expression.HAPPY


def test_frozen_picture_is_not_measured_whatever_face_it_shows(reader: FaceReader) -> None:
    frozen = reader.read(Frame(9.0, showing(Expression.HAPPY), frozen=True))
    assert (frozen.t, frozen.state, frozen.mood) == (9.0, ReadingState.FROZEN, None)


def test_lost_camera_forgets_the_face(reader: FaceReader) -> None:
    left = with_face(background(), 60, 90, 180)
    reader.read(Frame(0.0, left))
    lost = reader.lost(2.0)
    assert (lost.t, lost.state, lost.faces, lost.light) == (2.0, ReadingState.CAMERA_LOST, 0, None)
    largest = reader.read(Frame(3.0, with_face(left, 330, 40, 280))).face
    assert largest is not None
    assert largest.x > 300


def test_colour_and_grey_read_the_same(reader: FaceReader) -> None:
    grey = showing(Expression.SURPRISE)
    colour = np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8)
    one, other = reader.read(Frame(0.0, grey)), reader.read(Frame(0.1, colour))
    assert one.probabilities is not None
    assert other.probabilities == pytest.approx(one.probabilities, abs=0.05)


def test_details_do_not_depend_on_light_or_contrast() -> None:
    face = showing(Expression.NEUTRAL)[95:265, 235:405]
    face = np.asarray(cv2.resize(face, (48, 48), interpolation=cv2.INTER_AREA), np.uint8)
    dark = (face * 0.5).astype(np.uint8)
    assert details(dark) == pytest.approx(details(face), rel=0.1)


def test_motion_blurs_one_direction() -> None:
    face = np.random.default_rng(4).integers(60, 200, (48, 48), np.uint8)
    across, down = details(np.asarray(cv2.blur(face, (9, 1)), np.uint8))
    assert across < down / 2


@pytest.mark.parametrize("grey", [0, 255])
def test_flat_picture_is_neither_light_nor_sharp(grey: int) -> None:
    flat = np.full((48, 48), grey, np.uint8)
    assert not light_enough(flat, SETTINGS)
    assert not sharp_enough(flat, SETTINGS)
    assert (lightened(flat, SETTINGS) == flat).all()


@pytest.mark.clips
@pytest.mark.parametrize("name", ["man_still_faces.mp4", "neutral_smile_neutral.mp4"])
def test_clip_is_never_too_dark_or_too_blurred(clips: Path, reader: FaceReader, name: str) -> None:
    """As the cascade cuts the face out; `test_clips` asks the same of every clip and the landmarks."""
    frames = open_source(str(clips / name), fast=True).frames()
    states = {reader.read(frame).state for frame in islice(frames, 0, None, 6)}
    assert states <= {ReadingState.MEASURED, ReadingState.NO_FACE}


@pytest.mark.clips
@pytest.mark.parametrize(
    ("spoil", "state"),
    [
        (lambda image: dimmed(image, 0.1), ReadingState.TOO_DARK),
        (lambda image: np.asarray(cv2.blur(image, (image.shape[1] // 6, 1)), np.uint8), ReadingState.TOO_BLURRED),
    ],
    ids=["dark", "moved"],
)
def test_spoilt_clip_is_never_measured(
    clips: Path, reader: FaceReader, spoil: Callable[[Image], Image], state: ReadingState
) -> None:
    frames = open_source(str(clips / "neutral_smile_neutral.mp4"), fast=True).frames()
    states = [reader.read(Frame(frame.t, spoil(frame.image))).state for frame in islice(frames, 0, None, 6)]
    assert set(states) <= {state, ReadingState.NO_FACE}
    assert states[-1] is state
