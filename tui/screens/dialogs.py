"""Small questions: yes or no, the keys of a screen, one line of text, one or several of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, SelectionList, Static
from textual.widgets.selection_list import Selection

from tui.i18n import N_, _
from tui.screens.base import PoiseDialog
from tui.view.text import pad
from tui.widgets.keybar import DISPLAY
from tui.widgets.menu import Menu, MenuItem

TEXTUALS_OWN = {"noop", "app.focus_next", "app.focus_previous", "screen.copy_text"}
"""Actions that are no news: Tab moves on everywhere."""


class ChooseDialog(PoiseDialog[str]):
    """A few ways to go on; answers the id of the chosen one, or None."""

    def __init__(self, title: str, text: str, items: Sequence[MenuItem]) -> None:
        super().__init__()
        self._title, self._text, self._items = title, text, items

    def compose_body(self) -> ComposeResult:
        """Title, explanation, the ways."""
        yield Static(self._title, id="dialog-title", markup=False)
        if self._text:
            yield Static(self._text, id="dialog-text", markup=False)
        yield Menu(self._items, id="dialog-menu")

    def on_menu_chosen(self, event: Menu.Chosen) -> None:
        """Answer with it."""
        event.stop()
        self.dismiss(event.item.id)


class LineDialog(PoiseDialog[str]):
    """One line of text; answers it, or None."""

    def __init__(self, title: str, text: str, value: str = "", placeholder: str = "") -> None:
        super().__init__()
        self._title, self._text, self._value, self._placeholder = title, text, value, placeholder

    def compose_body(self) -> ComposeResult:
        """Title, explanation, the line."""
        yield Static(self._title, id="dialog-title", markup=False)
        if self._text:
            yield Static(self._text, id="dialog-text", markup=False)
        yield Input(self._value, placeholder=self._placeholder, id="line")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with the line."""
        self.dismiss(event.value.strip())


class PickDialog(PoiseDialog[tuple[str, ...]]):
    """Several of a list; answers the ids chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "done", N_("Done"), priority=True),
        Binding("space", "noop", N_("Choose")),
        Binding("a", "all", N_("All or none")),
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
    ]

    def __init__(self, title: str, items: Sequence[tuple[str, str]], chosen: Sequence[str]) -> None:
        super().__init__()
        self._title, self._items, self._chosen = title, items, chosen

    def compose_body(self) -> ComposeResult:
        """Title and list."""
        yield Static(self._title, id="dialog-title", markup=False)
        yield SelectionList(
            *(Selection(Content(text), key, key in self._chosen) for key, text in self._items),
            id="pick",
            compact=True,
        )

    def _list(self) -> SelectionList[str]:
        return self.query_one(SelectionList)

    def action_done(self) -> None:
        """Answer with what is chosen, in the list's order."""
        selected = set(self._list().selected)
        self.dismiss(tuple(key for key, _text in self._items if key in selected))

    def action_all(self) -> None:
        """Choose all, or none where all are chosen."""
        picker = self._list()
        if len(picker.selected) == len(self._items):
            picker.deselect_all()
        else:
            picker.select_all()

    def action_noop(self) -> None:
        """The list itself takes the key; this puts it into the footer."""

    def action_move(self, step: int) -> None:
        """Up or down, as in vim."""
        picker = self._list()
        (picker.action_cursor_down if step > 0 else picker.action_cursor_up)()


class KeysDialog(PoiseDialog[None]):
    """Every key that works on a screen, with what it does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter,question_mark", "leave", N_("Back"))]

    def __init__(self, screen: Screen[Any]) -> None:
        super().__init__()
        self._rows = key_rows(screen)

    def compose_body(self) -> ComposeResult:
        """The table of keys."""
        yield Static(_("Keys of this screen"), id="dialog-title", markup=False)
        wide = max((cell_len(keys) for keys, _label in self._rows), default=0)
        lines = [Content.assemble((pad(keys, wide), "$accent bold"), "  ", label) for keys, label in self._rows]
        yield Static(Content("\n").join(lines), id="key-rows")


def key_rows(screen: Screen[Any]) -> list[tuple[str, str]]:
    """Each action of the screen that has a description: its keys joined, and the description translated."""
    keys: dict[str, list[str]] = {}
    labels: dict[str, str] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if not binding.description or binding.action in TEXTUALS_OWN:
            continue
        shown = binding.key_display or DISPLAY.get(binding.key, binding.key)
        if shown not in keys.setdefault(binding.action, []):
            keys[binding.action].append(shown)
        labels[binding.action] = _(binding.description)
    return [(" ".join(keys[action]), label) for action, label in labels.items()]
