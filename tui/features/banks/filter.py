"""Choose which questions of a bank are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from questions.schema import Question
from tui.app.base import PoiseDialog
from tui.app.dialogs import ChooseDialog
from tui.features.banks import facets as facets_
from tui.features.banks.facets import ALL, LABELS, Facets
from tui.i18n import N_, _, ngettext
from tui.widgets.field import Field
from tui.widgets.menu import MenuItem
from tui.widgets.outside import Static


class FilterDialog(PoiseDialog[Facets]):
    """A row for each way to choose; answers what was chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "done", N_("Show"), priority=True),
        Binding("down,j", "move(1)", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("c", "clear", N_("All of them")),
    ]

    def __init__(self, facets: Facets, questions: Sequence[Question]) -> None:
        super().__init__()
        self._facets, self._questions = facets, questions

    def compose_body(self) -> ComposeResult:
        """The rows, and how many questions are left."""
        yield Static(_("Which questions?"), id="dialog-title")
        for shown in facets_.fields(self._facets, self._questions):
            yield Field(shown)
        yield Static(id="left", classes="gap")

    def on_mount(self) -> None:
        """How many there are now."""
        self.query(Field).first().focus()
        self._show_left()

    def _show(self) -> None:
        for shown in facets_.fields(self._facets, self._questions):
            self.query_one(f"#field-{shown.id}", Field).set_view(shown)
        self._show_left()

    def _show_left(self) -> None:
        total = len(self._questions)
        left = len(facets_.shown(self._facets, self._questions))
        text = ngettext("{left} of {n} question", "{left} of {n} questions", total).format(left=left, n=total)
        self.query_one("#left", Static).update(text)

    def on_field_stepped(self, event: Field.Stepped) -> None:
        """The neighbour of the value."""
        self._facets = facets_.stepped(event.field, event.step, self._facets, self._questions)
        self._show()

    def on_field_opened(self, event: Field.Opened) -> None:
        """All values in a dialog."""
        name = event.field
        items = [
            MenuItem(value or "all", facets_.value_name(name, value), str(count))
            for value, count in facets_.offered(name, self._facets, self._questions)
        ]
        present = getattr(self._facets, name) or "all"

        def chosen(value: str | None) -> None:
            if value is not None:
                self._facets = replace(self._facets, **{name: ALL if value == "all" else value})
                self._show()

        self.app.push_screen(ChooseDialog(_(LABELS[name]), "", items, present), chosen)

    def action_move(self, step: int) -> None:
        """Up and down the rows."""
        (self.focus_next if step > 0 else self.focus_previous)(Field)

    def action_clear(self) -> None:
        """All questions again."""
        self._facets = Facets()
        self._show()

    def action_done(self) -> None:
        """Show them."""
        self.dismiss(self._facets)
