"""The talk about takes of the own voice on the command line: record, listen, keep it or try again."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sounds.errors import SoundError
from sounds.voices import prepared
from tui.i18n import _
from tui.widgets.text.failures import failure_words

if TYPE_CHECKING:
    from sounds.wav import Samples

KEEP, AGAIN, LISTEN, LEAVE = "", "r", "l", "q"


@dataclass(frozen=True)
class VoiceDialog:
    """One dialog, given what records, what plays and what reads and writes lines.

    `take` records and gives samples and their rate; `play` plays a take that is ready to be kept; `ask` gives the
    user's next line, None where there will be none; `say` shows a line.
    """

    take: Callable[[], tuple[Samples, int]]
    play: Callable[[Samples], None]
    ask: Callable[[], str | None]
    say: Callable[[str], None]

    def run(self) -> Samples | None:
        """Go on until a take is kept (as `sounds.voices.prepared` made it) or the user leaves without one.

        Raises:
            SoundError: nothing here can record.
        """
        while True:
            sound = self._sound()
            answer = self._unheard() if sound is None else self._judged(sound)
            if answer != AGAIN:
                return sound if answer == KEEP else None

    def _sound(self) -> Samples | None:
        """One take; None, said, where nothing was heard in it."""
        try:
            return prepared(*self.take())
        except SoundError as error:
            if error.code != "silent":
                raise
            self.say(failure_words(error))
            return None

    def _unheard(self) -> str:
        answer = self._answer(_("Enter: record again, q: leave without keeping."), (KEEP, AGAIN, LEAVE))
        return LEAVE if answer == LEAVE else AGAIN

    def _judged(self, sound: Samples) -> str:
        question = _("Keep it? Enter: keep, r: record again, l: listen again, q: leave without keeping.")
        answer = LISTEN
        while answer == LISTEN:
            self._play(sound)
            answer = self._answer(question, (KEEP, AGAIN, LISTEN, LEAVE))
        return answer

    def _answer(self, question: str, known: Collection[str]) -> str:
        """Ask until the line means something; one that will not come means to leave."""
        while True:
            self.say(question)
            line = self.ask()
            if line is None or line.strip().lower() in known:
                return LEAVE if line is None else line.strip().lower()

    def _play(self, sound: Samples) -> None:
        """Without a player the take is not lost: it can be kept unheard."""
        try:
            self.play(sound)
        except SoundError as error:
            self.say(failure_words(error))
