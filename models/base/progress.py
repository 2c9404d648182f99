"""Progress bars on the error stream, so that results on standard output stay clean."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import track as rich_track

T = TypeVar("T")


def track(items: Iterable[T], title: str, total: int | None = None) -> Iterator[T]:
    """Yield `items` under a progress bar; without a terminal the bar stays silent."""
    console = Console(file=sys.stderr)
    yield from rich_track(items, title, total=total, console=console, transient=True, disable=not console.is_terminal)
