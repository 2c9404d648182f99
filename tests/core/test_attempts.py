"""One answer: where nothing was measured, what stands out, and earlier answers to the same question."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.base.paths import store_file
from core.base.types import ReadingState
from core.report.attempts import attempts_of, compared
from core.report.report import build_report
from core.scoring.gaps import Gap, gaps_of, peaks_of
from core.scoring.scoring import Tally
from core.scoring.timeline import timeline
from core.store.store import SessionStore
from tests.core.scripts import Piece, face, stretch
from tests.tui.stored import ANSWERS, QUESTIONS, store_session


def test_gaps_add_up_to_the_seconds_that_were_not_measured() -> None:
    pieces: list[Piece] = [(3, face("happy")), (2, ReadingState.NO_FACE), (4, face("neutral"))]
    pieces += [(1, ReadingState.TOO_DARK), (2, face("sad"))]
    readings = [reading for reading in stretch(pieces, begin=5.0) if not 11.0 < reading.t < 13.5]
    gaps = gaps_of(readings, 5.0, 20.0)
    tally = Tally()
    tally.open(5.0)
    for reading in readings:
        tally.add(reading)
    tally.close(20.0)
    found: dict[ReadingState, float] = {}
    for gap in gaps:
        found[gap.state] = found.get(gap.state, 0.0) + gap.seconds
    assert found == pytest.approx(tally.totals().unmeasured)
    assert [gap.state.value for gap in gaps] == ["no_face", "camera_lost", "too_dark", "camera_lost"]
    assert gaps[0].at == pytest.approx(3.0, abs=0.1)
    assert gaps[-1].at + gaps[-1].seconds == pytest.approx(15.0)


def test_answer_without_a_reading_is_one_gap() -> None:
    assert gaps_of((), 5.0, 9.0) == (Gap(0.0, 4.0, ReadingState.CAMERA_LOST),)


def test_best_and_worst_moment_lie_in_the_smile_and_in_the_slip() -> None:
    pieces: list[Piece] = [(6, face("neutral")), (4, face("happy")), (6, face("neutral")), (5, face("sad"))]
    peaks = peaks_of(timeline(list(stretch(pieces, begin=7.0)), (), 7.0, 28.0))
    assert peaks.best is not None
    assert peaks.worst is not None
    assert peaks.best.at == pytest.approx(7.0, abs=1.0)
    assert peaks.best.good == pytest.approx(1.0)
    assert 16.0 <= peaks.worst.at < peaks.worst.until <= 21.0


def test_even_answer_has_neither_a_best_nor_a_worst_moment() -> None:
    peaks = peaks_of(timeline(list(stretch([(20, face("neutral"))])), (), 0.0, 20.0))
    assert (peaks.best, peaks.worst) == (None, None)


def test_attempts_at_a_question_are_read_without_the_rest_and_report_the_same(tmp_path: Path) -> None:
    for day, answers in enumerate((ANSWERS, ANSWERS[:1], ("n" * 20, "h" * 20)), 1):
        store_session(tmp_path, answers, began=f"2026-03-0{day}T10:00:00+00:00", score=60.0 + day)
    store = SessionStore(store_file(tmp_path))
    weak = QUESTIONS[1].id
    found = store.attempts(weak)
    assert [stored.info.id for stored in found] == [3, 1], "the second session never came to it"
    attempts = attempts_of(found, weak)
    assert [attempt.answer for attempt in attempts] == [
        build_report(store.load(number)).answers[1] for number in (3, 1)
    ]
    assert len(found[0].readings) == 100, "20 s of this answer at 5 a second, and nothing else"
    assert [stored.info.id for stored in store.attempts(weak, before="2026-03-03T10:00:00+00:00")] == [1]
    assert store.attempts("nobody asked this") == []


def test_answer_is_compared_with_the_last_one_here_and_with_the_usual_score(tmp_path: Path) -> None:
    for day, answers in enumerate((ANSWERS, ("n" * 20, "h" * 20), ("n" * 20, "n" * 20)), 1):
        store_session(tmp_path, answers, began=f"2026-03-0{day}T10:00:00+00:00", score=60.0 + day)
    store = SessionStore(store_file(tmp_path))
    info = store.load(3).info
    attempts = attempts_of(store.attempts("weak", before=info.began), "weak")
    found = compared(attempts, info, store.sessions())
    assert found.last is not None
    assert (found.last.session, found.last.score) == (2, 100.0)
    assert (found.attempts, found.interviews) == (2, 2)
    assert found.here == pytest.approx((100.0 + (attempts[1].score or 0.0)) / 2)
    assert found.usual == pytest.approx(61.5)
    nothing = compared((), store.load(1).info, store.sessions())
    assert (nothing.last, nothing.here, nothing.usual) == (None, None, None)
