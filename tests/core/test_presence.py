"""Where the look went, from scripted readings: glances do not count, shut eyes do not look, unknown is not away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.base.types import Head, Mood, Reading, ReadingState, Signs
from core.cueing.cues import CueCount
from core.report.advice import Observed, advise
from core.scoring.lanes import Lane, head_lane, look_lane, seen_lanes
from core.scoring.presence import (
    ASIDE,
    AT_CAMERA,
    Presence,
    directions,
    followed,
    together,
)
from core.scoring.presence import (
    DOWN as LOOKS_DOWN,
)
from core.scoring.scoring import Score
from core.session.answer_time import AnswerTime
from core.session.events import Paused, Resumed
from core.session.snapshot import PauseReason, Totals
from tests.core.scripts import presence_of

STRAIGHT = Signs(Head(0.0, 0.0, 0.0), 0.0, 0.0, 0.3, 0.0, 0.0, 0.25, 0.15)
DOWN = replace(STRAIGHT, head=Head(0.0, 22.0, 0.0))
EYES_ASIDE = replace(STRAIGHT, gaze=0.2)
COUNTER = replace(STRAIGHT, head=Head(18.0, 0.0, 0.0), gaze=-0.1)
SHUT = replace(STRAIGHT, gaze=0.2, lids=0.05)
UNREAD = replace(STRAIGHT, gaze=None, gaze_down=None, lids=None)
FAR = replace(STRAIGHT, head=Head(60.0, 0.0, 0.0))


def script(*pieces: tuple[float, Signs | None], fps: float = 15.0) -> list[Reading]:
    return list(_script(pieces, fps))


def _script(pieces: tuple[tuple[float, Signs | None], ...], fps: float) -> Iterator[Reading]:
    number = 0
    for seconds, signs in pieces:
        for _ in range(round(seconds * fps)):
            number += 1
            state = ReadingState.NO_FACE if signs is None else ReadingState.MEASURED
            if signs is FAR:
                state = ReadingState.HEAD_TURNED
            yield Reading(number / fps, state, signs=signs)


def seen(*pieces: tuple[float, Signs | None], fps: float = 15.0) -> Presence:
    presence = presence_of(script(*pieces, fps=fps))
    assert presence is not None
    return presence


def test_look_down_is_counted_with_its_length() -> None:
    presence = seen((5, STRAIGHT), (3, DOWN), (2, STRAIGHT))
    assert [(round(look.seconds), look.where) for look in presence.looks] == [(3, "down")]
    assert presence.share == pytest.approx(0.7, abs=0.03)
    assert presence.mostly == "down"
    assert presence.score == pytest.approx(100 * presence.share / 0.8, abs=0.1)


def test_eyes_alone_look_aside() -> None:
    presence = seen((4, STRAIGHT), (2, EYES_ASIDE), (4, STRAIGHT))
    assert [look.where for look in presence.looks] == ["aside"]
    assert presence.longest_s == pytest.approx(2.0, abs=0.2)


def test_eyes_that_stay_at_the_lens_while_the_head_turns_are_at_the_camera() -> None:
    assert seen((10, COUNTER)).share == 1.0


def test_short_glance_is_no_look_away_but_its_time_is() -> None:
    presence = seen((5, STRAIGHT), (0.3, EYES_ASIDE), (5, STRAIGHT))
    assert presence.looks == ()
    assert 0.1 < presence.away_s < 0.5


def test_shut_eyes_do_not_look_anywhere() -> None:
    assert seen((5, STRAIGHT), (0.3, SHUT), (5, STRAIGHT)).away_s == 0.0


def test_head_that_is_turned_too_far_to_be_read_looks_away() -> None:
    presence = seen((5, STRAIGHT), (2, FAR), (5, STRAIGHT))
    assert presence.longest_s == pytest.approx(2.0, abs=0.4)


def test_what_is_not_known_is_neither_at_the_camera_nor_away() -> None:
    presence = seen((4, STRAIGHT), (4, None), (4, UNREAD))
    assert presence.camera_s == pytest.approx(4.0, abs=0.1)
    assert presence.away_s == 0.0


def test_stored_session_without_landmarks_has_no_presence() -> None:
    assert presence_of([replace(reading, signs=None) for reading in script((5, STRAIGHT))]) is None


def test_blinks_are_counted_and_lowered_lids_are_not() -> None:
    blink = (0.2, SHUT)
    presence = seen((5, STRAIGHT), blink, (5, STRAIGHT), blink, (5, STRAIGHT), (2, SHUT), (12.6, STRAIGHT))
    assert presence.blinks_a_minute == pytest.approx(4.0, abs=0.1)


def test_one_narrow_eye_among_two_that_are_read_in_turns_is_no_row_of_blinks() -> None:
    """The other eye winks or is half hidden for three seconds: one long closing, no blinks."""
    readings = script((5, STRAIGHT), (3, STRAIGHT), (5, STRAIGHT))
    winking = [
        replace(reading, signs=SHUT) if 5 < reading.t < 8 and number % 2 else reading
        for number, reading in enumerate(readings)
    ]
    presence = presence_of(winking)
    assert presence is not None
    assert presence.blinks_a_minute == 0.0


def test_blinks_are_not_told_where_the_lids_are_seen_too_seldom() -> None:
    assert seen((20, STRAIGHT), fps=4.0).blinks_a_minute is None


def test_still_head_does_not_move_and_a_turning_one_does() -> None:
    assert seen((5, STRAIGHT)).movement == 0.0
    turning = [replace(r, signs=replace(STRAIGHT, head=Head(10 * r.t, 0, 0))) for r in script((1, STRAIGHT))]
    moving = presence_of(turning)
    assert moving is not None
    assert moving.movement == pytest.approx(10.0, abs=0.1)


STARTS = [float(second) for second in range(10)]


def lanes_of(readings: list[Reading]) -> list[Lane]:
    return seen_lanes(followed(readings, 0.0), readings, 0.0, 10.0, STARTS)


def test_lane_of_the_look_has_a_state_for_each_piece_and_none_where_it_is_not_known() -> None:
    readings = script((3, STRAIGHT), (3, DOWN), (2, EYES_ASIDE), (2, None))
    lane = look_lane(directions(readings, 0.0), STARTS, 10.0)
    assert lane.states == (AT_CAMERA,) * 3 + (LOOKS_DOWN,) * 3 + (ASIDE,) * 2 + (None,) * 2
    assert [lane.height(piece) for piece in (0, 6, 3, 9)] == [1.0, pytest.approx(2 / 3), pytest.approx(1 / 3), None]


def test_lane_of_the_head_has_degrees_and_fills_at_a_head_that_is_hardly_read() -> None:
    lane = head_lane(script((5, STRAIGHT), (3, DOWN), (1, FAR), (1, None)), STARTS, 10.0)
    assert lane.unit == "degrees"
    assert [lane.values[piece] for piece in (1, 6)] == [0.0, 22.0]
    assert lane.height(8) == 1.0
    assert (lane.values[9], lane.height(9)) == (None, None)


def test_blinks_are_a_lane_of_moments_where_they_are_told_at_all() -> None:
    readings = script((4, STRAIGHT), (0.2, SHUT), (5.8, STRAIGHT))
    lanes = {lane.label: lane for lane in lanes_of(readings)}
    assert list(lanes) == ["look", "head", "blinks"]
    (blink,) = lanes["blinks"].spans
    assert blink.at == pytest.approx(4.0, abs=0.1)
    seldom = lanes_of(script((10, STRAIGHT), fps=4.0))
    assert [lane.label for lane in seldom] == ["look", "head"]
    assert lanes_of([replace(reading, signs=None) for reading in readings]) == []


def test_answers_are_joined_by_adding_up_their_seconds() -> None:
    both = together([seen((6, STRAIGHT)), seen((2, STRAIGHT), (4, DOWN))])
    assert both is not None
    assert both.share == pytest.approx(8 / 12, abs=0.03)
    assert together([]) is None


def observed(presence: Presence) -> list[str]:
    score = Score(90.0, None, 0.4, 0.6, 0.0, 1.0)
    totals = Totals({Mood.GOOD: 4.0, Mood.ACCEPTABLE: 6.0, Mood.BAD: 0.0}, {}, CueCount())
    return [item.code for item in advise(Observed(score, totals, 0.0, None, None, None, True, presence))]


def test_advice_names_where_most_of_the_looks_went() -> None:
    assert observed(seen((5, STRAIGHT), (5, DOWN))) == ["looked_down"]
    assert observed(seen((5, STRAIGHT), (5, EYES_ASIDE))) == ["looked_aside"]
    assert observed(seen((8, STRAIGHT), (2, DOWN))) == ["well_done"]


def test_head_that_was_turned_away_is_told_instead_of_the_light() -> None:
    score = Score(None, "too_little_measured", 0.0, 1.0, 0.0, 0.3)
    totals = Totals(dict.fromkeys(Mood, 1.0), {ReadingState.HEAD_TURNED: 6.0, ReadingState.NO_FACE: 1.0}, CueCount())
    advice = advise(Observed(score, totals, 0.0, None, None, None, True))
    assert [(item.code, item.params) for item in advice] == [("turned_away", {"seconds": 6.0})]


def test_a_pause_in_a_look_away_is_no_part_of_it() -> None:
    before, after = script((2, STRAIGHT), (1, DOWN)), script((1, DOWN), (2, STRAIGHT))
    time = AnswerTime(0.0)
    time.event(Paused(3.0, PauseReason.USER))
    time.event(Resumed(8.0))
    readings = [*before, *(replace(reading, t=reading.t + 8.0) for reading in after)]
    presence = presence_of(readings, time=time)
    assert presence is not None
    assert presence.measured_s == pytest.approx(6.0, abs=0.01)
    assert [look.seconds for look in presence.looks] == [pytest.approx(1.0, abs=0.1)] * 2
