"""All of a user's data in one zip, owner-only and whole or not there.

`manifest.json` comes last and names every other member with its size and SHA-256. `restoring` reads it back.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime, timezone
from pathlib import Path, PurePosixPath
from typing import IO, Any

from core import __version__
from core.base import paths
from core.base.errors import ArchiveError
from core.base.files import whole_file
from core.store.database import BUSY_S, as_store_error
from core.store.places import open_somehow
from core.store.stills import StillFiles

KIND, VERSION = "poise-archive", 1
MANIFEST, SETTINGS = "manifest.json", "settings.toml"
STORE = paths.store_file(Path("data")).as_posix()
FOLDERS = (
    "profiles", "recordings", "answers", "snapshots", "banks", "formats", "dispositions", "backups", "imports", "own",
    "reports",
)  # fmt: skip
"""What lies beside the store in the data folder."""
CHUNK = 1 << 20


def write_archive(
    target: Path, data: Path, settings: Path | None, *, force: bool = False, stills: bool = True
) -> Mapping[str, Any]:
    """Write all of the data folder that is Poise's, and the settings file, to `target` (0600); gives the manifest.

    Without `stills` no picture of the user goes with it, nor a page that shows one. A session that runs meanwhile is
    taken as far as it is stored. Raises ArchiveError and StoreError.
    """
    if target.is_dir():
        raise ArchiveError("target_folder", path=target)
    if target.exists() and not force:
        raise ArchiveError("target_there", path=target)
    with errors_about(target), whole_file(target) as stream:
        return _write(stream, target.parent, data, settings, stills=stills)


def _write(stream: IO[bytes], room: Path, data: Path, settings: Path | None, *, stills: bool) -> Mapping[str, Any]:
    members: dict[str, Any] = {}
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        tempfile.TemporaryDirectory(dir=room, prefix=".poise-") as scratch,
    ):
        for name, file in _members(data, settings, Path(scratch), stills=stills):
            members[name] = _add(archive, name, file)
        made = datetime.now(timezone.utc).isoformat(timespec="seconds")
        manifest = {"kind": KIND, "version": VERSION, "poise": __version__, "made": made, "members": members}
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    return manifest


def _members(data: Path, settings: Path | None, scratch: Path, *, stills: bool) -> Iterator[tuple[str, Path]]:
    left_out = set() if stills else set(StillFiles(paths.stills_dir(data)).pages())
    if paths.store_file(data).exists():
        yield STORE, _copied(paths.store_file(data), scratch / "sessions.db")
    for folder in FOLDERS:
        if folder == paths.stills_dir(data).name and not stills:
            continue
        for file in sorted((data / folder).rglob("*")):
            # a name that begins with a dot is a file that is being written
            if file.is_file() and not file.name.startswith(".") and file not in left_out:
                yield check_name(f"data/{file.relative_to(data).as_posix()}"), file
    if settings is not None and settings.is_file():
        yield SETTINGS, settings


def _copied(store: Path, copy: Path) -> Path:
    """A whole copy of a store that others may be writing, without the room that deleted sessions left."""
    with as_store_error(store), closing(open_somehow(store, BUSY_S, read_only=True)) as source:
        # nobody else knows of the copy, and its folder may have no locks
        source.execute("VACUUM INTO ?", (f"{copy.absolute().as_uri()}?nolock=1",))
    return copy


def _add(archive: zipfile.ZipFile, name: str, file: Path) -> dict[str, Any]:
    entry = zipfile.ZipInfo(name, datetime.now(timezone.utc).timetuple()[:6])
    entry.external_attr, entry.compress_type = 0o100600 << 16, zipfile.ZIP_DEFLATED
    digest, size = hashlib.sha256(), 0
    with file.open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
        while block := _block(source, file):
            digest.update(block)
            size += len(block)
            target.write(block)
    return {"size": size, "sha256": digest.hexdigest()}


def _block(source: IO[bytes], file: Path) -> bytes:
    """The next part of a member; where it cannot be read, that is the member's fault and not the archive's."""
    with errors_about(file):
        return source.read(CHUNK)


def check_name(name: str) -> str:
    """The name of a member, if it stays within what an archive may hold. Raises ArchiveError."""
    parts = PurePosixPath(name).parts
    plain = name.isprintable() and not set(name) & set("\\" + (":" if os.name == "nt" else ""))
    straight = "/".join(parts) == name and not {"..", "."} & set(parts)
    placed = name in (STORE, SETTINGS) or (len(parts) > 2 and parts[0] == "data" and parts[1] in FOLDERS)
    if not (plain and straight and placed):
        raise ArchiveError("archive_name", name=name)
    return name


@contextmanager
def errors_about(file: Path) -> Iterator[None]:
    """The system's errors as an ArchiveError of one line."""
    try:
        yield
    except OSError as error:
        where = error.filename or file
        raise ArchiveError("archive_refused", path=where, reason=error.strerror or error) from error
