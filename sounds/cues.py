"""Which sound a cue makes: the user's own recording where there is one, else the shipped tone."""

from __future__ import annotations

from dataclasses import dataclass

from sounds import tones, wav
from sounds.voices import Voices, slots_for
from sounds.wav import Samples

TONE_OF_LEVEL = {2: "soft", 3: "firm"}


@dataclass(frozen=True)
class Sound:
    """What is to be played, and what it is (``tone:soft``, or a recording's file name) for the log."""

    samples: Samples
    rate: int
    source: str


class CueBook:
    """Chooses; holds the tones in memory, so that a cue waits for no disk.

    Args:
        voices: the user's recordings; None for tones alone.
        always_voice: at level 2, too, what is recorded for level 3.
    """

    def __init__(self, voices: Voices | None = None, always_voice: bool = False) -> None:
        self._voices, self._always_voice = voices, always_voice
        self._tones = {name: Sound(*wav.read(tones.path(name)), f"tone:{name}") for name in tones.TONES}

    def tone(self, name: str) -> Sound:
        """One of the shipped tones.

        Raises:
            KeyError: there is none of that name (a mistake of the caller).
        """
        return self._tones[name]

    def pick(self, level: int, expression: str | None = None) -> Sound | None:
        """The sound of a cue; None at level 1, which is seen and not heard."""
        if level < 2:
            return None
        slots = slots_for(level, expression)
        if self._always_voice:
            slots += [slot for slot in slots_for(3, expression) if slot not in slots]
        found = self._voices.pick(slots) if self._voices else None
        if found is None:
            return self._tones[TONE_OF_LEVEL[min(level, 3)]]
        path, samples, rate = found
        return Sound(samples, rate, path.name)
