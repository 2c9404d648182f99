"""The user's own files of questions and formats: where one lies, where a new one goes, and its end."""

from __future__ import annotations

from pathlib import Path

from questions.loading import FOLDERS, Kind, files, find
from questions.problems import BankError, Finding
from questions.validation import NAME


def place_of(kind: Kind, name: str, user_dir: Path) -> Path:
    """Return where the user's file of a name lies, whether or not it is there; he may have named it anyhow."""
    path, short = (user_dir / FOLDERS[kind] / f"{name}{ending}" for ending in (".yaml", ".yml"))
    return short if short.exists() and not path.exists() else path


def named_place(kind: Kind, name: str, user_dir: Path) -> Path:
    """Return where a file goes that Poise names; raise `BankError` where the name is none."""
    if not NAME.fullmatch(name):
        raise BankError(Finding("bad_name", params={"name": f"'{name}'"}))
    return place_of(kind, name, user_dir)


def new_place(kind: Kind, name: str, user_dir: Path) -> Path:
    """Return where a new file of the user's goes; raise `BankError` where there is one, or the name is none."""
    path = named_place(kind, name, user_dir)
    if path.exists():
        raise BankError(Finding("exists", str(path)))
    return path


def own_file(kind: Kind, name: str, user_dir: Path) -> Path:
    """Return a file of the user's own; raise `BankError`, for a built-in one too."""
    path, origin = files(kind, user_dir).get(name, (find(kind, name, user_dir), "user"))
    if origin == "built-in":
        raise BankError(Finding("read_only", str(path)))
    return path


def remove(path: Path) -> None:
    """Delete a file of the user's, where it is there; raise `BankError`."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise BankError(Finding("unwritable", str(path), params={"reason": error.strerror or error})) from None
