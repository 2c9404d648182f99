"""Lines for people on a terminal or in a file: colour only where it is wanted, one line that is written over."""

from __future__ import annotations

import os
import shutil
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from typing import TextIO

from core.base.types import Mood

COLOURS: Mapping[str, str] = {"green": "32", "yellow": "33", "red": "31", "cyan": "36", "bold": "1", "dim": "2"}
MOOD_COLOURS: Mapping[Mood, str] = {Mood.GOOD: "green", Mood.ACCEPTABLE: "yellow", Mood.BAD: "red"}
MOOD_MARKS: Mapping[Mood, str] = {Mood.GOOD: "+", Mood.ACCEPTABLE: "o", Mood.BAD: "!"}
"""Mood is told by a mark and a word as well as by colour."""


def width(text: str) -> int:
    """Columns that `text` takes: Hangul takes two each, combining marks none."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(bool(unicodedata.combining(letter)) for letter in text)


def padded(text: str, columns: int) -> str:
    """`text` filled with spaces to `columns`."""
    return text + " " * max(0, columns - width(text))


def cut(text: str, columns: int) -> str:
    """As much of `text` as fits into `columns`."""
    if width(text) <= columns:
        return text
    while text and width(text) > columns - 1:
        text = text[:-1]
    return text + "…"


def wrapped(text: str, first: str = "", others: str = "", columns: int = 78) -> list[str]:
    """`text` broken between words into lines of at most `columns`, counting Hangul as two."""
    lines, line = [], first
    for word in text.split():
        if width(line) + width(word) > columns and line.strip():
            lines.append(line.rstrip())
            line = others
        line += f"{word} "
    return [*lines, line.rstrip()]


def colours_wanted(stream: TextIO) -> bool:
    """Whether to colour: a terminal that is not dumb, and no NO_COLOR (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM", "dumb") != "dumb"


def columns() -> int:
    """Columns of the terminal, 80 where there is none."""
    return shutil.get_terminal_size((80, 24)).columns


class Output:
    """Standard output: whole lines, and on a terminal a status that is written over."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stdout
        self.updates = self.stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"
        self._coloured = colours_wanted(self.stream)
        self._status = ""

    def paint(self, text: str, *styles: str) -> str:
        """`text` in the given colours, where colours are wanted."""
        if not self._coloured or not styles:
            return text
        return f"\033[{';'.join(COLOURS[style] for style in styles)}m{text}\033[0m"

    def line(self, text: str = "") -> None:
        """Print a whole line; the status moves below it."""
        self._erase()
        self.stream.write(f"{text}\n")
        if self._status:
            self.stream.write(self._status)
        self.stream.flush()

    def status(self, text: str) -> None:
        """Replace the status line; only on a terminal."""
        if self.updates:
            self._erase()
            self._status = text
            self.stream.write(text)
            self.stream.flush()

    def end_status(self) -> None:
        """Leave the terminal with a clean line."""
        self._erase()
        self._status = ""
        self.stream.flush()

    def _erase(self) -> None:
        if self._status:
            self.stream.write("\r\033[K")


def table(rows: Sequence[tuple[str, ...]], gap: int = 2) -> list[str]:
    """Lines with aligned columns; the last column is free."""
    if not rows:
        return []
    columns = [max(width(row[n]) for row in rows) for n in range(len(rows[0]) - 1)]
    return [
        (" " * gap).join([*(padded(cell, columns[n]) for n, cell in enumerate(row[:-1])), row[-1]]).rstrip()
        for row in rows
    ]
