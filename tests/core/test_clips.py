"""The shipped network and policy on clips of real people: the cues that belong there, and no others.

The expectations stand in `models.cues.expected`; the clips lie beside the repository.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from core.base.clock import ManualClock
from core.base.types import ReadingState
from core.calibration.calibrator import Calibrator, Part
from core.calibration.correction import Correction
from core.cueing.cues import CueLevel
from core.cueing.policy import PRESETS
from core.report.replay import Tape, replay
from models.cues.expected import EXPECTATIONS, Expectation, clip_tape, judge_clip

pytestmark = pytest.mark.clips


def tape(clips: Path, expected: Expectation) -> Tape:
    return clip_tape(clips / expected.file, "default", loop_s=expected.loop_s)


@pytest.mark.parametrize("expected", EXPECTATIONS, ids=lambda expected: expected.file)
def test_cues_come_where_they_belong_and_nowhere_else(clips: Path, expected: Expectation) -> None:
    result = judge_clip(replay(tape(clips, expected), policy=PRESETS["normal"]), expected)
    assert result.met, f"sounds at {result.sounds}, not as {result.broken}"


def test_a_clip_without_a_face_is_never_measured(clips: Path) -> None:
    readings = tape(clips, Expectation("no_face.mp4", ())).readings
    assert readings
    assert not any(reading.measured for reading in readings)


def test_a_face_that_goes_is_measured_and_then_missed(clips: Path) -> None:
    states = [reading.state for reading in tape(clips, Expectation("face_then_none.mov", ())).readings]
    assert states[0] is ReadingState.MEASURED
    assert states[-1] is ReadingState.NO_FACE
    assert states.count(ReadingState.MEASURED) > 20


def test_calibration_calms_a_resting_man_and_not_the_one_who_is_sad(clips: Path) -> None:
    """With the paper's network, which reads his resting face as afraid and sad."""
    resting = clip_tape(clips / "man_still_faces.mp4", "paper", loop_s=30.0)
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
    sad = replay(clip_tape(clips / "sad_to_happy.mp4", "paper"), correction=correct)
    assert any(cue.level >= CueLevel.TONE and cue.t < 6.0 for cue in sad.cues)
