"""Completing the path of a file while it is typed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

MOST = 5000
"""So many names of a folder are looked at; a completion that comes late helps nobody."""


def completed(typed: str, endings: Sequence[str] = ()) -> str | None:
    """`typed` with the first name that fits, folders with a slash behind; None where nothing does.

    Only files with one of `endings` are offered, all where none is given; hidden ones once their dot is typed.
    `~` stands for the user's folder, as in a shell.
    """
    if typed == "~":
        return "~/"
    folder, slash, begun = typed.rpartition("/")
    if not typed or (typed.startswith("~") and not slash):
        return None
    names = [name for name in _names(Path(f"{folder}{slash}" or ".").expanduser(), begun) if _fits(name, endings)]
    best = min(names, key=lambda name: (name.rstrip("/") != begun, name.casefold()), default=None)
    return None if best is None or best == begun else f"{folder}{slash}{best}"


def _names(folder: Path, begun: str) -> list[str]:
    """Names in a folder that begin so."""
    found: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for _number, entry in zip(range(MOST), entries, strict=False):
                if entry.name.startswith(begun) and (begun.startswith(".") or not entry.name.startswith(".")):
                    found.append(f"{entry.name}/" if entry.is_dir() else entry.name)
    except (OSError, ValueError):
        return []
    return found


def _fits(name: str, endings: Sequence[str]) -> bool:
    return name.endswith("/") or not endings or name.lower().endswith(tuple(endings))
