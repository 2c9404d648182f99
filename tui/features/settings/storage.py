"""What Poise keeps of the user's, where it lies, how large it is, and its deletion. Called from thread workers."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.base import paths
from tui.wiring.parts import open_store

if TYPE_CHECKING:
    from core.settings.model import Settings


OWN = ("sessions", "answers", "snapshots", "profiles", "recordings", "banks", "cache")
"""What goes with everything of the user's."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of thing that is kept: `code` names it, `files` counts files (sessions for the store)."""

    code: str
    path: Path
    size: int
    files: int


def places(settings: Settings) -> dict[str, Path]:
    """Where each kind of thing lies, whether it is there or not."""

    data = settings.data
    return {
        "sessions": paths.store_file(data),
        "profiles": paths.profiles_dir(data),
        "answers": paths.answers_dir(data),
        "snapshots": paths.stills_dir(data),
        "recordings": paths.recordings_dir(data),
        "banks": paths.banks_dir(data),
        "cache": paths.cache_dir(),
        "log": paths.log_file(),
        "settings": settings.file or paths.config_file(),
    }


def kept(settings: Settings) -> list[Kept]:
    """Everything that is kept, in the order of `places`."""
    found = []
    for code, path in places(settings).items():
        files = _files(path)
        size = sum(file.stat().st_size for file in files)
        found.append(_sessions(settings, path) if code == "sessions" else Kept(code, path, size, len(files)))
    return found


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return [file for file in path.rglob("*") if file.is_file()] if path.is_dir() else []


def _sessions(settings: Settings, path: Path) -> Kept:
    sessions = open_store(settings)
    return Kept("sessions", path, sessions.size, len(sessions.sessions(1_000_000)) if path.exists() else 0)


def wipe(settings: Settings, code: str) -> None:
    """Delete everything of one kind for good; `all` deletes the data folder's kinds and the cache.

    Settings and log stay with `all`: they hold no face, voice or answer. Raises StoreError and OSError.
    """
    for one in OWN if code == "all" else (code,):
        _WIPES.get(one, _wipe_path)(settings, places(settings)[one])


def _wipe_sessions(settings: Settings, path: Path) -> None:
    if path.exists():
        open_store(settings).delete_all()


def _wipe_path(_settings: Settings, path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _wipe_stills(settings: Settings, _path: Path) -> None:
    from core.store.stills import delete_everywhere

    delete_everywhere(settings.data)


_WIPES: Mapping[str, Callable[[Settings, Path], None]] = {"sessions": _wipe_sessions, "snapshots": _wipe_stills}
