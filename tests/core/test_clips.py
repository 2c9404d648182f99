"""The shipped network and policy on clips of real people: the cues that belong there, and no others.

The expectations stand in `models.cues.expected`; the clips lie beside the repository.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest

from core.base.clock import ManualClock
from core.base.opencv import cv2
from core.base.types import ReadingState
from core.calibration.calibrator import Calibrator, Part
from core.calibration.correction import Correction
from core.camera.file import FileSource
from core.cueing.cues import CueLevel
from core.cueing.policy import PRESETS
from core.report.replay import Tape, replay, tape_of_clip, tape_of_readings
from core.vision.landmarks.finder import LandmarkFinder
from core.vision.landmarks.networks import Detector, Mesh
from core.vision.network.classifier import Classifier
from core.vision.network.weights import load_network
from core.vision.reader import FaceReader
from models.cues.expected import EXPECTATIONS, Expectation, judge_clip
from tests.core.films import moving

pytestmark = [pytest.mark.clips, pytest.mark.xdist_group("clips")]  # one worker reads each clip once


NAMED = {expected.file: expected for expected in EXPECTATIONS}


SEAM_S = 1.0
"""By now the face that jumped where a clip began again is followed as it was."""


@lru_cache
def networks() -> tuple[Detector, Mesh]:
    return Detector(), Mesh()


@lru_cache
def classifier(network: str) -> Classifier:
    return Classifier(load_network(network))


def seen(clip: Path, network: str, *, loop_s: float | None = None) -> Tape:
    """A clip through the whole line as a webcam of 12 pictures a second would show it."""
    clock = ManualClock()
    source = FileSource(clip, loop=loop_s is not None, clock=clock, wait=moving(clock))
    source.max_fps = 12.0
    reader = FaceReader(LandmarkFinder(None, *networks()), classifier(network))
    return tape_of_clip(source, reader, seconds=loop_s)


def going_round(clip: Path, network: str, seconds: float) -> Tape:
    """A round of a clip and the beginning of the next through the whole line; each further one is as this."""
    film = cv2.VideoCapture(str(clip))
    length = film.get(cv2.CAP_PROP_FRAME_COUNT) / film.get(cv2.CAP_PROP_FPS)
    read = seen(clip, network, loop_s=min(seconds, length + SEAM_S)).readings
    settled = [reading for reading in read if reading.t >= SEAM_S]
    more = (replace(each, t=each.t + length * n) for n in range(1, 1 + int(seconds / length)) for each in settled)
    return tape_of_readings(clip.name, [*read, *(reading for reading in more if reading.t < seconds)])


@lru_cache
def tape(clips: Path, file: str) -> Tape:
    seconds = NAMED[file].loop_s
    return going_round(clips / file, "default", seconds) if seconds else seen(clips / file, "default")


@pytest.mark.parametrize("expected", EXPECTATIONS, ids=lambda expected: expected.file)
def test_cues_come_where_they_belong_and_nowhere_else(clips: Path, expected: Expectation) -> None:
    result = judge_clip(replay(tape(clips, expected.file), policy=PRESETS["normal"]), expected)
    assert result.met, f"sounds at {result.sounds}, not as {result.broken}"


def test_a_clip_without_a_face_never_shows_one(clips: Path) -> None:
    assert {reading.state for reading in tape(clips, "no_face.mp4").readings} == {ReadingState.NO_FACE}


def test_a_clip_is_never_too_dark_or_too_blurred(clips: Path) -> None:
    for file in NAMED:
        states = {reading.state for reading in tape(clips, file).readings}
        assert states <= {ReadingState.MEASURED, ReadingState.NO_FACE, ReadingState.HEAD_TURNED}, file


def test_a_face_that_goes_is_measured_and_then_missed(clips: Path) -> None:
    states = [reading.state for reading in tape(clips, "face_then_none.mov").readings]
    assert states[0] is ReadingState.MEASURED
    assert states[-1] is ReadingState.NO_FACE
    assert states.count(ReadingState.MEASURED) > 20


def test_calibration_calms_a_resting_man_and_not_the_one_who_is_sad(clips: Path) -> None:
    """With the paper's network, which reads his resting face as afraid and sad."""
    resting = going_round(clips / "man_still_faces.mp4", "paper", 30.0)
    clock = ManualClock()
    calibrator = Calibrator(clock, "paper")
    for reading in resting.readings:
        clock.move_to(reading.t)
        if calibrator.step(reading).part is not Part.REST:
            break
    calibrator.skip()
    correct = Correction(calibrator.profile("him"))
    assert replay(resting).sounds >= 2
    assert replay(resting, correction=correct).sounds == 0
    sad = replay(seen(clips / "sad_to_happy.mp4", "paper", loop_s=6.0), correction=correct)
    assert any(cue.level >= CueLevel.TONE for cue in sad.cues)
