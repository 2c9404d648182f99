"""A store as an older Poise left it: readings as rows, and no table of packed ones."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from core.base.types import Expression, Reading
from core.store import blocks, rows
from core.store.columns import PACKED
from core.voice.readings import VoiceReading

BEFORE_PACKING = 4
"""The store's last version without packed readings."""
STATEMENTS = {"reading": rows.READING, "voice": rows.VOICE}


def as_rows(path: Path) -> int:
    """Turn all packed readings back into rows; returns how many rows there are."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        with connection:
            for session in connection.execute("SELECT id, classes FROM session").fetchall():
                classes = [Expression(name) for name in json.loads(session["classes"] or "[]")]
                for table in PACKED:
                    found = blocks.readings(connection, table, session["id"], classes)
                    connection.execute(f"DELETE FROM {table} WHERE session = ?", (session["id"],))
                    made = [_row(session["id"], reading, classes) for reading in found]
                    connection.executemany(STATEMENTS[table], made)
            connection.execute("DELETE FROM packed")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return sum(connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in PACKED)


def _row(session: int, reading: Reading | VoiceReading, classes: list[Expression]) -> rows.Row:
    if isinstance(reading, Reading):
        return rows.reading_row(session, reading, classes)
    return rows.voice_row(session, reading)


def before_packing(path: Path) -> int:
    """Make it a store of the version before; returns how many rows there are."""
    count = as_rows(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TABLE packed")
        connection.execute("DROP TABLE transcript")
        connection.execute("ALTER TABLE session DROP COLUMN counts")
        connection.execute(f"PRAGMA user_version = {BEFORE_PACKING}")
    return count
