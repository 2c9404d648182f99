"""A line for the path of a file, which Tab completes."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.suggester import Suggester
from textual.widgets import Input

from tui.i18n import N_

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


class Paths(Suggester):
    """Looks into the folder that is being typed, off the event loop."""

    def __init__(self, endings: Sequence[str]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._endings = endings

    async def get_suggestion(self, value: str) -> str | None:
        """The path as it may go on."""
        return await asyncio.to_thread(completed, value, self._endings)


class PathInput(Input):
    """What it would complete is shown dimmed behind the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", N_("Complete the path"), key_display="⇥")]

    def __init__(self, value: str, *, placeholder: str, endings: Sequence[str], id: str) -> None:
        super().__init__(value, placeholder=placeholder, suggester=Paths(endings), id=id)

    def action_complete(self) -> None:
        """Take what is suggested."""
        self.action_end()
        self.action_cursor_right()
