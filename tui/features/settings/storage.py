"""What Poise keeps of the user's, where it lies, how large it is, and its deletion. Called from thread workers."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.base import paths
from core.store.stills import delete_everywhere
from tui.wiring.keeping import delete_answers
from tui.wiring.parts import open_store

if TYPE_CHECKING:
    from core.settings.model import Settings


OWN = ("sessions", "answers", "snapshots", "reports", "aside", "profiles", "recordings", "banks", "cache")
"""What goes with everything of the user's."""
WITH_BANKS = ("formats", "dispositions", "own", "imports", "backups")
"""Folders beside the banks that hold what the user wrote, too, and earlier versions of it."""


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
        "reports": paths.reports_dir(data),
        "aside": data / f"{paths.ASIDE}*",
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
        files = [file for part in _parts(settings, code, path) for file in _files(part)]
        size = sum(file.stat().st_size for file in files)
        found.append(_sessions(settings, path) if code == "sessions" else Kept(code, path, size, len(files)))
    return found


def _parts(settings: Settings, code: str, path: Path) -> list[Path]:
    """The files and folders of a kind."""
    if code == "aside":
        return paths.aside_dirs(settings.data)
    return [path, *(settings.data / name for name in WITH_BANKS)] if code == "banks" else [path]


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return [file for file in path.rglob("*") if file.is_file()] if path.is_dir() else []


def _sessions(settings: Settings, path: Path) -> Kept:
    sessions = open_store(settings)
    return Kept("sessions", path, sessions.size, len(sessions.sessions(None)) if path.exists() else 0)


def wipe(settings: Settings, code: str) -> None:
    """Delete everything of one kind for good; `all` deletes the data folder's kinds and the cache.

    Settings and log stay with `all`: they hold no face, voice or answer. Raises StoreError and OSError.
    """
    for one in OWN if code == "all" else (code,):
        if one in _WIPES:
            _WIPES[one](settings)
            continue
        for part in _parts(settings, one, places(settings)[one]):
            if part.is_dir():
                shutil.rmtree(part)
            else:
                part.unlink(missing_ok=True)


def _wipe_sessions(settings: Settings) -> None:
    if paths.store_file(settings.data).exists():
        open_store(settings).delete_all()


def _wipe_answers(settings: Settings) -> None:
    delete_answers(settings, None)


def _wipe_stills(settings: Settings) -> None:
    delete_everywhere(settings.data)


_WIPES: Mapping[str, Callable[[Settings], None]] = {
    "sessions": _wipe_sessions,
    "answers": _wipe_answers,
    "snapshots": _wipe_stills,
}
