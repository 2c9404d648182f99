"""The head of each screen: where you are, and at the right what the engine does."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.widgets.text.width import fit, width


class TopBar(Widget):
    """`Poise › place`, and a status at the right; one line."""

    DEFAULT_CSS = """
    TopBar { height: 1; dock: top; padding: 0 2; background: $surface; color: $muted; }
    """

    place: reactive[str] = reactive("")
    status: reactive[str] = reactive("")

    def render(self) -> Content:
        """The place keeps its room; the status is shortened first."""
        room = self.content_size.width
        left = fit(self.place, max(0, room - 8))
        head = 5 + (3 + width(left) if left else 0)
        status = fit(self.status, max(0, room - head - 2))
        return Content.assemble(
            ("Poise", "$accent bold"),
            (" › " if left else "", "$muted"),
            (left, "$foreground"),
            " " * max(0, room - head - width(status)),
            (status, "$muted"),
        )
