"""A form: what is written in its fields is kept by the screen, collected when it is saved, and not lost unasked."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import ClassVar

from textual.binding import Binding
from textual.widgets import Checkbox, Input, TextArea

from tui.app.base import PoiseScreen, Result
from tui.app.dialogs import LeaveDialog
from tui.i18n import N_, _
from tui.widgets.menu import MenuItem

SAVE = Binding("ctrl+s,f2", "save", N_("Save"), priority=True)
NEXT_FIELD = Binding("tab", "app.focus_next", N_("Next field"))
LEAVE = Binding("escape", "leave", N_("Back"), priority=True)


class FormScreen(PoiseScreen[Result]):
    """Values by the names of their fields; a widget's id is `PREFIX` and the name, with dashes for dots.

    A subclass composes the fields out of `_values`, and binds `SAVE`, `NEXT_FIELD` and `LEAVE`.
    """

    AUTO_FOCUS = ""
    """Nothing: the screen would be scrolled to a field that is not laid out yet."""
    PREFIX: ClassVar[str] = ""
    CHANGED: ClassVar[str]
    """The question's title when it is left with something unsaved."""

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__()
        self._values = dict(values)
        self._before = dict(values)

    @abstractmethod
    def action_save(self) -> None:
        """Take over what `_collect` finds."""

    def widget_id(self, name: str) -> str:
        """The id of the field's widget."""
        return self.PREFIX + name.replace(".", "-")

    def field_of(self, widget_id: str | None) -> str:
        """The name of a widget's field."""
        return (widget_id or "").removeprefix(self.PREFIX).replace("-", ".")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep what is written: the language of the screen may change."""
        self._values[self.field_of(event.input.id)] = event.value

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep what is written."""
        self._values[self.field_of(event.text_area.id)] = event.text_area.text

    def on_checkbox_changed(self, event: Checkbox.Changed) -> None:
        """Keep the switch."""
        self._values[self.field_of(event.checkbox.id)] = "1" if event.value else ""

    def _collect(self) -> None:
        """What stands in the fields now; a change may not have been told yet."""
        for line in self.query(Input):
            self._values[self.field_of(line.id)] = line.value
        for area in self.query(TextArea):
            self._values[self.field_of(area.id)] = area.text
        for box in self.query(Checkbox):
            self._values[self.field_of(box.id)] = "1" if box.value else ""

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

        self.app.push_screen(LeaveDialog(_(self.CHANGED), "", items), answered)
