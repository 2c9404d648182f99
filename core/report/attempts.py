"""The same question at other times: what an answer is compared with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from core.report.report import AnswerReport, build_report
from core.store.sessions import SessionInfo, StoredSession


@dataclass(frozen=True, slots=True)
class Attempt:
    """An answer to a question in the session of number `session`, which began at `began` (UTC, ISO 8601)."""

    session: int
    began: str
    answer: AnswerReport

    @property
    def score(self) -> float | None:
        """0 to 100, None where it was withheld."""
        return self.answer.score.value


@dataclass(frozen=True, slots=True)
class Compared:
    """An answer against the user's earlier ones.

    `last` is the last attempt at the same question, `here` the mean score of all of them (None for fewer than two
    scores), `attempts` how many there were; `usual` the mean over the scores of `interviews` earlier whole ones.
    """

    last: Attempt | None
    here: float | None
    attempts: int
    usual: float | None
    interviews: int


def attempts_of(sessions: Iterable[StoredSession], question: str) -> tuple[Attempt, ...]:
    """The answers to the question of this id that count, one of each session in which it was answered."""
    return tuple(
        Attempt(stored.info.id, stored.info.began, answer)
        for stored in sessions
        for answer in build_report(stored).answers
        if answer.question is not None and answer.question.id == question
    )


def compared(attempts: Sequence[Attempt], session: SessionInfo, history: Iterable[SessionInfo]) -> Compared:
    """An answer of `session` against earlier `attempts`, the newest first, and against the sessions before it."""
    scores = [attempt.score for attempt in attempts if attempt.score is not None]
    usual = [
        other.score
        for other in history
        if other.began < session.began and other.is_interview and other.complete and other.score is not None
        if other.is_demo == session.is_demo
    ]
    return Compared(
        last=attempts[0] if attempts else None,
        here=fmean(scores) if len(scores) > 1 else None,
        attempts=len(attempts),
        usual=fmean(usual) if usual else None,
        interviews=len(usual),
    )
