"""What stands beside the question while the user thinks: his notes, the hint, the outline; where he wishes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.content import Content
from textual.message import Message

from core.session.snapshot import Phase, Snapshot
from tui.app.jobs import job
from tui.i18n import _
from tui.widgets.outside import Static
from tui.wiring.prompts import Prompts, prompts_of

if TYPE_CHECKING:
    from core.settings.model import Settings

THINKING = (Phase.QUESTION, Phase.PREP)


class BesidePanel(Static):
    """Shown before an answer, never in it and never in exam mode; what does not fit is cut off below."""

    DEFAULT_CSS = """
    BesidePanel { display: none; height: auto; max-height: 9; width: 100%; padding: 0 3; }
    .-high BesidePanel { max-height: 18; }
    """

    @dataclass
    class Found(Message):
        """What the banks have beside a question; None where none has it."""

        question_id: str
        prompts: Prompts | None

    @dataclass
    class NotFound(Message):
        """A bank cannot be read: an interview does not stop for that, whoever opens the bank is told."""

        text: str

    def __init__(self, look_up: Callable[[Settings, str], Prompts | None] = prompts_of) -> None:
        super().__init__()
        self._look_up = look_up
        self._settings: Settings | None = None
        self._wanted = False
        self._question_id = ""
        self._found: Prompts | None = None

    def begin(self, settings: Settings) -> None:
        """By the settings of this interview."""
        self._settings = None if settings.exam or settings.policy == "exam" else settings
        self._wanted = settings.hints

    @property
    def offered(self) -> bool:
        """Whether it may be shown in this interview at all."""
        return self._settings is not None

    def toggle(self) -> bool:
        """Show it, or not; whether it is wanted now."""
        self._wanted = not self._wanted
        return self._wanted

    def set_view(self, snapshot: Snapshot) -> None:
        """Follow the interview."""
        question = snapshot.question
        asks = self._wanted and question is not None and snapshot.phase in THINKING and snapshot.paused is None
        if asks and question is not None and self._settings is not None and question.id != self._question_id:
            self._question_id, self._found = question.id, None
            self._find(self._settings, question.id)
        self.display = asks and self._found is not None

    @job(failed=NotFound)
    def _find(self, settings: Settings, question_id: str) -> Found:
        return self.Found(question_id, self._look_up(settings, question_id))

    @on(Found)
    def _show(self, event: Found) -> None:
        event.stop()
        if event.question_id == self._question_id:
            self._found = event.prompts
            lines = event.prompts.lines() if event.prompts else []
            self.update(Content("\n").join(_line(name, text) for name, text in lines))

    @on(NotFound)
    def _go_without(self, event: NotFound) -> None:
        event.stop()


def _line(name: str, text: str) -> Content:
    return Content.assemble((_("{name}: ").format(name=name), "$accent"), text)
