"""The form of one kind of interview: its clock, its rules, its phases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Checkbox, Input, TextArea

from questions.schema import Format
from tui.app.base import PoiseScreen
from tui.app.dialogs import LeaveDialog
from tui.app.jobs import job
from tui.features.formats import view as view
from tui.i18n import N_, _
from tui.widgets.menu import MenuItem
from tui.widgets.outside import Static


@dataclass(frozen=True, slots=True)
class Changed:
    """A format was written; `before` is the text of the user's file until then, None where there was none."""

    name: str
    before: str | None


class FormatForm(PoiseScreen[Changed]):
    """Answers what was changed, or None."""

    CSS_PATH = "styles.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f2", "save", N_("Save"), priority=True),
        Binding("tab", "app.focus_next", N_("Next field")),
        Binding("escape", "leave", N_("Back"), priority=True),
    ]

    @dataclass
    class Written(Message):
        """The file is the new one."""

        changed: Changed

    def __init__(self, opened: view.Opened) -> None:
        super().__init__()
        self._opened = opened
        self._values = view.values(opened.format)
        self._before = dict(self._values)

    def compose_body(self) -> ComposeResult:
        """A field a value, then the switches and the phases."""
        with VerticalScroll(id="format-form", can_focus=False):
            if self._opened.built_in:
                yield Static(_("Changing a built-in format makes a copy of your own, which takes its place."))
            for name, label in view.FIELDS.items():
                yield Static(_(label), classes="label")
                yield Input(self._values[name], id=_widget(name), compact=True)
            for name, label in view.SWITCH_LABELS.items():
                yield Checkbox(_(label), bool(self._values[name]), id=_widget(name), compact=True)
            yield Static(_("Phases, one a line: categories: how many +follow-ups think/answer"), classes="label")
            yield TextArea(self._values["rounds"], id=_widget("rounds"), soft_wrap=True, tab_behavior="focus")

    def place(self) -> str:
        """Which format."""
        return _("Formats") + f" › {self._opened.format.id}"

    def on_mount(self) -> None:
        """The clock is what is changed most."""
        self.query_one(f"#{_widget('questions')}", Input).focus(scroll_visible=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep what is written: the language of the screen may change."""
        self._values[_field(event.input.id)] = event.value

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep what is written."""
        self._values[_field(event.text_area.id)] = event.text_area.text

    def on_checkbox_changed(self, event: Checkbox.Changed) -> None:
        """Keep the switch."""
        self._values[_field(event.checkbox.id)] = "1" if event.value else ""

    def _collect(self) -> None:
        """What stands in the fields now; a change may not have been told yet."""
        for line in self.query(Input):
            self._values[_field(line.id)] = line.value
        for area in self.query(TextArea):
            self._values[_field(area.id)] = area.text
        for box in self.query(Checkbox):
            self._values[_field(box.id)] = "1" if box.value else ""

    def action_save(self) -> None:
        """Write it where it is a format then; else say what is wrong."""
        self._collect()
        self._write(dict(self._values), self._opened.format, self.poise.settings.data)

    @job(exclusive=False)
    def _write(self, written: Mapping[str, str], found: Format, data: Path) -> Written:
        from questions.format_editing import change_format

        return self.Written(Changed(found.id, change_format(found.id, view.changes(written, found), data)))

    @on(Written)
    def _go_back(self, event: Written) -> None:
        self.dismiss(event.changed)

    def holds(self) -> bool:
        """Whether something was written."""
        self._collect()
        return self._values != self._before

    def ask_to_leave(self, leave: Callable[[], object]) -> None:
        """What was written is not thrown away unasked."""
        items = [
            MenuItem("save", _("Save")),
            MenuItem("stay", _("Go on writing")),
            MenuItem("drop", _("Throw the changes away")),
        ]

        def answered(answer: str | None) -> None:
            if answer == "save":
                self.action_save()
            elif answer == "drop":
                leave()

        self.app.push_screen(LeaveDialog(_("The format was changed"), "", items), answered)


def _widget(name: str) -> str:
    return "format-" + name.replace(".", "-")


def _field(widget_id: str | None) -> str:
    return (widget_id or "").removeprefix("format-").replace("-", ".")
