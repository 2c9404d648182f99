"""The user's own word on the answer that has just ended: it decides when the question comes again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from core.session.snapshot import Phase, QuestionView, Snapshot
from tui.i18n import _
from tui.widgets.rating import rating_words
from tui.widgets.text.ratings import KEYS


class RatingPanel(Widget):
    """Asks in the pause after an answer; the figures 1 to 4 say how it went, the last one counts."""

    DEFAULT_CSS = """
    RatingPanel { display: none; height: auto; width: 100%; content-align: center middle; color: $muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, f"rate('{word}')", show=False) for key, word in KEYS.items()
    ]

    @dataclass
    class Rated(Message):
        """The answer to question `index` (from 0) went like this: one of `questions.due.WORDS`."""

        index: int
        word: str

    def __init__(self) -> None:
        super().__init__()
        self._question: QuestionView | None = None

    def set_view(self, snapshot: Snapshot) -> None:
        """Ask after an answer, also while time stands still there; be gone at all other times."""
        question = snapshot.question if snapshot.phase is Phase.REVIEW else None
        if question == self._question:
            return
        self._question = question
        self.display = self.can_focus = question is not None
        if question is not None:
            self.focus()
        self.refresh(layout=True)

    def render(self) -> Content:
        """The question and its four words, the chosen one marked."""
        rated = self._question.rated if self._question else ""
        return Content.assemble(_("How did it go?"), "  ", rating_words(rated))

    def action_rate(self, word: str) -> None:
        """A figure was pressed: the word goes to the screen."""
        if self._question is not None:
            self.post_message(self.Rated(self._question.index, word))
