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
from tui.widgets.rating import rating_words
from tui.widgets.text.ratings import KEYS
from tui.wiring.parts import open_store

if TYPE_CHECKING:
    from core.settings.model import Settings


class LastWords:
    """The words said on answers, each written by a thread: two said quickly leave the last one in the store."""

    def __init__(self) -> None:
        self._said: dict[tuple[int, int], str] = {}
        self._one_by_one = Lock()

    def say(self, session: int, index: int, word: str) -> None:
        """The word on an answer, for now."""
        self._said[session, index] = word

    def keep(self, settings: Settings, session: int, index: int) -> Mapping[int, str]:
        """Write the word that was said last, whichever thread comes first; gives the words of the session."""
        store = open_store(settings)
        with self._one_by_one:
            store.rate(session, index, self._said[session, index])
            return store.own_words(session)


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
        self._last = LastWords()

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
            self._last.say(*shown, word)
            self._keep(self.poise.settings, *shown)

    @job(exclusive=False)
    def _keep(self, settings: Settings, session: int, index: int) -> Words:
        return self.Words(self._last.keep(settings, session, index))
