"""Small questions: yes or no, the keys of a screen, one line of text, one or several of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input

from tui.app.base import PoiseDialog, Result, useful_bindings
from tui.i18n import N_, _
from tui.widgets.bars import DISPLAY
from tui.widgets.line import Line
from tui.widgets.menu import Menu, MenuItem
from tui.widgets.outside import Static
from tui.widgets.path_input import PathInput
from tui.widgets.text.search import Search, Texts
from tui.widgets.text.width import pad

LONG = 8
"""From so many items on a list is searched."""


class ListDialog(PoiseDialog[Result]):
    """A list in a dialog; a long one is searched as the lists of screens are."""

    AUTO_FOCUS = "Menu"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("slash,f3", "search", N_("Search"), key_display="/")]

    def items(self) -> Sequence[MenuItem]:
        """All there are."""
        raise NotImplementedError

    def compose_list(self, present: str = "") -> ComposeResult:
        """The search line, which comes when it is asked for, and the list."""
        line = Line(placeholder=_("Words or parts of words"), compact=True, id="dialog-search")
        line.display = False
        yield line
        yield Menu(self.items(), present=present, id="dialog-menu")

    @property
    def searching(self) -> Input | None:
        """The search line, where words are typed."""
        line = self.query_one("#dialog-search", Input)
        return line if line.has_focus else None

    def show_list(self) -> None:
        """The items that match what is looked for."""
        items = self.items()
        search = Search(self.query_one("#dialog-search", Input).value)
        found = search.places(Texts([f"{item.title} {item.detail}" for item in items]))
        self.query_one(Menu).set_items([items[place] for place in found] if search else items)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A short list is searched by the eye."""
        del parameters
        return action != "search" or len(self.items()) >= LONG

    def action_search(self) -> None:
        """Open the search line."""
        line = self.query_one("#dialog-search", Input)
        line.display = True
        line.focus()

    def action_leave(self) -> None:
        """The first time ends the search."""
        line = self.query_one("#dialog-search", Input)
        if not line.display:
            self.dismiss(None)
            return
        line.value, line.display = "", False
        self.query_one(Menu).focus()

    @on(Input.Changed, "#dialog-search")
    def _typed(self) -> None:
        self.show_list()

    @on(Input.Submitted, "#dialog-search")
    def _entered(self) -> None:
        self.query_one(Menu).focus()


class ChooseDialog(ListDialog[str]):
    """A few ways to go on; answers the id of the chosen one, or None."""

    def __init__(self, title: str, text: str, items: Sequence[MenuItem], present: str = "") -> None:
        super().__init__()
        self._title, self._text, self._items, self._present = title, text, items, present

    def items(self) -> Sequence[MenuItem]:
        """The ways to go on, as they are listed."""
        return self._items

    def compose_body(self) -> ComposeResult:
        """Title, explanation, the ways."""
        yield Static(self._title, id="dialog-title")
        if self._text:
            yield Static(self._text, id="dialog-text")
        yield from self.compose_list(self._present)

    def key_label(self, action: str, label: str) -> str:
        """Enter chooses here."""
        return _("Choose") if action == "select" else label

    def on_menu_chosen(self, event: Menu.Chosen) -> None:
        """Answer with it."""
        event.stop()
        self.dismiss(event.item.id)


class LeaveDialog(ChooseDialog):
    """What is to become of something unsaved; Ctrl-Q over it does not ask once more."""


class LineDialog(PoiseDialog[str]):
    """One line of text; answers it, or None.

    With `files` it is a path, which Tab completes: by files with these endings, by all where there are none.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "done", N_("Done"), priority=True)]

    def __init__(
        self, title: str, text: str, value: str = "", placeholder: str = "", files: Sequence[str] | None = None
    ) -> None:
        super().__init__()
        self._title, self._text, self._value, self._placeholder = title, text, value, placeholder
        self._files = files

    def compose_body(self) -> ComposeResult:
        """Title, explanation, the line."""
        yield Static(self._title, id="dialog-title")
        if self._text:
            yield Static(self._text, id="dialog-text")
        if self._files is None:
            yield Line(self._value, placeholder=self._placeholder, id="line")
        else:
            yield PathInput(self._value, placeholder=self._placeholder, endings=self._files, id="line")

    def action_done(self) -> None:
        """Answer with the line, behind the letters that still wait for it: this key is taken before they are."""
        self.query_one(Input).call_later(self._answer)

    def _answer(self) -> None:
        if self.is_current:
            self.dismiss(self.query_one(Input).value.strip())


class PickDialog(ListDialog[tuple[str, ...]]):
    """Several of a list; answers the ids chosen, in the list's order, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "done", N_("Done"), priority=True),
        Binding("space", "pick", N_("Choose")),
        Binding("a", "all", N_("All or none")),
    ]

    def __init__(self, title: str, items: Sequence[tuple[str, str]], chosen: Sequence[str]) -> None:
        super().__init__()
        self._title, self._texts, self._chosen = title, items, set(chosen)

    def compose_body(self) -> ComposeResult:
        """Title and list."""
        yield Static(self._title, id="dialog-title")
        yield from self.compose_list()

    def items(self) -> Sequence[MenuItem]:
        """The list, each item with its mark: a shape, since a colour alone would not do."""
        return [MenuItem(key, f"[{'x' if key in self._chosen else ' '}] {text}") for key, text in self._texts]

    def action_done(self) -> None:
        """Answer with what is chosen; the Enter after a search goes back to the list."""
        if self.searching is not None:
            self.query_one(Menu).focus()
            return
        self.dismiss(tuple(key for key, _text in self._texts if key in self._chosen))

    def action_pick(self) -> None:
        """Choose the highlighted one, or not."""
        option = self.query_one(Menu).highlighted_option
        if option is not None and option.id is not None:
            self._chosen ^= {option.id}
            self.show_list()

    def action_all(self) -> None:
        """Choose all, or none where all are chosen."""
        everything = {key for key, _text in self._texts}
        self._chosen = set() if self._chosen == everything else everything
        self.show_list()

    def on_menu_chosen(self, event: Menu.Chosen) -> None:
        """A click chooses too."""
        event.stop()
        self.action_pick()


class KeysDialog(PoiseDialog[None]):
    """Every key that works on a screen, with what it does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter,question_mark", "leave", N_("Back"))]

    def __init__(self, screen: Screen[Any]) -> None:
        super().__init__()
        self._rows = key_rows(screen)

    def compose_body(self) -> ComposeResult:
        """The table of keys."""
        yield Static(_("Keys of this screen"), id="dialog-title")
        wide = max((cell_len(keys) for keys, _label in self._rows), default=0)
        lines = [Content.assemble((pad(keys, wide), "$accent bold"), "  ", label) for keys, label in self._rows]
        yield Static(Content("\n").join(lines), id="key-rows")


def key_rows(screen: Screen[Any]) -> list[tuple[str, str]]:
    """Each action of the screen that has a description: its keys joined, and the description translated."""
    keys: dict[str, list[str]] = {}
    labels: dict[str, str] = {}
    for active in useful_bindings(screen):
        binding = active.binding
        shown = binding.key_display or DISPLAY.get(binding.key, binding.key)
        if shown not in keys.setdefault(binding.action, []):
            keys[binding.action].append(shown)
        labels[binding.action] = _(binding.description)
    return [(" ".join(keys[action]), label) for action, label in labels.items()]
