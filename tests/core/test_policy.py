"""The cue policy over scripted faces: minutes of simulated time in milliseconds."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.base.errors import SettingsError
from core.base.types import Expression, Mood, Reading, ReadingState
from core.cueing.cues import Cue, CueLevel
from core.cueing.moods import MoodMap
from core.cueing.policy import MINUTE_S, PRESETS, CuePolicy, PolicySettings, preset
from tests.core.scripts import Piece, bad, cues_of, face, heard, measured, stretch, unmeasured

NEUTRAL, SAD, HAPPY = face("neutral"), face("sad"), face("happy")
NORMAL = PolicySettings()


def given_by(pieces: Sequence[Piece], policy: CuePolicy | None = None, fps: float = 15.0) -> list[Cue]:
    return cues_of(policy or CuePolicy(), stretch(pieces, fps))


def test_calm_face_for_ten_minutes_is_never_cued() -> None:
    assert given_by([(600, NEUTRAL)]) == []


def test_brief_frown_stays_silent() -> None:
    assert heard(given_by([(10, NEUTRAL), (0.8, SAD), (10, NEUTRAL)])) == []


def test_sad_face_is_marked_first_and_then_heard_within_two_and_a_half_seconds() -> None:
    cues = given_by([(10, NEUTRAL), (5, SAD)])
    assert [cue.level for cue in cues] == [CueLevel.MARK, CueLevel.TONE]
    assert 10 < cues[0].t < cues[1].t < 12.5


def test_slow_slide_into_sadness_is_cued_once_it_is_clear() -> None:
    slide: list[Piece] = [(0.5, bad(step / 60)) for step in range(61)]
    first = heard(given_by(slide))[0]
    assert 12 <= first.t < 16


def test_flicker_of_single_frames_stays_silent() -> None:
    flicker: list[Piece] = [piece for _ in range(150) for piece in ((0.5, NEUTRAL), (0.1, SAD))]
    assert heard(given_by(flicker)) == []


def test_flicker_for_half_of_the_time_is_cued_but_no_more_than_the_cooldown_allows() -> None:
    flicker: list[Piece] = [(0.2, SAD if step % 2 else NEUTRAL) for step in range(300)]
    times = [cue.t for cue in heard(given_by(flicker))]
    assert times
    assert all(b - a >= NORMAL.cooldown_s for a, b in pairwise(times))


def test_talking_mouth_shapes_are_not_cued() -> None:
    random.seed(3)
    talk: list[Piece] = []
    for _ in range(120):
        talk += [(random.uniform(0.3, 0.9), NEUTRAL), (random.uniform(0.1, 0.4), face("sad", 0.6))]
    assert heard(given_by(talk)) == []


def test_a_glance_aside_is_not_cued_and_changes_nothing() -> None:
    policy = CuePolicy()
    given_by([(5, NEUTRAL), (1.0, SAD)], policy)
    before = policy.state()
    cues = [policy.step(unmeasured(6.0 + number / 15)) for number in range(28)]
    assert set(cues) == {None}
    assert replace(policy.state(), cooldown_s=0.0) == replace(before, cooldown_s=0.0)


def test_after_ten_seconds_without_a_face_nothing_is_left_of_the_one_before() -> None:
    policy = CuePolicy()
    given_by([(5, NEUTRAL), (1.0, SAD), (10, ReadingState.NO_FACE)], policy)
    assert (policy.state().value, policy.state().sustained_s, policy.slipped) == (0.0, 0.0, False)


def test_smile_after_looking_away_is_not_cued_for_the_sadness_before() -> None:
    cues = given_by([(1.1, SAD), (60, ReadingState.NO_FACE), (20, HAPPY)])
    assert heard(cues) == []


def test_sadness_that_goes_on_after_a_glance_aside_is_cued_without_starting_anew() -> None:
    cues = heard(given_by([(1.2, SAD), (1.5, ReadingState.NO_FACE), (3, SAD)]))
    assert 2.7 < cues[0].t < 3.2


@pytest.mark.parametrize("why", [ReadingState.CAMERA_LOST, ReadingState.NO_FACE])
def test_the_first_moment_after_a_break_is_never_cued_for_what_was_before(why: ReadingState) -> None:
    """Sounded, then gone until the cooldown is over: the voice came 0.02 s after the return, for 2.7 s of before."""
    cues = heard(given_by([(3, SAD), (20, why), (10, SAD)]))
    assert [cue.level for cue in cues[:2]] == [CueLevel.TONE, CueLevel.TONE]
    assert cues[1].t - 23 >= NORMAL.dwell_s - 0.07
    assert cues[1].why.sustained_s < NORMAL.dwell_s + 0.2


def test_dark_room_is_never_cued() -> None:
    assert given_by([(300, ReadingState.TOO_DARK)]) == []


def test_second_person_walking_by_changes_nothing() -> None:
    alone = list(stretch([(10, NEUTRAL), (5, SAD)]))
    together = [replace(reading, faces=2) for reading in alone]
    assert cues_of(CuePolicy(), alone) == cues_of(CuePolicy(), together)


def test_unsure_model_is_not_cued() -> None:
    unsure = dict.fromkeys(NEUTRAL, 0.2)
    assert heard(given_by([(120, unsure)])) == []


def test_sad_for_the_whole_answer_is_cued_again_and_again_but_sparsely() -> None:
    cues = heard(given_by([(90, SAD)]))
    assert [cue.level for cue in cues][:2] == [CueLevel.TONE, CueLevel.VOICE]
    assert len(cues) <= 2 * NORMAL.per_minute
    assert all(b.t - a.t >= NORMAL.cooldown_s for a, b in pairwise(cues))


def test_recovery_right_after_the_tone_ends_the_matter() -> None:
    cues = heard(given_by([(5, NEUTRAL), (2.0, SAD), (60, HAPPY)]))
    assert [cue.level for cue in cues] == [CueLevel.TONE]


def test_next_slip_after_a_recovery_begins_with_the_soft_tone_again() -> None:
    cues = heard(given_by([(4, SAD), (20, HAPPY), (4, SAD)]))
    assert [cue.level for cue in cues] == [CueLevel.TONE, CueLevel.TONE]


def test_no_more_sounds_in_a_minute_than_the_cap() -> None:
    eager = replace(NORMAL, cooldown_s=2.0, per_minute=3)
    times = [cue.t for cue in heard(given_by([(300, SAD)], CuePolicy(eager)))]
    assert all(times[i + 3] - times[i] >= MINUTE_S for i in range(len(times) - 3))
    assert len(times) == 15


def test_no_more_sounds_in_a_session_than_the_cap() -> None:
    assert len(heard(given_by([(300, SAD)], CuePolicy(replace(NORMAL, per_session=3))))) == 3


def test_watch_of_hours_does_not_fall_silent() -> None:
    """An hour's soak heard its last cue after 48 minutes: the most of a session had been given."""
    given = heard(given_by([(3700, SAD)], CuePolicy(replace(NORMAL, per_session=3)), fps=5.0))
    assert [int(cue.t // 3600) for cue in given] == [0, 0, 0, 1, 1, 1]


def test_why_names_expression_value_threshold_seconds_and_the_three_strongest() -> None:
    why = heard(given_by([(5, face("fear", 0.8))]))[0].why
    assert why.expression is Expression.FEAR
    assert why.value >= why.threshold == NORMAL.limit
    assert why.sustained_s == pytest.approx(NORMAL.dwell_s, abs=0.07)
    assert len(why.strongest) == 3
    assert why.strongest[0] == (Expression.FEAR, 0.8)


def test_user_who_calls_sad_acceptable_is_not_cued_for_it() -> None:
    moods = MoodMap().replaced({Expression.SAD: Mood.ACCEPTABLE})
    assert given_by([(60, SAD)], CuePolicy(moods=moods)) == []


def test_new_question_forgets_the_face_of_the_one_before() -> None:
    policy = CuePolicy()
    given_by([(1.3, SAD)], policy)
    policy.forget()
    assert policy.state().value == 0.0
    assert heard(cues_of(policy, stretch([(0.8, SAD)], begin=30))) == []


def test_new_question_does_not_shorten_the_cooldown() -> None:
    policy = CuePolicy()
    first = heard(given_by([(2.5, SAD)], policy))[0]
    policy.forget()
    later = heard(cues_of(policy, stretch([(20, SAD)], begin=3)))[0]
    assert later.t - first.t >= NORMAL.cooldown_s


def test_policy_can_be_changed_while_running() -> None:
    policy = CuePolicy()
    given_by([(2, NEUTRAL)], policy)
    policy.change(PRESETS["exam"])
    assert cues_of(policy, stretch([(30, SAD)], begin=2)) == []


def test_presets_are_ordered_by_how_much_they_say() -> None:
    random.seed(1)
    pieces: list[Piece] = [
        (random.uniform(1, 6), random.choice([NEUTRAL, HAPPY, SAD, face("sad", 0.6)])) for _ in range(80)
    ]
    sounds = {name: len(heard(given_by(pieces, CuePolicy(policy)))) for name, policy in PRESETS.items()}
    assert sounds["exam"] == 0 < sounds["gentle"] < sounds["normal"] < sounds["strict"]


def test_exam_is_silent_but_still_filters() -> None:
    policy = CuePolicy(preset("exam"))
    assert given_by([(30, SAD)], policy) == []
    assert policy.slipped


@pytest.mark.parametrize("fps", [5.0, 10.0, 24.0, 30.0, 60.0])
def test_frame_rate_hardly_moves_the_cue(fps: float) -> None:
    at_15 = heard(given_by([(5, NEUTRAL), (10, SAD)]))[0].t
    assert heard(given_by([(5, NEUTRAL), (10, SAD)], fps=fps))[0].t == pytest.approx(at_15, abs=0.25)


def test_irregular_frames_hardly_move_the_cue() -> None:
    random.seed(2)
    t, readings = 0.0, []
    while t < 15:
        readings.append(measured(t, NEUTRAL if t < 5 else SAD))
        t += random.uniform(0.02, 0.25)
    regular = heard(given_by([(5, NEUTRAL), (10, SAD)]))[0].t
    assert heard(cues_of(CuePolicy(), readings))[0].t == pytest.approx(regular, abs=0.35)


def test_mood_shown_does_not_flicker() -> None:
    policy = CuePolicy()
    shown = []
    for reading in stretch([(0.4, NEUTRAL if step % 2 else HAPPY) for step in range(100)]):
        policy.step(reading)
        shown.append(policy.state().mood)
    changes = sum(a is not b for a, b in pairwise(shown[15:]))
    assert changes <= 2


def test_contradicting_constants_are_refused() -> None:
    with pytest.raises(SettingsError, match="limit"):
        PolicySettings(limit=1.5)
    with pytest.raises(SettingsError, match="above 0"):
        PolicySettings(full_s=0.0)
    with pytest.raises(SettingsError, match="choose one of gentle, normal, strict, exam"):
        preset("loud")


# Properties: any faces at any rate, measured or not.

# the same face for a while, often wholly bad: where each moment has another, hardly anything sounds twice
pieces = st.tuples(
    st.floats(0.01, 1.0), st.one_of(st.none(), st.floats(0.0, 1.0), st.just(1.0), st.just(1.0)), st.integers(1, 20)
)
moments = st.lists(pieces, min_size=1, max_size=20).map(
    lambda script: [(dt, share) for dt, share, count in script for _ in range(count)]
)
policies = st.sampled_from([PRESETS["gentle"], PRESETS["normal"], PRESETS["strict"]])


def scripted(script: Sequence[tuple[float, float | None]]) -> list[Reading]:
    t, readings = 0.0, []
    for dt, share in script:
        t += dt
        readings.append(unmeasured(t) if share is None else measured(t, bad(share)))
    return readings


@given(moments, policies)
def test_never_two_sounds_within_the_cooldown(
    script: list[tuple[float, float | None]], policy: PolicySettings
) -> None:
    times = [cue.t for cue in heard(cues_of(CuePolicy(policy), scripted(script)))]
    assert all(b - a >= policy.cooldown_s for a, b in pairwise(times))


@given(moments, policies)
def test_never_a_cue_from_what_was_not_measured(
    script: list[tuple[float, float | None]], policy: PolicySettings
) -> None:
    readings = scripted(script)
    measured_at = {reading.t for reading in readings if reading.measured}
    assert {cue.t for cue in cues_of(CuePolicy(policy), readings)} <= measured_at


@settings(max_examples=60)
@given(moments, policies, st.data())
def test_more_bad_evidence_never_means_fewer_sounds(
    script: list[tuple[float, float | None]], policy: PolicySettings, data: st.DataObject
) -> None:
    raised = [
        (dt, share if share is None else share + data.draw(st.sampled_from([0.0, 0.0, 0.3, 1.0])) * (1.0 - share))
        for dt, share in script
    ]
    fewer = [cue.t for cue in heard(cues_of(CuePolicy(policy), scripted(script)))]
    more = [cue.t for cue in heard(cues_of(CuePolicy(policy), scripted(raised)))]
    assert len(more) >= len(fewer)
    assert all(later <= earlier for earlier, later in zip(fewer, more, strict=False))


@given(moments)
def test_what_was_not_measured_freezes_or_empties_but_never_fills(script: list[tuple[float, float | None]]) -> None:
    policy = CuePolicy()
    for reading in scripted(script):
        before = policy.state()
        policy.step(reading)
        if not reading.measured:
            after = policy.state()
            assert (after.value, after.sustained_s, after.level) in (
                (before.value, before.sustained_s, before.level),
                (0.0, 0.0, 0),
            )


@given(moments, policies)
def test_a_sound_has_a_whole_dwell_of_evidence_since_the_last_break(
    script: list[tuple[float, float | None]], policy: PolicySettings
) -> None:
    readings = scripted(script)
    back, last = 0.0, None
    begins = {}
    for reading in readings:
        if reading.measured:
            back = reading.t if last is not None and reading.t - last > policy.forget_s + 1e-3 else back
            last = reading.t
            begins[reading.t] = back
    for cue in heard(cues_of(CuePolicy(policy), readings)):
        assert cue.t - begins[cue.t] >= policy.dwell_s - 1e-3
