"""A line for the path of a file, which Tab completes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.suggester import Suggester
from textual.widgets import Input

from tui.i18n import N_
from tui.widgets.text.paths import completed


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
