"""Packed readings: each half second is written as rows, and rows that have become many turn into one blob.

A reading is in exactly one of the two places, since a blob is written and its rows are deleted in one transaction; a
kill before it leaves the rows, which are read, packed and salvaged as well. `columns.PACKED` says which tables are
packed so. NumPy comes in only where a blob is made or read: the history's list needs none.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Sequence
from typing import Any

from core.base.types import Expression
from core.store.columns import PACKED

ALWAYS = (-math.inf, math.inf)
BLOCK_ROWS = 300
"""Rows that become a blob: 20 s of a face at 15 a second. Fewer pack worse; of more, a damaged page takes more."""
PACKED_ROW = "INSERT INTO packed (session, sense, t, until, count, data) VALUES (?,?,?,?,?,?)"


def pack_rows(
    connection: sqlite3.Connection, session: int, classes: Sequence[Expression], least: int = BLOCK_ROWS
) -> None:
    """Pack the session's rows where there are `least` or more, within the caller's transaction.

    Raises ValueError and KeyError where a row is damaged.
    """
    for table in PACKED:
        (count,) = connection.execute(f"SELECT COUNT(*) FROM {table} WHERE session = ?", (session,)).fetchone()
        if count >= max(1, least):
            _pack_table(connection, table, session, classes)


def _pack_table(connection: sqlite3.Connection, table: str, session: int, classes: Sequence[Expression]) -> None:
    from core.store.packing import pack

    sense = PACKED[table]
    rows = _rows(connection, table, session)
    parts = max(1, len(rows) // BLOCK_ROWS)
    for number in range(parts):
        part = rows[number * len(rows) // parts : (number + 1) * len(rows) // parts]
        blob = pack(sense.to_columns([sense.of_row(row, classes) for row in part]))
        times = [row["t"] for row in part]
        connection.execute(PACKED_ROW, (session, table, min(times), max(times), len(part), blob))
    connection.execute(f"DELETE FROM {table} WHERE session = ?", (session,))


def readings(
    connection: sqlite3.Connection,
    table: str,
    session: int,
    classes: Sequence[Expression],
    span: tuple[float, float] = ALWAYS,
) -> list[Any]:
    """The readings of a session in a table whose `t` lies in the span, packed or not, by time.

    Raises ValueError where one is damaged.
    """
    from core.store.packing import unpack

    sense = PACKED[table]
    query = (
        "SELECT count, data FROM packed WHERE session = ? AND sense = ? AND until >= ? AND t <= ? ORDER BY t, rowid"
    )
    found: list[Any] = []
    for block in connection.execute(query, (session, table, *span)):
        count, columns = unpack(block["data"])
        if count != block["count"]:
            raise ValueError(f"{count} packed readings, where {block['count']} were written")
        found += sense.to_readings(count, columns)
    packed = len(found)
    found += [sense.of_row(row, classes) for row in _rows(connection, table, session)]
    if 0 < packed < len(found):
        found.sort(key=_moment)  # a part that waited elsewhere may have come in late
    return found if span == ALWAYS else [each for each in found if span[0] <= each.t <= span[1]]


def is_packed(connection: sqlite3.Connection, table: str, session: int, t: float) -> bool:
    """Whether a blob of the session has this moment of the table in it."""
    query = "SELECT 1 FROM packed WHERE session = ? AND sense = ? AND ? BETWEEN t AND until"
    return connection.execute(query, (session, table, t)).fetchone() is not None


def unpacked_sessions(connection: sqlite3.Connection) -> list[tuple[int, str | None]]:
    """The sessions that have rows of readings, the newest first, each with the order of its probabilities (JSON)."""
    some = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE session = session.id)" for table in PACKED)
    found = connection.execute(f"SELECT id, classes FROM session WHERE {some} ORDER BY id DESC").fetchall()
    return [(row["id"], row["classes"]) for row in found]


def _rows(connection: sqlite3.Connection, table: str, session: int) -> list[sqlite3.Row]:
    query = f"SELECT * FROM {table} WHERE session = ? ORDER BY t, rowid"
    return connection.execute(query, (session,)).fetchall()


def _moment(reading: Any) -> float:
    return float(reading.t)
