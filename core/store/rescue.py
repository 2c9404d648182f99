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
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PREFIX = "poise-rescue"
_STATEMENT = re.compile(r"INSERT INTO (reading|cue|event|voice) \([a-z_, ]+\) VALUES \([?,]+\)")
SESSION = ("kind", "began", "plan", "about", "classes", "ended", "complete", "score")
"""Columns of the table `session` that are kept."""


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
