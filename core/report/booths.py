"""One report over the booths of a centre: how much each was used, and what its visitors' interviews scored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.store.sessions import SessionInfo


@dataclass(frozen=True, slots=True)
class Booth:
    """A device: its sessions, those finished, different visitors, seconds, cues, mean score (None: none has one)."""

    device: str
    sessions: int
    finished: int
    visitors: int
    seconds: float
    cues: int
    score: float | None


def by_booth(sessions: Iterable[SessionInfo]) -> list[Booth]:
    """The booths of these sessions by name."""
    found: dict[str, list[SessionInfo]] = defaultdict(list)
    for session in sessions:
        found[session.booth["device"]].append(session)
    return [_booth(device, found[device]) for device in sorted(found)]


def _booth(device: str, sessions: list[SessionInfo]) -> Booth:
    scores = [session.score for session in sessions if session.score is not None]
    return Booth(
        device=device,
        sessions=len(sessions),
        finished=sum(session.complete for session in sessions),
        visitors=len({session.about.get("visitor") for session in sessions} - {"", None}),
        seconds=sum(session.length_s for session in sessions),
        cues=sum(session.cues for session in sessions),
        score=fmean(scores) if scores else None,
    )
