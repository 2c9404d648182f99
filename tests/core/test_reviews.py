"""What the stored interviews say of each question, by their events alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.base.clock import ManualClock
from core.session.events import AnswerBegan, AnswerEnded, AnswerRated, AnswerScored, Event, Finished, Skipped
from core.session.plan import InterviewPlan, PlannedQuestion
from core.store.reviews import Answered
from core.store.store import SessionStore

NAMES = ("a", "b", "c")
PLAN = InterviewPlan(
    "test", "en", tuple(PlannedQuestion(name, "general", {"en": f"{name}?"}) for name in NAMES), 5.0, 40.0, 1
)


@pytest.fixture
def store(tmp_path: Path) -> SessionStore:
    return SessionStore(tmp_path / "sessions.db")


def answer(index: int, attempt: int, how: str, used_s: float, score: float | None) -> Iterator[Event]:
    t = 100.0 * index + 10.0 * attempt
    yield AnswerBegan(t, index, attempt)
    yield AnswerEnded(t + 5.0, index, attempt, how, used_s)
    yield AnswerScored(t + 5.0, index, attempt, score)


def recorded(store: SessionStore, *events: Event, score: float | None = None) -> None:
    recorder = store.begin("interview", PLAN, {}, ManualClock())
    recorder.score = score
    for event in (*events, Finished(999.0, score is not None)):
        recorder.event(event)
    recorder.close()


def known(store: SessionStore) -> list[tuple[str, float, float | None, str]]:
    return [(each.question, each.used, each.score, each.word) for each in store.answered()]


def test_the_last_attempt_counts_with_its_score_and_the_last_word(store: SessionStore) -> None:
    recorded(
        store,
        *answer(0, 1, "retaken", 40.0, 10.0),
        *answer(0, 2, "submitted", 20.0, 81.5),
        AnswerRated(26.0, 0, "hard"),
        AnswerRated(27.0, 0, "easy"),
        *answer(1, 1, "time", 40.0, None),
    )
    assert known(store) == [("a", 0.5, 81.5, "easy"), ("b", 1.0, None, "")]
    assert isinstance(store.answered()[0], Answered)
    assert store.answered()[0].began.endswith("+00:00"), "a beginning without its time zone is of no use"


def test_what_was_skipped_or_broken_off_was_not_answered(store: SessionStore) -> None:
    recorded(store, *answer(0, 1, "submitted", 40.0, 90.0), Skipped(30.0, 0), *answer(1, 1, "quit", 9.0, 50.0))
    assert known(store) == []


def test_an_interview_of_an_older_version_lends_its_score_to_its_answers(store: SessionStore) -> None:
    recorded(store, AnswerBegan(1.0, 2, 1), AnswerEnded(41.0, 2, 1, "time", 40.0), score=72.0)
    assert known(store) == [("c", 1.0, 72.0, "")]


def test_a_damaged_interview_does_not_hide_the_others(store: SessionStore) -> None:
    for _ in range(2):
        recorded(store, *answer(0, 1, "time", 40.0, 66.0))
    connection = sqlite3.connect(store.path)
    connection.execute("UPDATE session SET plan = '{}' WHERE id = 2")
    connection.execute("UPDATE event SET data = 'x' WHERE session = 2")
    connection.commit()
    connection.close()
    assert known(store) == [("a", 1.0, 66.0, "")]


def test_a_word_given_afterwards_takes_the_place_of_the_first(store: SessionStore) -> None:
    recorded(store, *answer(0, 1, "time", 40.0, 81.5), AnswerRated(26.0, 0, "hard"), score=81.5)
    store.rate(1, 0, "again")
    store.rate(1, 0, "good")
    assert known(store) == [("a", 1.0, 81.5, "good")]
    assert store.own_words(1) == {0: "good"}
