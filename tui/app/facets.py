"""Which things of a long list are shown: one value for each way to choose, and the dialog that chooses them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui.app.base import PoiseDialog
from tui.app.dialogs import ChooseDialog
from tui.i18n import N_, _
from tui.widgets.field import Field, FieldView, neighbour
from tui.widgets.menu import MenuItem
from tui.widgets.outside import Static

Item = TypeVar("Item")
Facets = Mapping[str, str]
"""The values that were chosen, by the names of their ways; a thing is shown where all fit."""
ALL = ""
_EVERY = "*"
"""What stands for ALL in a list, whose entries need a name."""


class Ways(Generic[Item]):
    """The ways to choose among things of one kind, by their names; a subclass says what they are and mean."""

    TITLE: ClassVar[str]
    LABELS: ClassVar[Mapping[str, str]]

    def traits(self, name: str, item: Item) -> Iterable[str]:
        """The values by which a thing is found in one way to choose, each once."""
        raise NotImplementedError

    def word(self, name: str, value: str) -> str:
        """A value in the words of the screen."""
        raise NotImplementedError

    def count(self, number: int) -> str:
        """`3 questions`."""
        raise NotImplementedError

    def left(self, number: int, total: int) -> str:
        """`3 of 12 questions`."""
        raise NotImplementedError

    def order(self, name: str) -> Sequence[str] | None:
        """All values of one way in their order; None where those that most things have come first."""
        del name
        return None

    def shown(self, chosen: Facets, items: Sequence[Item]) -> Sequence[Item]:
        """The things that fit, in their order."""
        if not chosen:
            return items
        return [item for item in items if all(value in self.traits(name, item) for name, value in chosen.items())]

    def offered(self, name: str, chosen: Facets, items: Sequence[Item]) -> list[tuple[str, int]]:
        """All values of one way to choose among the things that fit the others, each with their number."""
        left = self.shown(changed(chosen, name, ALL), items)
        found = Counter(value for item in left for value in self.traits(name, item))
        known = self.order(name)
        if known is None:
            return [(ALL, len(left)), *sorted(found.items(), key=lambda each: (-each[1], each[0]))]
        return [(ALL, len(left)), *((value, found[value]) for value in known if found[value])]

    def stepped(self, name: str, step: int, chosen: Facets, items: Sequence[Item]) -> Facets:
        """What is chosen with the next or previous value of one way to choose."""
        values = [value for value, _count in self.offered(name, chosen, items)]
        return changed(chosen, name, neighbour(values, chosen.get(name, ALL), step))

    def worded(self, chosen: Facets) -> str:
        """What was chosen, in one line."""
        return " · ".join(self.word(name, chosen[name]) for name in self.LABELS if name in chosen)

    def fields(self, chosen: Facets, items: Sequence[Item]) -> list[FieldView]:
        """One row for each way to choose, with the number of things that its value would leave."""
        return [self._field(name, chosen, items) for name in self.LABELS]

    def _field(self, name: str, chosen: Facets, items: Sequence[Item]) -> FieldView:
        value = chosen.get(name, ALL)
        others = self.offered(name, chosen, items)
        count = next((number for each, number in others if each == value), 0)
        word = self.word(name, value) if value else _("all")
        return FieldView(name, _(self.LABELS[name]), word, self.count(count), several=len(others) > 1)


def changed(chosen: Facets, name: str, value: str) -> Facets:
    """What is chosen with another value of one way to choose; ALL takes the way out."""
    others = {each: present for each, present in chosen.items() if each != name}
    return {**others, name: value} if value else others


class FilterDialog(PoiseDialog[Facets], Generic[Item]):
    """A row for each way to choose; answers what was chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "done", N_("Show"), priority=True),
        Binding("down,j", "move(1)", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("c", "clear", N_("All of them")),
    ]

    def __init__(self, ways: Ways[Item], chosen: Facets, items: Sequence[Item]) -> None:
        super().__init__()
        self._ways, self._chosen, self._items = ways, chosen, items

    def compose_body(self) -> ComposeResult:
        """The rows, and how many things are left."""
        yield Static(_(self._ways.TITLE), id="dialog-title")
        for shown in self._ways.fields(self._chosen, self._items):
            yield Field(shown)
        yield Static(id="left", classes="gap")

    def on_mount(self) -> None:
        """How many there are now."""
        self.query(Field).first().focus()
        self._show_left()

    def _show(self) -> None:
        for shown in self._ways.fields(self._chosen, self._items):
            self.query_one(f"#field-{shown.id}", Field).set_view(shown)
        self._show_left()

    def _show_left(self) -> None:
        left = len(self._ways.shown(self._chosen, self._items))
        self.query_one("#left", Static).update(self._ways.left(left, len(self._items)))

    def on_field_stepped(self, event: Field.Stepped) -> None:
        """The neighbour of the value."""
        self._chosen = self._ways.stepped(event.field, event.step, self._chosen, self._items)
        self._show()

    def on_field_opened(self, event: Field.Opened) -> None:
        """All values in a dialog."""
        name = event.field
        items = [
            MenuItem(value or _EVERY, self._ways.word(name, value) if value else _("all"), str(count))
            for value, count in self._ways.offered(name, self._chosen, self._items)
        ]

        def taken(value: str | None) -> None:
            if value is not None:
                self._chosen = changed(self._chosen, name, ALL if value == _EVERY else value)
                self._show()

        title = _(self._ways.LABELS[name])
        self.app.push_screen(ChooseDialog(title, "", items, self._chosen.get(name) or _EVERY), taken)

    def action_move(self, step: int) -> None:
        """Up and down the rows."""
        (self.focus_next if step > 0 else self.focus_previous)(Field)

    def action_clear(self) -> None:
        """All of them again."""
        self._chosen = {}
        self._show()

    def action_done(self) -> None:
        """Show them."""
        self.dismiss(self._chosen)
