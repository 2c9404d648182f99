"""A person looks at the lens and around the screen: the cone of looks at the camera, and where it is used."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from core.base.errors import ProfileError
from core.base.look import EYE, Cone, eyes_aside
from core.base.records import to_record
from core.base.types import Head, Reading, ReadingState, Signs
from core.calibration.calibrator import CalibrationSettings, Calibrator, Part, Problem
from core.calibration.look import LookSettings, enough_looks, fit_cone
from core.calibration.profiles import Profiles
from core.scoring.presence import PresenceSettings
from core.store.about import cone_of
from tests.core.scripts import presence_of
from tests.core.test_calibration import Person, calibrated
from tests.core.test_correction import RESTING, SMILING

CALIBRATION, LOOK = CalibrationSettings(), LookSettings()
FACE = Signs(Head(0.0, 0.0, 0.0), 0.0, 0.0, 0.3, 0.0, 0.0, 0.25, 0.15)
LENS = [(9.0, -6.0)]
CORNERS = [(-6.0, 2.0), (24.0, 2.0), (24.0, 14.0), (-6.0, 14.0)]
"""A camera above the right half of a screen; degrees aside and down."""


def signs(aside: float, down: float, chance: random.Random) -> Signs:
    """Two thirds of a look aside are the head's, the rest is the eyes'; all of it trembles by a degree."""
    gaze = (aside / 3 + chance.gauss(0, 1)) * 3.1416 / 180 / EYE
    return replace(FACE, head=Head(2 * aside / 3 + chance.gauss(0, 0.5), down + chance.gauss(0, 1), 0.0), gaze=gaze)


class Looking(Person):
    """Also looks somewhere."""

    def __init__(self, *, look: bool = True) -> None:
        super().__init__()
        self.calibrator = Calibrator(self.clock, "default", look=look)
        self.chance = random.Random(3)
        self.at = LENS

    def see(self, reading: Reading) -> None:
        elapsed = self.calibrator.progress().elapsed_s
        aside, down = self.at[int(elapsed / 2.5) % len(self.at)]
        super().see(replace(reading, signs=signs(aside, down, self.chance)))

    def rested_and_smiled(self) -> Looking:
        self.show(RESTING, CALIBRATION.rest_s + 0.1)
        self.show(SMILING, CALIBRATION.smile_s + 0.1)
        return self

    def look(self, at: list[tuple[float, float]], seconds: float) -> None:
        self.at = at
        self.show(RESTING, seconds + 0.1)


def looked() -> Looking:
    person = Looking().rested_and_smiled()
    person.look(LENS, CALIBRATION.lens_s)
    person.look(CORNERS, CALIBRATION.corners_s)
    assert person.progress.part is Part.DONE
    return person


def test_look_at_the_lens_is_the_middle_of_the_cone_and_the_corners_are_outside() -> None:
    cone = looked().calibrator.profile("me").look
    assert cone is not None
    assert cone.aside == pytest.approx(9, abs=1.5)
    assert cone.down == pytest.approx(-6, abs=1.5)
    assert cone.where(*LENS[0]) is None
    assert [cone.where(*corner) for corner in CORNERS] == ["aside", "aside", "down", "down"]


def test_lens_is_looked_at_after_the_smile_and_then_the_corners() -> None:
    person = Looking().rested_and_smiled()
    assert person.progress.part is Part.LENS
    person.look(LENS, CALIBRATION.lens_s)
    assert (person.progress.part, person.progress.total_s) == (Part.CORNERS, CALIBRATION.corners_s)


def test_look_is_left_out_where_it_was_not_asked_for_or_has_no_landmarks() -> None:
    assert Looking(look=False).rested_and_smiled().progress.part is Part.DONE
    blind = Person()
    blind.calibrator = Calibrator(blind.clock, "default", look=True)
    blind.show(RESTING, CALIBRATION.rest_s + 0.1)
    assert blind.show(SMILING, CALIBRATION.smile_s + 0.1).part is Part.DONE
    assert blind.calibrator.profile("me").look is None


def test_look_that_wanders_is_not_the_lens() -> None:
    person = Looking().rested_and_smiled()
    person.look(CORNERS, CALIBRATION.lens_s)
    assert person.progress.failed
    assert person.progress.problems == (Problem.LOOK_UNSTEADY,)


def test_blinks_are_no_looks() -> None:
    person = Looking().rested_and_smiled()
    person.at = LENS
    for number in range(round(CALIBRATION.lens_s * 15) + 2):
        seen = signs(*LENS[0], person.chance)
        shut = replace(seen, gaze=0.4, lids=0.05)
        reading = Reading(float(number), ReadingState.MEASURED, raw=RESTING, signs=shut if number % 4 == 0 else seen)
        Person.see(person, reading)
    assert person.progress.part is Part.CORNERS


def test_look_that_stays_at_the_lens_was_not_around_the_corners() -> None:
    person = Looking().rested_and_smiled()
    person.look(LENS, CALIBRATION.lens_s)
    person.look([(9.0, -6.0)], CALIBRATION.corners_s)
    assert person.progress.failed
    assert person.progress.problems == (Problem.LOOK_UNMOVED,)
    person.calibrator.skip()
    assert person.calibrator.progress().part is Part.DONE
    assert person.calibrator.profile("me").look is not None


def test_eyes_that_cannot_be_read_are_told_and_the_looks_may_be_left_out() -> None:
    person = Looking().rested_and_smiled()
    for reading in range(round(CALIBRATION.lens_s * 15) + 1):
        unread = replace(FACE, gaze=None, gaze_down=None, lids=None)
        Person.see(person, Reading(float(reading), ReadingState.MEASURED, raw=RESTING, signs=unread))
    assert person.progress.problems == (Problem.EYES_UNSEEN,)
    person.calibrator.skip()
    assert person.calibrator.progress().part is Part.DONE
    assert person.calibrator.profile("me").look is None


@pytest.mark.parametrize(("every", "known"), [(4, True), (6, True), (30, False)])
def test_eyes_that_are_read_a_few_times_a_second_tell_where_they_look(every: int, known: bool) -> None:
    taken = [
        Reading(n / 15, ReadingState.MEASURED, signs=FACE if n % every == 0 else replace(FACE, gaze=None, lids=None))
        for n in range(75)
    ]
    assert enough_looks(taken, LOOK) is known


def test_cone_is_wide_enough_for_two_eyes_of_which_each_looks_past_the_other() -> None:
    each = [0.09, -0.07]
    lens = [Reading(n / 15, ReadingState.MEASURED, signs=replace(FACE, gaze=each[n % 2])) for n in range(75)]
    cone = fit_cone(lens, ())
    assert cone is not None
    assert all(cone.where(eyes_aside(gaze), 0.0) is None for gaze in each)


def test_cone_stays_within_bounds_however_near_the_corners_or_restless_the_look() -> None:
    chance = random.Random(1)

    def taken(spread: float) -> list[Reading]:
        where = [chance.uniform(-spread, spread) for _ in range(60)]
        return [Reading(t / 15, ReadingState.MEASURED, signs=signs(a, a, chance)) for t, a in enumerate(where)]

    near, restless = fit_cone(taken(0.1), taken(5.0)), fit_cone(taken(9.0), taken(60.0))
    assert near is not None
    assert (near.wide, near.below) == (LOOK.least_wide, LOOK.least_below)
    assert restless is not None
    assert (restless.wide, restless.below) == (LOOK.most_wide, LOOK.most_below)


def test_profile_keeps_the_cone_and_an_older_one_without_it_is_read(tmp_path: Path) -> None:
    profile = looked().calibrator.profile("me")
    file = Profiles(tmp_path).save(profile)
    assert Profiles(tmp_path).load("me") == profile
    old = json.loads(file.read_text())
    del old["look"]
    file.write_text(json.dumps(old))
    assert Profiles(tmp_path).load("me").look is None


def test_profile_whose_cone_is_damaged_is_refused_with_its_name(tmp_path: Path) -> None:
    file = Profiles(tmp_path).save(calibrated())
    file.write_text(json.dumps({**json.loads(file.read_text()), "look": {"aside": "left"}}))
    with pytest.raises(ProfileError, match=r"me\.json: not a calibration profile"):
        Profiles(tmp_path).load("me")


def test_camera_beside_the_screen_is_looked_at_with_a_turned_head_once_it_was_calibrated() -> None:
    beside = replace(FACE, head=Head(26.0, 4.0, 0.0))
    readings = [Reading(t / 15, ReadingState.MEASURED, signs=beside) for t in range(1, 60)]
    usual, own = (presence_of(readings, PresenceSettings(cone)) for cone in (Cone(), Cone(26.0, 4.0)))
    assert usual is not None
    assert own is not None
    assert (usual.share, own.share) == (0.0, 1.0)


def test_session_keeps_the_cone_by_which_its_looks_are_judged() -> None:
    cone = Cone(5.0, -3.0, 15.0, 10.0)
    assert cone_of({"look": to_record(cone)}) == cone
    assert cone_of({}) == cone_of({"look": None}) == cone_of({"look": {"up": 3}}) == Cone()
