"""The interview's state machine over a clock that the tests move."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.base.clock import ManualClock
from core.base.types import ReadingState
from core.session.events import (
    AnswerBegan,
    AnswerEnded,
    Event,
    Finished,
    Paused,
    PhaseChanged,
    QuestionShown,
    Resumed,
    Skipped,
)
from core.session.interview import Interview, Position, SessionSettings, Watching
from core.session.plan import InterviewPlan, PlannedQuestion, plan_interview
from core.session.snapshot import Action, PauseReason, Phase
from questions.schema import Format, Question, Round
from questions.selection import Asked
from tests.core.scripts import face, measured, unmeasured

QUESTIONS = tuple(PlannedQuestion(name, "general", {"en": "Why?", "ko": "왜요?"}) for name in ("a", "b"))
PLAN = InterviewPlan("test", "en", QUESTIONS, prep_s=10.0, answer_s=30.0)
READING_S = 3.0
"""What the shortest text gets."""


class Room:
    """An interview with its clock, as the session thread would drive it."""

    def __init__(self, plan: InterviewPlan = PLAN, position: Position | None = None, **settings: float) -> None:
        self.clock = ManualClock(100.0)
        self.interview = Interview(plan, self.clock, SessionSettings(**settings), position)  # type: ignore[arg-type]
        self.events: list[Event] = self.interview.take_events()

    def wait(self, seconds: float, step: float = 0.05) -> Room:
        end = self.clock.now() + seconds
        while self.clock.now() < end - 1e-9:
            self.clock.advance(min(step, end - self.clock.now()))
            self.interview.tick()
            self.events += self.interview.take_events()
        return self

    def do(self, action: Action, reason: PauseReason | None = None) -> bool:
        done = self.interview.handle(action, reason)
        self.events += self.interview.take_events()
        return done

    def lose_camera(self, seconds: float) -> None:
        for _ in range(round(seconds / 0.5)):
            self.wait(0.5)
            self.interview.observe(unmeasured(self.interview.t, ReadingState.CAMERA_LOST))
            self.events += self.interview.take_events()

    @property
    def phase(self) -> Phase:
        return self.interview.phase

    def in_phase(self, phase: Phase) -> bool:
        return self.interview.phase is phase

    def paused_for(self) -> PauseReason | None:
        return self.interview.paused

    def answering(self) -> Room:
        self.do(Action.BEGIN)
        self.do(Action.READY)
        self.do(Action.READY)
        assert self.phase is Phase.ANSWER
        return self


def of(room: Room, *kinds: type[Event]) -> list[Event]:
    return [event for event in room.events if isinstance(event, kinds)]


def test_the_briefing_waits_for_the_user() -> None:
    room = Room().wait(600)
    assert room.phase is Phase.BRIEFING
    assert room.interview.allowed() == {Action.BEGIN, Action.PAUSE, Action.QUIT}
    assert room.interview.question() is None


def test_each_question_is_read_prepared_answered_and_reviewed() -> None:
    room = Room()
    room.do(Action.BEGIN)
    room.wait(2 * (READING_S + 10 + 30 + 3) + 1)
    phases = [event.phase for event in room.events if isinstance(event, PhaseChanged)]
    each = [Phase.QUESTION, Phase.PREP, Phase.ANSWER, Phase.REVIEW]
    assert phases == [Phase.BRIEFING, *each, *each, Phase.FINISHED]
    assert room.events[-1] == Finished(room.events[-1].t, complete=True)


def test_a_countdown_is_the_difference_of_two_clock_readings() -> None:
    room = Room().answering()
    room.clock.advance(12.25)
    assert room.interview.phase_elapsed_s == 12.25
    assert room.interview.phase_total_s == 30.0


def test_a_long_question_is_shown_longer() -> None:
    text = "What would you do if " + "your colleague came late again, and " * 8
    asked = replace(PLAN, questions=(PlannedQuestion("long", "general", {"en": text}),))
    room = Room(asked)
    room.do(Action.BEGIN)
    assert room.interview.phase_total_s == pytest.approx(1.5 + len(text) / 14.0)


def test_a_spoken_question_waits_for_the_end_of_speech() -> None:
    room = Room(spoken=True)
    room.do(Action.BEGIN)
    room.wait(READING_S + 1)
    assert room.in_phase(Phase.QUESTION)
    room.interview.speech_done()
    assert room.in_phase(Phase.PREP)


def test_speech_that_never_ends_does_not_hold_the_interview() -> None:
    room = Room(spoken=True)
    room.do(Action.BEGIN)
    room.wait(3 * READING_S + 0.1)
    assert room.phase is Phase.PREP


def test_ready_ends_the_preparation_where_the_format_allows_it() -> None:
    strict = Room(replace(PLAN, prep_skippable=False))
    for room, allowed in ((Room(), True), (strict, False)):
        room.do(Action.BEGIN)
        room.do(Action.READY)
        assert room.phase is Phase.PREP
        assert room.do(Action.READY) is allowed


def test_without_prep_time_the_answer_follows_at_once() -> None:
    room = Room(replace(PLAN, prep_s=0.0))
    room.do(Action.BEGIN)
    room.do(Action.READY)
    assert room.phase is Phase.ANSWER


def test_submitting_is_allowed_only_after_the_formats_time() -> None:
    room = Room(replace(PLAN, submit_after_s=20.0)).answering()
    room.wait(19.5)
    assert not room.do(Action.SUBMIT)
    room.wait(0.6)
    assert room.do(Action.SUBMIT)
    ended = of(room, AnswerEnded)[0]
    assert isinstance(ended, AnswerEnded)
    assert ended.how == "submitted"
    assert ended.used_s == pytest.approx(20.1)


def test_a_retake_is_given_once_and_begins_with_the_preparation() -> None:
    room = Room(replace(PLAN, retakes=1)).answering()
    room.wait(5)
    assert room.do(Action.RETAKE)
    assert room.phase is Phase.PREP
    room.do(Action.READY)
    assert not room.do(Action.RETAKE)
    view = room.interview.question()
    assert view is not None
    assert (view.attempt, view.retakes_left, view.index) == (2, 0, 0)


def test_a_retake_may_be_taken_after_the_answer_too() -> None:
    room = Room(replace(PLAN, retakes=1)).answering()
    room.wait(30.1)
    assert room.in_phase(Phase.REVIEW)
    assert room.do(Action.RETAKE)
    assert room.in_phase(Phase.PREP)


def test_the_next_question_has_its_own_retakes() -> None:
    room = Room(replace(PLAN, retakes=1)).answering()
    room.do(Action.RETAKE)
    room.do(Action.READY)
    room.do(Action.SUBMIT)
    room.do(Action.NEXT)
    view = room.interview.question()
    assert view is not None
    assert (view.index, view.attempt, view.retakes_left) == (1, 1, 1)


def test_a_question_is_skipped_only_where_the_format_allows_it() -> None:
    assert not Room().answering().do(Action.SKIP)
    room = Room(replace(PLAN, skip_allowed=True)).answering()
    assert room.do(Action.SKIP)
    assert [event.index for event in of(room, Skipped) if isinstance(event, Skipped)] == [0]
    view = room.interview.question()
    assert view is not None
    assert view.index == 1


@pytest.mark.parametrize("phase", [Phase.QUESTION, Phase.PREP, Phase.ANSWER, Phase.REVIEW])
def test_time_stands_still_while_paused(phase: Phase) -> None:
    room = Room()
    room.do(Action.BEGIN)
    while room.phase is not phase:
        room.wait(0.5)
    room.wait(1)
    before = room.interview.phase_elapsed_s
    assert room.do(Action.PAUSE)
    room.wait(1000)
    assert room.interview.phase_elapsed_s == before
    assert room.interview.allowed() == {Action.RESUME, Action.QUIT}
    assert room.do(Action.RESUME)
    assert room.phase is phase
    assert room.interview.phase_elapsed_s == pytest.approx(before)


def test_the_time_of_an_answer_leaves_pauses_out() -> None:
    room = Room().answering()
    room.wait(10)
    room.do(Action.PAUSE)
    room.wait(50)
    room.do(Action.RESUME)
    room.wait(5)
    room.do(Action.SUBMIT)
    ended = of(room, AnswerEnded)[0]
    assert isinstance(ended, AnswerEnded)
    assert ended.used_s == pytest.approx(15.0)


def test_a_lost_camera_pauses_after_three_seconds_and_says_why() -> None:
    room = Room().answering()
    room.lose_camera(3.0)
    assert room.paused_for() is None
    room.lose_camera(1.0)
    assert room.paused_for() is PauseReason.CAMERA_LOST
    assert of(room, Paused)


def test_a_camera_that_comes_back_in_time_does_not_pause() -> None:
    room = Room().answering()
    for _ in range(3):
        room.lose_camera(2.5)
        room.interview.observe(measured(room.interview.t, face("neutral")))
    assert room.paused_for() is None


def test_a_lost_camera_does_not_disturb_the_briefing() -> None:
    room = Room()
    room.lose_camera(10.0)
    assert room.paused_for() is None


def test_after_resuming_without_a_camera_the_user_has_three_seconds_again() -> None:
    room = Room().answering()
    room.lose_camera(4.0)
    room.do(Action.RESUME)
    room.lose_camera(2.0)
    assert room.paused_for() is None
    room.lose_camera(2.0)
    assert room.paused_for() is PauseReason.CAMERA_LOST


def test_the_face_counts_in_answers_only() -> None:
    room = Room()
    reading = measured(0.0, face("sad"))
    counted = set()
    room.do(Action.BEGIN)
    while room.phase is not Phase.FINISHED:
        if room.interview.observe(reading):
            counted.add(room.phase)
        room.wait(0.5)
    assert counted == {Phase.ANSWER}


def test_quitting_in_an_answer_leaves_an_unfinished_interview() -> None:
    room = Room().answering()
    room.wait(5)
    room.do(Action.QUIT)
    assert room.events[-1] == Finished(room.interview.t, complete=False)
    assert not room.interview.allowed()


def test_quitting_after_the_last_answer_is_finishing() -> None:
    room = Room(replace(PLAN, questions=QUESTIONS[:1])).answering()
    room.do(Action.SUBMIT)
    room.do(Action.QUIT)
    assert room.events[-1] == Finished(room.interview.t, complete=True)


def test_an_interrupted_interview_goes_on_at_its_question() -> None:
    room = Room(position=Position(index=1, attempt=1, t=80.0))
    assert room.events[0] == Resumed(80.0, after_restart=True)
    room.do(Action.BEGIN)
    shown = of(room, QuestionShown)[0]
    assert isinstance(shown, QuestionShown)
    assert (shown.id, shown.attempt, shown.t) == ("b", 2, 80.0)


def test_watching_counts_everything_until_it_is_ended() -> None:
    clock = ManualClock()
    watching = Watching(clock)
    assert watching.observe(measured(0.0, face("sad")))
    watching.handle(Action.PAUSE)
    assert not watching.observe(measured(1.0, face("sad")))
    watching.handle(Action.RESUME)
    clock.advance(4.0)
    watching.handle(Action.QUIT)
    kinds = [type(event) for event in watching.take_events()]
    assert kinds == [PhaseChanged, AnswerBegan, Paused, Resumed, AnswerEnded, PhaseChanged, Finished]


def test_a_plan_joins_format_and_questions_and_survives_json() -> None:
    rules = Format("viewinter", {"en": "V"}, 2, 30.0, 90.0, next_allowed_after_s=70.0, skip_allowed=True)
    asked = Question("q1", "teamwork", {"ko": "왜요?"})
    plan = plan_interview(rules, [Asked(asked)], "ko")
    assert (plan.submit_after_s, plan.skip_allowed, plan.questions[0].says("ko")) == (70.0, True, "왜요?")
    assert InterviewPlan.from_json_dict(plan.to_json_dict()) == plan


def test_a_round_with_its_own_clock_and_rules_is_run_by_them() -> None:
    deep = Round(("values",), 1, prep_s=4.0, answer_s=8.0, retakes=0, next_allowed_after_s=6.0, skip_allowed=True)
    rules = Format("mine", {"en": "Mine"}, 2, 10.0, 30.0, retakes=1, rounds=(deep,))
    asked = [Asked(Question("a", "general", {"en": "Why?"})), Asked(Question("b", "values", {"en": "Why?"}), deep)]
    plan = plan_interview(rules, asked, "en")
    assert InterviewPlan.from_json_dict(plan.to_json_dict()) == plan
    room = Room(plan).answering()
    assert room.interview.phase_total_s == 30.0
    assert Action.SKIP not in room.interview.allowed()
    room.do(Action.SUBMIT)
    room.do(Action.NEXT)
    room.wait(READING_S + 0.1)
    assert (room.interview.phase, room.interview.phase_total_s) == (Phase.PREP, 4.0)
    assert Action.SKIP in room.interview.allowed()
    room.wait(4.0)
    assert (room.interview.phase, room.interview.phase_total_s, room.interview.submit_from_s) == (
        Phase.ANSWER,
        8.0,
        6.0,
    )
    assert Action.RETAKE not in room.interview.allowed()
    room.wait(8.1)
    ended = [event for event in room.events if isinstance(event, AnswerEnded)]
    assert ended[-1].how == "time"
    assert ended[-1].used_s == pytest.approx(8.0)


def test_the_moment_from_which_an_answer_may_be_submitted_is_told_in_answers_only() -> None:
    room = Room(replace(PLAN, submit_after_s=20.0))
    assert room.interview.submit_from_s is None
    told = room.answering().interview.submit_from_s
    assert told == 20.0
    allowed = [Action.SUBMIT in room.wait(seconds).interview.allowed() for seconds in (told - 0.1, 0.2)]
    assert allowed == [False, True]
    room.do(Action.SUBMIT)
    assert room.interview.submit_from_s is None


def test_an_answer_that_may_be_submitted_at_once_tells_no_moment() -> None:
    assert Room().answering().interview.submit_from_s is None
    assert Watching(ManualClock()).submit_from_s is None


def test_speech_that_fails_leaves_the_time_to_read_silently() -> None:
    room = Room(spoken=True)
    room.do(Action.BEGIN)
    room.interview.speech_failed()
    phases = [room.wait(seconds).interview.phase for seconds in (READING_S - 0.5, 1.0)]
    assert phases == [Phase.QUESTION, Phase.PREP]
