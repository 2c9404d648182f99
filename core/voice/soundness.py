"""What is wrong with a microphone, before an interview: muted, too loud, a hum on it, too quiet, a loud room.

Looks back a few seconds at a time; codes only, the screen says what to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from core.voice.detector import RATE, Floats
from core.voice.loudness import Doubles
from core.voice.norms import Norms
from core.voice.settings import VoiceSettings


class Fault(str, Enum):
    """The worst thing that is so, in this order."""

    MUTED = "muted"
    CLIPPING = "clipping"
    HUM = "hum"
    QUIET = "quiet"
    NOISY = "noisy"


@dataclass(frozen=True, slots=True)
class SoundnessSettings:
    """Limits; levels in dB of full scale (a full sine is -3)."""

    back_s: float = 3.0
    """How long is looked back: a sentence."""
    muted_db: float = VoiceSettings().muted_db
    """Below this for a second nothing is recorded: as where the voice is measured."""
    clipped_share: float = 0.001
    """Share of samples at full scale from which speech sounds torn: 16 of 16,000 a second."""
    hum_share: float = 0.5
    """Share of the power of the quietest half second that lies on the mains' frequency and its harmonics."""
    hum_db: float = -60.0
    """A softer hum is not heard under speech."""
    steady_db: float = 1.5
    """A hum's level varies by less (standard deviation over tenths of a second); a vowel's by more."""
    spoken_db: float = Norms().level_low_db
    """Somebody speaks where the loudest tenths lie so far above the quietest."""
    quiet_db: float = -45.0
    """Speech whose loudest tenths lie below this: 16 bits and a cheap amplifier leave 30 dB of it."""
    noisy_db: float = -40.0
    """A room that is never softer than this,"""
    noisy_steady_db: float = 2.5
    """and whose level varies no more (standard deviation): speech without a pause varies by 4 and more."""


class MicrophoneCheck:
    """Fed with what comes from the microphone, from one thread."""

    def __init__(self, settings: SoundnessSettings | None = None) -> None:
        self.settings = settings or SoundnessSettings()
        self._kept: Floats = np.zeros(0, np.float32)

    def feed(self, samples: Floats) -> None:
        """Mono samples at 16 kHz, full scale 1, shape (n,)."""
        self._kept = np.concatenate([self._kept, samples])[-round(self.settings.back_s * RATE) :]

    @property
    def level_db(self) -> float:
        """The last twentieth of a second."""
        return _db(self._kept[-RATE // 20 :])

    def fault(self) -> Fault | None:
        """What is wrong with the last seconds; None where nothing is, or too little was heard yet."""
        heard, limits = self._kept.astype(np.float64), self.settings
        if heard.size < RATE:
            return None
        kept = heard - heard.mean()  # a cheap card's offset is no sound
        if _db(kept[-RATE:]) < limits.muted_db:
            return Fault.MUTED
        if float(np.mean(np.abs(heard) >= 0.999)) >= limits.clipped_share:
            return Fault.CLIPPING
        tenths = kept[: kept.size // (RATE // 10) * (RATE // 10)].reshape(-1, RATE // 10)
        levels = 10.0 * np.log10(np.maximum(np.mean(tenths**2, axis=1), 1e-12))
        if self._hums(kept, levels):
            return Fault.HUM
        return self._level(levels)

    def _hums(self, kept: Doubles, levels: Doubles) -> bool:
        """Whether the quietest half second is steady and lies on 50 or 60 Hz and what is a multiple of them."""
        halves = np.lib.stride_tricks.sliding_window_view(levels, 5)
        first = int(np.argmin(halves.mean(axis=1)))
        if halves[first].std() > self.settings.steady_db or halves[first].mean() < self.settings.hum_db:
            return False
        piece = kept[first * RATE // 10 :][: RATE // 2]
        power = np.abs(np.fft.rfft(piece * np.hanning(piece.size))) ** 2  # bins of 2 Hz
        share = max(_on(power, mains // 2) for mains in (50, 60)) / max(float(power[10:].sum()), 1e-12)
        return share >= self.settings.hum_share

    def _level(self, levels: Doubles) -> Fault | None:
        floor, loud = np.percentile(levels, 10), np.percentile(levels, 90)
        if loud - floor >= self.settings.spoken_db:
            return Fault.QUIET if loud < self.settings.quiet_db else None
        steady = levels.std() <= self.settings.noisy_steady_db
        return Fault.NOISY if steady and floor > self.settings.noisy_db else None


def _on(power: Doubles, bin_: int) -> float:
    """The power within 4 Hz of the first eight harmonics."""
    return float(sum(power[bin_ * n - 2 : bin_ * n + 3].sum() for n in range(1, 9)))


def _db(samples: Floats | Doubles) -> float:
    if not samples.size:
        return -120.0
    return float(10.0 * np.log10(max(float(np.mean(samples.astype(np.float64) ** 2)), 1e-12)))
