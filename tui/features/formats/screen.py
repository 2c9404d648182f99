"""All kinds of interview: look at one, change it, copy, make and delete your own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message

from questions.format_editing import copy_format, delete_format, new_format, put_back
from questions.loading import BUILT_IN, Entry, find, list_formats, load_format
from tui.app.dialogs import LineDialog
from tui.app.jobs import job
from tui.app.lists import FilesScreen, Removed, Restore
from tui.features.formats import view
from tui.features.formats.form import Changed, FormatForm
from tui.i18n import N_, _
from tui.widgets.outside import Static
from tui.widgets.row_list import RowList
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from core.settings.model import Settings


class FormatsScreen(FilesScreen[Entry]):
    """The built-in formats and the user's own."""

    PLACE = N_("Formats")
    CSS_PATH = "styles.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", N_("New")),
        Binding("c", "copy", N_("Copy")),
        Binding("d,delete", "remove", N_("Delete")),
        Binding("u,ctrl+z", "undo", N_("Undo")),
    ]

    @dataclass
    class Loaded(Message):
        """A format was read, to be changed."""

        opened: view.Opened

    def compose_body(self) -> ComposeResult:
        """A line of advice and the list."""
        with Vertical(classes="page"):
            yield Static(
                _("Changing a built-in format makes a copy of your own, which takes its place."), id="formats-head"
            )
            yield RowList(id="formats")

    def read(self, settings: Settings) -> Sequence[Entry]:
        """All formats of interviews; rapid items have nothing to set but their file."""
        return list_formats(settings.data)

    def discard(self, settings: Settings, item: Entry) -> Restore:
        """One of the user's formats."""
        text = delete_format(item.name, settings.data)
        return partial(put_back, item.name, text, settings.data)

    def row(self, item: Entry) -> Row:
        """A line."""
        return Row(item.name, partial(view.format_line, item))

    def removal(self, item: Entry) -> tuple[str, str]:
        """It comes back as long as the screen is open."""
        return _("Delete {bank}?").format(bank=item.name), _("u brings it back while this screen is open.")

    def key_label(self, action: str, label: str) -> str:
        """Enter changes a format here."""
        return _("Change") if action == "choose" else label

    @on(Rows.Chosen)
    def _open(self, event: Rows.Chosen) -> None:
        self._load(event.id, self.poise.settings.data)

    @job()
    def _load(self, name: str, data: Path) -> Loaded:
        built_in = find("format", name, data).is_relative_to(BUILT_IN)
        return self.Loaded(view.Opened(load_format(name, data), built_in))

    @on(Loaded)
    def _change_it(self, event: Loaded) -> None:
        data = self.poise.settings.data

        def changed(done: Changed | None) -> None:
            entry = self.current
            if done is not None and entry is not None:
                self.removed.append(Removed(entry, partial(put_back, done.name, done.before, data)))
                self.refresh_bindings()

        self.app.push_screen(FormatForm(event.opened), changed)

    def copy_of(self, name: str, source: str, data: Path) -> None:
        """Comments and all."""
        copy_format(source, name, data)

    def action_new(self) -> None:
        """Make a format of the best-known timing, to be changed."""
        data = self.poise.settings.data

        def named(name: str | None) -> None:
            if name:
                self.change(lambda: _make(name, data), name)

        text = _("Letters, digits, '-', '_' and '.'. It begins with 30 s to think, 90 s to answer; Enter changes it.")
        self.app.push_screen(LineDialog(_("New format"), text, self.free_name("my-format")), named)


def _make(name: str, data: Path) -> None:
    new_format(name, data)
