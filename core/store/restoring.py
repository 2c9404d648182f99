"""An archive of a user's data back in its place: all of it is checked before anything is touched.

It is unpacked beside its place in the data folder, so that putting it there is a matter of renaming; what was there
is moved to a folder of its own. An archive may come from anybody: names, sizes and kinds of members are not trusted.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from core.base import paths
from core.base.errors import ArchiveError, Said, SettingsError, StoreError
from core.base.files import write_whole
from core.settings.file import save
from core.store import archive
from core.store.archive import CHUNK, FOLDERS, MANIFEST, SETTINGS, STORE, check_name, errors_about
from core.store.database import as_store_error, connect
from core.store.owner import owner

MOST_FILES, LONGEST_MANIFEST, LONGEST_SETTINGS = 100_000, 32 << 20, 1 << 20
MOST_RATIO, FREE_OF_RATIO = 200, 256 << 20
"""Unpacked bytes for each packed one, and the bytes below which nobody asks: deflate reaches 1032, readings 3."""


@dataclass(frozen=True, slots=True)
class Restored:
    """How many files were put in place, and the folder to which what was there before has gone."""

    files: int
    aside: Path | None


def restore_archive(
    file: Path, data: Path, settings: Path, *, replace: bool = False, keep_data_dir: str | None = None
) -> Restored:
    """Put an archive's content into the data folder and its settings into `settings`.

    With `replace` what is there goes aside first. The restored settings get `keep_data_dir`, not the other machine's
    folder. Raises ArchiveError; then everything is as it was.
    """
    if not file.is_file():
        raise ArchiveError("no_archive", path=file)
    with errors_about(file), _readable(file), zipfile.ZipFile(file) as opened:
        members = _checked(opened, file)
        _free(file, data, settings if SETTINGS in members else None, replace=replace)
        paths.private_folder(data)
        if sum(one["size"] for one in members.values()) > shutil.disk_usage(data).free:
            raise ArchiveError("archive_no_room", path=file, folder=data)
        staging = Path(tempfile.mkdtemp(dir=data, prefix=".import-"))
        try:
            for name, about in members.items():
                _unpack(opened, name, about, staging / name, file)
            _check_store(staging / STORE, file)
            _own_folder(staging / SETTINGS, keep_data_dir, file)
            return Restored(len(members), _put(staging, data, settings))
        finally:
            shutil.rmtree(staging, ignore_errors=True)


@contextmanager
def _readable(file: Path) -> Iterator[None]:
    """What the reading of a damaged zip raises, as an ArchiveError."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError, KeyError):
        raise _damaged(file) from None


def _damaged(file: Path, why: str = "not_an_archive", **params: object) -> ArchiveError:
    return ArchiveError("archive_damaged", path=file, why=Said(why, params))


def _checked(opened: zipfile.ZipFile, file: Path) -> dict[str, dict[str, Any]]:
    """The members by the manifest, after a look at all that the zip says of itself."""
    entries = opened.infolist()
    if len(entries) > MOST_FILES:
        raise _damaged(file, "archive_many", most=MOST_FILES)
    by_name = {entry.filename: entry for entry in entries}
    if len(by_name) != len(entries) or MANIFEST not in by_name or by_name[MANIFEST].file_size > LONGEST_MANIFEST:
        raise _damaged(file)
    total = sum(entry.file_size for entry in entries)
    if total > FREE_OF_RATIO and total > MOST_RATIO * file.stat().st_size:
        raise _damaged(file, "archive_bomb")
    members = _manifest(opened, file)
    if set(members) != set(by_name) - {MANIFEST}:
        raise _damaged(file, "archive_manifest")
    for name, about in members.items():
        entry = by_name[check_name(name)]
        if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG) or entry.is_dir():
            raise _damaged(file, "archive_link", name=name)
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or about["size"] != entry.file_size:
            raise _damaged(file)
    if SETTINGS in members and members[SETTINGS]["size"] > LONGEST_SETTINGS:
        raise _damaged(file)
    return members


def _manifest(opened: zipfile.ZipFile, file: Path) -> dict[str, dict[str, Any]]:
    with opened.open(MANIFEST) as stream:
        try:
            found = json.loads(stream.read(LONGEST_MANIFEST))
        except RecursionError:
            raise _damaged(file) from None
    if not isinstance(found, dict) or found.get("kind") != archive.KIND or not isinstance(found.get("version"), int):
        raise _damaged(file)
    if found["version"] > archive.VERSION:
        raise ArchiveError("archive_newer", path=file, version=found.get("poise"))
    members = found.get("members")
    if not isinstance(members, dict) or not all(
        isinstance(one, dict) and isinstance(one.get("size"), int) and isinstance(one.get("sha256"), str)
        for one in members.values()
    ):
        raise _damaged(file)
    return members


def _unpack(opened: zipfile.ZipFile, name: str, about: dict[str, Any], target: Path, file: Path) -> None:
    """Write one member, owner-only; never more of it than the manifest says."""
    paths.private_folder(target.parent)
    digest, left = hashlib.sha256(), about["size"]
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream, opened.open(name) as source:
        while block := source.read(min(CHUNK, left + 1)):
            left -= len(block)
            if left < 0:
                break
            digest.update(block)
            stream.write(block)
        stream.flush()
        os.fsync(stream.fileno())
    if left or digest.hexdigest() != about["sha256"]:
        raise _damaged(file, "archive_member", name=name)


def _check_store(store: Path, file: Path) -> None:
    """Whether the unpacked store is one, and sound; it is brought up to date. Raises ArchiveError and StoreError."""
    if not store.exists():
        return
    try:
        with closing(connect(store)) as connection, as_store_error(store):
            sound = connection.execute("PRAGMA quick_check").fetchone()[0] == "ok"
            connection.execute("SELECT id FROM session LIMIT 1")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except StoreError as error:
        broken = isinstance(error.__cause__, (sqlite3.Error, OSError))
        raise _damaged(file, "archive_sessions" if broken else "archive_sessions_newer") from None
    if not sound:
        raise _damaged(file, "archive_sessions")


def _own_folder(settings: Path, data_dir: str | None, file: Path) -> None:
    """Let the unpacked settings name this machine's data folder. Raises ArchiveError where they are no settings."""
    if settings.exists():
        try:
            save({"data_dir": data_dir}, settings)
        except SettingsError:
            raise _damaged(file, "archive_settings") from None


def _there(data: Path) -> list[Path]:
    """What of Poise lies in the data folder; the write-ahead log moves with its store."""
    store = paths.store_file(data)
    parts = [store, *(store.with_name(store.name + end) for end in ("-wal", "-shm"))]
    return [part for part in parts if part.exists()] + [
        data / folder for folder in FOLDERS if (data / folder).is_dir() and any((data / folder).iterdir())
    ]


def _is_used(store: Path) -> bool:
    """Whether a store holds a session, or cannot be read; an empty one, which looking makes, is nothing to lose.

    It is read as it lies there, without its log, so that nothing is written where the import is refused.
    """
    log = store.with_name(f"{store.name}-wal")
    if log.exists() and log.stat().st_size > 0:
        return True
    try:
        with closing(sqlite3.connect(f"{store.absolute().as_uri()}?immutable=1", uri=True)) as connection:
            return connection.execute("SELECT 1 FROM session LIMIT 1").fetchone() is not None
    except sqlite3.Error:
        return True


def _free(file: Path, data: Path, settings: Path | None, *, replace: bool) -> None:
    """Whether the place is empty, or may be emptied. Raises ArchiveError."""
    store = paths.store_file(data)
    there = [path for path in _there(data) if path.is_dir() or _is_used(store)]
    taken = there[0] if there else settings if settings is not None and settings.exists() else None
    if taken is not None and not replace:
        raise ArchiveError("data_there", path=taken, archive=file.name)
    for lock in data.glob(f"{store.name}-session-*.lock"):
        number = lock.stem.rpartition("-")[2]
        if number.isdecimal() and owner(store, int(number)) is not None:
            raise ArchiveError("archive_session_runs", path=store, session=number)


def _put(staging: Path, data: Path, settings: Path) -> Path | None:
    """Move what is there aside and the new into its place; a failure takes every step back."""
    stamp = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    aside = data / f"{paths.ASIDE}{stamp}"
    old, new_settings = _there(data), staging / SETTINGS
    before = settings.read_bytes() if new_settings.exists() and settings.exists() else None
    moves = [(path, aside / path.name) for path in old]
    moves += [(path, data / path.name) for path in sorted((staging / "data").glob("*"))]
    done: list[tuple[Path, Path]] = []
    try:
        if old or before is not None:
            aside.mkdir(mode=0o700)
        if before is not None:
            write_whole(aside / SETTINGS, before)
        for source, target in moves:
            if target.is_dir():
                target.rmdir()  # only an empty folder is left in the way
            source.rename(target)
            done.append((source, target))
        if new_settings.exists():
            write_whole(paths.private_folder(settings.parent) / settings.name, new_settings.read_bytes())
    except BaseException:
        for source, target in reversed(done):
            target.rename(source)
        shutil.rmtree(aside, ignore_errors=True)
        raise
    return aside if old or before is not None else None
