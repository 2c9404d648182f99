"""The six steps in which a rapid item is answered: by a figure at once, or by arrows and Enter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from core.session.snapshot import ItemView
from tui.i18n import N_
from tui.widgets.text.width import pad, width


class StepsPanel(Widget):
    """There only while an item is on the table; then it has the focus. Each item begins without a mark."""

    DEFAULT_CSS = """
    StepsPanel { width: 100%; height: 6; align: center middle; text-align: center; display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "step(1)", N_("Answer"), key_display="1–6"),
        *(Binding(str(step), f"step({step})", show=False) for step in range(2, 7)),
        Binding("up,left,k,h", "mark(-1)", N_("Mark"), key_display="↑↓"),
        Binding("down,right,j,l", "mark(1)", show=False),
        Binding("enter", "take", N_("Take the mark")),
    ]

    @dataclass
    class Chosen(Message):
        """Item `number` (from 0) is answered by `step` (from 1)."""

        number: int
        step: int

    def __init__(self) -> None:
        super().__init__()
        self._item: ItemView | None = None
        self._marked: int | None = None

    def set_view(self, item: ItemView | None, *, paused: bool) -> None:
        """Show the item's steps; nothing between items and in a pause."""
        if item != self._item:
            self._item, self._marked = item, None
            self.refresh()
        wanted = item is not None and not paused
        if wanted != self.display:
            self.display = self.can_focus = wanted  # else Enter would be its own while questions are asked
            if wanted:
                self.focus()

    def render(self) -> Content:
        """One step a line, its figure in front."""
        steps = self._item.steps if self._item else ()
        cells = max((width(step) for step in steps), default=0)
        return Content("\n").join(self._line(number, pad(step, cells)) for number, step in enumerate(steps, 1))

    def _line(self, number: int, step: str) -> Content:
        marked = number == self._marked
        return Content.assemble(
            ("▸ " if marked else "  ", "$accent bold"),
            (f"{number}", "$accent bold"),
            (f"  {step}", "bold" if marked else ""),
        )

    def action_step(self, step: int) -> None:
        """A figure answers at once."""
        self._answer(step)

    def on_click(self, event: events.Click) -> None:
        """A click on a step is its figure."""
        offset = event.get_content_offset(self)
        if offset is not None and self._item is not None and 0 <= offset.y < len(self._item.steps):
            self._answer(offset.y + 1)

    def action_mark(self, step: int) -> None:
        """Move the mark; the first arrow sets it at that end from which it comes."""
        if self._item is None:
            return
        count = len(self._item.steps)
        if self._marked is None:
            self._marked = 1 if step > 0 else count
        else:
            self._marked = min(max(self._marked + step, 1), count)
        self.refresh()

    def action_take(self) -> None:
        """Answer by the step that is marked."""
        if self._marked is not None:
            self._answer(self._marked)

    def _answer(self, step: int) -> None:
        if self._item is not None:
            self.post_message(self.Chosen(self._item.number, step))
