"""Seconds and the score."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base.types import Mood, Reading, ReadingState
from core.scoring.counts import final_answers
from core.scoring.scoring import Answer, Tally, add_totals, points, score
from core.scoring.timeline import timeline
from core.session.snapshot import Totals
from tests.core.scripts import Piece, face, measured, stretch, unmeasured

GOOD, ACCEPTABLE, BAD = Mood.GOOD, Mood.ACCEPTABLE, Mood.BAD


def totals(good: float, acceptable: float, bad: float, no_face: float = 0.0) -> Totals:
    return Totals({GOOD: good, ACCEPTABLE: acceptable, BAD: bad}, {ReadingState.NO_FACE: no_face})


def tallied(pieces: list[Piece], end: float) -> Totals:
    tally = Tally()
    tally.open(0.0)
    for reading in stretch(pieces):
        tally.add(reading)
    tally.close(end)
    return tally.totals()


def test_seconds_are_those_of_the_script() -> None:
    seen = tallied([(3, face("happy")), (4, face("neutral")), (2, ReadingState.NO_FACE), (1, face("sad"))], 10.0)
    assert seen.moods[GOOD] == pytest.approx(3, abs=0.1)
    assert seen.moods[ACCEPTABLE] == pytest.approx(4, abs=0.1)
    assert seen.moods[BAD] == pytest.approx(1, abs=0.1)
    assert seen.unmeasured[ReadingState.NO_FACE] == pytest.approx(2, abs=0.1)
    assert seen.total_s == pytest.approx(10.0)


def test_a_gap_without_readings_was_not_measured() -> None:
    tally = Tally()
    tally.open(0.0)
    tally.add(measured(0.1, face("happy")))
    tally.add(measured(9.1, face("happy")))
    tally.close(9.1)
    assert tally.totals().unmeasured == {ReadingState.CAMERA_LOST: pytest.approx(8.0)}


def test_an_answer_without_any_reading_was_not_measured() -> None:
    tally = Tally()
    tally.open(0.0)
    tally.close(30.0)
    assert score(tally.totals()).withheld == "too_little_measured"


def test_time_outside_of_an_answer_does_not_count() -> None:
    tally = Tally()
    tally.add(measured(1.0, face("sad")))
    tally.open(2.0)
    tally.close(3.0)
    tally.add(measured(50.0, face("sad")))
    assert tally.totals().moods[BAD] == 0.0


@pytest.mark.parametrize(
    ("seconds", "value"),
    [
        ((0, 60, 0), 75.0),
        ((18, 42, 0), 100.0),
        ((60, 0, 0), 100.0),
        ((0, 0, 60), 0.0),
        ((9, 51, 0), 87.5),
        ((18, 30, 12), 80.0),
    ],
)
def test_the_score_is_the_documented_formula(seconds: tuple[float, float, float], value: float) -> None:
    assert score(totals(*seconds)).value == pytest.approx(value)


def test_the_score_is_withheld_when_less_than_half_was_measured() -> None:
    withheld = score(totals(10, 10, 5, no_face=26))
    assert (withheld.value, withheld.withheld) == (None, "too_little_measured")
    assert score(totals(10, 10, 5, no_face=25)).value is not None


def test_the_score_is_withheld_without_an_answer() -> None:
    assert score(Totals()).withheld == "no_answer"


def test_only_the_last_attempt_counts_and_skipped_questions_do_not() -> None:
    attempts = [
        Answer(0, 1, 0.0, how="retaken"),
        Answer(0, 2, 9.0, how="time"),
        Answer(1, 1, 20.0, how="skipped"),
        Answer(2, 1, 30.0, how="interrupted"),
        Answer(2, 2, 40.0, how="submitted"),
    ]
    assert [(a.index, a.attempt) for a in final_answers(attempts)] == [(0, 2), (2, 2)]


shares = st.floats(0.0, 1.0)


@given(shares, shares, shares)
def test_good_at_the_cost_of_bad_never_lowers_the_score(a: float, b: float, moved: float) -> None:
    good, bad = sorted((a, b))[0], 1.0 - sorted((a, b))[1]
    better = bad * moved
    assert points(good + better, bad - better) >= points(good, bad) - 1e-9


@given(st.lists(st.sampled_from(["happy", "neutral", "sad", "none"]), min_size=5, max_size=80), st.data())
def test_smiling_instead_of_frowning_at_any_moment_never_lowers_the_score(
    script: list[str], data: st.DataObject
) -> None:
    better = [data.draw(st.sampled_from(["sad", "happy"])) if what == "sad" else what for what in script]

    def of(faces: list[str]) -> float:
        tally = Tally()
        tally.open(0.0)
        for i, what in enumerate(faces, 1):
            tally.add(unmeasured(i * 0.5) if what == "none" else measured(i * 0.5, face(what)))
        return score(tally.totals()).value or 0.0

    assert of(better) >= of(script)


@given(st.lists(st.tuples(shares, shares, shares), max_size=10))
def test_answers_add_up(parts: list[tuple[float, float, float]]) -> None:
    total = add_totals(totals(*part) for part in parts)
    assert total.measured_s == pytest.approx(sum(map(sum, parts)))


@pytest.mark.parametrize(
    ("used", "allowed", "withheld"), [(2.2, 60, "too_short"), (15, 60, None), (15, 300, "too_short")]
)
def test_a_score_needs_a_quarter_of_the_time_that_it_stands_for(
    used: float, allowed: float, withheld: str | None
) -> None:
    assert score(totals(used, 0, 0), allowed).withheld == withheld
    assert score(totals(used, 0, 0)).withheld is None


@pytest.mark.parametrize("ended", [2.5, 2.9, 3.5, 5.0])
def test_timeline_counts_the_seconds_that_the_totals_count(ended: float) -> None:
    readings = [Reading(t, ReadingState.MEASURED, mood=Mood.GOOD) for t in (0.5, 1.5, 2.5)]
    tally = Tally()
    tally.open(0.0)
    for reading in readings:
        tally.add(reading)
    tally.close(ended)
    drawn = timeline(readings, (), 0.0, ended)
    assert sum(bucket.good for bucket in drawn) == pytest.approx(tally.totals().moods[Mood.GOOD])
    assert sum(bucket.unmeasured for bucket in drawn) == pytest.approx(max(0.0, ended - 3.5))
