"""Text of outside (questions, files, devices, errors): its brackets are no markup, its control codes no orders.

And reverse video where Textual leaves it out.
"""

from __future__ import annotations

import re
from typing import Any

from rich.segment import Segment
from textual import widgets
from textual.color import Color
from textual.filter import LineFilter
from textual.style import Style
from textual.widget import Widget

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
"""What a terminal may obey in place of showing it; of no width, so that leaving it out moves nothing."""


class Static(widgets.Static):
    """Textual's, with markup off: what is to be styled comes as `Content`. Every text of the app is one of these."""

    def __init__(self, content: Any = "", **arguments: Any) -> None:
        super().__init__(content, **{**arguments, "markup": False})


class WithoutControls(LineFilter):
    """The last gate before the terminal: no widget passes a control code on."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments without control codes."""
        del background
        if not any(CONTROL.search(segment.text) for segment in segments):
            return segments
        return [Segment(CONTROL.sub("", text), style, control) for text, style, control in segments]


def reversed_without_colour(widget: Widget, style: Style) -> Style:
    """`style` of what is chosen, reversed where the widget has the focus and no colour would show it."""
    return style + Style(reverse=True) if widget.has_focus and widget.app.no_color else style
