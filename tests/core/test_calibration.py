"""Calibrating with a scripted person before the camera."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from core.base.clock import ManualClock
from core.base.errors import ProfileError
from core.base.types import Box, Expression, Probabilities, Reading, ReadingState
from core.calibration.calibrator import CalibrationSettings, Calibrator, Part, Problem, Progress
from core.calibration.correction import Correction, Profile
from core.calibration.profiles import Profiles
from tests.core.scripts import bad, face, measured, unmeasured
from tests.core.test_correction import RESTING, SMILING, noisy

SETTINGS = CalibrationSettings()


class Person:
    """Sits before the camera at 15 frames a second."""

    def __init__(self) -> None:
        self.clock = ManualClock(50.0)
        self.calibrator = Calibrator(self.clock, "default")
        self.progress: Progress = self.calibrator.progress()

    def show(self, base: Probabilities, seconds: float, **different: object) -> Progress:
        for raw in noisy(base, round(seconds * 15)):
            self.see(replace(measured(self.clock.now(), raw), **different))  # type: ignore[arg-type]
        return self.progress

    def hide(self, state: ReadingState, seconds: float) -> Progress:
        for _ in range(round(seconds * 15)):
            self.see(unmeasured(self.clock.now(), state))
        return self.progress

    def see(self, reading: Reading) -> None:
        self.clock.advance(1 / 15)
        self.progress = self.calibrator.step(reading)


def calibrated(resting: Probabilities = RESTING) -> Profile:
    person = Person()
    person.show(resting, SETTINGS.rest_s + 0.1)
    person.show(SMILING, SETTINGS.smile_s + 0.1)
    assert person.progress.part is Part.DONE
    return person.calibrator.profile("me", made="2026-11-22")


def test_resting_and_then_smiling_makes_a_profile() -> None:
    profile = calibrated()
    assert profile.shifts[Expression.SAD] < -1.0
    assert profile.rest[Expression.SAD] > 0.5 > 0.3 > profile.rest_after[Expression.SAD]
    assert profile.smile_after[Expression.HAPPY] > 0.5
    assert (profile.name, profile.network, profile.made) == ("me", "default", "2026-11-22")


def test_the_parts_follow_each_other_by_the_clock() -> None:
    person = Person()
    assert person.show(RESTING, SETTINGS.rest_s - 0.5).part is Part.REST
    assert person.show(RESTING, 1.0).part is Part.SMILE
    assert person.progress.total_s == SETTINGS.smile_s


def test_progress_counts_seconds() -> None:
    progress = Person().show(RESTING, 5.0)
    assert progress.elapsed_s == pytest.approx(5.0)
    assert progress.problems == ()


def test_a_profile_cannot_be_had_too_early() -> None:
    with pytest.raises(ValueError, match="not finished"):
        Person().calibrator.profile("me")


@pytest.mark.parametrize(
    ("state", "problem"),
    [
        (ReadingState.NO_FACE, Problem.NO_FACE),
        (ReadingState.TOO_DARK, Problem.TOO_DARK),
        (ReadingState.TOO_BLURRED, Problem.TOO_BLURRED),
        (ReadingState.HEAD_TURNED, Problem.HEAD_TURNED),
        (ReadingState.PICTURE_TURNED, Problem.PICTURE_TURNED),
        (ReadingState.FROZEN, Problem.FROZEN),
        (ReadingState.CAMERA_LOST, Problem.CAMERA_LOST),
    ],
)
def test_what_was_mostly_not_measured_fails_with_its_reason(state: ReadingState, problem: Problem) -> None:
    person = Person()
    person.show(RESTING, 8.0)
    person.hide(state, SETTINGS.rest_s)
    assert person.progress.failed
    assert person.progress.problems[0] is problem


def test_dim_light_is_a_problem_even_where_the_face_is_still_read() -> None:
    assert Problem.TOO_DARK in Person().show(RESTING, 5.0, light=45.0).problems


def test_a_camera_that_gives_nothing_is_found_out() -> None:
    person = Person()
    person.clock.advance(SETTINGS.rest_s)
    progress = person.calibrator.progress()
    assert progress.failed
    assert progress.problems == (Problem.TOO_FEW_FRAMES,)


def test_moving_about_is_a_problem() -> None:
    person = Person()
    for step in range(20):
        person.show(RESTING, 0.5, face=Box(10 + 20 * (step % 3), 10, 20, 20))
    assert Problem.UNSTEADY in person.progress.problems


def test_smiling_in_the_resting_part_is_a_problem() -> None:
    person = Person()
    person.show(RESTING, 10.0)
    person.show(SMILING, 12.0)
    assert person.progress.failed
    assert Problem.NOT_RESTING in person.progress.problems


def test_an_expression_that_changes_is_no_resting_face() -> None:
    person = Person()
    for _ in range(4):
        person.show(face("neutral", 0.95), 3.0)
        person.show(face("sad", 0.95), 3.0)
    assert person.progress.failed
    assert person.progress.problems == (Problem.NOT_RESTING,)


def test_raised_brows_now_and_then_do_not_spoil_a_resting_face() -> None:
    person = Person()
    for _ in range(10):
        person.show(RESTING, 1.5)
        person.show(face("surprise"), 0.6)
    assert person.progress.part is Part.SMILE
    person.calibrator.skip()
    profile = person.calibrator.profile("me")
    assert profile.rest[Expression.SAD] > 0.5
    assert profile.shifts[Expression.SAD] < -1.0


def test_not_smiling_in_the_smiling_part_is_a_problem() -> None:
    person = Person()
    person.show(RESTING, SETTINGS.rest_s + SETTINGS.smile_s + 1)
    assert person.progress.part is Part.SMILE
    assert person.progress.failed
    assert person.progress.problems == (Problem.NOT_SMILING,)


def test_a_failed_part_is_tried_again_without_the_one_before() -> None:
    person = Person()
    person.show(RESTING, SETTINGS.rest_s + SETTINGS.smile_s + 1)
    person.calibrator.retry()
    assert not person.calibrator.progress().failed
    person.show(SMILING, SETTINGS.smile_s + 0.1)
    assert person.progress.part is Part.DONE


def test_a_failed_part_waits() -> None:
    person = Person()
    person.hide(ReadingState.NO_FACE, SETTINGS.rest_s + 1)
    person.show(RESTING, 60.0)
    assert person.progress.failed


def test_the_smile_may_be_left_out() -> None:
    person = Person()
    person.show(RESTING, SETTINGS.rest_s + 1)
    person.calibrator.skip()
    profile = person.calibrator.profile("me")
    assert profile.smile == {}
    assert profile.shifts[Expression.SAD] < -1.0


def test_the_correction_starts_from_raw_readings_so_calibrating_again_is_fair() -> None:
    first = calibrated()
    person = Person()
    correct = Correction(first)
    for part in (RESTING, SMILING):
        for raw in noisy(part, 304 if part is RESTING else 80):
            person.see(replace(measured(person.clock.now(), correct(raw)), raw=raw))
    again = person.calibrator.profile("me")
    assert again.shifts == pytest.approx(first.shifts, abs=0.1)


# Profiles as files.


def test_profiles_are_private_files_that_come_back(tmp_path: Path) -> None:
    profiles = Profiles(tmp_path / "profiles")
    profile = calibrated()
    file = profiles.save(profile)
    assert profiles.load("me") == profile
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_several_profiles_are_listed_replaced_and_deleted(tmp_path: Path) -> None:
    profiles = Profiles(tmp_path)
    assert profiles.names() == []
    for name in ("home", "안경"):
        profiles.save(replace(calibrated(), name=name))
    profiles.save(replace(calibrated(bad(0.05)), name="home"))
    assert profiles.names() == ["home", "안경"]
    assert profiles.load("home").shifts[Expression.SAD] == 0.0
    profiles.delete("home")
    assert profiles.names() == ["안경"]
    assert [part.name for part in tmp_path.iterdir()] == ["안경.json"]


def test_a_missing_profile_names_those_that_there_are(tmp_path: Path) -> None:
    Profiles(tmp_path).save(calibrated())
    with pytest.raises(ProfileError, match=r"no calibration profile 'you' \(me\)"):
        Profiles(tmp_path).load("you")


@pytest.mark.parametrize("name", ["", "../me", "a b", "x" * 41, "a.json", "a/b"])
def test_names_that_are_no_file_names_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ProfileError, match="profile name"):
        Profiles(tmp_path).load(name)


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"schema": 2}', "\x00\x01", '{"schema": 1, "name": "me"}'])
def test_a_damaged_profile_is_named_in_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "me.json").write_text(text)
    with pytest.raises(ProfileError, match=r"me\.json: not a calibration profile") as caught:
        Profiles(tmp_path).load("me")
    assert "\n" not in str(caught.value)


def test_a_profile_beyond_the_bounds_is_refused(tmp_path: Path) -> None:
    profile = calibrated()
    Profiles(tmp_path).save(replace(profile, shifts={**profile.shifts, Expression.SAD: -9.0}))
    with pytest.raises(ProfileError, match="beyond"):
        Profiles(tmp_path).load("me")
