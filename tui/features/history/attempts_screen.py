"""All answers to one question, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message

from tui.app.base import ReadingScreen
from tui.app.jobs import job
from tui.features.history import attempts_view as view
from tui.features.history import data
from tui.i18n import N_, _, language
from tui.widgets.outside import Static

if TYPE_CHECKING:
    from core.report.attempts import Attempt
    from core.settings.model import Settings


class AttemptsScreen(ReadingScreen):
    """What differs from time to time."""

    PLACE = N_("One question")
    CSS_PATH = "styles.tcss"

    @dataclass
    class Read(Message):
        """The answers were read."""

        attempts: Sequence[Attempt]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question
        self._attempts: Sequence[Attempt] | None = None

    def compose_body(self) -> ComposeResult:
        """The question over the table."""
        yield Static(id="attempts-question", classes="heading")
        yield Static(id="attempts", classes="gap")
        yield Static(id="attempts-rest", classes="note gap")

    def on_mount(self) -> None:
        """Read off the event loop."""
        self._read(self.poise.settings)

    @job()
    def _read(self, settings: Settings) -> Read:
        return self.Read(data.attempts(settings, self._question))

    @on(Read)
    def _take(self, event: Read) -> None:
        self._attempts = event.attempts
        self._fill()

    def on_resize(self, _event: events.Resize) -> None:
        """As many columns as fit."""
        self.call_after_refresh(self.show)

    def show(self) -> None:
        """Fill the table."""
        table = self.query_one("#attempts", Static)
        if not self._attempts:
            table.update("" if self._attempts is None else _("This question has not been answered yet."))
            return

        question = self._attempts[0].answer.question
        self.query_one("#attempts-question", Static).update(question.says(language()) if question else "")
        cells = self.body.scrollable_content_region.width
        table.update(Content("\n").join(view.table(self._attempts, cells)))
        self.query_one("#attempts-rest", Static).update(view.left_out(self._attempts, cells))
