"""Writes a running session: buffered, and in one transaction at least once a second."""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from core.base.clock import Clock
from core.base.errors import Said, StoreError
from core.base.types import Expression, Reading
from core.cueing.cues import Cue
from core.session.events import CueGiven, Event, Finished
from core.store import rows
from core.store.blocks import BLOCK_ROWS, pack_rows
from core.store.counting import keep_counts
from core.store.database import as_store_error, connect, transaction
from core.store.owner import Owner, Ownership, own
from core.store.rescue import Rescued, save
from core.voice.readings import VoiceReading

FLUSH_S = 0.5
"""Half of the second that may be lost, so that a slow disk or a late tick does not break the promise."""
RETRY_S = 5.0
MOST_BUFFERED = 20_000
"""Readings kept while the disk refuses them (20 minutes); after that the oldest are let go."""


class Recorder:
    """One session being written; used from one thread. `score` is written when the session finishes.

    No other process can write the session meanwhile; StoreError says who does.
    """

    def __init__(self, path: Path, session: int, clock: Clock) -> None:
        self.session = session
        self.score: float | None = None
        self._path = path
        self._clock = clock
        self._ownership = _own(path, session)
        try:
            self._connection = connect(path)
            self._row: dict[str, Any] = {}
            self._classes: list[Expression] = self._known_classes()
        except BaseException:
            self._ownership.release()
            raise
        self._new_classes = False
        self._readings: list[rows.Row] = []
        self._others: list[tuple[str, rows.Row]] = []
        self._finished: Finished | None = None
        self._due = clock.now() + FLUSH_S

    def reading(self, reading: Reading) -> None:
        """Remember a reading that counted."""
        if reading.probabilities is not None:
            self._learn_classes(reading)
        self._readings.append(rows.reading_row(self.session, reading, self._classes))
        del self._readings[:-MOST_BUFFERED]

    def event(self, event: Event) -> None:
        """Remember an event or a cue."""
        if isinstance(event, CueGiven):
            self.cue(event.cue)
            return
        self._others.append((rows.EVENT, rows.event_row(self.session, event)))
        if isinstance(event, Finished):
            self._finished = event

    def cue(self, cue: Cue) -> None:
        """Remember a cue."""
        self._others.append((rows.CUE, rows.cue_row(self.session, cue)))

    def voice(self, reading: VoiceReading) -> None:
        """Remember a voice reading that counted."""
        self._others.append((rows.VOICE, rows.voice_row(self.session, reading)))

    def tick(self) -> None:
        """Write what is due. Raises StoreError; what could not be written is kept and tried again after a while."""
        if self._clock.now() >= self._due:
            self.flush()

    def flush(self) -> None:
        """Write everything now, in one transaction. Raises StoreError."""
        self._due = self._clock.now() + RETRY_S
        if self._readings or self._others or self._finished:
            with as_store_error(self._path), transaction(self._connection):
                self._write()
            self._readings, self._others, self._finished = [], [], None
            self._new_classes = False
            self._pack(BLOCK_ROWS)
        self._due = self._clock.now() + FLUSH_S

    def close(self) -> None:
        """Write the rest and let go of the file. Raises StoreError."""
        try:
            self.flush()
            self._pack(1)
            self._keep_counts()
        finally:
            self._connection.close()
            self._ownership.release()

    def rescue(self) -> Path:
        """Keep what could not be written in a file of its own, after `close` failed. Raises OSError."""
        readings = [(rows.READING, list(row)) for row in self._readings]
        others = [(statement, list(row)) for statement, row in self._others]
        session = {**self._row, "classes": json.dumps([expression.value for expression in self._classes])}
        if self._finished is not None:
            session |= {"ended": utc_now(), "complete": self._finished.complete, "score": self.score}
        return save(self._path, Rescued(session, readings + others))

    def _write(self) -> None:
        self._connection.executemany(rows.READING, self._readings)
        for statement, row in self._others:
            self._connection.execute(statement, row)
        if self._new_classes:
            names = json.dumps([expression.value for expression in self._classes])
            self._connection.execute("UPDATE session SET classes = ? WHERE id = ?", (names, self.session))
        if self._finished is not None:
            ended = (utc_now(), self._finished.complete, self.score, self.session)
            self._connection.execute("UPDATE session SET ended = ?, complete = ?, score = ? WHERE id = ?", ended)

    def _pack(self, least: int) -> None:
        """Pack rows that were written, where there are `least` or more: if that fails, they are as safe as before."""
        with suppress(StoreError), as_store_error(self._path), transaction(self._connection):
            pack_rows(self._connection, self.session, self._classes, least)

    def _keep_counts(self) -> None:
        with suppress(StoreError), as_store_error(self._path), transaction(self._connection):
            keep_counts(self._connection, self.session)

    def _learn_classes(self, reading: Reading) -> None:
        """The first reading shows which classes the network knows. Other weights may add some."""
        assert reading.probabilities is not None
        new = [expression for expression in reading.probabilities if expression not in self._classes]
        if new:
            self._classes += new
            self._new_classes = True

    def _known_classes(self) -> list[Expression]:
        with as_store_error(self._path):
            row = self._connection.execute("SELECT * FROM session WHERE id = ?", (self.session,)).fetchone()
        if row is None:
            self._connection.close()
            raise StoreError("no_session", path=self._path, session=self.session)
        if row["counts"] is not None:  # it goes on
            with as_store_error(self._path), transaction(self._connection):
                self._connection.execute("UPDATE session SET counts = NULL WHERE id = ?", (self.session,))
        self._row = dict(row)
        return [Expression(name) for name in json.loads(row["classes"] or "[]")]


def _own(path: Path, session: int) -> Ownership:
    """The session for this process alone; raises StoreError telling who else writes it."""
    with as_store_error(path):
        found = own(path, session)
    if isinstance(found, Owner):
        raise running(path, session, found)
    return found


def running(path: Path, session: int, owner: Owner) -> StoreError:
    """For somebody who wants a session that another process writes."""
    who = Said("owner", {"pid": owner.pid, "since": owner.since}) if owner.pid else Said("owner_unknown")
    return StoreError("session_runs", path=path, session=session, who=who)


def insert_session(connection: sqlite3.Connection, kind: str, plan: str | None, about: str, began: str | None) -> int:
    """A new row for a session that `began` then, or now; returns its number."""
    statement = "INSERT INTO session (kind, began, plan, about) VALUES (?,?,?,?)"
    return int(connection.execute(statement, (kind, began or utc_now(), plan, about)).lastrowid or 0)


def utc_now() -> str:
    """The moment as it is stored: UTC, ISO 8601."""
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")
