"""The user's own notes on a question, a model answer, who asked it, and whether it is a favourite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import TextArea

from tui.app.forms import LEAVE, NEXT_FIELD, SAVE, FormScreen
from tui.app.jobs import job
from tui.features.notes import view as view
from tui.i18n import N_, _
from tui.widgets.empty import EmptyState
from tui.widgets.line import Line
from tui.widgets.outside import Static
from tui.wiring import prompts as store
from tui.wiring.prompts import Prompts

if TYPE_CHECKING:
    from core.settings.model import Settings


class NotesScreen(FormScreen[None]):
    """A form; in a built-in bank nothing is changed by it, the notes lie beside it."""

    PLACE = N_("My notes")
    CSS_PATH = "styles.tcss"
    PREFIX = "note-"
    CHANGED = N_("Your notes were changed")
    BINDINGS: ClassVar[list[BindingType]] = [
        SAVE,
        Binding("f4,ctrl+b", "bookmark", N_("Favourite"), priority=True),
        NEXT_FIELD,
        LEAVE,
    ]

    @dataclass
    class Found(Message):
        """The question, or None where no bank has it any more."""

        prompts: Prompts | None

    @dataclass
    class Kept(Message):
        """It was written."""

    def __init__(self, question_id: str, language: str = "") -> None:
        super().__init__(dict.fromkeys((*view.FIELDS, "bookmark"), ""))
        self._question_id, self._language = question_id, language
        self._prompts: Prompts | None = None
        self._missing = False

    def compose_body(self) -> ComposeResult:
        """The question with its hint and outline, then the fields."""
        with VerticalScroll(id="notes-form", can_focus=False):
            yield Static(id="notes-asked")
            yield Static(id="notes-beside", classes="note")
            yield Static(_("My notes"), classes="label")
            yield TextArea(self._values["notes"], id="note-notes", soft_wrap=True, tab_behavior="focus")
            yield Static(_("My answer"), classes="label")
            yield TextArea(self._values["model_answer"], id="note-model_answer", soft_wrap=True, tab_behavior="focus")
            yield Static(_("Asked at these companies, with commas between them"), classes="label")
            yield Line(self._values["companies"], between=", ", id="note-companies", compact=True)
        yield EmptyState("", id="notes-gone")

    def on_mount(self) -> None:
        """Look the question up off the event loop."""
        self._find(self.poise.settings)

    @job()
    def _find(self, settings: Settings) -> Found:
        language = {"ko": "ko", "en": "en"}.get(self._language)
        return self.Found(store.prompts_of(settings, self._question_id, language))  # type: ignore[arg-type]

    @on(Found)
    async def _take(self, event: Found) -> None:
        self._prompts, self._missing = event.prompts, event.prompts is None
        if event.prompts is not None:
            self._values = view.values(event.prompts)
            self._before = dict(self._values)
        await self.reword()
        if event.prompts is not None:
            self.query_one("#note-notes", TextArea).focus()

    def show(self) -> None:
        """The question, or that it is gone."""
        self.query_one("#notes-form").display = self._prompts is not None
        gone = self.query_one("#notes-gone", EmptyState)
        gone.display = self._missing
        gone.say(_("This question is in none of your banks any more."))
        if self._prompts is not None:
            mark = "★ " if self._values["bookmark"] else ""
            self.query_one("#notes-asked", Static).update(mark + self._prompts.question.says(self._prompts.language))
            self.query_one("#notes-beside", Static).update(view.beside(self._prompts))

    def action_bookmark(self) -> None:
        """Mark the question as a favourite, or not; kept with the rest."""
        self._values["bookmark"] = "" if self._values["bookmark"] else "1"
        self.show()

    def action_save(self) -> None:
        """Write it off the event loop, and go back."""
        if self._prompts is not None:
            self._collect()
            self._keep(self.poise.settings, self._prompts, dict(self._values))

    @job(exclusive=False)
    def _keep(self, settings: Settings, prompts: Prompts, written: Mapping[str, str]) -> Kept:
        store.keep(settings, prompts, view.own_from(written, prompts))
        return self.Kept()

    @on(Kept)
    def _go_back(self) -> None:
        self.dismiss()

    def holds(self) -> bool:
        """Whether something was written on a question that is there."""
        return self._prompts is not None and super().holds()
