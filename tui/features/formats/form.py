"""The form of one kind of interview: its clock, its rules, its phases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Checkbox, Input, TextArea

from questions.format_editing import change_format
from questions.schema import Format
from tui.app.forms import LEAVE, NEXT_FIELD, SAVE, FormScreen
from tui.app.jobs import job
from tui.features.formats import view
from tui.i18n import N_, _
from tui.widgets.line import Line
from tui.widgets.outside import Static


@dataclass(frozen=True, slots=True)
class Changed:
    """A format was written; `before` is the text of the user's file until then, None where there was none."""

    name: str
    before: str | None


class FormatForm(FormScreen[Changed]):
    """Answers what was changed, or None."""

    CSS_PATH = "styles.tcss"
    PREFIX = "format-"
    CHANGED = N_("The format was changed")
    BINDINGS: ClassVar[list[BindingType]] = [SAVE, NEXT_FIELD, LEAVE]

    @dataclass
    class Written(Message):
        """The file is the new one."""

        changed: Changed

    def __init__(self, opened: view.Opened) -> None:
        super().__init__(view.values(opened.format))
        self._opened = opened

    def compose_body(self) -> ComposeResult:
        """A field a value, then the switches and the phases."""
        with VerticalScroll(id="format-form", can_focus=False):
            if self._opened.built_in:
                yield Static(_("Changing a built-in format makes a copy of your own, which takes its place."))
            for name, label in view.FIELDS.items():
                yield Static(_(label), classes="label")
                yield Line(self._values[name], id=self.widget_id(name), compact=True)
            for name, label in view.SWITCH_LABELS.items():
                yield Checkbox(_(label), bool(self._values[name]), id=self.widget_id(name), compact=True)
            yield Static(_("Phases, one a line: categories: how many +follow-ups think/answer"), classes="label")
            yield TextArea(self._values["rounds"], id=self.widget_id("rounds"), soft_wrap=True, tab_behavior="focus")

    def place(self) -> str:
        """Which format."""
        return _("Formats") + f" › {self._opened.format.id}"

    def on_mount(self) -> None:
        """The clock is what is changed most."""
        self.query_one(f"#{self.widget_id('questions')}", Input).focus(scroll_visible=False)

    def action_save(self) -> None:
        """Write it where it is a format then; else say what is wrong."""
        self._collect()
        self._write(dict(self._values), self._opened.format, self.poise.settings.data)

    @job(exclusive=False)
    def _write(self, written: Mapping[str, str], found: Format, data: Path) -> Written:
        return self.Written(Changed(found.id, change_format(found.id, view.changes(written, found), data)))

    @on(Written)
    def _go_back(self, event: Written) -> None:
        self.dismiss(event.changed)
