"""A centre's server: one PostgreSQL for the sessions of many booths, each of which goes on writing its own store.

SQLite on the booth's disk stays the only place that a session is written to, so a broken link costs nothing. What
lies there of sessions that were begun for a centre (`about` names the device) is copied to the server by `shipping`.
Rows are only ever added to a session, and their number on the server says where to go on, whatever was interrupted.
Readings go there as packed, at the latest when their session ends.

The server is asked with plain SQL through pg8000: six statements for one kind of server need no layer above them, and
the local store is not to depend on one. What the server holds is read by putting it into a store in a folder that is
thrown away, so that history and reports are made by the same code as at home.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from core.base.errors import StoreError
from core.store.database import as_store_error, connect, transaction

TIMEOUT_S = 5
SESSION = ("kind", "ended", "complete", "plan", "about", "classes", "score")
COPIED: Mapping[str, tuple[str, ...]] = {
    "event": ("t", "kind", "data"),
    "cue": ("t", "level", "why"),
    "packed": ("sense", "t", "until", "count", "data"),
}
"""The tables that are copied, with their columns besides `session`."""
_SESSION = "session BIGINT NOT NULL REFERENCES poise_session ON DELETE CASCADE, place BIGINT NOT NULL"
_KEY = "PRIMARY KEY (session, place)"
SCHEMA = (
    "CREATE TABLE IF NOT EXISTS poise_session (id BIGSERIAL PRIMARY KEY, device TEXT NOT NULL,"
    " number BIGINT NOT NULL, began TEXT NOT NULL, visitor TEXT NOT NULL, kind TEXT NOT NULL, ended TEXT,"
    " complete INTEGER NOT NULL, plan TEXT, about TEXT NOT NULL, classes TEXT, score DOUBLE PRECISION,"
    " UNIQUE (device, number, began))",
    f"CREATE TABLE IF NOT EXISTS poise_event ({_SESSION}, t DOUBLE PRECISION NOT NULL, kind TEXT NOT NULL,"
    f" data TEXT NOT NULL, {_KEY})",
    f"CREATE TABLE IF NOT EXISTS poise_cue ({_SESSION}, t DOUBLE PRECISION NOT NULL, level INTEGER NOT NULL,"
    f" why TEXT NOT NULL, {_KEY})",
    f"CREATE TABLE IF NOT EXISTS poise_packed ({_SESSION}, sense TEXT NOT NULL, t DOUBLE PRECISION NOT NULL,"
    f" until DOUBLE PRECISION NOT NULL, count INTEGER NOT NULL, data BYTEA NOT NULL, {_KEY})",
)
LOCK = 0x706F697365
"""Booths that start together make the tables one after the other."""


BATCH = 100
"""Sessions whose rows are asked for together."""


@dataclass(slots=True)
class _Sent:
    """What the server has of a session: its id there, its row, and how many rows of each table.

    `last` is the local `rowid` of the last of them.
    """

    id: int
    row: tuple[Any, ...]
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COPIED, 0))
    last: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COPIED, 0))


@dataclass(frozen=True, slots=True)
class _Waiting:
    """The rows of a table that the server lacks, and the `rowid` of the last of them."""

    rows: Sequence[tuple[Any, ...]]
    last: int


class Central:
    """The server at `url` (postgresql://user:password@host:port/name), by one connection. Raises StoreError.

    Belongs to one thread. After an error it is of no use: make another one.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._known: dict[tuple[str, int, str], _Sent] = {}
        with server_errors(self.url):
            self._connection = _connected(url)
            self._run("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
            for statement in SCHEMA:
                self._run(statement)
            self._connection.commit()

    def close(self) -> None:
        """Let go of the server."""
        with server_errors(self.url):
            self._connection.close()

    def ship(self, store: Path, sessions: Sequence[int] | None = None) -> int:
        """Copy what the server lacks of these sessions of the local store, by default of all; returns the rows.

        Those that were not begun for a centre stay where they are.

        Each session is copied in one transaction. Raises StoreError.
        """
        sent = 0
        with closing(connect(store)) as local, as_store_error(store):
            for number in _begun_for_a_centre(local, sessions):
                sent += self._ship(local, number)
        return sent

    def mirror(self, store: Path, device: str | None = None, number: int | None = None) -> None:
        """Put the sessions of one device, or of all, into the new store at `store`; readings only of `number`.

        Those of one device keep its numbers, as far as it gave each once; of all they are numbered anew, and `about`
        tells `device`, `visitor` and `number` of each. Raises StoreError.
        """
        with server_errors(self.url), closing(connect(store)) as local, as_store_error(store), transaction(local):
            names = ("id", "device", "visitor", "number", "began", *SESSION)
            query = (
                f"SELECT {', '.join(names)} FROM poise_session WHERE (%s::text IS NULL OR device = %s)"
                " AND (%s::bigint IS NULL OR number = %s) ORDER BY began, id"
            )
            found = self._run(query, (device, device, number, number))
            rows = [dict(zip(names, values, strict=True)) for values in found]
            tables = [table for table in COPIED if table != "packed" or number is not None]
            for first in range(0, len(rows), BATCH):
                self._mirrored(local, rows[first : first + BATCH], tables, numbered=device is not None)
            self._connection.rollback()

    def _ship(self, local: sqlite3.Connection, number: int) -> int:
        row = local.execute(
            f"SELECT began, about, {', '.join(SESSION)} FROM session WHERE id = ?", (number,)
        ).fetchone()
        device, visitor = _booth(row["about"]) if row is not None else ("", "")
        if not device:
            return 0
        key, values = (device, number, row["began"]), tuple(row[name] for name in SESSION)
        known = self._known.get(key) or self._found(local, key)
        waiting = {table: _waiting(local, table, number, known.last[table]) for table in COPIED}
        if known.row == values and not any(each.rows for each in waiting.values()):
            return 0
        with server_errors(self.url):
            sent = _Sent(self._put_session(key, visitor, values), values)
            for table, each in waiting.items():
                self._put_rows(sent.id, table, known.counts[table], each.rows)
                sent.counts[table], sent.last[table] = known.counts[table] + len(each.rows), each.last
            self._connection.commit()
        self._known[key] = sent
        return sum(len(each.rows) for each in waiting.values())

    def _found(self, local: sqlite3.Connection, key: tuple[str, int, str]) -> _Sent:
        """What the server has of a session; asked once for each connection."""
        with server_errors(self.url):
            query = "SELECT id FROM poise_session WHERE device = %s AND number = %s AND began = %s"
            found = self._run(query, key)
            if not found:
                return _Sent(0, ())
            sent = _Sent(found[0][0], ())
            for table in COPIED:
                ((sent.counts[table],),) = self._run(
                    f"SELECT COUNT(*) FROM poise_{table} WHERE session = %s", (sent.id,)
                )
                sent.last[table] = _rowid(local, table, key[1], sent.counts[table])
        return sent

    def _put_session(self, key: tuple[str, int, str], visitor: str, values: tuple[Any, ...]) -> int:
        marks = ", ".join(["%s"] * (4 + len(SESSION)))
        new = ", ".join(f"{name} = EXCLUDED.{name}" for name in SESSION)
        statement = (
            f"INSERT INTO poise_session (device, number, began, visitor, {', '.join(SESSION)}) VALUES ({marks})"
            f" ON CONFLICT (device, number, began) DO UPDATE SET {new} RETURNING id"
        )
        ((number,),) = self._run(statement, (*key, visitor, *values))
        return int(number)

    def _put_rows(self, session: int, table: str, begin: int, rows: Sequence[tuple[Any, ...]]) -> None:
        columns = COPIED[table]
        marks = ", ".join(["%s"] * (2 + len(columns)))
        statement = f"INSERT INTO poise_{table} (session, place, {', '.join(columns)}) VALUES ({marks})"
        for place, values in enumerate(rows, begin):
            self._run(f"{statement} ON CONFLICT DO NOTHING", (session, place, *values))

    def _mirrored(
        self, local: sqlite3.Connection, rows: Sequence[Mapping[str, Any]], tables: Sequence[str], *, numbered: bool
    ) -> None:
        """Put some sessions, with their rows in `tables`, into the local store; `numbered` as at their device."""
        made = {row["id"]: _put_mirrored(local, row, row["number"] if numbered else None) for row in rows}
        for table in tables:
            columns = ", ".join(COPIED[table])
            query = f"SELECT session, {columns} FROM poise_{table} WHERE session = ANY(%s) ORDER BY session, place"
            marks = ", ".join("?" * (1 + len(COPIED[table])))
            found = ((made[number], *values) for number, *values in self._run(query, (list(made),)))
            local.executemany(f"INSERT INTO {table} (session, {columns}) VALUES ({marks})", found)

    def _run(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        cursor = self._connection.cursor()
        cursor.execute(statement, tuple(values))
        return [tuple(row) for row in cursor.fetchall()] if cursor.description else []


def _put_mirrored(local: sqlite3.Connection, row: Mapping[str, Any], number: int | None) -> int:
    """A session of the server into the local store, under `number` where that is free; its number there."""
    names = ("began", "kind", "ended", "complete", "plan", "classes", "score")
    booth = (row["about"], row["device"], row["visitor"], row["number"])
    statement = (
        f"INSERT INTO session (id, {', '.join(names)}, about) VALUES (?, {', '.join('?' * len(names))},"
        " json_set(?, '$.device', ?, '$.visitor', ?, '$.number', ?))"
    )
    taken = local.execute("SELECT 1 FROM session WHERE id = ?", (number,)).fetchone() is not None
    values = (None if taken else number, *(row[name] for name in names), *booth)
    return int(local.execute(statement, values).lastrowid or 0)


def _begun_for_a_centre(local: sqlite3.Connection, sessions: Sequence[int] | None) -> list[int]:
    """The sessions whose record names a device, of these or of all."""
    chosen = "" if sessions is None else "id IN (SELECT value FROM json_each(?)) AND"
    query = f"SELECT id FROM session WHERE {chosen} json_valid(about) AND json_extract(about, '$.device') <> ''"
    values = () if sessions is None else (json.dumps(list(sessions)),)
    return [row["id"] for row in local.execute(f"{query} ORDER BY id", values)]


def _booth(about: str) -> tuple[str, str]:
    """The device and the visitor of a session; "" where there is none, or where its record is damaged."""
    try:
        found = json.loads(about)
    except ValueError:
        return "", ""
    noted = found if isinstance(found, dict) else {}
    return str(noted.get("device") or ""), str(noted.get("visitor") or "")


def _waiting(local: sqlite3.Connection, table: str, session: int, after: int) -> _Waiting:
    """The rows of a session in a table that came after the one with this `rowid`."""
    query = f"SELECT rowid, {', '.join(COPIED[table])} FROM {table} WHERE session = ? AND rowid > ? ORDER BY rowid"
    found = local.execute(query, (session, after)).fetchall()
    return _Waiting([tuple(row)[1:] for row in found], found[-1][0] if found else after)


def _rowid(local: sqlite3.Connection, table: str, session: int, count: int) -> int:
    """The `rowid` of the last of the first `count` rows of a session in a table; 0 for none."""
    query = f"SELECT MAX(rowid) FROM (SELECT rowid FROM {table} WHERE session = ? ORDER BY rowid LIMIT ?)"
    return int(local.execute(query, (session, count)).fetchone()[0] or 0)


def _connected(url: str) -> Any:
    """A pg8000 connection to the address; a query waits for TIMEOUT_S at most."""
    from pg8000 import dbapi

    parts = urlsplit(url)
    return dbapi.connect(
        user=unquote(parts.username or "poise"),
        password=unquote(parts.password) if parts.password else None,
        host=parts.hostname or "localhost",
        port=parts.port or 5432,
        database=unquote(parts.path.lstrip("/")) or "poise",
        timeout=TIMEOUT_S,
        application_name="poise",
    )


def plain_address(url: str) -> str:
    """The address without its password."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or 'localhost'}:{parts.port or 5432}{parts.path}"


@contextmanager
def server_errors(url: str) -> Iterator[None]:
    """The errors of reaching and asking the server, as a StoreError of one line."""
    try:
        parts = urlsplit(url)
        if parts.port == 0 or parts.scheme not in ("postgresql", "postgres"):  # a port that is no number raises
            raise StoreError("server_address")
        from pg8000 import dbapi
    except ImportError:
        raise StoreError("server_driver") from None
    except ValueError:
        raise StoreError("server_address_bad") from None
    try:
        yield
    except (OSError, dbapi.Error) as error:
        why = str(error).splitlines()[0].partition(" (timeout")[0] if str(error) else type(error).__name__
        raise StoreError("server_gone", address=plain_address(url), reason=why) from error
