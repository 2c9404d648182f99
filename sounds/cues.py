"""Which sound a cue makes: the user's own recording where there is one, else the shipped tone."""

from __future__ import annotations

from dataclasses import dataclass

from sounds import tones
from sounds.voices import SLOTS, Voices, slots_for
from sounds.wav import Samples

TONE_SOURCE = "tone:"
"""How the source of a shipped tone begins."""
LOOK = "look"
"""In place of an expression: the eyes are called back to the camera."""
TONE_OF_LEVEL = {2: "soft", 3: "firm"}


@dataclass(frozen=True)
class Sound:
    """What is to be played, and what it is (``tone:soft``, or a recording's file name) for the log."""

    samples: Samples
    rate: int
    source: str


class CueBook:
    """Chooses; holds the tones, and of each occasion the next recording, in memory, so that a cue waits for no disk.

    `prepare` reads ahead, in the thread that plays.

    Args:
        voices: the user's recordings; None for tones alone.
        always_voice: at level 2, too, what is recorded for level 3.
    """

    def __init__(self, voices: Voices | None = None, always_voice: bool = False) -> None:
        self._voices, self._always_voice = voices, always_voice
        self._next: dict[str, Sound] = {}
        self._used = set(SLOTS) if voices else set()
        self._tones = {name: Sound(*tones.sound(name), TONE_SOURCE + name) for name in tones.TONES}

    def tone(self, name: str) -> Sound:
        """One of the shipped tones.

        Raises:
            KeyError: there is none of that name (a mistake of the caller).
        """
        return self._tones[name]

    def prepare(self) -> None:
        """Read the next recording of each occasion whose last one was given; the first time, of all."""
        for slot in sorted(self._used):
            self._used.discard(slot)
            found = self._voices.pick([slot]) if self._voices else None
            if found is None:
                self._next.pop(slot, None)
            else:
                path, samples, rate = found
                self._next[slot] = Sound(samples, rate, path.name)

    def pick(self, level: int, expression: str | None = None) -> Sound:
        """The sound of a cue of ``level`` 2 or 3, among what was prepared; for `LOOK` its own tone."""
        if expression == LOOK:
            return self._tones[LOOK]
        slots = slots_for(level, expression)
        if self._always_voice:
            slots += [slot for slot in slots_for(3, expression) if slot not in slots]
        slot = next((slot for slot in slots if slot in self._next), None)
        if slot is None:
            return self._tones[TONE_OF_LEVEL[min(level, 3)]]
        self._used.add(slot)
        return self._next[slot]
