"""The interface of the store: begin, list, load, continue and delete sessions."""

from __future__ import annotations

import json
import math
import shutil
import sqlite3
import struct
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.base import paths
from core.base.clock import Clock, MonotonicClock
from core.base.errors import StoreError
from core.base.types import Expression
from core.scoring.counts import Counted
from core.session.events import AnswerRated, Event, NoteWritten
from core.session.plan import InterviewPlan
from core.store import rescue, rows
from core.store.blocks import ALWAYS, pack_rows, readings, unpacked_sessions
from core.store.counting import became, counts_of, events_of, keep_counts
from core.store.database import BUSY_S, as_store_error, connect, tables, transaction
from core.store.owner import Owner, owner, writers
from core.store.places import Protection, is_private, way_of
from core.store.recorder import Recorder, insert_session, running
from core.store.reviews import Answered, answered, words_in
from core.store.salvage import Salvaged, refuse_damaged, salvage
from core.store.sessions import Planned, SessionInfo, StoredCourse, StoredSession, answered_between, position
from core.store.stills import StillFiles

_SUMMARY = """
    SELECT session.*,
        MAX(
            COALESCE((SELECT MAX(until) FROM packed WHERE session = session.id AND sense = 'reading'), 0.0),
            COALESCE((SELECT MAX(t) FROM reading WHERE session = session.id), 0.0),
            COALESCE((SELECT MAX(t) FROM event WHERE session = session.id), 0.0)
        ) AS length_s
    FROM session
"""


class SessionStore:
    """The store at `path` (a file). Opens it for each call, so that it may be used from any thread."""

    def __init__(self, path: Path, busy_s: float = BUSY_S) -> None:
        self.path = path
        self._busy_s = busy_s

    def begin(
        self,
        kind: str,
        plan: InterviewPlan | None,
        about: Mapping[str, Any],
        clock: Clock | None = None,
        *,
        began: str | None = None,
    ) -> Recorder:
        """Begin a session and return who writes it; `about` in JSON's types. Raises StoreError.

        `began` (by `utc_now`) is for a session that began before it was to be stored. The recorder belongs to
        the thread that called this.
        """
        planned = json.dumps(plan.to_json_dict(), ensure_ascii=False) if plan else None
        self.refuse_damaged()
        with self._open() as connection, as_store_error(self.path), transaction(connection):
            session = insert_session(connection, kind, planned, json.dumps(about, ensure_ascii=False), began)
        return Recorder(self.path, session, clock or MonotonicClock())

    def go_on(self, session_id: int, clock: Clock | None = None) -> Recorder:
        """Write on in a session that was interrupted. Raises StoreError."""
        self.refuse_damaged()
        return Recorder(self.path, session_id, clock or MonotonicClock())

    def refuse_damaged(self) -> None:
        """Raises StoreError where the file is damaged, as far as half a second of checking shows."""
        with self._open() as connection, as_store_error(self.path):
            refuse_damaged(connection)

    def protection(self) -> Protection:
        """What protects the store in its folder; the store is made where there is none. Raises StoreError."""
        with self._open(), as_store_error(self.path):
            return Protection(way_of(self.path), is_private(self.path))

    def salvage(self) -> Salvaged:
        """Make a new store of what can be read, keeping the damaged one beside it. Raises StoreError.

        Not while a session is written: it would go on in the damaged copy, where nobody looks for it.
        """
        for session, holder in writers(self.path):
            raise StoreError(f"{self.path}: {running(session, holder)}")
        return salvage(self.path)

    def owner(self, session_id: int) -> Owner | None:
        """The process that writes this session now, if one does."""
        return owner(self.path, session_id)

    def free(self, session_id: int) -> None:
        """Raises StoreError, telling who, where another process writes this session now."""
        if (found := self.owner(session_id)) is not None:
            raise StoreError(f"{self.path}: {running(session_id, found)}")

    def sessions(self, limit: int = 1000) -> list[SessionInfo]:
        """The newest sessions first. Raises StoreError."""
        with self._open() as connection, as_store_error(self.path):
            found = connection.execute(f"{_SUMMARY} ORDER BY id DESC LIMIT ?", (limit,)).fetchall()
            counts = counts_of(connection, found)
        return [_info(row, counts[row["id"]]) for row in found]

    def load(self, session_id: int | None = None) -> StoredSession:
        """One session with everything in it, by default the newest. Raises StoreError."""
        with self._open() as connection, as_store_error(self.path):
            if session_id is None:
                row = connection.execute(f"{_SUMMARY} ORDER BY id DESC LIMIT 1").fetchone()
            else:
                row = connection.execute(f"{_SUMMARY} WHERE id = ?", (session_id,)).fetchone()
            if row is None:
                raise StoreError(self._missing(session_id))
            if parts := self._waiting(row):
                row = _with_parts(connection, row["id"], parts)
            return self._loaded(connection, row)

    def take_in(self) -> list[int]:
        """Take in what earlier sessions could not write, and return their numbers. Raises StoreError.

        What belongs to a session that runs, or is refused again, waits on.
        """
        taken = []
        for path in rescue.pending(self.path):
            found = rescue.read(path)
            if found is None or self.owner(found.session["id"]) is not None:
                continue
            with self._open() as connection, as_store_error(self.path), transaction(connection):
                taken.append(rescue.apply(connection, found))
            path.unlink(missing_ok=True)
        return taken

    def pack(self, seconds: float = math.inf) -> int:
        """Pack what sessions that nobody writes have in rows: an earlier Poise's, or killed ones. Raises StoreError.

        Each session is packed as a whole or stays as it was; no new one is begun after `seconds`. Returns how many.
        """
        until, packed = time.monotonic() + seconds, 0
        with self._open() as connection, as_store_error(self.path):
            for number, classes in unpacked_sessions(connection):
                if time.monotonic() >= until:
                    break
                if self.owner(number) is not None:
                    continue
                with suppress(ValueError, KeyError, TypeError, struct.error), transaction(connection):
                    pack_rows(connection, number, _classes(classes), 1)
                    keep_counts(connection, number)
                    packed += 1
        return packed

    def compact(self) -> tuple[int, int]:
        """Pack every session and give the freed room back; the bytes before and after. Raises StoreError."""
        before = self.size
        self.pack()
        with self._open() as connection, as_store_error(self.path):
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return before, self.size

    def _waiting(self, row: sqlite3.Row) -> list[rescue.Rescued]:
        """What is still to be taken in of the session with this row."""
        found = [rescue.read(path) for path in rescue.pending(self.path)]
        same = (row["id"], row["began"])
        return [part for part in found if part and (part.session.get("id"), part.session.get("began")) == same]

    def unfinished(self) -> StoredCourse | None:
        """The newest interview, if it was interrupted and can be continued (see `position`). Raises StoreError.

        One whose plan or events are damaged cannot be continued; `load` says why. The readings are not looked at.
        """
        with self._open() as connection, as_store_error(self.path):
            query = f"{_SUMMARY} WHERE kind = 'interview' ORDER BY id DESC LIMIT 1"
            row = connection.execute(query).fetchone()
            if row is None or row["complete"]:
                return None
            try:
                with _read_back(self.path, row["id"]):
                    session = StoredCourse(_listed(connection, row), _plan(row), _events(connection, row["id"]))
            except StoreError:
                return None
        return session if position(session) is not None else None

    def recent_questions(self, limit: int = 200) -> list[str]:
        """The questions that were shown lately, by id, the latest first and each once. Raises StoreError."""
        query = "SELECT json_extract(data, '$.id') AS id, MAX(rowid) FROM event WHERE kind = 'question_shown'"
        with self._open() as connection, as_store_error(self.path):
            found = connection.execute(f"{query} GROUP BY id ORDER BY 2 DESC LIMIT ?", (limit,)).fetchall()
        return [row["id"] for row in found]

    def answered(self, limit: int = 400) -> list[Answered]:
        """How the answers of the last `limit` interviews went, the newest first. Raises StoreError."""
        with self._open() as connection, as_store_error(self.path):
            return answered(connection, limit)

    def attempts(self, question: str, before: str | None = None, limit: int = 20) -> list[StoredSession]:
        """The sessions in which the question of this id was asked, the newest first, each with its answer alone.

        What was measured in other answers is left out. `before` is a beginning (UTC, ISO 8601). Raises StoreError.
        """
        asked = (
            f"{_SUMMARY} WHERE id IN (SELECT session FROM event WHERE kind = 'question_shown'"
            " AND json_valid(data) AND json_extract(data, '$.id') = ?) AND (? IS NULL OR began < ?)"
        )
        with self._open() as connection, as_store_error(self.path):
            found = connection.execute(f"{asked} ORDER BY began DESC LIMIT ?", (question, before, before, limit))
            return [self._loaded(connection, row, question) for row in found.fetchall()]

    def note(self, session_id: int, text: str) -> None:
        """Keep the user's own words on a session, in place of earlier ones. Raises StoreError, also while it runs."""
        self._add_afterwards(session_id, lambda t: NoteWritten(t, text))

    def rate(self, session_id: int, index: int, word: str) -> None:
        """Keep the user's own word on the answer to question `index`, in place of an earlier one.

        Raises StoreError, also while the session runs.
        """
        self._add_afterwards(session_id, lambda t: AnswerRated(t, index, word))

    def own_words(self, session_id: int) -> Mapping[int, str]:
        """The user's own words on the answers of a session, by their questions' indices. Raises StoreError."""
        with self._open() as connection, as_store_error(self.path):
            return words_in(events_of(connection, ("answer_rated",), session_id, session_id)[session_id])

    def _add_afterwards(self, session_id: int, event_at: Callable[[float], Event]) -> None:
        """Add an event to the end of a session that nobody writes."""
        self.free(session_id)
        with self._open() as connection, as_store_error(self.path), transaction(connection):
            row = connection.execute(f"{_SUMMARY} WHERE id = ?", (session_id,)).fetchone()
            if row is None:
                raise StoreError(self._missing(session_id))
            connection.execute(rows.EVENT, rows.event_row(session_id, event_at(row["length_s"])))
            keep_counts(connection, session_id)

    def delete(self, session_id: int) -> None:
        """Delete a session with everything in it, from the file too. Raises StoreError, also while it is written."""
        self.free(session_id)
        with self._open() as connection, as_store_error(self.path):
            with transaction(connection):
                gone = connection.execute("DELETE FROM session WHERE id = ?", (session_id,)).rowcount
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if not gone:
            raise StoreError(self._missing(session_id))
        self._delete_files([session_id])

    def _delete_files(self, sessions: Iterable[int]) -> None:
        """Recorded answers and stills of these sessions go with them. Raises StoreError."""
        stills = StillFiles(paths.stills_dir(self.path.parent))
        with as_store_error(self.path):
            for number in sessions:
                stills.delete(number)
                folder = paths.answers_dir(self.path.parent) / str(number)
                if folder.exists():
                    shutil.rmtree(folder)

    def delete_all(self) -> int:
        """Delete every session but those that run now; returns how many there were. Raises StoreError."""
        with self._open() as connection, as_store_error(self.path):
            with transaction(connection):
                found = [row["id"] for row in connection.execute("SELECT id FROM session")]
                idle = [(number,) for number in found if self.owner(number) is None]
                gone = connection.executemany("DELETE FROM session WHERE id = ?", idle).rowcount if idle else 0
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._delete_files(number for (number,) in idle)
        return gone

    @property
    def size(self) -> int:
        """Bytes on the disk, the write-ahead log included; 0 where there is no store yet."""
        parts = (self.path, self.path.with_name(self.path.name + "-wal"))
        return sum(part.stat().st_size for part in parts if part.exists())

    def _loaded(self, connection: sqlite3.Connection, row: sqlite3.Row, question: str = "") -> StoredSession:
        with _read_back(self.path, row["id"]):
            return _load(connection, row, question)

    def _missing(self, session_id: int | None) -> str:
        if session_id is None:
            return f"{self.path}: no session is stored yet; `poise interview` makes one"
        return f"{self.path}: there is no session {session_id}; `poise history` lists them"

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(connect(self.path, self._busy_s)) as connection:
            yield connection


@contextmanager
def _read_back(path: Path, session: int) -> Iterator[None]:
    """What SQLite takes for sound but is no session of Poise, as a StoreError of one line."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError, struct.error) as error:
        raise StoreError(
            f"{path}: session {session} is damaged ({type(error).__name__}: {error}); delete it in the app's history"
        ) from error


def _noted(text: str | None) -> dict[str, Any]:
    """A record of the history's list; one that is damaged counts as empty, so that the others can be listed."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _listed(connection: sqlite3.Connection, row: sqlite3.Row) -> SessionInfo:
    """The session's line in the history."""
    return _info(row, counts_of(connection, [row])[row["id"]])


def _info(row: sqlite3.Row, counts: Counted) -> SessionInfo:
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


def _with_parts(connection: sqlite3.Connection, number: int, parts: list[rescue.Rescued]) -> sqlite3.Row:
    """The session as it will be when the store takes its last part: in tables in memory before the store's own."""
    connection.execute("PRAGMA temp_store = MEMORY")
    for table in tables(connection):
        key = "id" if table == "session" else "session"
        connection.execute(f"CREATE TEMP TABLE {table} AS SELECT * FROM main.{table} WHERE {key} = {int(number)}")
    for part in parts:
        rescue.apply(connection, part)
    row: sqlite3.Row = connection.execute(f"{_SUMMARY} WHERE id = ?", (number,)).fetchone()
    return row


def _load(connection: sqlite3.Connection, row: sqlite3.Row, question: str = "") -> StoredSession:
    """All of a session; with a question's id only what was measured while that was answered."""
    json.loads(row["about"])  # in a list its damage is passed over
    classes = _classes(row["classes"])
    events = _events(connection, row["id"])
    span = answered_between(events, question) if question else ALWAYS
    sounds = became(events)
    cues = (rows.cue_of(cue) for cue in _cues(connection, row["id"], span))
    return StoredSession(
        info=_listed(connection, row),
        plan=_plan(row),
        readings=tuple(readings(connection, "reading", row["id"], classes, span)),
        cues=tuple(replace(cue, sound=sounds.get(cue.t)) for cue in cues),
        voice=tuple(readings(connection, "voice", row["id"], classes, span)),
        events=events,
    )


def _classes(names: str | None) -> list[Expression]:
    """The order of the probabilities in the session's rows."""
    return [Expression(name) for name in json.loads(names or "[]")]


def _cues(connection: sqlite3.Connection, session: int, span: tuple[float, float]) -> list[sqlite3.Row]:
    query = "SELECT * FROM cue WHERE session = ? AND t BETWEEN ? AND ? ORDER BY t, rowid"
    return connection.execute(query, (session, *span)).fetchall()


def _plan(row: sqlite3.Row) -> InterviewPlan | None:
    return InterviewPlan.from_json_dict(json.loads(row["plan"])) if row["plan"] else None


def _events(connection: sqlite3.Connection, session: int) -> tuple[Event, ...]:
    query = "SELECT * FROM event WHERE session = ? ORDER BY t, rowid"
    found = (rows.event_of(row) for row in connection.execute(query, (session,)).fetchall())
    return tuple(event for event in found if event is not None)
