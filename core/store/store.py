"""The interface of the store: begin, list, load, continue and delete sessions."""

from __future__ import annotations

import json
import math
import sqlite3
import struct
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from core.base import paths
from core.base.clock import Clock, MonotonicClock
from core.base.errors import StoreError
from core.session.events import AnswerRated, Event, NoteWritten
from core.session.plan import InterviewPlan
from core.store import exports, rescue, rows, transcripts
from core.store.answers import AnswerFiles
from core.store.blocks import pack_rows, unpacked_sessions
from core.store.counting import counts_of, events_of, keep_counts
from core.store.database import BUSY_S, as_store_error, connect, transaction
from core.store.loading import SUMMARY, classes_of, events_in, info_of, listed, load, plan_of, read_back, with_parts
from core.store.owner import Owner, owner, writers
from core.store.places import Protection, is_private, way_of
from core.store.recorder import Recorder, insert_session, running
from core.store.reviews import Answered, answered, words_in
from core.store.salvage import Salvaged, refuse_damaged, salvage
from core.store.sessions import SessionInfo, StoredCourse, StoredSession, position
from core.store.stills import StillFiles
from core.store.taking_in import apply
from core.voice.transcript import Transcript

MOST_INTERRUPTED = 50
"""Interrupted interviews that are looked through for one that can go on."""


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
            raise running(self.path, session, holder)
        return salvage(self.path)

    def owner(self, session_id: int) -> Owner | None:
        """The process that writes this session now, if one does."""
        return owner(self.path, session_id)

    def free(self, session_id: int) -> None:
        """Raises StoreError, telling who, where another process writes this session now."""
        if (found := self.owner(session_id)) is not None:
            raise running(self.path, session_id, found)

    def sessions(self, limit: int | None = 1000) -> list[SessionInfo]:
        """The newest sessions first; without a `limit` all of them. Raises StoreError."""
        with self._open() as connection, as_store_error(self.path):
            found = connection.execute(f"{SUMMARY} ORDER BY id DESC LIMIT ?", (_rows(limit),)).fetchall()
            counts = counts_of(connection, found)
        return [info_of(row, counts[row["id"]]) for row in found]

    def load(self, session_id: int | None = None) -> StoredSession:
        """One session with everything in it, by default the newest. Raises StoreError."""
        with self._open() as connection, as_store_error(self.path):
            if session_id is None:
                row = connection.execute(f"{SUMMARY} ORDER BY id DESC LIMIT 1").fetchone()
            else:
                row = connection.execute(f"{SUMMARY} WHERE id = ?", (session_id,)).fetchone()
            if row is None:
                raise self._missing(session_id)
            if parts := self._waiting(row):
                row = with_parts(connection, row["id"], parts)
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
                taken.append(apply(connection, found))
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
                    pack_rows(connection, number, classes_of(classes), 1)
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

    def unfinished(self, *, idle: bool = False) -> StoredCourse | None:
        """The newest interview that was interrupted and can be continued (see `position`). Raises StoreError.

        `idle` passes over those that a process writes now: they have not ended yet, here or in another terminal. One
        whose plan or events are damaged cannot be continued; `load` says why. The readings are not looked at.
        """
        query = f"{SUMMARY} WHERE kind = 'interview' AND NOT complete ORDER BY id DESC LIMIT ?"
        with self._open() as connection, as_store_error(self.path):
            for row in connection.execute(query, (MOST_INTERRUPTED,)):
                with suppress(StoreError), read_back(self.path, row["id"]):
                    session = StoredCourse(listed(connection, row), plan_of(row), events_in(connection, row["id"]))
                    if position(session) is not None and not (idle and self.owner(session.info.id)):
                        return session
        return None

    def recent_questions(self, limit: int = 200) -> list[str]:
        """The questions that were shown lately, by id, the latest first and each once. Raises StoreError."""
        query = "SELECT json_extract(data, '$.id') AS id, MAX(rowid) FROM event WHERE kind = 'question_shown'"
        with self._open() as connection, as_store_error(self.path):
            found = connection.execute(f"{query} GROUP BY id ORDER BY 2 DESC LIMIT ?", (limit,)).fetchall()
        return [row["id"] for row in found]

    def answered(self, limit: int | None = 400) -> list[Answered]:
        """How the answers of the last `limit` interviews, None: of all, went, the newest first. Raises StoreError."""
        with self._open() as connection, as_store_error(self.path):
            return answered(connection, _rows(limit))

    def attempts(self, question: str, before: str | None = None, limit: int = 20) -> list[StoredSession]:
        """The sessions in which the question of this id was asked, the newest first, each with its answer alone.

        What was measured in other answers is left out. `before` is a beginning (UTC, ISO 8601). Raises StoreError.
        """
        asked = (
            f"{SUMMARY} WHERE id IN (SELECT session FROM event WHERE kind = 'question_shown'"
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
            row = connection.execute(f"{SUMMARY} WHERE id = ?", (session_id,)).fetchone()
            if row is None:
                raise self._missing(session_id)
            connection.execute(rows.EVENT, rows.event_row(session_id, event_at(row["length_s"])))
            keep_counts(connection, session_id)

    def keep_words(self, session_id: int, index: int, attempt: int, transcript: Transcript) -> None:
        """Keep what a recogniser heard of an answer, in place of what was. Raises StoreError, also while it runs."""
        self.free(session_id)
        with self._open() as connection, as_store_error(self.path), transaction(connection):
            if connection.execute("SELECT 1 FROM session WHERE id = ?", (session_id,)).fetchone() is None:
                raise self._missing(session_id)
            transcripts.keep(connection, session_id, index, attempt, transcript)

    def worded(self) -> int:
        """Of how many answers words are kept, of all sessions. Raises StoreError."""
        with self._open() as connection, as_store_error(self.path):
            return transcripts.count(connection)

    def forget_words(self, session_id: int | None = None) -> int:
        """Delete the words of a session, or of all, from the file too; of how many answers. Raises StoreError.

        What the app saved that may quote them goes too; where there are no words, nothing goes.
        """
        with self._open() as connection, as_store_error(self.path):
            for number in transcripts.sessions(connection, session_id):
                exports.delete(paths.reports_dir(self.path.parent), number, exports.WORDED)
            with transaction(connection):
                gone = transcripts.forget(connection, session_id)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return gone

    def delete(self, session_id: int) -> None:
        """Delete a session with everything in it, from the file too. Raises StoreError, also while it is written.

        Its files go first: where one cannot be deleted, the session is still listed, to be deleted again.
        """
        self.free(session_id)
        with self._open() as connection, as_store_error(self.path):
            row = connection.execute("SELECT began FROM session WHERE id = ?", (session_id,)).fetchone()
            if row is None:
                raise self._missing(session_id)
            self._delete_files(session_id, row["began"])
            with transaction(connection):
                connection.execute("DELETE FROM session WHERE id = ?", (session_id,))
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _delete_files(self, session_id: int, began: str | None) -> None:
        """What lies beside the store of a session: recordings, stills, what was saved of it and what waits for it."""
        data = self.path.parent
        StillFiles(paths.stills_dir(data)).delete(session_id)
        AnswerFiles(paths.answers_dir(data)).delete(session_id)
        exports.delete(paths.reports_dir(data), session_id)
        for path in rescue.pending(self.path):
            found = rescue.read(path)
            if found is not None and (found.session.get("id"), found.session.get("began")) == (session_id, began):
                path.unlink(missing_ok=True)

    def delete_all(self) -> int:
        """Delete every session but those that run now, and damaged copies; returns how many there were.

        Raises StoreError.
        """
        with self._open() as connection, as_store_error(self.path):
            found = connection.execute("SELECT id, began FROM session").fetchall()
            idle = {row["id"]: row["began"] for row in found if self.owner(row["id"]) is None}
            for number, began in idle.items():
                self._delete_files(number, began)
            lost = {exports.session_of(path) for path in exports.exported(paths.reports_dir(self.path.parent))}
            for number in lost - {row["id"] for row in found}:
                exports.delete(paths.reports_dir(self.path.parent), number)
            for copy in self.path.parent.glob(f"{self.path.name}.damaged-*"):
                copy.unlink()
            with transaction(connection):
                gone = connection.executemany("DELETE FROM session WHERE id = ?", [(number,) for number in idle])
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return gone.rowcount if idle else 0

    @property
    def size(self) -> int:
        """Bytes on the disk, the write-ahead log included; 0 where there is no store yet."""
        parts = (self.path, self.path.with_name(self.path.name + "-wal"))
        return sum(part.stat().st_size for part in parts if part.exists())

    def _loaded(self, connection: sqlite3.Connection, row: sqlite3.Row, question: str = "") -> StoredSession:
        with read_back(self.path, row["id"]):
            return load(connection, row, question)

    def _missing(self, session_id: int | None) -> StoreError:
        if session_id is None:
            return StoreError("no_session_yet", path=self.path)
        return StoreError("no_session", path=self.path, session=session_id)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(connect(self.path, self._busy_s)) as connection:
            yield connection


def _rows(limit: int | None) -> int:
    """For SQLite's LIMIT, to which less than nothing is all."""
    return -1 if limit is None else limit
