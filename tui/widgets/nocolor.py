"""Reverse video, which Textual 8's `get_visual_style` drops, for what is chosen on terminals without colours."""

from __future__ import annotations

from textual.style import Style
from textual.widget import Widget


def reversed_without_colour(widget: Widget, style: Style) -> Style:
    """`style` of what is chosen, reversed where the widget has the focus and no colour would show it."""
    return style + Style(reverse=True) if widget.has_focus and widget.app.no_color else style
