"""A damaged store: noticed before a session is written into it, and what can be read of it saved into a new one."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from core.base.errors import StoreError
from core.store.database import as_store_error, connect, tables, transaction

CHECK_S = 0.5
"""A session's begin does not wait longer for the check; half a second goes through some 100 MB."""
MOST_PROBES = 500_000
"""Row numbers that are tried one by one where a stretch of a table cannot be read."""
_STEPS = 10_000


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What came of it: sessions and rows saved, rows of sessions that are gone, and where the damaged copy lies.

    Packed readings are counted one by one.
    """

    sessions: int
    rows: int
    orphans: int
    copy: Path


def refuse_damaged(connection: sqlite3.Connection, seconds: float = CHECK_S) -> None:
    """Raise DatabaseError where SQLite finds damage within `seconds`; a store too large for that passes."""
    deadline = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
    try:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.OperationalError as error:
        if "interrupted" in str(error):
            return
        raise
    finally:
        connection.set_progress_handler(None, 0)
    if found != "ok":
        raise sqlite3.DatabaseError("database disk image is malformed")


def salvage(path: Path) -> Salvaged:
    """Put what can be read into a new store at `path` and keep the damaged one beside it. Raises StoreError."""
    stamp = datetime.now(timezone.utc).strftime("%Y%m%d-%H%M%S")
    copy = path.with_name(f"{path.name}.damaged-{stamp}")
    fresh = path.with_name(f"{path.name}.salvaged-{stamp}")
    with as_store_error(path):
        if not path.is_file():
            raise StoreError("no_store", path=path)
        old = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        old.row_factory = sqlite3.Row
        with closing(old), closing(connect(fresh)) as new:
            new.execute("PRAGMA foreign_keys = OFF")
            with transaction(new):
                counts = {table: _copy(old, new, table) for table in tables(new)}
                new.execute("UPDATE session SET counts = NULL")  # of what was lost
                orphans = sum(_without_session(new, table) for table in tables(new) if table != "session")
            (packed,) = new.execute("SELECT COALESCE(SUM(count - 1), 0) FROM packed").fetchone()
            new.execute("PRAGMA journal_mode = DELETE")  # so that one file is all of it
        for part in ("", "-wal", "-shm"):
            if (there := path.with_name(path.name + part)).exists():
                there.rename(copy.with_name(copy.name + part))
        fresh.rename(path)
    return Salvaged(counts["session"], sum(counts.values()) - counts["session"] - orphans + packed, orphans, copy)


def _copy(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> int:
    """Copy the rows of a table that can be read; returns how many."""
    known = {row[1] for row in new.execute(f"PRAGMA table_info({table})")}
    copied = 0
    for row in _readable(old, table):
        values = {name: row[name] for name in row.keys() if name in known}  # noqa: SIM118 (a Row is no mapping)
        marks = ",".join("?" * (len(values) + 1))
        statement = f"INSERT OR IGNORE INTO {table} (rowid, {', '.join(values)}) VALUES ({marks})"
        if table == "session":
            statement = f"INSERT OR IGNORE INTO session ({', '.join(values)}) VALUES ({marks[2:]})"
        numbered = () if table == "session" else (row["row_number"],)
        try:
            copied += new.execute(statement, (*numbered, *values.values())).rowcount
        except sqlite3.IntegrityError:  # a row whose own bytes are damaged
            continue
    return copied


def _readable(connection: sqlite3.Connection, table: str) -> Iterator[sqlite3.Row]:
    """From the front up to the damage, from the back down to it, and what lies between by its number."""
    query = f"SELECT rowid AS row_number, * FROM {table} NOT INDEXED"
    first: int | None = None
    for row in _until_damage(connection, f"{query} ORDER BY rowid"):
        first = row["row_number"]
        yield row
    last: int | None = None
    for row in _until_damage(connection, f"{query} WHERE rowid > {first or 0} ORDER BY rowid DESC"):
        last = row["row_number"]
        yield row
    if last is None:
        return
    begin = (first or 0) + 1
    for number in range(begin, min(last, begin + MOST_PROBES)):
        yield from _until_damage(connection, f"{query} WHERE rowid = {number}")


def _until_damage(connection: sqlite3.Connection, query: str) -> Iterator[sqlite3.Row]:
    try:
        rows: Any = connection.execute(query)
        yield from rows
    except sqlite3.DatabaseError:
        return


def _without_session(connection: sqlite3.Connection, table: str) -> int:
    """Rows of sessions that could not be saved have no meaning; returns how many there were."""
    return connection.execute(f"DELETE FROM {table} WHERE session NOT IN (SELECT id FROM session)").rowcount
