"""A list of ways to go on: each has a letter, a title and a quiet detail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.i18n import N_
from tui.widgets.outside import reversed_without_colour
from tui.widgets.text.width import fit, pad, width

LEAST_DETAIL = 16
"""Cells below which a detail says too little to be shown."""
LEAST_CELLS = 8
"""Cells of a line however narrow the menu is; what does not fit is cut: a line that wraps looks like two ways."""


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A way to go on: `key` is the letter that takes it at once, `detail` stands at its right."""

    id: str
    title: str
    detail: str = ""
    key: str = ""


class Menu(OptionList):
    """Arrows or j/k, Enter, a letter, or a click."""

    DEFAULT_CSS = """
    Menu, Menu:focus { height: auto; border: none; padding: 0; }
    Menu, Menu:focus { background: transparent; background-tint: transparent; }
    Menu > .option-list--option { padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", N_("Open")),
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
        Binding("g", "first", show=False),
        Binding("G", "last", show=False),
    ]

    @dataclass
    class Chosen(Message):
        """The user took this way of `menu`."""

        menu: Menu
        item: MenuItem

    def __init__(self, items: Sequence[MenuItem] = (), *, present: str = "", id: str | None = None) -> None:
        """`present` is the id of the item that is highlighted first."""
        super().__init__(id=id, markup=False)
        self._present = present
        self._items: list[MenuItem] = list(items)
        self._drawn_for = 0

    def on_mount(self) -> None:
        """Draw what the constructor was given."""
        self.set_items(self._items)
        ids = [item.id for item in self._items]
        if self._present in ids:
            self.highlighted = ids.index(self._present)

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """The highlighted way is seen without colours too."""
        style = super().get_visual_style(*component_classes, partial=partial)
        chosen = "option-list--option-highlighted" in component_classes
        return reversed_without_colour(self, style) if chosen else style

    def set_items(self, items: Sequence[MenuItem]) -> None:
        """Replace the ways; the highlighted one stays where it is by id."""
        kept = self.highlighted_option.id if self.highlighted_option and self.highlighted else None
        self._items = list(items)
        self.clear_options()
        self.add_options(Option(prompt, item.id) for prompt, item in zip(self._prompts(), items, strict=True))
        ids = [item.id for item in items]
        self.highlighted = (ids.index(kept) if kept in ids else 0) if ids else None

    def _prompts(self) -> list[Content]:
        """Letter, title, detail, in columns."""
        room = max(LEAST_CELLS, (self.size.width or 80) - 2)
        self._drawn_for = self.size.width
        keys = max((width(item.key) for item in self._items), default=0)
        letters = keys + 2 if keys else 0
        titles = min(max((width(item.title) for item in self._items), default=0), room - letters)
        return [_prompt(item, keys, titles, room) for item in self._items]

    def on_resize(self, _event: events.Resize) -> None:
        """The details are cut to the width, so they are drawn again for another one."""
        if self.size.width != self._drawn_for:
            for index, prompt in enumerate(self._prompts()):
                self.replace_option_prompt_at_index(index, prompt)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click."""
        event.stop()
        self.post_message(self.Chosen(self, self._items[event.option_index]))

    def on_key(self, event: events.Key) -> None:
        """A letter takes its way at once."""
        if self.take(event.key):
            event.stop()

    def take(self, key: str) -> bool:
        """Go the way of that letter; False where there is none."""
        item = next((item for item in self._items if item.key and item.key == key), None)
        if item is not None:
            self.post_message(self.Chosen(self, item))
        return item is not None


def _prompt(item: MenuItem, keys: int, titles: int, room: int) -> Content:
    """One row; without letters in the list their column is left out."""
    letter = f"{pad(item.key, keys)}  " if keys else ""
    left = room - width(letter) - titles - 3
    detail = f"   {fit(item.detail, left)}" if item.detail and left >= LEAST_DETAIL else ""
    title = pad(item.title, titles) if detail else fit(item.title, titles)
    return Content.assemble((letter, "bold"), title, (detail, ""))
