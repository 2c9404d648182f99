"""The cache of decoded faces: one npz per source, found by path, size and time of change."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import platformdirs

from models.base.files import written_whole
from models.data.faces import FaceSet

VERSION = 1
FIELDS = ("pixels", "labels", "splits", "rows")


def place_for(source: Path, files: Iterable[Path], cache_dir: Path | None) -> Path:
    """Where the cache of these files belongs; any change to a file changes the name."""
    digest = hashlib.sha256(f"{VERSION} {source.resolve()}".encode())
    for path in files:
        status = path.stat()
        digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    folder = cache_dir or platformdirs.user_cache_path("poise") / "faces"
    return folder / f"{digest.hexdigest()[:20]}.npz"


def load(place: Path) -> FaceSet | None:
    """The cached faces, or None where there are none or the file is damaged."""
    try:
        with place.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            return FaceSet(*(stored[name] for name in FIELDS))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return None


def save(place: Path, faces: FaceSet) -> None:
    """Write atomically; a folder that cannot be written only costs the speed of the next start."""
    try:
        with written_whole(place) as stream:
            np.savez(stream, **{field: getattr(faces, field) for field in FIELDS})
    except OSError:
        return
