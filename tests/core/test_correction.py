"""The correction for one person: what it mends, what it must not hide, and how far it may go."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base.clock import ManualClock
from core.base.types import Expression, Probabilities
from core.calibration.correction import (
    Correction,
    Profile,
    ShiftSettings,
    calm_odds,
    fit,
    mean,
    shifted,
    strongest,
)
from core.cueing.policy import CuePolicy
from tests.core.scripts import FIVE, MOODS, cues_of, face, heard, measured, reread

SETTINGS = ShiftSettings()
NEUTRAL, SAD, HAPPY = Expression.NEUTRAL, Expression.SAD, Expression.HAPPY


def noisy(base: Probabilities, count: int, seed: int = 1) -> list[Probabilities]:
    """A face over time: what a network says of it varies from frame to frame."""
    chance = random.Random(seed)
    faces: list[Probabilities] = []
    for _ in range(count):
        weights = {c: p * chance.lognormvariate(0.0, 0.35) for c, p in base.items()}
        faces.append({c: w / sum(weights.values()) for c, w in weights.items()})
    return faces


RESTING: Probabilities = dict(zip(FIVE, (0.08, 0.02, 0.24, 0.62, 0.04), strict=True))
"""A calm face that a network calls sad, such as one in four in FER2013 by its voters."""
REALLY_SAD: Probabilities = dict(zip(FIVE, (0.05, 0.01, 0.03, 0.90, 0.01), strict=True))
SMILING: Probabilities = dict(zip(FIVE, (0.03, 0.75, 0.10, 0.08, 0.04), strict=True))


def profile_against(resting: Probabilities, seed: int = 1) -> Profile:
    rest = noisy(resting, 300, seed)
    shifts, limited = fit(rest, noisy(SMILING, 75), SETTINGS)
    corrected = [shifted(raw, shifts) for raw in rest]
    return Profile("me", "default", shifts, calm_odds(rest, shifts), mean(rest), mean(corrected), limited=limited)


def sounds(base: Probabilities, correction: Correction | None, seconds: float = 60.0) -> int:
    faces = noisy(base, round(seconds * 15), seed=7)
    readings = [reread(measured(i / 15, raw), MOODS, correction) for i, raw in enumerate(faces)]
    return len(heard(cues_of(CuePolicy(), readings)))


def test_a_resting_face_read_as_sad_is_cued_before_and_not_after() -> None:
    profile = profile_against(RESTING)
    assert sounds(RESTING, None) >= 3
    assert sounds(RESTING, Correction(profile)) == 0


def test_real_sadness_of_the_same_length_is_still_cued() -> None:
    profile = profile_against(RESTING)
    assert sounds(REALLY_SAD, Correction(profile)) == sounds(REALLY_SAD, None) >= 3


def test_a_smile_still_reads_as_happy() -> None:
    correct = Correction(profile_against(RESTING))
    assert strongest(correct(SMILING)) is HAPPY


def test_a_face_that_reads_as_neutral_anyway_is_hardly_changed() -> None:
    profile = profile_against(face("neutral", 0.92))
    assert max(map(abs, profile.shifts.values())) == 0.0


def test_a_face_beyond_the_bound_is_named() -> None:
    profile = profile_against(REALLY_SAD)
    assert profile.shifts[SAD] == -SETTINGS.bound
    assert SAD in profile.limited


def test_a_weak_smile_is_raised_but_the_resting_face_does_not_become_one() -> None:
    weak = dict(zip(FIVE, (0.05, 0.36, 0.44, 0.10, 0.05), strict=True))
    rest = noisy(face("neutral", 0.9), 200)
    shifts, _ = fit(rest, noisy(weak, 75), SETTINGS)
    assert strongest(shifted(weak, shifts)) is HAPPY
    assert all(strongest(shifted(raw, shifts)) is NEUTRAL for raw in rest)


faces = st.lists(st.floats(0.001, 1.0), min_size=5, max_size=5).map(
    lambda weights: {c: w / sum(weights) for c, w in zip(FIVE, weights, strict=True)}
)


@given(st.lists(faces, min_size=1, max_size=30), st.lists(faces, max_size=10), faces)
def test_no_shift_is_beyond_the_bound_and_probabilities_stay_some(
    rest: list[Probabilities], smile: list[Probabilities], raw: Probabilities
) -> None:
    shifts, _ = fit(rest, smile, SETTINGS)
    assert all(-SETTINGS.bound <= shift <= SETTINGS.bound for shift in shifts.values())
    corrected = shifted(raw, shifts)
    assert sum(corrected.values()) == pytest.approx(1.0)
    assert min(corrected.values()) >= 0.0


def running(correction: Correction, clock: ManualClock, raws: Iterator[Probabilities]) -> None:
    for raw in raws:
        clock.advance(1 / 15)
        correction(raw)


def test_the_running_adaptation_follows_a_slow_change_of_light() -> None:
    profile, clock = profile_against(RESTING), ManualClock()
    correction = Correction(profile, clock)
    # in the evening's light the same face reads a little less sad
    evening = dict(zip(FIVE, (0.08, 0.02, 0.36, 0.50, 0.04), strict=True))
    running(correction, clock, iter(noisy(evening, 15 * 600)))
    assert profile.shifts[SAD] < correction.shifts[SAD] <= profile.shifts[SAD] + SETTINGS.follow_bound


def test_the_running_adaptation_learns_nothing_from_real_sadness() -> None:
    profile, clock = profile_against(RESTING), ManualClock()
    correction = Correction(profile, clock)
    running(correction, clock, iter(noisy(REALLY_SAD, 15 * 600)))
    assert correction.shifts[SAD] == pytest.approx(profile.shifts[SAD], abs=0.02)


@given(st.lists(faces, min_size=1, max_size=60), st.floats(0.05, 5.0))
def test_the_running_adaptation_stays_within_its_bounds(raws: list[Probabilities], dt: float) -> None:
    profile, clock = profile_against(RESTING), ManualClock()
    correction = Correction(profile, clock)
    for raw in raws * 20:
        clock.advance(dt)
        correction(raw)
    for c, shift in correction.shifts.items():
        if profile.shifts[c] <= 0.0:
            assert abs(shift - profile.shifts[c]) <= SETTINGS.follow_bound + 1e-9
            assert -SETTINGS.bound <= shift <= 0.0
