"""Screens that are read from top to bottom: arrows, j and k, page keys move the page."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from tui.app.base import PoiseScreen

END = 1_000_000


class ReadingScreen(PoiseScreen[None]):
    """A long page."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll_by(2)", show=False),
        Binding("up,k", "scroll_by(-2)", show=False),
        Binding("pagedown,space", "scroll_page(1)", show=False),
        Binding("pageup", "scroll_page(-1)", show=False),
        Binding("home,g", f"scroll_by(-{END})", show=False),
        Binding("end,G", f"scroll_by({END})", show=False),
    ]

    @property
    def body(self) -> Widget:
        """What is scrolled."""
        return self.query_one("#body")

    def action_scroll_by(self, lines: int) -> None:
        """Move by lines."""
        self.body.scroll_relative(y=lines, animate=False)

    def action_scroll_page(self, step: int) -> None:
        """Move by a page less two lines, so that the eye finds its place."""
        self.body.scroll_relative(y=step * max(1, self.body.size.height - 2), animate=False)
