"""What cues, what scores, what is shown and what a report counts are one number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base.types import Expression, Mood, Probabilities, Reading
from core.cueing.cues import Cue, CueLevel
from core.cueing.moods import BAD_SHARE
from core.cueing.policy import PRESETS, CuePolicy
from core.report.replay import replay, tape_of_readings
from core.scoring.episodes import episodes_of
from core.scoring.scoring import Score, Tally, score
from core.session.answer_time import AnswerTime
from core.session.events import Paused, Resumed
from core.session.snapshot import PauseReason, Totals
from tests.core.scripts import FIVE, MOODS, face, heard, measured, stretch

E = Expression
TORN: Probabilities = {E.NEUTRAL: 0.40, E.SAD: 0.30, E.FEAR: 0.30, E.HAPPY: 0.0, E.SURPRISE: 0.0}
"""The strongest expression is neutral, and 60 % of the face is bad."""


def seen(readings: list[Reading], preset: str = "normal") -> tuple[list[Cue], Totals, Score]:
    policy, tally = CuePolicy(PRESETS[preset]), Tally()
    tally.open(0.0)
    cues = []
    for reading in readings:
        cue = policy.step(reading)
        tally.add(reading)
        cues += [cue] if cue else []
    return cues, tally.totals(), score(tally.totals())


def test_a_face_torn_between_two_bad_expressions_is_bad_to_cue_and_score_alike() -> None:
    readings = list(stretch([(60.0, TORN)]))
    cues, totals, result = seen(readings)
    assert len(heard(cues)) == 5
    assert result.bad == pytest.approx(1.0)
    assert result.value == 0.0
    assert [e.sustained_s for e in episodes_of(readings, MOODS)] == [pytest.approx(totals.moods[Mood.BAD], abs=0.1)]


def test_the_screen_shows_the_mood_that_counts_and_the_expression_that_stands_for_it() -> None:
    reading = measured(1.0, TORN)
    assert (reading.mood, reading.expression) == (Mood.BAD, E.SAD)
    policy = CuePolicy()
    for each in stretch([(5.0, TORN)]):
        policy.step(each)
    assert policy.state().mood is Mood.BAD


def test_a_share_just_below_the_limit_is_bad_nowhere() -> None:
    almost = {**TORN, E.NEUTRAL: 0.61, E.SAD: 0.20, E.FEAR: 0.19}
    readings = list(stretch([(60.0, almost)]))
    cues, _, result = seen(readings, "strict")
    assert (heard(cues), result.bad, episodes_of(readings, MOODS)) == ([], 0.0, [])


def test_no_preset_sounds_at_what_the_score_does_not_call_bad() -> None:
    assert all(policy.present >= BAD_SHARE for policy in PRESETS.values())


def test_a_replay_counts_as_the_session_did() -> None:
    readings = list(stretch([(20.0, TORN), (20.0, {**TORN, E.NEUTRAL: 1.0, E.SAD: 0.0, E.FEAR: 0.0})]))
    result = replay(tape_of_readings("torn", readings))
    assert result.score.bad == pytest.approx(seen(readings)[2].bad, abs=0.01)


weights = st.lists(st.floats(0.0, 1.0), min_size=len(FIVE), max_size=len(FIVE)).filter(lambda w: sum(w) > 0.1)
faces = weights.map(lambda w: {e: share / sum(w) for e, share in zip(FIVE, w, strict=True)})
scripts = st.lists(st.tuples(st.floats(0.2, 8.0), faces), min_size=1, max_size=12)


@given(scripts, st.sampled_from(["gentle", "normal", "strict"]))
def test_what_sounds_and_what_is_an_episode_was_bad_in_the_score(
    script: list[tuple[float, Probabilities]], preset: str
) -> None:
    readings = list(stretch(script))
    cues, totals, _ = seen(readings, preset)
    moods_at = {reading.t: reading.mood for reading in readings}
    assert all(moods_at[cue.t] is Mood.BAD for cue in cues if cue.level >= CueLevel.TONE)
    assert sum(e.sustained_s for e in episodes_of(readings, MOODS)) <= totals.moods[Mood.BAD] + 1e-6


def test_a_pause_in_a_slip_is_no_part_of_it() -> None:
    """A second of the pause was counted as bad, more than the seconds of the same report had."""
    readings = [*stretch([(3.0, face("sad"))]), *stretch([(3.0, face("sad"))], begin=4.5)]
    time = AnswerTime(0.0)
    time.event(Paused(3.0, PauseReason.USER))
    time.event(Resumed(4.5))
    tally = Tally()
    tally.open(0.0)
    for reading in readings[:45]:
        tally.add(reading)
    tally.close(3.0)
    tally.open(4.5)
    for reading in readings[45:]:
        tally.add(reading)
    tally.close(7.5)
    episodes = episodes_of(readings, MOODS, time)
    assert [e.begin >= 4.5 for e in episodes] == [False, True]
    assert sum(e.sustained_s for e in episodes) <= tally.totals().moods[Mood.BAD] + 1e-6
