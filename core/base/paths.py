"""Where Poise keeps the user's things: settings, sessions, profiles, recordings, cache and log.

Each folder follows the system's custom (platformdirs) unless a variable moves it: `POISE_DATA_DIR`,
`POISE_CONFIG` (a file) and `POISE_CACHE_DIR`.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

APP = "poise"
ASIDE = "before-import-"
"""How a folder is named to which an import moved what was there."""


def _folder(variable: str, usual: str) -> Path:
    return Path(os.environ.get(variable) or usual).expanduser()


def data_dir(override: str | Path | None = None) -> Path:
    """The folder of sessions, profiles, recordings and own banks; `override` is a flag's or a setting's."""
    if override:
        return Path(override).expanduser()
    return _folder("POISE_DATA_DIR", platformdirs.user_data_dir(APP, appauthor=False))


def config_file() -> Path:
    """The settings file, which need not exist."""
    return _folder("POISE_CONFIG", str(Path(platformdirs.user_config_dir(APP, appauthor=False), "settings.toml")))


def cache_dir() -> Path:
    """What can be made again: synthesised speech."""
    return _folder("POISE_CACHE_DIR", platformdirs.user_cache_dir(APP, appauthor=False))


def log_file() -> Path:
    """What libraries print and what went wrong unexpectedly."""
    return Path(platformdirs.user_log_dir(APP, appauthor=False), "poise.log")


def runtime_dir() -> Path:
    """What concerns only programs that run now: the system's folder for that, where it has one of this user's.

    `su` and `sudo` may hand down another user's: what root lays there would lock that user out.
    """
    given = os.environ.get("XDG_RUNTIME_DIR", "")
    usual = Path(given) if given else Path(f"/run/user/{os.getuid()}") if hasattr(os, "getuid") else None
    if usual is not None and usual.is_dir() and os.access(usual, os.W_OK) and _own(usual):
        return usual / APP
    return Path(platformdirs.user_state_dir(APP, appauthor=False), "run")


def _own(folder: Path) -> bool:
    return not hasattr(os, "getuid") or folder.stat().st_uid == os.getuid()


def store_file(data: Path) -> Path:
    """The sessions' SQLite file below the data folder."""
    return data / "sessions.db"


def profiles_dir(data: Path) -> Path:
    """Calibration profiles below the data folder."""
    return data / "profiles"


def recordings_dir(data: Path) -> Path:
    """The user's own cue recordings below the data folder."""
    return data / "recordings"


def answers_dir(data: Path) -> Path:
    """The user's recorded answers below the data folder, in a folder for each session."""
    return data / "answers"


def stills_dir(data: Path) -> Path:
    """Small pictures of the user's face below the data folder, in a folder for each session."""
    return data / "snapshots"


def reports_dir(data: Path) -> Path:
    """What the app saved of sessions, below the data folder."""
    return data / "reports"


def aside_dirs(data: Path) -> list[Path]:
    """What imports put aside, each a data folder of its own, the oldest first."""
    return sorted(folder for folder in data.glob(f"{ASIDE}*") if folder.is_dir() and not folder.is_symlink())


def data_roots(data: Path) -> list[Path]:
    """The data folder, then what imports put aside: wherever something of the user's may lie."""
    return [data, *aside_dirs(data)]


def banks_dir(data: Path) -> Path:
    """The user's own question banks below the data folder."""
    return data / "banks"


def private_folder(folder: Path) -> Path:
    """Make `folder` and what is missing above it, each its owner's alone (0700); an existing one is left as it is."""
    if not folder.is_dir():
        private_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder
