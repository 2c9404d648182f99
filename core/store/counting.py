"""The counts of the history's lines, by the same rule as a report's, without reading what was measured."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from typing import NamedTuple

from core.cueing.cues import CueCount, CueLevel, Sound
from core.scoring.counts import Counted, counted
from core.session.events import CueSounded, Event, from_json_dict

KINDS = ("answer_began", "answer_ended", "item_ended", "skipped", "cue_sounded", "note_written")
"""The events that decide which answers count and what became of cues, and the user's note."""


LEVELS = frozenset(CueLevel)


class StoredCue(NamedTuple):
    """A cue without its reasons."""

    t: float
    level: CueLevel
    sound: Sound | None


def counted_sessions(connection: sqlite3.Connection, ids: Sequence[int]) -> Mapping[int, Counted]:
    """The counts of each of these sessions; what is damaged is passed over, so that the others can be listed."""
    if not ids:
        return {}
    between = (min(ids), max(ids))
    events = events_of(connection, KINDS, *between)
    sounds = {number: became(found) for number, found in events.items()}
    cues: dict[int, list[StoredCue]] = defaultdict(list)
    query = "SELECT session, t, level FROM cue WHERE session BETWEEN ? AND ? ORDER BY session, t, rowid"
    for row in connection.execute(query, between):
        if row["level"] in LEVELS:
            sound = sounds.get(row["session"], {}).get(row["t"])
            cues[row["session"]].append(StoredCue(row["t"], CueLevel(row["level"]), sound))
    return {number: counted(events[number], cues[number]) for number in ids}


def events_of(
    connection: sqlite3.Connection, kinds: Sequence[str], first: int, last: int
) -> defaultdict[int, list[Event]]:
    """The events of these kinds of the sessions from `first` to `last`, in order; damaged ones are passed over."""
    marks = ",".join("?" * len(kinds))
    found: defaultdict[int, list[Event]] = defaultdict(list)
    query = f"SELECT session, t, kind, data FROM event WHERE session BETWEEN ? AND ? AND kind IN ({marks})"
    for row in connection.execute(f"{query} ORDER BY session, t, rowid", (first, last, *kinds)):
        event = _event(row)
        if event is not None:
            found[row["session"]].append(event)
    return found


def keep_counts(connection: sqlite3.Connection, session: int) -> None:
    """Keep the counts of a session that has ended with it, so that a long history opens at once."""
    found = counted_sessions(connection, [session])[session]
    kept = json.dumps({"answered": found.answered, "cues": astuple(found.cues), "note": found.note})
    connection.execute("UPDATE session SET counts = ? WHERE id = ?", (kept, session))


def counts_of(connection: sqlite3.Connection, sessions: Sequence[sqlite3.Row]) -> Mapping[int, Counted]:
    """The counts of the sessions with these rows: those that are kept, the others counted anew."""
    found = {row["id"]: _kept(row["counts"]) for row in sessions}
    anew = counted_sessions(connection, [number for number, counts in found.items() if counts is None])
    return {number: anew[number] if counts is None else counts for number, counts in found.items()}


def _kept(text: str | None) -> Counted | None:
    try:
        kept = json.loads(text or "null")
        return Counted(int(kept["answered"]), CueCount(*map(int, kept["cues"])), str(kept["note"]))
    except (ValueError, TypeError, KeyError):
        return None


def became(events: Iterable[Event]) -> Mapping[float, Sound | None]:
    """What became of the cues, by their times; the last word counts."""
    return {event.t: event.sound for event in events if isinstance(event, CueSounded)}


def _event(row: sqlite3.Row) -> Event | None:
    try:
        return from_json_dict(row["kind"], row["t"], json.loads(row["data"]))
    except (ValueError, TypeError, AttributeError):
        return None
