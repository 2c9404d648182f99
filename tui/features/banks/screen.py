"""All question banks: open, copy, make, delete; import and check are inside a bank."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from questions.loading import Entry, list_banks
from tui.app.base import PoiseScreen
from tui.app.dialogs import ChooseDialog, LineDialog
from tui.app.messages import Loaded
from tui.features.banks import view as view
from tui.i18n import N_, _
from tui.widgets.menu import MenuItem
from tui.widgets.outside import Static
from tui.widgets.rows import Row, Rows


class BanksScreen(PoiseScreen[None]):
    """The built-in banks and the user's own."""

    PLACE = N_("Question banks")
    CSS_PATH = "styles.tcss"
    AUTO_FOCUS = "#banks"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", N_("New")),
        Binding("c", "copy", N_("Copy")),
        Binding("d,delete", "remove", N_("Delete")),
        Binding("u", "undo", N_("Undo")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._entries: Sequence[Entry] = ()
        self._deleted: list[tuple[str, str]] = []
        self._at: str | None = None

    def compose_body(self) -> ComposeResult:
        """A line of advice and the list."""
        with Vertical(classes="page"):
            yield Static(
                _("Changing a built-in bank makes a copy of your own, which takes its place."),
                id="bank-head",
            )
            yield Rows(id="banks")

    def on_screen_resume(self) -> None:
        """Banks may have changed in another screen."""
        self._ask()

    def _ask(self) -> None:
        self._do(lambda: None)

    def _do(self, change: Callable[[], object], at: str | None = None) -> None:
        """Change something off the event loop, then list the banks anew."""
        data, self._at = self.poise.settings.data, at

        def job() -> tuple[Entry, ...]:
            change()
            return list_banks(data)

        self.load("banks", job)

    def on_loaded(self, event: Loaded) -> None:
        """The banks are listed."""
        self._entries = event.value
        self.show()

    def show(self) -> None:
        """Fill the list."""
        rows = [Row(entry.name, partial(view.bank_line, entry)) for entry in self._entries]
        self.query_one(Rows).set_rows(rows, self._at)
        self._at = None
        self.refresh_bindings()

    def _current(self) -> Entry | None:
        name = self.query_one(Rows).current
        return next((entry for entry in self._entries if entry.name == name), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only the user's own banks can be deleted, only what was deleted brought back."""
        del parameters
        if action == "undo":
            return bool(self._deleted)
        if action == "remove" and self.is_mounted and self.query(Rows):
            entry = self._current()
            return True if entry and entry.origin == "user" else None
        return True

    def on_rows_moved(self, _event: Rows.Moved) -> None:
        """What can be done depends on the bank."""
        self.refresh_bindings()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Open the bank."""
        self.poise.goto("bank", bank=event.id)

    def action_copy(self) -> None:
        """Copy a bank under another name."""
        entry = self._current()
        if entry is None:
            return
        source, data = entry.name, self.poise.settings.data

        def copy(name: str | None) -> None:
            if name:
                self._do(lambda: _copy(source, data, name), name)

        title = _("Copy {bank}").format(bank=source)
        self.app.push_screen(LineDialog(title, _("The copy's name"), f"{source}-2"), copy)

    def action_new(self) -> None:
        """Make a bank: its name here, its first question in the form."""

        def named(name: str | None) -> None:
            if name:
                self.poise.goto("bank", bank=name, new=True)

        text = _("Letters, digits, '-', '_' and '.'. Its first question comes next.")
        self.app.push_screen(LineDialog(_("New bank"), text, "", "my-questions"), named)

    def action_remove(self) -> None:
        """Delete one of the user's banks, after asking."""
        entry = self._current()
        if entry is None or entry.origin != "user":
            return
        count = max(entry.questions.values(), default=0)
        text = _("{count} questions. u brings it back while this screen is open.").format(count=count)
        items = [MenuItem("keep", _("Keep it")), MenuItem("delete", _("Delete it"))]
        dialog = ChooseDialog(_("Delete {bank}?").format(bank=entry.name), text, items)

        def answered(answer: str | None) -> None:
            if answer == "delete":
                self._delete(entry)

        self.app.push_screen(dialog, answered)

    def _delete(self, entry: Entry) -> None:
        data = self.poise.settings.data

        def job() -> None:
            from questions.editing import delete_bank

            self._deleted.append((entry.name, delete_bank(entry.name, data)))

        self._do(job)

    def action_undo(self) -> None:
        """Bring back the bank that was deleted last."""
        if not self._deleted:
            return
        name, text = self._deleted[-1]
        data = self.poise.settings.data

        def job() -> None:
            _restore(name, text, data)
            self._deleted.pop()

        self._do(job, name)


def _copy(source: str, data: Path, name: str) -> None:
    from questions.editing import copy_bank

    copy_bank(source, data, name)


def _restore(name: str, text: str, data: Path) -> None:
    from core.base.paths import banks_dir
    from questions.writing import write_whole

    write_whole(banks_dir(data) / f"{name}.yaml", text)
