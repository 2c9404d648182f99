"""Loudness of the speech band every 10 ms, in a stream."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from core.voice.detector import RATE, Floats

HOP = 160
HOP_S = HOP / RATE
WINDOW = 320
Doubles = npt.NDArray[np.float64]


class Envelope:
    """Band levels in dB of full scale, one value for each 10 ms; a window is 20 ms."""

    def __init__(self, low_hz: float, high_hz: float) -> None:
        bins = np.fft.rfftfreq(WINDOW, 1.0 / RATE)
        self._band = (bins >= low_hz) & (bins <= high_hz)
        self._window = np.hanning(WINDOW)
        self._scale = 2.0 / (WINDOW * float(np.sum(self._window**2)))
        self.reset()

    def reset(self) -> None:
        """Begin anew, as after a gap."""
        self._rest = np.zeros(WINDOW - HOP, np.float32)

    def levels(self, samples: Floats) -> Doubles:
        """One level for each HOP that is complete with these samples."""
        joined = np.concatenate([self._rest, samples])
        count = (joined.size - WINDOW) // HOP + 1
        if count <= 0:
            self._rest = joined
            return np.zeros(0)
        frames = np.lib.stride_tricks.sliding_window_view(joined, WINDOW)[::HOP][:count]
        spectrum = np.abs(np.fft.rfft(frames * self._window, axis=1)) ** 2
        self._rest = joined[count * HOP :]
        power = spectrum[:, self._band].sum(axis=1) * self._scale
        levels: Doubles = 10.0 * np.log10(np.maximum(power, 1e-12))
        return levels
