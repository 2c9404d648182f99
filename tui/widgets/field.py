"""One thing to choose, in one line: left and right change it, space shows all there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widget import Widget

from tui.i18n import N_
from tui.widgets.outside import reversed_without_colour
from tui.widgets.text.width import fit, pad, width

LABEL = 18


Value = TypeVar("Value")


def neighbour(values: Sequence[Value], present: Value, step: int) -> Value:
    """The next or previous of some values, round and round; from none of them the first or the last."""
    place = values.index(present) if present in values else -1 if step > 0 else 0
    return values[(place + step) % len(values)]


@dataclass(frozen=True, slots=True)
class FieldView:
    """What a field shows: its name, the value now chosen, what that means, and whether there is another."""

    id: str
    label: str
    value: str
    about: str = ""
    several: bool = True


class Field(Widget, can_focus=True):
    """A row of a form."""

    DEFAULT_CSS = """
    Field { height: 1; width: 100%; padding: 0 1; }
    Field:focus { background: $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "step(-1)", N_("Change"), key_display="←→"),
        Binding("right,l", "step(1)", show=False),
        Binding("space", "open", N_("All choices")),
    ]

    @dataclass
    class Stepped(Message):
        """The user wants the next (1) or the previous (-1) value."""

        field: str
        step: int

    @dataclass
    class Opened(Message):
        """The user wants to see all values."""

        field: str

    def __init__(self, view: FieldView) -> None:
        super().__init__(id=f"field-{view.id}")
        self._view = view

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """The focused row is seen without colours too."""
        return reversed_without_colour(self, super().get_visual_style(*component_classes, partial=partial))

    def set_view(self, view: FieldView) -> None:
        """Show another value."""
        if view != self._view:
            self._view = view
            self.refresh()

    def render(self) -> Content:
        """Label, the value between arrows, what it means."""
        view, room = self._view, self.content_size.width
        left, right = ("‹ ", " ›") if view.several else ("  ", "  ")
        value = fit(view.value, max(8, room - LABEL - 4))
        rest = room - LABEL - 4 - width(value) - 2
        arrows = "$accent bold" if self.has_focus else "$muted"
        return Content.assemble(
            (pad(view.label, LABEL), "$muted"),
            (left, arrows),
            (value, "$foreground bold" if self.has_focus else "$foreground"),
            (right, arrows),
            (f"  {view.about}" if 0 < width(view.about) <= rest else "", "$muted"),
        )

    def on_focus(self) -> None:
        """The arrows light up."""
        self.refresh()

    def on_blur(self) -> None:
        """The arrows go out."""
        self.refresh()

    def action_step(self, step: int) -> None:
        """Ask for a neighbour."""
        self.post_message(self.Stepped(self._view.id, step))

    def action_open(self) -> None:
        """Ask for all."""
        self.post_message(self.Opened(self._view.id))

    def on_click(self, event: events.Click) -> None:
        """Left of the value: back; on it or behind: on."""
        self.action_step(-1 if event.x < LABEL + 2 else 1)
