"""The face of Poise, for screens with room to spare."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from tui.i18n import _

FACE = ("╭─────╮", "│ · · │", "│ ╰─╯ │", "╰─────╯")


class Logo(Widget):
    """A calm face, the name and what it is for."""

    SCOPED_CSS = False  # it looks at the screen's size classes
    DEFAULT_CSS = """
    Logo { height: 5; width: 100%; margin-bottom: 1; display: none; }
    .-high Logo { display: block; }
    """

    def render(self) -> Content:
        """Four lines of face, the words beside it."""
        beside = ("", "   Poise", "   " + _("Keep your countenance: practise interviews in the terminal"), "")
        styles = ("", "bold $foreground", "$muted", "")
        lines = [
            Content.assemble((face, "$accent"), (text, style))
            for face, text, style in zip(FACE, beside, styles, strict=True)
        ]
        return Content("\n").join(lines)
