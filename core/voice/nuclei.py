"""Syllable nuclei (de Jong and Wempe 2009, Behavior Research Methods 41:385) in a stream.

A nucleus is a peak of the speech band's level with a dip of some decibels on both sides. One limit for the dip counts
too many in slow speech, whose long vowels swell, and too few in fast speech, whose vowels run into one another. So
there are two, and how many nuclei the greater one lets pass of late says which holds. Their voicing test is left
out: it changed nothing on the truth sets, since the detector has separated speech from noise already.
"""

from __future__ import annotations

import numpy as np

from core.voice.loudness import HOP_S, Doubles
from core.voice.settings import VoiceSettings

_PAUSE_S = 0.5
"""A longer gap between two nuclei is a pause and says nothing of the pace."""
_LATEST = 0.15
"""Weight of the latest gap in their running mean: some seven syllables are looked back."""
_DEAD_BAND = 0.03
_KEPT = 50
"""Peaks that wait for the other way to take over: it does so within _PAUSE_S, and noise may give peaks all day."""
_APART = 5
"""Least hops between two nuclei, where one way to count takes over from the other: 20 syllables a second."""


class Nuclei:
    """Streaming: give it levels, one each 10 ms; it returns the hop of each nucleus that is certain by now."""

    def __init__(self, settings: VoiceSettings) -> None:
        self._settings = settings
        self._slow = _Peaks(settings, settings.median_hops, settings.dip_db)
        self._fast = _Peaks(settings, settings.fast_median_hops, settings.fast_dip_db)
        self.reset()

    def reset(self) -> None:
        """Begin anew, as after a gap."""
        self._slow.reset()
        self._fast.reset()
        self._gap_s, self._before, self._last = 1.0 / self._settings.fast_from, -1000, -1000
        self._is_fast = False
        self._waiting: tuple[list[int], list[int]] = ([], [])

    def peaks(self, levels: Doubles) -> list[int]:
        """The hops (from 0 since the reset) of the nuclei that these levels made certain."""
        found: list[int] = []
        if levels.size == 0:
            return found
        for slow, fast in zip(self._slow.smooth(levels), self._fast.smooth(levels), strict=True):
            counted, hurried = self._slow.step(slow), self._fast.step(fast)
            if hurried is not None:
                self._waiting[1].append(hurried)
            if counted is not None:
                self._waiting[0].append(counted)
                self._note(counted)
            if counted is not None or hurried is not None:
                found += self._take()
        return found

    def _take(self) -> list[int]:
        """The peaks of the way that holds now; of the other's those are kept that it would begin with."""
        found = []
        for at in self._waiting[self._is_fast]:
            if at >= self._last + _APART:
                found.append(at)
                self._last = at
        for peaks in self._waiting:
            peaks[:] = [at for at in peaks if at >= self._last + _APART][-_KEPT:]
        return found

    def _note(self, at: int) -> None:
        """The pace of late, from the gap between this nucleus and the one before."""
        gap, self._before = (at - self._before) * HOP_S, at
        if gap > _PAUSE_S:
            return
        self._gap_s += _LATEST * (gap - self._gap_s)
        limit = self._settings.fast_from * (1.0 - _DEAD_BAND if self._is_fast else 1.0 + _DEAD_BAND)
        self._is_fast = self._gap_s * limit < 1.0


class _Peaks:
    """Streaming: peaks with a dip on both sides."""

    def __init__(self, settings: VoiceSettings, median_hops: int, dip_db: float) -> None:
        self._settings, self._median, self._dip = settings, median_hops, dip_db
        kernel = np.hanning(settings.smooth_hops + 2)[1:-1]
        self._kernel = kernel / kernel.sum()
        self.reset()

    def reset(self) -> None:
        self._raw = np.full(self._median - 1, -120.0)
        self._tail = np.full(self._kernel.size - 1, -120.0)
        self._hop = -(self._kernel.size // 2) - self._median // 2 - 1
        self._low = -120.0
        self._high, self._at = -120.0, 0
        self._rising = False
        self._loudest = -120.0

    def smooth(self, levels: Doubles) -> list[float]:
        """As many levels as come in, each of some hops before."""
        raw = np.concatenate([self._raw, levels])
        self._raw = raw[raw.size - self._raw.size :]
        middle = np.median(np.lib.stride_tricks.sliding_window_view(raw, self._median), axis=1)
        joined = np.concatenate([self._tail, middle])
        self._tail = joined[joined.size - self._tail.size :]
        smooth: list[float] = np.convolve(joined, self._kernel, "valid").tolist()
        return smooth

    def step(self, value: float) -> int | None:
        """Take the next level; the hop of the peak that it makes certain."""
        self._hop += 1
        self._loudest = max(self._loudest - self._settings.forget_db_s * HOP_S, value)
        if not self._rising:
            self._low = min(self._low, value)
            if value >= self._low + self._dip and value > self._loudest - self._settings.below_peak_db:
                self._rising, self._high, self._at = True, value, self._hop
        elif value > self._high:
            self._high, self._at = value, self._hop
        elif value <= self._high - self._dip:
            self._rising, self._low = False, value
            return self._at
        return None
