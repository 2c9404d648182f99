"""The home screen's facts: from the store, the bank and the machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tui.wiring import parts

if TYPE_CHECKING:
    from core.settings.model import Settings
    from core.store.sessions import SessionInfo
    from core.store.store import SessionStore

ROWS = 20
OFFERED_FOR = timedelta(days=7)
"""An interrupted interview is offered that long though others came after it."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A stored session in one line. `score` is 0 to 100, None where it is withheld; `began` is local time.

    `at` is the question (from 1) at which an interrupted interview goes on, 0 where it cannot.
    """

    id: int
    began: datetime
    format: str
    questions: int
    score: float | None
    complete: bool
    cues: int = 0
    at: int = 0
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class TodaysQuestion:
    """One of today's questions; `again`: it was answered before and is due."""

    id: str
    text: str
    again: bool


@dataclass(frozen=True, slots=True)
class TodaysSet:
    """The questions to practise today; `answered` says how many were answered today already."""

    questions: tuple[TodaysQuestion, ...]
    answered: int = 0


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """What the home screen shows; sessions newest first. `missing` holds codes such as `no_camera`."""

    sessions: tuple[SessionRow, ...] = ()
    interrupted: SessionRow | None = None
    today: TodaysSet | None = None
    missing: tuple[str, ...] = ()


def facts(settings: Settings, thorough: bool) -> HomeFacts:
    """Read the store; if `thorough`, forget what is kept for some days only, choose today's set, say what is missing.

    Raises StoreError and BankError.
    """
    store = parts.open_store(settings)
    infos = [info for info in store.sessions(ROWS) if info.is_interview] if store.path.exists() else []
    interrupted = _interrupted(store, infos) if infos else None
    rows = tuple(interrupted if interrupted and info.id == interrupted.id else _row(info) for info in infos)
    if not thorough:
        return HomeFacts(rows, interrupted)
    from tui.wiring.keeping import forget_old  # the store is not needed before the first picture

    forget_old(settings)
    return HomeFacts(rows, interrupted, _today(settings), tuple(missing(settings)))


def _row(info: SessionInfo, at: int = 0) -> SessionRow:
    began = datetime.fromisoformat(info.began)
    local = began.astimezone().replace(tzinfo=None) if began.tzinfo else began
    name = info.format or ""
    return SessionRow(info.id, local, name, info.questions, info.score, info.complete, info.cues, at, info.is_demo)


def _interrupted(store: SessionStore, infos: Sequence[SessionInfo]) -> SessionRow | None:
    """The interview to go on with: the last one, or one of these days; what is older is left to the history."""
    from core.store.sessions import position

    stored = store.unfinished(idle=True)
    if stored and stored.info.id != infos[0].id and _age(stored.info) > OFFERED_FOR:
        return None
    place = position(stored) if stored else None
    if stored is None or stored.plan is None or place is None:
        return None
    return _row(stored.info, (place.item if stored.plan.items else place.index) + 1)


def _age(info: SessionInfo) -> timedelta:
    return datetime.now().astimezone() - datetime.fromisoformat(info.began).astimezone()


def _today(settings: Settings) -> TodaysSet | None:
    from tui.wiring import today  # the banks: not before the first picture

    now, language = datetime.now().astimezone(), parts.interview_language(settings)
    reviews = today.known_history(settings)
    chosen = today.todays_set(settings, reviews, now)
    if not chosen:
        return None
    answered = sum(any(each.when.date() == now.date() for each in found) for found in reviews.values())
    return TodaysSet(tuple(TodaysQuestion(q.id, q.says(language), q.id in reviews) for q in chosen), answered)


def missing(settings: Settings) -> list[str]:
    """What an interview will go without, as codes of `tui.wiring.examination.LACKS`: the doctor tells the same."""
    from tui.wiring.examination import glance, lacks

    return lacks(settings, glance())
