"""The stored sessions in a line each, and their deletion. Called from thread workers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tui.wiring.parts import open_store

if TYPE_CHECKING:
    from core.settings.model import Settings
    from core.store.sessions import SessionInfo


@dataclass(frozen=True, slots=True)
class Past:
    """A stored session in a line; `began` is local time, `questions` 0 for watching without an interview.

    `score` is 0 to 100, None where it is withheld; `demo` tells that nobody's own face was seen.
    """

    id: int
    began: datetime
    format: str
    questions: int
    score: float | None
    complete: bool
    cues: int
    seconds: float
    demo: bool = False


def rows(settings: Settings) -> list[Past]:
    """All sessions in a line each, the newest first. Raises StoreError."""
    sessions = open_store(settings)
    return [_row(info) for info in sessions.sessions()] if sessions.path.exists() else []


def _row(info: SessionInfo) -> Past:
    return Past(
        id=info.id,
        began=datetime.fromisoformat(info.began).astimezone().replace(tzinfo=None),
        format=info.format or "",
        questions=info.questions,
        score=info.score,
        complete=info.complete or not info.is_interview,
        cues=info.cues,
        seconds=info.length_s,
        demo=bool(info.about.get("demo")),
    )


def delete(settings: Settings, session_ids: Sequence[int]) -> None:
    """Delete sessions for good. Raises StoreError."""
    sessions = open_store(settings)
    for session_id in session_ids:
        sessions.delete(session_id)
