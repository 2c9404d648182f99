"""The line of keys at the foot of each screen, and keys in place of commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tui.i18n import N_, _
from tui.widgets.text.width import width

GAP = 2
IN_THE_APP: Mapping[str, str] = {
    "`poise calibrate`": N_("c at home"),
    "`poise doctor`": N_("d in the equipment check"),
    "`poise history`": N_("h at home"),
    "`poise interview`": N_("n at home"),
    "`poise questions list`": N_("b at home"),
    "`poise voice list`": N_("v at home"),
    "--camera": N_("←→ in the equipment check"),
}
"""What does in the app what these do in the shell."""


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


def by_keys(text: str) -> str:
    """The same inside the app, where a key does what a command or an option does in the shell."""
    for command, key in IN_THE_APP.items():
        text = text.replace(command, _(key))
    return text
