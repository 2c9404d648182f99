"""Opening the store's file: owner-only, write-ahead log, up to date; every failure is one line."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.base.errors import Said, StoreError
from core.base.paths import private_folder
from core.store.migrations import MIGRATIONS, VERSION
from core.store.places import make_private, open_somehow

BUSY_S = 2.0
"""How long to wait for another Poise that is writing; a transaction here takes a few milliseconds."""


def connect(path: Path, busy_s: float = BUSY_S) -> sqlite3.Connection:
    """Open the store at `path`, making or migrating it; the owner's alone where that can be. Raises StoreError."""
    with as_store_error(path):
        _prepare(path)
        connection = open_somehow(path, busy_s)
    try:
        with as_store_error(path):
            _set_up(connection)
            _migrate(connection, path)
    except StoreError:
        connection.close()
        raise
    return connection


def _prepare(path: Path) -> None:
    """SQLite gives -wal and -shm the permissions of the file itself, so it must be private before they are made."""
    for file in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))):
        if file.exists() and not file.is_file():
            raise StoreError("store_not_plain", path=file)
    private_folder(path.parent)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    make_private(path)


def _set_up(connection: sqlite3.Connection) -> None:
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA synchronous = FULL")  # WAL with NORMAL may lose the last commits in a power cut
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what the user deletes is gone, not merely hidden


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    version = _version(connection)
    if version < 0:
        raise StoreError("store_alien_version", path=path, version=version)
    if version > VERSION:
        raise StoreError("store_newer", path=path, version=version, known=VERSION)
    if version == VERSION:
        return
    with transaction(connection):
        version = _version(connection)  # read again: another Poise may have been faster
        if version == 0 and tables(connection):
            raise StoreError("store_foreign", path=path)
        for number in range(version, VERSION):
            for statement in _statements(MIGRATIONS[number]):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _statements(script: str) -> Iterator[str]:
    """Split a script; `executescript` would commit the transaction that the migration runs in."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def tables(connection: sqlite3.Connection) -> list[str]:
    """The store's own tables: `session`, and those whose rows belong to one."""
    query = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    return [str(row[0]) for row in connection.execute(query)]


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def as_store_error(path: Path) -> Iterator[None]:
    """SQLite's and the system's errors as a StoreError of one line that says how to mend it."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(_code_of(str(error)), path=path, reason=error) from error
    except OSError as error:
        there = isinstance(error, FileExistsError)
        reason = Said("no_folder", {"path": error.filename}) if there else error.strerror or error
        raise StoreError("store_refused", path=path, reason=reason) from error


_CODES = {
    "not a database": "store_not_store",
    "malformed": "store_damaged",
    "locked": "store_held",
    "readonly": "store_unwritable",
    "disk is full": "store_full",
    "disk I/O": "store_disk",
    "permission denied": "store_unwritable",
    "unable to open": "store_closed",
    "no such": "store_not_store",
}
"""What SQLite says, by parts of it, as our errors."""


def _code_of(message: str) -> str:
    return next((code for part, code in _CODES.items() if part in message), "store_failed")
