"""`poise calibrate`: what it says, how often it tries, what it saves."""

from __future__ import annotations

import io

import pytest

from core.base.clock import ManualClock
from core.base.errors import ProfileError
from core.base.types import Box, Expression, Mood, Reading, ReadingState
from core.session.calibrating import Calibrating
from core.session.snapshot import Action
from tui.cli.commands.calibrate import TRIES, Guide, effect
from tui.cli.output import Output

REST = {Expression.NEUTRAL: 0.35, Expression.SAD: 0.5, Expression.HAPPY: 0.05, Expression.SURPRISE: 0.1}
SMILE = {Expression.NEUTRAL: 0.1, Expression.SAD: 0.05, Expression.HAPPY: 0.8, Expression.SURPRISE: 0.05}


class Room:
    """A guide led by the engine's session before scripted faces, ten a second, on a clock that the test moves."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.stream = io.StringIO()
        self.session = Calibrating(self.clock, "paper", tries=TRIES)
        self.session.handle(Action.BEGIN)
        self.guide = Guide(Output(self.stream))

    def show(self, probabilities: dict[Expression, float] | None, seconds: float) -> None:
        for _ in range(round(seconds * 10)):
            self.clock.advance(0.1)
            self.session.observe(self.reading(probabilities))
            self.tell()

    def tell(self) -> None:
        found = self.session.calibration()
        if found is not None and self.guide.profile is None:
            self.guide.take(found)

    def reading(self, probabilities: dict[Expression, float] | None) -> Reading:
        t = self.clock.now()
        if probabilities is None:
            return Reading(t, ReadingState.NO_FACE)
        face = Box(100, 100, 80, 80)
        return Reading(t, ReadingState.MEASURED, 1, probabilities, probabilities, Mood.BAD, face, 120.0)

    def silence(self, seconds: int) -> None:
        for _ in range(seconds):
            self.clock.advance(1.0)
            self.session.tick()
            self.tell()

    @property
    def told(self) -> str:
        return self.stream.getvalue()


def test_both_parts_lead_to_a_profile_that_calms_the_resting_face() -> None:
    room = Room()
    room.show(REST, 21)
    room.show(SMILE, 7)
    assert room.told.splitlines()[:2] == [
        "Look into the camera with your interview face, for 20 s.",
        "Now smile, for 5 s.",
    ]
    profile = room.guide.profile
    assert profile is not None
    assert profile.rest_after[Expression.SAD] < profile.rest[Expression.SAD]
    assert any("sad" in line and "50 %" in line for line in effect(profile))


def test_missing_face_is_told_and_tried_again() -> None:
    room = Room()
    room.show(None, 21)
    assert "Once more: No face is seen" in room.told
    room.show(REST, 21)
    assert "Now smile" in room.told


def test_no_smile_after_three_tries_does_without_it() -> None:
    room = Room()
    room.show(REST, 21)
    room.show(REST, 20)
    assert room.told.count("Once more: No smile was seen") == 2
    assert "It goes without that part then" in room.told
    assert room.guide.profile is not None


def test_no_resting_face_after_three_tries_is_an_error_that_says_why() -> None:
    room = Room()
    with pytest.raises(ProfileError, match=r"not calibrated: No face is seen"):
        room.show(None, 70)


def test_silent_camera_is_found_out_by_time_alone() -> None:
    room = Room()
    with pytest.raises(ProfileError):
        room.silence(70)
