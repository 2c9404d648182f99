"""The stored sessions in a line each, and their deletion. Called from thread workers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from core.report.attempts import attempts_of
from core.report.choosing import banks_of
from core.report.trend import trends
from core.report.until import interview_on, plan_until
from tui.wiring.parts import open_store

if TYPE_CHECKING:
    from core.report.attempts import Attempt
    from core.report.trend import Trends
    from core.report.until import Day
    from core.settings.model import Settings
    from core.store.sessions import Planned, SessionInfo


@dataclass(frozen=True, slots=True)
class Past:
    """A stored session in a line; `began` is local time, `questions` 0 for watching without an interview.

    `score` is 0 to 100, None where it is withheld; `is_demo` tells that nobody's own face was seen.
    """

    id: int
    began: datetime
    format: str
    questions: int
    score: float | None
    complete: bool
    cues: int
    seconds: float
    is_demo: bool = False
    note: str = ""
    asked: tuple[Planned, ...] = ()
    banks: tuple[str, ...] = ()
    words: str = ""
    """What the search finds besides what is drawn: the note, and `bank:auto`, `format:full`, `q:weakness`."""


def rows(settings: Settings) -> list[Past]:
    """All sessions in a line each, the newest first. Raises StoreError."""
    store = open_store(settings)
    if not store.path.exists():
        return []
    return [_row(info) for info in store.sessions(None)]


def _row(info: SessionInfo) -> Past:
    banks = banks_of(info)
    return Past(
        id=info.id,
        began=datetime.fromisoformat(info.began).astimezone().replace(tzinfo=None),
        format=info.format or "",
        questions=info.questions,
        score=info.score,
        complete=info.complete or not info.is_interview,
        cues=info.cues,
        seconds=info.length_s,
        is_demo=info.is_demo,
        note=info.note,
        asked=info.asked,
        banks=banks,
        words=" ".join([info.note, *_found_by(info, banks)]),
    )


def _found_by(info: SessionInfo, banks: Sequence[str]) -> Iterator[str]:
    """Format, bank, category and question as a search finds them."""
    yield from marked("format", (info.format or "",))
    yield from marked("bank", banks)
    yield from marked("category", dict.fromkeys(each.category for each in info.asked))
    yield from marked("q", (text for each in info.asked for text in (each.id, *each.text.values())))


def marked(kind: str, values: Iterable[str]) -> Iterator[str]:
    """Each word of some values behind the name of their kind, such as `bank:auto`."""
    return (f"{kind}:{word}" for value in values for word in value.split())


@dataclass(frozen=True, slots=True)
class Lines:
    """What has a trend: the whole interviews, each category, and each question answered twice, with their words."""

    trends: Trends
    questions: Mapping[str, Mapping[str, str]]
    """The questions' texts by id and language."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """The user's interview: its day, how many days are left (below 0: it is over), and what to practise on them."""

    on: date
    left: int
    days: tuple[Day, ...]


def lines(settings: Settings) -> Lines:
    """All trends. Raises StoreError."""
    store = open_store(settings)
    if not store.path.exists():
        return Lines(trends((), ()), {})
    answers = store.answered(None)
    return Lines(trends(store.sessions(None), answers), {answer.question: answer.text for answer in answers})


def ahead(settings: Settings, today: date) -> Ahead | None:
    """What to practise until the interview of the settings; None where no day is set. Raises StoreError."""
    on = interview_on(settings.interview_on)
    if on is None:
        return None
    store = open_store(settings)
    answers = store.answered(None) if store.path.exists() else ()
    return Ahead(on, (on - today).days, plan_until(today, on, trends((), answers).categories))


def attempts(settings: Settings, question: str) -> tuple[Attempt, ...]:
    """All answers to a question, the newest first. Raises StoreError."""
    return attempts_of(open_store(settings).attempts(question), question)


def note(settings: Settings, session_id: int, text: str) -> None:
    """Keep the user's own words on a session. Raises StoreError."""
    open_store(settings).note(session_id, text)


def delete(settings: Settings, session_ids: Sequence[int]) -> None:
    """Delete sessions for good. Raises StoreError."""
    sessions = open_store(settings)
    for session_id in session_ids:
        sessions.delete(session_id)
