"""What the microphone heard: stretches in which nothing changes, of half a second at most."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class VoiceState(str, Enum):
    """Whether the voice could be measured, and if not, why."""

    MEASURED = "measured"
    MASKED = "masked"
    """Poise itself spoke or gave a cue: what the microphone heard may be that."""
    MUTED = "muted"
    """The microphone gives zeros: a switch, or the system's mixer."""
    LOST = "lost"
    """It was there and is gone, or has stalled."""
    NO_MICROPHONE = "no_microphone"


@dataclass(frozen=True, slots=True)
class VoiceReading:
    """From `t` to `until` (session time): speech or silence, or why that is not known.

    `level_db` is the mean power in dB of full scale (None unless measured), `clipped` the share of samples at full
    scale, `pitch_hz` the median of the voiced parts, `syllables` the nuclei counted, `lengthened` the lengthened
    sounds that begin in it.
    """

    t: float
    until: float
    state: VoiceState
    speech: bool = False
    level_db: float | None = None
    clipped: float = 0.0
    syllables: int = 0
    pitch_hz: float | None = None
    lengthened: int = 0

    @property
    def seconds(self) -> float:
        """Seconds from its beginning to its end."""
        return self.until - self.t

    @property
    def measured(self) -> bool:
        """Whether it may be counted as speech or silence."""
        return self.state is VoiceState.MEASURED


def mean_db(readings: Iterable[VoiceReading]) -> float | None:
    """The level of their mean power in dB, by their seconds; None where none has a level."""
    levels = [(reading.level_db, reading.seconds) for reading in readings if reading.level_db is not None]
    total = sum(seconds for _, seconds in levels)
    if total <= 0:
        return None
    return 10.0 * math.log10(sum(10.0 ** (db / 10.0) * seconds for db, seconds in levels) / total)
