"""Rapid items over a clock that the tests move, and what their report says."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.base.clock import ManualClock
from core.base.types import Expression, ReadingState
from core.report.headline import headline
from core.report.report import build_report
from core.session.events import AnswerBegan, AnswerEnded, Event, Finished, ItemEnded, ItemShown
from core.session.interview import Position
from core.session.plan import InterviewPlan, plan_items
from core.session.rapid import RapidItems
from core.session.snapshot import Action, PauseReason, Phase
from core.store.sessions import position
from core.store.store import SessionStore
from questions.disposition import STRETCH, arrange
from questions.loading import load_format, load_inventory
from tests.core.scripts import face, measured, unmeasured

ITEM_S = 7.0


def plan_of(count: int) -> InterviewPlan:
    rules = load_format("disposition", kind="disposition")
    return plan_items(rules, arrange(load_inventory(), count, seed=1), "en")


class Run:
    """A run with its clock, as the session thread would drive it."""

    def __init__(self, count: int, place: Position | None = None) -> None:
        self.clock = ManualClock(50.0)
        self.session = RapidItems(plan_of(count), self.clock, position=place)
        self.events: list[Event] = []
        assert self.session.handle(Action.BEGIN)
        self._take()

    def _take(self) -> None:
        self.events += self.session.take_events()

    def wait(self, seconds: float) -> Run:
        self.clock.advance(seconds)
        self.session.tick()
        self._take()
        return self

    def choose(self, step: int, number: int | None = None) -> bool:
        item = self.session.item()
        assert item is not None
        done = self.session.choose(item.number if number is None else number, step)
        self._take()
        return done

    def of(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]


def test_an_item_that_is_answered_gives_way_to_the_next_at_once() -> None:
    run = Run(4).wait(2.0)
    assert run.choose(5)
    ended = run.of(ItemEnded)[0]
    assert isinstance(ended, ItemEnded)
    assert (ended.step, ended.used_s) == (5, 2.0)
    item = run.session.item()
    assert item is not None
    assert (item.number, item.count, len(item.steps)) == (1, 4, 6)
    assert run.session.phase_elapsed_s == 0.0


def test_an_item_whose_time_is_up_stays_without_an_answer() -> None:
    run = Run(4).wait(ITEM_S)
    ended = run.of(ItemEnded)[0]
    assert isinstance(ended, ItemEnded)
    assert ended.step is None
    assert ended.used_s == ITEM_S
    assert len(run.of(ItemShown)) == 2


def test_a_key_meant_for_the_item_before_answers_nothing() -> None:
    run = Run(4).wait(2.0)
    assert run.choose(5)
    assert not run.choose(5), "pressed twice: nobody has read the new statement yet"
    run.wait(1.0)
    assert not run.choose(5, number=0), "there is no way back"
    assert run.choose(2)


@pytest.mark.parametrize("step", [0, 7, -1])
def test_a_step_that_there_is_not_is_refused(step: int) -> None:
    assert not Run(4).wait(1.0).choose(step)


def test_a_pause_stands_still_and_takes_no_answer() -> None:
    run = Run(4).wait(3.0)
    assert run.session.handle(Action.PAUSE)
    run.wait(100.0)
    assert not run.choose(4)
    assert run.session.handle(Action.RESUME)
    run.wait(1.0)
    item = run.session.item()
    assert item is not None
    assert item.number == 0
    assert run.session.phase_elapsed_s == 4.0


def test_a_camera_that_is_lost_pauses_it() -> None:
    run = Run(4)
    for _ in range(5):
        run.wait(1.0)
        run.session.observe(unmeasured(run.session.t, ReadingState.CAMERA_LOST))
    assert run.session.paused is PauseReason.CAMERA_LOST


def test_the_face_is_judged_by_stretches_and_the_last_item_ends_it() -> None:
    run = Run(40)
    while run.session.phase is Phase.ANSWER:
        run.wait(1.0)
        run.choose(3)
    assert [event.index for event in run.of(AnswerBegan) if isinstance(event, AnswerBegan)] == [0, 1]
    ended = [(e.how, round(e.used_s)) for e in run.of(AnswerEnded) if isinstance(e, AnswerEnded)]
    assert ended == [("time", STRETCH), ("time", 10)]
    assert isinstance(run.events[-1], Finished)
    assert run.events[-1].complete
    assert not run.session.choose(39, 3)


def stored(path: Path, steps: list[int | None], count: int, *, whole: bool = True) -> SessionStore:
    """A run answered by `steps` (None: the time is up) with a calm face, in a store; not `whole` is cut off there."""
    store = SessionStore(path / "sessions.sqlite3")
    run = Run(count)
    recorder = store.begin("interview", run.session.plan, {"moods": {}}, run.clock)

    def write() -> None:
        for event in run.events:
            recorder.event(event)
        run.events.clear()

    for step in steps:
        write()
        for _ in range(20):
            run.wait(0.1)
            reading = measured(run.session.t, face(Expression.HAPPY))
            if run.session.observe(reading):
                recorder.reading(reading)
        if step is None:
            run.wait(ITEM_S - 2.0)
        else:
            assert run.choose(step)
    write()
    recorder.close()
    assert not whole or run.session.phase is Phase.FINISHED
    return store


def test_the_report_explains_the_answers_with_their_statements(tmp_path: Path) -> None:
    plan = plan_of(4)
    steps: list[int | None] = [6 if item.positive else 1 for item in plan.items]
    twin = next(n for n, item in enumerate(plan.items) if n and item.pair == plan.items[0].pair)
    steps[twin] = steps[0]
    report = build_report(stored(tmp_path, steps, 4).load())
    found = report.disposition
    assert found is not None
    assert (found.items, found.consistency.answered, found.consistency.pairs) == (4, 4, 2)
    (against,) = found.contradictions
    assert {against.positive, against.negative} == {plan.items[0].text["en"], plan.items[twin].text["en"]}
    assert against.positive_step == against.negative_step == steps[0]
    assert found.mean_s == pytest.approx(2.0)
    assert report.score.value is not None, "fast answers leave no time unused that would withhold the score"
    assert headline(report, ()).drill is None, "an item is not practised again"


def test_items_without_an_answer_are_counted(tmp_path: Path) -> None:
    report = build_report(stored(tmp_path, [6, None, None, 1], 4).load())
    assert report.disposition is not None
    assert (report.disposition.consistency.answered, report.disposition.consistency.unanswered) == (2, 2)


def test_the_history_counts_items_and_not_stretches(tmp_path: Path) -> None:
    [info] = stored(tmp_path, [6, None, None, 1], 4).sessions()
    assert (info.questions, info.answered) == (4, 2)


def test_an_interrupted_run_goes_on_at_its_item_with_the_same_statements(tmp_path: Path) -> None:
    course = stored(tmp_path, [4, 4, 4], 40, whole=False).unfinished()
    assert course is not None
    assert course.plan == plan_of(40)
    place = position(course)
    assert place is not None
    assert (place.index, place.attempt, place.item) == (0, 1, 3)
    item = Run(40, place).session.item()
    assert item is not None
    assert item.number == 3
