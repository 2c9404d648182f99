"""What is said right after an answer: the report's own figures, and whether another attempt is worth it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.base.clock import ManualClock
from core.cueing.policy import PRESETS, CuePolicy
from core.engine.runner import SessionRunner
from core.report.report import build_report
from core.scoring.retake import GOOD_SCORE, LONG_SLIP_S, worth_a_retake
from core.scoring.scoring import Score
from core.session.interview import Interview
from core.session.snapshot import Action, Answered, Phase, Snapshot
from core.store.store import SessionStore
from tests.core.scripts import Piece, ScriptedReader, ScriptedSource, face, stretch
from tests.core.test_report import PLAN, two_answers

FIRST: list[Piece] = [(8, face("neutral")), (7, face("sad")), (5, face("neutral"))]
SECOND: list[Piece] = [(20, face("happy"))]


def said(store: SessionStore, policy: str = "normal", retakes: int = 0) -> list[Answered | None]:
    """What each review said, once for each change."""
    readings = list(stretch(two_answers(FIRST, SECOND)))
    clock = ManualClock()
    seen: list[Snapshot] = []
    runner = SessionRunner(
        Interview(replace(PLAN, retakes=retakes), clock),
        ScriptedSource(readings),
        ScriptedReader(readings),
        CuePolicy(PRESETS[policy]),
        clock=clock,
        store=store,
        on_snapshot=seen.append,
    )
    runner.command(Action.BEGIN)
    runner.run()
    assert all(snapshot.answered is None for snapshot in seen if snapshot.phase is not Phase.REVIEW)
    reviews = [snapshot.answered for snapshot in seen if snapshot.phase is Phase.REVIEW]
    return list(dict.fromkeys(reviews))


@pytest.fixture
def store(tmp_path: Path) -> SessionStore:
    return SessionStore(tmp_path / "data" / "sessions.db")


def test_each_review_tells_what_the_report_will_tell(store: SessionStore) -> None:
    first, second = said(store)
    assert first is not None
    assert second is not None
    answers = build_report(store.load()).answers
    assert [first.score, second.score] == [answer.score.value for answer in answers]
    assert [first.longest_s, second.longest_s] == pytest.approx([answer.longest_s for answer in answers])
    assert first.longest_s > LONG_SLIP_S
    assert (first.last, second.last) == (False, True)
    assert (first.retake, second.retake) == ("", ""), "none is left"


def test_retake_is_recommended_after_a_long_slip_where_one_is_left(store: SessionStore) -> None:
    first = said(store, retakes=1)[0]
    assert first is not None
    assert first.retake == "long_slip"


def test_exam_says_nothing_before_its_report(store: SessionStore) -> None:
    assert said(store, policy="exam") == [None]


@pytest.mark.parametrize(
    ("value", "longest_s", "code"),
    [
        (None, 0.0, "no_score"),
        (90.0, LONG_SLIP_S, "long_slip"),
        (GOOD_SCORE - 1, 1.0, "low_score"),
        (GOOD_SCORE, 1.0, "fine"),
    ],
)
def test_rule_of_the_retake(value: float | None, longest_s: float, code: str) -> None:
    score = Score(value, None if value else "no_answer", 0.3, 0.6, 0.1, 1.0)
    assert worth_a_retake(score, longest_s) == code
