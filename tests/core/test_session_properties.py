"""Whatever a user does and whenever the camera goes, an interview keeps its order."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from core.base.clock import ManualClock
from core.base.types import ReadingState
from core.session.events import AnswerBegan, AnswerEnded, Event, Finished, Paused, QuestionShown, Resumed
from core.session.interview import Interview
from core.session.snapshot import Action, Phase
from tests.core.scripts import face, measured, unmeasured
from tests.core.test_session import PLAN

Step = Action | float | bool
"""An action, seconds that pass, or a reading (of a face or of a lost camera)."""

steps = st.lists(st.one_of(st.sampled_from(Action), st.floats(0.01, 40.0), st.booleans()), max_size=80)
plans = st.builds(
    lambda prep, retakes, skip, after, ready: replace(
        PLAN, prep_s=prep, retakes=retakes, skip_allowed=skip, submit_after_s=after, prep_skippable=ready
    ),
    st.sampled_from([0.0, 10.0]),
    st.integers(0, 2),
    st.booleans(),
    st.sampled_from([0.0, 20.0, 30.0]),
    st.booleans(),
)


def played(interview: Interview, clock: ManualClock, script: list[Step]) -> list[Event]:
    events = interview.take_events()
    for step in script:
        if isinstance(step, Action):
            interview.tick()
            allowed = step in interview.allowed()
            assert interview.handle(step) is allowed
        elif isinstance(step, bool):
            lost = unmeasured(interview.t, ReadingState.CAMERA_LOST)
            counts = interview.observe(measured(interview.t, face("sad")) if step else lost)
            assert not counts or interview.phase is Phase.ANSWER
        else:
            clock.advance(step)
            interview.tick()
        assert interview.phase_elapsed_s >= 0.0
        events += interview.take_events()
    return events


@given(plans, steps)
def test_answers_begin_and_end_in_turn_and_time_never_goes_back(plan: object, script: list[Step]) -> None:
    clock = ManualClock()
    interview = Interview(plan, clock)  # type: ignore[arg-type]
    events = played(interview, clock, script)
    times = [event.t for event in events]
    assert times == sorted(times)
    answers = [event for event in events if isinstance(event, (AnswerBegan, AnswerEnded))]
    for number, event in enumerate(answers):
        assert isinstance(event, AnswerEnded if number % 2 else AnswerBegan)
        if number % 2:
            assert (event.index, event.attempt) == (answers[number - 1].index, answers[number - 1].attempt)
    assert all(event.used_s <= PLAN.answer_s for event in answers if isinstance(event, AnswerEnded))


@given(plans, steps)
def test_questions_come_in_order_and_the_end_is_the_end(plan: object, script: list[Step]) -> None:
    clock = ManualClock()
    interview = Interview(plan, clock)  # type: ignore[arg-type]
    events = played(interview, clock, script)
    shown = [event.index for event in events if isinstance(event, QuestionShown)]
    assert shown == list(range(len(shown)))
    finished = [number for number, event in enumerate(events) if isinstance(event, Finished)]
    assert finished in ([], [len(events) - 1])
    pauses = [event for event in events if isinstance(event, (Paused, Resumed))]
    assert all(isinstance(event, Resumed if number % 2 else Paused) for number, event in enumerate(pauses))


@given(steps)
def test_retakes_are_never_more_than_the_format_gives(script: list[Step]) -> None:
    clock = ManualClock()
    interview = Interview(replace(PLAN, retakes=1), clock)
    events = played(interview, clock, script)
    for index in (0, 1):
        retaken = [e for e in events if isinstance(e, AnswerBegan) and e.index == index]
        assert len(retaken) <= 2
