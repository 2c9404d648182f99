"""Opening the store's file: owner-only, write-ahead log, up to date; every failure is one line."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.base.errors import StoreError
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
            raise StoreError(f"{file}: not a plain file, but a folder, pipe or device; move it away")
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
        raise StoreError(f"{path}: store version {version} was never made by Poise; move the file away")
    if version > VERSION:
        raise StoreError(
            f"{path}: made by a newer Poise (store version {version}, this one knows {VERSION}); "
            "update Poise or use another --data-dir"
        )
    if version == VERSION:
        return
    with transaction(connection):
        version = _version(connection)  # read again: another Poise may have been faster
        if version == 0 and tables(connection):
            raise StoreError(f"{path}: another program's database; move the file away, a new one is made")
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
        raise StoreError(f"{path}: {_explain(str(error))}") from error
    except OSError as error:
        reason = f"{error.filename} is no folder" if isinstance(error, FileExistsError) else error.strerror or error
        raise StoreError(f"{path}: {reason}; check the folder or use another --data-dir") from error


def _explain(message: str) -> str:
    cures = {
        "not a database": "not a Poise store or damaged; move the file away, a new one is made",
        "malformed": "damaged; `poise history --salvage` saves what can be read and keeps the damaged copy",
        "locked": "another program holds the store; close it and try again",
        "readonly": "cannot be written; check the permissions of file and folder or use another --data-dir",
        "disk is full": "the disk is full; free some space",
        "disk I/O": "the disk failed or is full; free some space or use another --data-dir",
        "permission denied": "cannot be written; check the permissions of file and folder or use another --data-dir",
        "unable to open": "cannot be opened; check the permissions of file and folder or use another --data-dir",
        "no such": "not a Poise store or damaged; move the file away, a new one is made",
    }
    return next((cure for part, cure in cures.items() if part in message), message)
