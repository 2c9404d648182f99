"""A session read back from the store's rows: as a line of the history, or with everything in it."""

from __future__ import annotations

import json
import sqlite3
import struct
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.base.errors import StoreError
from core.base.types import Expression
from core.scoring.counts import Counted
from core.session.events import Event
from core.session.plan import InterviewPlan
from core.store import rescue, rows, transcripts
from core.store.blocks import ALWAYS, readings
from core.store.counting import became, counts_of
from core.store.database import tables
from core.store.sessions import Planned, SessionInfo, StoredSession, answered_between
from core.store.taking_in import apply

SUMMARY = """
    SELECT session.*,
        MAX(
            COALESCE((SELECT MAX(until) FROM packed WHERE session = session.id AND sense = 'reading'), 0.0),
            COALESCE((SELECT MAX(t) FROM reading WHERE session = session.id), 0.0),
            COALESCE((SELECT MAX(t) FROM event WHERE session = session.id), 0.0)
        ) AS length_s
    FROM session
"""
"""A session's row with its length."""


@contextmanager
def read_back(path: Path, session: int) -> Iterator[None]:
    """What SQLite takes for sound but is no session of Poise, as a StoreError of one line."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError, struct.error) as error:
        raise StoreError(
            "session_damaged", path=path, session=session, kind=type(error).__name__, reason=error
        ) from error


def _noted(text: str | None) -> dict[str, Any]:
    """A record of the history's list; one that is damaged counts as empty, so that the others can be listed."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def listed(connection: sqlite3.Connection, row: sqlite3.Row) -> SessionInfo:
    """The session's line in the history."""
    return info_of(row, counts_of(connection, [row])[row["id"]])


def info_of(row: sqlite3.Row, counts: Counted) -> SessionInfo:
    """The session's line, where its counts are known."""
    plan = _noted(row["plan"])
    questions, items = _list_in(plan, "questions"), _list_in(plan, "items")
    return SessionInfo(
        id=row["id"],
        kind=row["kind"],
        began=row["began"],
        ended=row["ended"],
        complete=bool(row["complete"]),
        format=plan.get("format"),
        language=plan.get("language"),
        questions=len(items or questions),
        answered=counts.answered if plan else 0,
        cues=counts.cues.given,
        cues_heard=counts.cues.heard,
        marks=counts.cues.marks,
        score=row["score"] if row["complete"] or not plan else None,  # an older Poise kept those of unfinished ones
        length_s=row["length_s"],
        about=_noted(row["about"]),
        note=counts.note,
        asked=() if items else tuple(_asked(questions)),
    )


def _list_in(plan: Mapping[str, Any], name: str) -> list[Any]:
    """A list of a plan, empty where it is none."""
    found = plan.get(name)
    return found if isinstance(found, list) else []


def _asked(questions: Iterable[Any]) -> Iterator[Planned]:
    """The questions of a plan; what is damaged is passed over, as all of it is in the history."""
    for question in questions:
        with suppress(KeyError, TypeError, ValueError):
            text, companies = dict(question["text"]), tuple(map(str, question.get("companies", ())))
            yield Planned(str(question["id"]), str(question["category"]), text, companies)


def with_parts(connection: sqlite3.Connection, number: int, parts: list[rescue.Rescued]) -> sqlite3.Row:
    """The session as it will be when the store takes its last part: in tables in memory before the store's own."""
    connection.execute("PRAGMA temp_store = MEMORY")
    for table in tables(connection):
        key = "id" if table == "session" else "session"
        connection.execute(f"CREATE TEMP TABLE {table} AS SELECT * FROM main.{table} WHERE {key} = {int(number)}")
    for part in parts:
        apply(connection, part)
    row: sqlite3.Row = connection.execute(f"{SUMMARY} WHERE id = ?", (number,)).fetchone()
    return row


def load(connection: sqlite3.Connection, row: sqlite3.Row, question: str = "") -> StoredSession:
    """All of a session; with a question's id only what was measured while that was answered."""
    json.loads(row["about"])  # in a list its damage is passed over
    classes = classes_of(row["classes"])
    events = events_in(connection, row["id"])
    span = answered_between(events, question) if question else ALWAYS
    sounds = became(events)
    cues = (rows.cue_of(cue) for cue in _cues(connection, row["id"], span))
    return StoredSession(
        info=listed(connection, row),
        plan=plan_of(row),
        readings=tuple(readings(connection, "reading", row["id"], classes, span)),
        cues=tuple(replace(cue, sound=sounds.get(cue.t)) for cue in cues),
        voice=tuple(readings(connection, "voice", row["id"], classes, span)),
        events=events,
        transcripts=transcripts.of_session(connection, row["id"]),
    )


def classes_of(names: str | None) -> list[Expression]:
    """The order of the probabilities in the session's rows."""
    return [Expression(name) for name in json.loads(names or "[]")]


def _cues(connection: sqlite3.Connection, session: int, span: tuple[float, float]) -> list[sqlite3.Row]:
    query = "SELECT * FROM cue WHERE session = ? AND t BETWEEN ? AND ? ORDER BY t, rowid"
    return connection.execute(query, (session, *span)).fetchall()


def plan_of(row: sqlite3.Row) -> InterviewPlan | None:
    """The plan in a session's row; None for watching."""
    return InterviewPlan.from_json_dict(json.loads(row["plan"])) if row["plan"] else None


def events_in(connection: sqlite3.Connection, session: int) -> tuple[Event, ...]:
    """The events of a session in the order of time; those of a newer Poise are passed over."""
    query = "SELECT * FROM event WHERE session = ? ORDER BY t, rowid"
    found = (rows.event_of(row) for row in connection.execute(query, (session,)).fetchall())
    return tuple(event for event in found if event is not None)
