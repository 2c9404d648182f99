"""The store: where an interrupted interview goes on, and what the history tells."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from core.base.errors import StoreError
from core.session.events import (
    AnswerBegan,
    AnswerEnded,
    Event,
    Finished,
    PhaseChanged,
    QuestionShown,
    Skipped,
)
from core.session.interview import Position
from core.session.snapshot import Phase
from core.store.sessions import position
from core.store.store import SessionStore
from tests.core.scripts import face, measured
from tests.core.test_store import PLAN, recorded

SHOWN, BEGAN = QuestionShown(1.0, 0, "a", "a?", 1), AnswerBegan(2.0, 0, 1)
RETAKEN = AnswerEnded(3.0, 0, 1, "retaken", 1.0)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((), Position(0, 0, 0, 0.0)),
        ((SHOWN,), Position(0, 0, 0, 1.0)),
        ((SHOWN, BEGAN), Position(0, 1, 0, 2.0)),
        ((SHOWN, BEGAN, AnswerEnded(3.0, 0, 1, "time", 1.0)), Position(1, 0, 0, 3.0)),
        ((SHOWN, BEGAN, RETAKEN, AnswerBegan(4.0, 0, 2)), Position(0, 2, 1, 4.0)),
        ((SHOWN, BEGAN, RETAKEN, PhaseChanged(3.0, Phase.PREP, 0, 2)), Position(0, 1, 1, 3.0)),
        ((SHOWN, Skipped(3.0, 0), QuestionShown(3.0, 1, "b", "b?", 1)), Position(1, 0, 0, 3.0)),
        ((SHOWN, BEGAN, AnswerEnded(3.0, 0, 1, "quit", 1.0), Finished(3.0, complete=False)), Position(0, 1, 0, 3.0)),
    ],
)
def test_an_interrupted_interview_goes_on_at_the_same_question(
    store: SessionStore, events: tuple[Event, ...], expected: Position
) -> None:
    recorded(store, *events)
    unfinished = store.unfinished()
    assert unfinished is not None
    assert position(unfinished) == expected


def test_where_an_interview_goes_on_is_found_without_its_readings(store: SessionStore) -> None:
    """Nobody can unpack them here, and nobody has to."""
    recorder = store.begin("interview", PLAN, {})
    recorder.event(SHOWN)
    recorder.event(BEGAN)
    recorder.reading(measured(9.0, face("happy")))
    recorder.close()

    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute("UPDATE packed SET data = x'00' WHERE sense = 'reading'")
        connection.execute("UPDATE reading SET state = 'damaged'")
    with pytest.raises(StoreError, match="damaged"):
        store.load()
    unfinished = store.unfinished()
    assert unfinished is not None
    assert position(unfinished) == Position(0, 1, 0, 9.0)


def test_after_the_last_answer_there_is_nothing_to_continue(store: SessionStore) -> None:
    recorded(store, QuestionShown(1.0, 2, "c", "c?", 1), AnswerEnded(3.0, 2, 1, "time", 1.0))
    assert store.unfinished() is None


def test_an_interview_that_came_after_it_hides_no_interrupted_one(store: SessionStore) -> None:
    """Nor does one of which nothing is left, nor a watch."""
    recorded(store, SHOWN, BEGAN)
    second = recorded(store, SHOWN, BEGAN)
    recorded(store, QuestionShown(1.0, 2, "c", "c?", 1), AnswerEnded(3.0, 2, 1, "time", 1.0))
    recorded(store, SHOWN, BEGAN, Finished(10.0, complete=True))
    store.begin("watch", None, {}).close()
    unfinished = store.unfinished()
    assert unfinished is not None
    assert unfinished.info.id == second


def test_an_interview_that_runs_hides_no_interrupted_one_that_can_go_on(store: SessionStore) -> None:
    first = recorded(store, SHOWN, BEGAN)
    running = store.begin("interview", PLAN, {})
    running.event(SHOWN)
    running.event(BEGAN)
    newest, idle = store.unfinished(), store.unfinished(idle=True)
    assert newest is not None
    assert idle is not None
    assert (newest.info.id, idle.info.id) == (running.session, first)
    running.close()
    assert store.unfinished(idle=True) == store.unfinished()


def test_a_continued_interview_is_one_session(store: SessionStore) -> None:
    first = recorded(store, SHOWN, BEGAN)
    recorder = store.go_on(first)
    recorder.reading(measured(9.0, face("happy")))
    recorder.event(Finished(10.0, complete=True))
    recorder.close()
    assert [info.id for info in store.sessions()] == [first]
    assert store.load(first).info.complete
    assert store.unfinished() is None


def test_the_history_tells_how_many_questions_were_answered(store: SessionStore) -> None:
    twice: list[Event] = []
    for t, n, how in ((3.0, 1, "submitted"), (5.0, 2, "time")):
        twice += [AnswerBegan(t - 1.0, 0, n), AnswerEnded(t, 0, n, how, 1.0)]
    recorded(store, *twice, AnswerBegan(6.0, 1, 1), AnswerEnded(7.0, 1, 1, "quit", 1.0))
    info = store.sessions()[0]
    assert (info.questions, info.answered) == (3, 1)


def test_without_a_limit_every_session_is_listed(store: SessionStore) -> None:
    recorded(store, SHOWN)
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.executemany("INSERT INTO session (kind, began, about) VALUES ('watch', '', '{}')", [()] * 1000)
    assert len(store.sessions(None)) == len(store.sessions()) + 1 == 1001


def test_questions_asked_lately_are_listed_latest_first_and_once(store: SessionStore) -> None:
    for ids in ("abc", "da"):
        recorded(store, *(QuestionShown(float(i), i, name, f"{name}?", 1) for i, name in enumerate(ids)))
    assert store.recent_questions() == ["a", "d", "c", "b"]
    assert store.recent_questions(2) == ["a", "d"]


def test_note_of_an_interrupted_session_stays_when_it_goes_on(store: SessionStore) -> None:
    first = recorded(store)
    store.note(first, "Slower next time.")
    store.go_on(first).close()
    assert [info.note for info in store.sessions()] == ["Slower next time."]
    assert store.load(first).info.note == "Slower next time."
    store.note(first, "")
    assert store.sessions()[0].note == ""
