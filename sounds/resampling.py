"""Another rate, in a stream: what a microphone gives (16 to 96 kHz) as the 16 kHz that a voice is measured at."""

from __future__ import annotations

from math import gcd

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_HALF = 12
"""Zero crossings of the sinc on either side: 60 dB beside the pass band."""
_PASS = 0.92
"""Where the pass band ends, as a share of the lower rate's half."""


class Resampler:
    """Polyphase windowed sinc (Kaiser). Blocks of any length give the same samples as the whole at once."""

    def __init__(self, rate: int, to: int) -> None:
        """From `rate` to `to` Hz, both 8000 or more."""
        common = gcd(rate, to)
        self._up, self._down = to // common, rate // common
        cutoff = _PASS * min(1.0, to / rate)  # relative to half the input's rate
        self._half = int(np.ceil(_HALF / cutoff))
        offsets = np.arange(-self._half + 1, self._half + 1)
        delays = np.arange(self._up)[:, None] / self._up - offsets[None]
        window = np.i0(7.0 * np.sqrt(np.maximum(0.0, 1.0 - (delays / self._half) ** 2))) / np.i0(7.0)
        bank = np.sinc(delays * cutoff) * window
        self._bank = (bank / bank.sum(axis=1, keepdims=True)).astype(np.float32)
        self._rest = np.zeros(self._half - 1, np.float32)
        self._next = 0  # in units of 1 / up of an input sample, relative to the first of `_rest` that is a centre

    def resampled(self, samples: Floats) -> Floats:
        """What these samples complete; `_half` input samples are held back."""
        if self._up == self._down:
            return samples
        joined = np.concatenate([self._rest, samples])
        room = joined.size - 2 * self._half + 1
        if room <= 0:
            self._rest = joined
            return np.zeros(0, np.float32)
        at = np.arange(self._next, room * self._up, self._down)
        whole, phase = at // self._up, at % self._up
        pieces = np.lib.stride_tricks.sliding_window_view(joined, 2 * self._half)
        out: Floats = np.einsum("ij,ij->i", pieces[whole], self._bank[phase])
        self._next = (int(at[-1]) + self._down if at.size else self._next) - room * self._up
        self._rest = joined[room:]
        return out
