"""All question banks: open, copy, make, delete; import and check are inside a bank."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from core.base.paths import banks_dir
from questions.editing import copy_bank, delete_bank
from questions.loading import Entry, list_banks
from questions.own import Own, keep_beside, read_own
from questions.writing import write_whole
from tui.app.dialogs import LineDialog
from tui.app.lists import FilesScreen, Restore
from tui.features.banks import view
from tui.i18n import N_, _, ngettext
from tui.widgets.outside import Static
from tui.widgets.row_list import RowList
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from core.settings.model import Settings


class BanksScreen(FilesScreen[Entry]):
    """The built-in banks and the user's own."""

    PLACE = N_("Question banks")
    CSS_PATH = "styles.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", N_("New")),
        Binding("c", "copy", N_("Copy")),
        Binding("d,delete", "remove", N_("Delete")),
        Binding("u", "undo", N_("Undo")),
    ]

    def compose_body(self) -> ComposeResult:
        """A line of advice and the list."""
        with Vertical(classes="page"):
            yield Static(
                _("Changing a built-in bank makes a copy of your own, which takes its place."),
                id="bank-head",
            )
            yield RowList(id="banks")

    def read(self, settings: Settings) -> Sequence[Entry]:
        """All banks."""
        return list_banks(settings.data)

    def discard(self, settings: Settings, item: Entry) -> Restore:
        """One of the user's banks."""
        text = delete_bank(item.name, settings.data)
        return partial(_restore, item.name, text, settings.data)

    def row(self, item: Entry) -> Row:
        """A line."""
        return Row(item.name, partial(view.bank_line, item))

    def removal(self, item: Entry) -> tuple[str, str]:
        """How much goes with it."""
        count = max(item.questions.values(), default=0)
        text = ngettext(
            "{n} question. u brings it back while this screen is open.",
            "{n} questions. u brings it back while this screen is open.",
            count,
        )
        return _("Delete {bank}?").format(bank=item.name), text.format(n=count)

    @on(Rows.Chosen)
    def _open(self, event: Rows.Chosen) -> None:
        self.poise.goto("bank", bank=event.id)

    def copy_of(self, name: str, source: str, data: Path) -> None:
        """Comments and all."""
        copy_bank(source, data, name)

    def action_new(self) -> None:
        """Make a bank: its name here, its first question in the form."""

        def named(name: str | None) -> None:
            if name:
                self.poise.goto("bank", bank=name, new=True)

        text = _("Letters, digits, '-', '_' and '.'. Its first question comes next.")
        self.app.push_screen(LineDialog(_("New bank"), text, self.free_name("my-questions")), named)


def _restore(name: str, text: str, data: Path) -> None:
    if kept := read_own(name, data):  # the copy has it again
        keep_beside(name, dict.fromkeys(kept, Own()), data)
    write_whole(banks_dir(data) / f"{name}.yaml", text)
