"""The user's own word on a stored answer, given or changed whenever he reads of it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from tui.app.base import ReadingScreen
from tui.app.jobs import job
from tui.i18n import N_, _
from tui.widgets.text.ratings import KEYS, rating_words
from tui.wiring.parts import open_store

if TYPE_CHECKING:
    from core.settings.model import Settings


class RatedScreen(ReadingScreen):
    """A screen that tells of answers: 1 to 4 say how the one that is shown went. The last word counts."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, f"rate('{word}')", N_("How did it go?"), show=False) for key, word in KEYS.items()
    ]

    @dataclass
    class Words(Message):
        """The words on the answers of the session, by their questions' indices."""

        words: Mapping[int, str]

    def __init__(self) -> None:
        super().__init__()
        self._words: Mapping[int, str] = {}
        self._said: dict[tuple[int, int], str] = {}
        self._one_by_one = Lock()

    @abstractmethod
    def rated_answer(self) -> tuple[int, int] | None:
        """Session and question of the answer that is shown; None where it is none to be rated."""

    @abstractmethod
    def show_word(self) -> None:
        """Show the word anew."""

    def rating_lines(self) -> list[Content]:
        """The question and its four words, where the answer can be rated."""
        shown = self.rated_answer()
        if shown is None:
            return []
        return [Content(_("How did it go?")), rating_words(self._words.get(shown[1], ""))]

    def on_screen_resume(self) -> None:
        """Another screen may have taken a word."""
        if (shown := self.rated_answer()) is not None:
            self._ask_words(self.poise.settings, shown[0])

    @job()
    def _ask_words(self, settings: Settings, session: int) -> Words:
        return self.Words(open_store(settings).own_words(session))

    @on(Words)
    def _take_words(self, event: Words) -> None:
        self._words = event.words
        self.show_word()

    def action_rate(self, word: str) -> None:
        """A figure was pressed: the word is kept."""
        if (shown := self.rated_answer()) is not None:
            self._said[shown] = word
            self._keep(self.poise.settings, *shown)

    @job(exclusive=False)
    def _keep(self, settings: Settings, session: int, index: int) -> Words:
        store = open_store(settings)
        with self._one_by_one:  # two words said quickly are two threads: the last to write has the last word
            store.rate(session, index, self._said[session, index])
            return self.Words(store.own_words(session))
