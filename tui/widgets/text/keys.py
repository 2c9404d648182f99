"""The line of keys at the foot of each screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tui.widgets.text.width import width

GAP = 2


@dataclass(frozen=True, slots=True)
class KeyHint:
    """A key, what it does, and whether it does it now."""

    key: str
    label: str
    action: str
    enabled: bool = True

    @property
    def width(self) -> int:
        """Cells of key, blank and label."""
        return width(self.key) + 1 + width(self.label)


def fitting(hints: Sequence[KeyHint], last: Sequence[KeyHint], cells: int) -> list[KeyHint]:
    """As many of `hints`, in order, as go before those of `last`, which are always there."""
    room = cells - sum(hint.width + GAP for hint in last)
    shown: list[KeyHint] = []
    for hint in hints:
        if hint.width > room:
            break
        shown.append(hint)
        room -= hint.width + GAP
    return shown
