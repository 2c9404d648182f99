"""Events that other versions of Poise stored."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from core.session.events import PhaseChanged, QuestionShown
from core.session.interview import Position
from core.session.plan import InterviewPlan, PlannedQuestion
from core.session.snapshot import Phase
from core.store.sessions import position
from core.store.store import SessionStore

PLAN = InterviewPlan("test", "ko", (PlannedQuestion("a", "general", {"ko": "a?"}),), 5.0, 30.0, 1)


def test_an_interview_of_an_older_version_is_read_and_goes_on_though_its_phase_was_called_reading(
    tmp_path: Path,
) -> None:
    store = SessionStore(tmp_path / "sessions.db")
    recorder = store.begin("interview", PLAN, {})
    events = (PhaseChanged(1.0, Phase.QUESTION, 0, 1), QuestionShown(1.0, 0, "a", "a?", 1))
    for event in events:
        recorder.event(event)
    recorder.close()
    with sqlite3.connect(store.path) as connection:
        changed = connection.execute(
            """UPDATE event SET data = replace(data, '"question"', '"reading"') WHERE kind = 'phase'"""
        )
        assert changed.rowcount == 1
        assert "reading" in connection.execute("SELECT data FROM event WHERE kind = 'phase'").fetchone()[0]
    connection.close()
    assert store.load().events == events
    unfinished = store.unfinished()
    assert unfinished is not None
    assert position(unfinished) == Position(0, 0, 0, 1.0)


def test_a_phase_that_no_version_knows_is_no_phase() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        Phase("nonsense")
