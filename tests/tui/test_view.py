"""What screens show, without a screen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.base.types import Box, Expression, Mood, Notice, Reading, ReadingState
from core.camera.base import CameraState
from core.cueing.cues import Cue, CueCount, CueLevel, CueState, Sound, Why
from core.session.snapshot import Action, Answered, PauseReason, Phase, Totals
from tests.tui.app_fakes import OPTIONS, SOME_SESSIONS, row, snapshot
from tui.features.home import view as home
from tui.features.home.data import HomeFacts
from tui.features.interview import view as interview
from tui.features.practise import view as practise
from tui.features.practise.data import QuestionRow
from tui.features.setup import view as setup
from tui.i18n import set_language
from tui.widgets.marks import NO_MOUTH, mood_of
from tui.widgets.text import clock, words
from tui.widgets.text import width as text
from tui.widgets.text.keys import KeyHint, fitting
from tui.widgets.text.marks import sparkline


def reading(mood: Mood = Mood.BAD, state: ReadingState = ReadingState.MEASURED, faces: int = 1) -> Reading:
    if state is not ReadingState.MEASURED:
        return Reading(40.0, state)
    shares = {Expression.SAD: 0.6, Expression.NEUTRAL: 0.4}
    return Reading(40.0, state, faces, shares, shares, mood, Box(60, 30, 40, 50), 120.0)


def cue(t: float) -> Cue:
    return Cue(t, CueLevel.TONE, Why(Expression.SAD, 0.72, 0.6, 3.1, ((Expression.SAD, 0.7),)), Sound.TONE)


# text in cells


def test_korean_takes_two_cells() -> None:
    assert text.width("질문") == 4
    assert text.pad("질문", 6) == "질문  "
    assert text.right("질문", 6) == "  질문"


@pytest.mark.parametrize("cells", range(12))
def test_fitted_text_never_exceeds_its_cells(cells: int) -> None:
    assert text.width(text.fit("면접 questions", cells)) <= cells


def test_fitted_text_says_that_it_was_cut() -> None:
    assert text.fit("면접관이 묻는 질문", 7) == "면접관…"


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (0.2, "0:01"), (59.01, "1:00"), (90, "1:30")])
def test_time_left_is_rounded_up(seconds: float, shown: str) -> None:
    assert clock.time_left(seconds) == shown


def test_bar_keeps_its_length_whatever_the_share() -> None:
    assert all(len("".join(text.bar(share, 10))) == 10 for share in (-1, 0, 0.33, 1, 7))


def test_sparkline_keeps_the_newest_and_marks_what_was_withheld() -> None:
    assert sparkline([0, None, 50, 100], 3) == "·▅█"
    assert sparkline([10], 0) == ""


def test_keys_that_are_always_there_push_the_others_out() -> None:
    hints = [KeyHint("a", "first", "a"), KeyHint("b", "second", "b")]
    assert fitting(hints, [KeyHint("?", "Keys", "?")], 20) == hints[:1]
    assert fitting(hints, [], 40) == hints


# the interview


def test_countdown_goes_on_between_snapshots_by_the_clock() -> None:
    shown = interview.view_of(snapshot(phase_elapsed_s=12.0, phase_total_s=30.0), 1.5)
    assert shown.countdown.figures == "0:17"
    assert shown.countdown.share == pytest.approx(16.5 / 30)


def test_countdown_stands_still_in_a_pause() -> None:
    shown = interview.view_of(snapshot(paused=PauseReason.CAMERA_LOST), 100.0)
    assert shown.countdown.figures == "0:18"
    assert not shown.countdown.running
    assert shown.hint == "Paused: the camera is lost."


def test_countdown_never_shows_less_than_nothing() -> None:
    assert interview.view_of(snapshot(phase_elapsed_s=29.9), 5.0).countdown.figures == "0:00"


@pytest.mark.parametrize(
    ("total", "left", "marked"), [(90.0, 10.0, True), (90.0, 10.1, False), (10.0, 9.0, False), (10.0, 3.0, True)]
)
def test_last_ten_seconds_are_marked_and_the_last_third_of_short_phases(
    total: float, left: float, marked: bool
) -> None:
    shown = interview.countdown(snapshot(phase_total_s=total, phase_elapsed_s=total - left), 0.0)
    assert shown.last is marked


def test_reading_the_question_has_no_countdown() -> None:
    shown = interview.countdown(snapshot(phase=Phase.QUESTION, phase_total_s=5.0), 0.0)
    assert (shown.figures, shown.last) == ("", False)


@pytest.mark.parametrize("mood", list(Mood))
def test_each_mood_has_its_own_mouth_and_word(mood: Mood) -> None:
    shown = mood_of(snapshot(reading=reading(mood)))
    others = [mood_of(snapshot(reading=reading(other))) for other in Mood if other is not mood]
    assert all(shown.mouth != other.mouth and shown.word != other.word for other in others)


def test_the_filtered_mood_counts_and_another_expression_is_not_told_beside_it() -> None:
    shown = mood_of(snapshot(reading=reading(Mood.BAD), cue_state=CueState(mood=Mood.GOOD)))
    assert (shown.word, shown.about) == ("good", "")


def test_what_was_not_measured_has_no_mouth_but_a_reason() -> None:
    shown = mood_of(snapshot(reading=reading(state=ReadingState.TOO_DARK)))
    assert (shown.mouth, shown.word) == (NO_MOUTH, "too dark")


def test_cue_says_why_for_six_seconds_and_is_counted_for_ever() -> None:
    fresh = interview.cue(snapshot(t=40.0, last_cue=cue(38.0), totals=Totals(cues=CueCount(1))), 0.0)
    stale = interview.cue(snapshot(t=40.0, last_cue=cue(38.0), totals=Totals(cues=CueCount(1))), 4.1)
    assert fresh.text == "tone: sad, 72 % for 3.1 s (limit 60 %)"
    assert (stale.text, stale.fresh, stale.count) == ("", False, "1 cue")


def test_review_tells_how_the_answer_went_and_what_comes_next() -> None:
    told = Answered(1, 1, 62.4, None, 6.2, "long_slip", last=False)
    retake = frozenset({Action.NEXT, Action.RETAKE})
    hint = interview.view_of(snapshot(phase=Phase.REVIEW, allowed=retake, answered=told), 0.0).hint
    assert hint.splitlines()[0] == "Score 62 of 100, longest slip 6.2 s."
    assert "Another attempt is worth it: a slip" in hint
    assert hint.endswith("Answer again, or go on? The next question comes by itself.")
    end = Answered(2, 1, None, "no_answer", 0.0, "", last=True)
    hint = interview.view_of(snapshot(phase=Phase.REVIEW, allowed=frozenset({Action.NEXT}), answered=end), 0.0).hint
    assert hint.splitlines() == [
        "No score: there was hardly an answer.",
        "That was the last question: the report follows.",
    ]


def test_enter_does_the_next_thing_that_is_allowed() -> None:
    now = snapshot(phase=Phase.REVIEW, allowed=frozenset({Action.NEXT, Action.RETAKE}))
    assert interview.main_action(now) is Action.NEXT


def test_enter_names_what_it_will_do_before_it_may() -> None:
    now = snapshot(allowed=frozenset({Action.PAUSE}))
    assert interview.main_action(now) is None
    assert interview.main_label(now) == "Submit"


WAITING = frozenset({Action.PAUSE})


def test_hint_says_what_the_clock_shows_when_submitting_begins() -> None:
    now = snapshot(phase_total_s=90.0, submit_from_s=70.0, allowed=WAITING)
    assert interview.view_of(now, 0.0).hint.splitlines()[-1] == "You may submit once the clock shows 0:20."
    then = replace(now, phase_elapsed_s=70.0)
    assert interview.countdown(then, 0.0).figures == "0:20"


def test_hint_says_it_in_korean() -> None:
    set_language("ko")
    now = snapshot(phase_total_s=90.0, submit_from_s=70.0, allowed=WAITING)
    assert interview.submit_hint(now) == "시계가 0:20이 되면 제출할 수 있습니다."


@pytest.mark.parametrize(
    "changes",
    [
        {"submit_from_s": 70.0, "allowed": frozenset({Action.SUBMIT})},
        {"submit_from_s": None, "allowed": WAITING},
        {"submit_from_s": 90.0, "allowed": WAITING},
        {"submit_from_s": 70.0, "phase_total_s": None, "allowed": WAITING},
    ],
    ids=["allowed now", "allowed at once", "never allowed", "without end"],
)
def test_hint_says_nothing_of_submitting_where_nothing_is_waited_for(changes: dict[str, Any]) -> None:
    assert interview.submit_hint(snapshot(**{"phase_total_s": 90.0, **changes})) == ""


def test_a_pause_says_why_and_nothing_of_submitting() -> None:
    now = snapshot(phase_total_s=90.0, submit_from_s=70.0, allowed=WAITING, paused=PauseReason.USER)
    assert interview.view_of(now, 0.0).hint == "Paused by you."


def test_briefing_tells_all_notices() -> None:
    notices = (Notice("demo_camera", {"why": "asked"}), Notice("store_failed", {"error": "disk full"}))
    shown = interview.view_of(snapshot(phase=Phase.BRIEFING, question=None, notices=notices), 0.0)
    assert "drawn face" in shown.hint
    assert "disk full" in shown.hint


def test_status_names_camera_pace_and_slowing() -> None:
    shown = words.camera(CameraState("/dev/video0", False, 7.6, True))
    assert shown == "/dev/video0 · 8 frames/s · slowed down"


# home

PLACES = [
    home.Destination("setup", "Mock interview", "", "n"),
    home.Destination("practise", "One question", "", "p"),
    home.Destination("equipment", "Equipment check", "", "e"),
]


def test_home_puts_the_interrupted_interview_first() -> None:
    ids = [item.id for item in home.ways(SOME_SESSIONS, PLACES)]
    assert ids == ["resume", "setup", "today", "practise", "equipment"]
    assert home.ways(SOME_SESSIONS, PLACES)[0].detail == "question 2 of 5"


def test_home_puts_one_that_others_came_after_below_a_new_one_with_its_day() -> None:
    older = replace(SOME_SESSIONS, sessions=SOME_SESSIONS.sessions[1:])
    found = home.ways(older, PLACES)
    assert [item.id for item in found] == ["setup", "resume", "today", "practise", "equipment"]
    assert found[1].detail == "03-01 09:45, question 2 of 5"


def test_home_without_anything_still_leads_on() -> None:
    assert [item.id for item in home.ways(HomeFacts(), PLACES)] == ["setup", "practise", "equipment"]


def test_what_is_missing_names_the_key_that_mends_it() -> None:
    mends = home.mends(HomeFacts(missing=("no_camera", "not_calibrated")), PLACES)
    assert [(mend.key, mend.place) for mend in mends] == [("e", "equipment"), ("", "")]


@pytest.mark.parametrize("cells", [12, 17, 30, 38, 60])
def test_session_lines_are_as_wide_as_asked(cells: int) -> None:
    korean = replace(row(1, 78), format="마이다스형", complete=False)
    assert {text.width(home.session_line(each, cells)) for each in (*SOME_SESSIONS.sessions, korean)} == {cells}


@pytest.mark.parametrize("cells", [17, 30, 60])
def test_session_before_the_demo_camera_says_so_however_narrow(cells: int) -> None:
    """Its score is nobody's."""
    lines = [home.session_line(replace(row(1, 78), is_demo=is_demo), cells) for is_demo in (True, False)]
    assert ["demo" in line for line in lines] == [True, False]
    assert {text.width(line) for line in lines} == {cells}


def test_trend_needs_two_scores() -> None:
    assert home.trend_line([row(1, 50)], 10) == ""
    assert len(home.trend_line(SOME_SESSIONS.sessions, 20)) == len(SOME_SESSIONS.sessions)


# set-up


def test_every_field_goes_round() -> None:
    for name in setup.LABELS:
        draft = setup.Draft(bank="general")
        values = setup.choices(name, draft, OPTIONS)
        steps = len(values) + (name == "categories")
        for _step in range(steps):
            draft = setup.stepped(name, 1, draft, OPTIONS)
        assert draft == setup.Draft(bank="general"), name


def test_a_camera_that_is_not_listed_stays_chosen() -> None:
    draft = setup.Draft(camera="rtsp://door/cam")
    assert setup.choices("camera", draft, OPTIONS)[0].value == "rtsp://door/cam"
    assert next(f for f in setup.fields(draft, OPTIONS) if f.id == "camera").value == "rtsp://door/cam"


def test_summary_counts_what_the_format_asks() -> None:
    assert setup.summary(setup.Draft("midas"), OPTIONS) == (
        "10 questions · 30 s to think, 90 s to answer · 1 retake · at most 20 minutes"
    )


def test_a_bank_without_such_questions_says_so() -> None:
    assert "choose another" in setup.shortage(setup.Draft(bank="own"), OPTIONS)
    assert "Only" not in setup.shortage(setup.Draft(bank="general"), OPTIONS)
    some = setup.Draft(bank="general", language="ko", questions=9)
    assert "6" in setup.shortage(some, OPTIONS)


def test_several_categories_are_named_and_counted() -> None:
    shown = next(
        f for f in setup.fields(setup.Draft(categories=("values", "stress")), OPTIONS) if f.id == "categories"
    )
    assert (shown.value, shown.about) == ("Values +1", "Stress")


def test_practice_lists_one_category_or_all() -> None:
    rows = [QuestionRow("a", "values", "A"), QuestionRow("b", "stress", "B")]
    assert practise.categories(rows) == ["values", "stress"]
    assert practise.in_category(practise.ALL, rows) == rows
    assert practise.in_category("stress", rows) == rows[1:]
