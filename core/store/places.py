"""What the store's folder can do: memory cards, network folders and shared ones know less than a disk.

SQLite's write-ahead log needs memory that processes share and locks that the kernel keeps. Where the folder has no
shared memory (FAT by FUSE, 9p, some network folders) the store keeps a rollback journal; where it has no locks (NFS
and CIFS mounted so) a lock file takes their place. Both are as safe in a power cut, and slower.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

locks: Any
try:
    import fcntl as locks
except ImportError:
    locks = None

STALE_S = 60.0
"""A lock file is held for some milliseconds; one this old was left by a process that was killed."""


class Way(Enum):
    """How a store is kept, the best first."""

    WAL = "wal"
    ROLLBACK = "rollback"
    LOCK_FILE = "lock_file"


@dataclass(frozen=True, slots=True)
class Protection:
    """What protects a store: its `way`, and whether nobody else may read it."""

    way: Way
    private: bool


_known: dict[Path, Way] = {}
"""What was found of a folder by this process, so that it is not tried at each call."""


def open_somehow(path: Path, busy_s: float, *, read_only: bool = False) -> sqlite3.Connection:
    """Open the file in the best way that its folder allows. Raises sqlite3.Error."""
    best = _known.get(path.parent) or (Way.WAL if _has_locks(path.parent) else Way.LOCK_FILE)
    ways = list(Way)[list(Way).index(best) :]
    first: sqlite3.Error | None = None
    for way in ways:
        try:
            connection = _open(path, busy_s, way, read_only)
        except sqlite3.OperationalError as error:
            first = first or error
            if not _lacks(error):
                break
        else:
            _known[path.parent] = way
            return connection
    assert first is not None, "each way opens or fails"
    if (readable := _open_unwritable(path)) is not None:
        return readable
    raise first


def _open_unwritable(path: Path) -> sqlite3.Connection | None:
    """The store for reading where nothing may be written beside it, as in a backup; None where that is not why.

    Not where a log waits beside it: SQLite would read past what it holds. Raises sqlite3.Error.
    """
    log = path.with_name(path.name + "-wal")
    if os.access(path.parent, os.W_OK) or not path.is_file() or (log.exists() and log.stat().st_size):
        return None
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)


def way_of(path: Path) -> Way:
    """How the store at `path` was opened by this process last; the usual way where it was not."""
    return _known.get(path.parent, Way.WAL)


def is_private(path: Path) -> bool:
    """Whether nobody but the owner may read the file, as far as its folder's file system knows of owners."""
    return not path.stat().st_mode & 0o077


def make_private(path: Path) -> None:
    """Take the file away from others, where the file system can."""
    if not is_private(path):
        with suppress(OSError):  # FAT and its like have no permissions of a file; `is_private` tells
            path.chmod(0o600)


def _open(path: Path, busy_s: float, way: Way, read_only: bool) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}"
    if way is Way.LOCK_FILE:
        _remove_stale(path.with_name(path.name + ".lock"))
        address += "&vfs=unix-dotfile"
    connection = sqlite3.connect(address, uri=True, timeout=busy_s, isolation_level=None)
    try:
        _journal(connection, way, read_only)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _journal(connection: sqlite3.Connection, way: Way, read_only: bool) -> None:
    if read_only:
        return
    if way is Way.WAL:
        kept = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        if kept != "wal":
            raise sqlite3.OperationalError(f"disk I/O error: the journal stays {kept}")
        return
    # a store that came from another folder may have a write-ahead log, which one process alone can read without
    # shared memory, and turn into the other kind
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = TRUNCATE")
    connection.execute("PRAGMA locking_mode = NORMAL")


def _lacks(error: sqlite3.OperationalError) -> bool:
    """Whether an error may come from what the folder lacks, and not from its contents or from other programs."""
    return any(part in str(error) for part in ("disk I/O", "locking protocol", "unable to open"))


def _has_locks(folder: Path) -> bool:
    """Whether the kernel keeps locks of files in this folder."""
    if locks is None:
        return True
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            locks.lockf(probe, locks.LOCK_EX | locks.LOCK_NB)
    except OSError as error:
        return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS)
    return True


def _remove_stale(lock: Path) -> None:
    with suppress(OSError):
        if time.time() - lock.stat().st_mtime > STALE_S:
            os.rmdir(lock)  # noqa: PTH106 - SQLite's lock is a folder
