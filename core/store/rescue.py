"""What a store refused until the end of a session: kept in a file of its own, and taken in at the next start.

The file lies beside the store, or in the temporary folder where that is full or cannot be written. It is its owner's
alone, and it holds what the store would hold: numbers and words, no picture.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import sqlite3
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.store.blocks import is_packed

PREFIX = "poise-rescue"
_STATEMENT = re.compile(r"INSERT INTO (reading|cue|event|voice) \([a-z_, ]+\) VALUES \([?,]+\)")
_SESSION = ("kind", "began", "plan", "about", "classes", "ended", "complete", "score")


@dataclass(frozen=True)
class Rescued:
    """The part of a session that was not written: its row of the table `session`, and what goes into the others.

    `rows` are statements with their parameters, of which the first is the session's number.
    """

    session: dict[str, Any]
    rows: list[tuple[str, list[Any]]]


def save(store: Path, rescued: Rescued) -> Path:
    """Write the file and return where it lies; raises OSError where neither place takes it."""
    text = json.dumps(
        {
            "session": rescued.session,
            "rows": [[statement, _plain(row)] for statement, row in rescued.rows],
        },
        ensure_ascii=False,
    )
    try:
        return _write(store.parent, store, rescued.session["id"], text)
    except OSError:
        return _write(Path(tempfile.gettempdir()), store, rescued.session["id"], text)


def pending(store: Path) -> list[Path]:
    """The files that wait for this store, those of this user alone, oldest first."""
    found = []
    for folder in {store.parent, Path(tempfile.gettempdir())}:
        found += [path for path in folder.glob(f"{PREFIX}-{_key(store)}-*.json") if _own(path)]
    return sorted(found, key=lambda path: path.stat().st_mtime_ns)


def read(path: Path) -> Rescued | None:
    """What a file holds; None where it is none of ours."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        rows = [(str(statement), _back(row)) for statement, row in found["rows"]]
        sound = all(_STATEMENT.fullmatch(statement) for statement, _ in rows)
        return Rescued(dict(found["session"]), rows) if sound else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def apply(connection: sqlite3.Connection, rescued: Rescued) -> int:
    """Put the rest of a session into the store (within the caller's transaction) and return the session's number.

    A session that is not there any more comes as a new one; what is there already is not written twice.
    """
    values = [rescued.session.get(name) for name in _SESSION]
    where = (rescued.session["id"], rescued.session["began"])
    row = connection.execute("SELECT id FROM session WHERE id = ? AND began = ?", where).fetchone()
    if row is None:
        marks = ",".join("?" * len(_SESSION))
        statement = f"INSERT INTO session ({', '.join(_SESSION)}) VALUES ({marks})"
        number = int(connection.execute(statement, values).lastrowid or 0)
    else:
        number = int(row[0])
        if _there(connection, number, rescued):
            return number
        assigned = ", ".join(f"{name} = ?" for name in _SESSION)
        connection.execute(f"UPDATE session SET {assigned} WHERE id = ?", (*values, number))
    for statement, parameters in rescued.rows:
        connection.execute(statement, (number, *parameters[1:]))
    connection.execute("UPDATE session SET counts = NULL WHERE id = ?", (number,))
    return number


def _there(connection: sqlite3.Connection, number: int, rescued: Rescued) -> bool:
    """Whether the first row was written: an earlier start may have died before it removed the file."""
    for statement, parameters in rescued.rows[:1]:
        table = statement.split()[2]
        query = f"SELECT 1 FROM {table} WHERE session = ? AND t = ?"
        written = connection.execute(query, (number, parameters[1])).fetchone() is not None
        return written or is_packed(connection, table, number, parameters[1])
    return False


def _write(folder: Path, store: Path, session: int, text: str) -> Path:
    path = folder / f"{PREFIX}-{_key(store)}-{session}-{os.urandom(4).hex()}.json"
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return path


def _key(store: Path) -> str:
    return hashlib.sha256(os.fsencode(store.absolute())).hexdigest()[:16]


def _own(path: Path) -> bool:
    """In a folder that everybody may write to, only a plain file of this user's counts."""
    try:
        found = path.lstat()
    except OSError:
        return False
    mine = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    return stat.S_ISREG(found.st_mode) and mine


def _plain(row: Any) -> list[Any]:
    return [{"b": base64.b64encode(each).decode()} if isinstance(each, bytes) else each for each in row]


def _back(row: Any) -> list[Any]:
    return [base64.b64decode(each["b"]) if isinstance(each, dict) else each for each in row]
