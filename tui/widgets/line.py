"""One line of text: several pasted lines are joined, where Textual keeps only the first."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.widgets import Input


class Line(Input):
    """Textual's input; what is pasted into it loses no line."""

    def __init__(self, value: str = "", *, between: str = " ", **arguments: Any) -> None:
        """`between` is put between two pasted lines."""
        super().__init__(value, **arguments)
        self._between = between

    async def on_paste(self, event: events.Paste) -> None:
        """Take all lines as one."""
        event.prevent_default()
        event.stop()
        line = self._between.join(line.strip() for line in event.text.splitlines() if line.strip())
        self.replace(line, *self.selection)
