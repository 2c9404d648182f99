"""Syllable nuclei (de Jong and Wempe 2009, Behavior Research Methods 41:385) in a stream, and sounds held long.

A nucleus is a peak of the speech band's level with a dip of some decibels on both sides. Their voicing test is left
out: it changed nothing on the truth sets, since the detector has separated speech from noise already.
"""

from __future__ import annotations

import numpy as np

from core.voice.loudness import HOP_S, Doubles
from core.voice.settings import VoiceSettings


class Nuclei:
    """Streaming: give it levels, one each 10 ms; it returns the hop of each peak that is certain by now."""

    def __init__(self, settings: VoiceSettings) -> None:
        self._settings = settings
        kernel = np.hanning(settings.smooth_hops + 2)[1:-1]
        self._kernel = kernel / kernel.sum()
        self.reset()

    def reset(self) -> None:
        """Begin anew, as after a gap."""
        self._raw = np.full(self._settings.median_hops - 1, -120.0)
        self._tail = np.full(self._kernel.size - 1, -120.0)
        self._hop = -(self._kernel.size // 2) - self._settings.median_hops // 2
        self._low = -120.0
        self._high, self._at = -120.0, 0
        self._rising = False
        self._loudest = -120.0

    def peaks(self, levels: Doubles) -> list[int]:
        """The hops (from 0 since the reset) of the nuclei that these levels made certain."""
        if levels.size == 0:
            return []
        raw = np.concatenate([self._raw, levels])
        self._raw = raw[raw.size - self._raw.size :]
        levels = np.median(np.lib.stride_tricks.sliding_window_view(raw, self._settings.median_hops), axis=1)
        joined = np.concatenate([self._tail, levels])
        self._tail = joined[joined.size - self._tail.size :]
        found: list[int] = []
        for value in np.convolve(joined, self._kernel, "valid").tolist():
            self._step(value, found)
            self._hop += 1
        return found

    def _step(self, value: float, found: list[int]) -> None:
        dip = self._settings.dip_db
        self._loudest = max(self._loudest - self._settings.forget_db_s * HOP_S, value)
        if not self._rising:
            self._low = min(self._low, value)
            if value >= self._low + dip and value > self._loudest - self._settings.below_peak_db:
                self._rising, self._high, self._at = True, value, self._hop
        elif value > self._high:
            self._high, self._at = value, self._hop
        elif value <= self._high - dip:
            found.append(self._at)
            self._rising, self._low = False, value
