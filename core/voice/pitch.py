"""The pitch of a voice: YIN (de Cheveigné and Kawahara 2002), our own.

Our own since praat-parselmouth is GPL, and librosa and pyworld bring scipy and numba (200 MB) or a compiler for what
are forty lines of numpy. Steps 1 to 5 of the paper; the sixth (a search around the best lag) is left out.
"""

from __future__ import annotations

import numpy as np

from core.voice.detector import RATE, Floats
from core.voice.loudness import HOP, Doubles

LOW_HZ, HIGH_HZ = 65.0, 400.0
STEP = 2 * HOP
"""One pitch for each 20 ms."""
STEP_S = STEP / RATE
_RATE = RATE // 2  # half the rate is enough for what lies below 400 Hz, at a quarter of the cost
SHORTEST, LONGEST = int(_RATE / HIGH_HZ), int(_RATE / LOW_HZ)
"""Lags that are looked at, in samples at half the rate."""
_WINDOW = 256  # samples compared: 32 ms
_NEED = 2 * (_WINDOW + LONGEST + 2)
APERIODIC = 0.20
"""Least of the normalised difference above which a piece counts as unvoiced (0.1 to 0.2 in the paper)."""


class Pitch:
    """Streaming: pitches in Hz, NaN where no voice is periodic."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin anew, as after a gap."""
        self._rest = np.zeros(_NEED - STEP, np.float32)

    def pitches(self, samples: Floats) -> Doubles:
        """One pitch for each STEP that is complete with these samples."""
        joined = np.concatenate([self._rest, samples])
        count = (joined.size - _NEED) // STEP + 1
        if count <= 0:
            self._rest = joined
            return np.zeros(0)
        halved = 0.5 * (joined[: joined.size // 2 * 2 : 2] + joined[1::2][: joined.size // 2])
        pieces = np.lib.stride_tricks.sliding_window_view(halved, _NEED // 2)[:: STEP // 2][:count]
        self._rest = joined[count * STEP :]
        return _yin(pieces.astype(np.float64))


def _yin(pieces: Doubles) -> Doubles:
    """The pitch of each row, shape (n, window + longest lag + 1)."""
    size = 1 << (pieces.shape[1] + _WINDOW - 1).bit_length()
    head = np.fft.rfft(pieces[:, :_WINDOW], size, axis=1)
    products = np.fft.irfft(np.conj(head) * np.fft.rfft(pieces, size, axis=1), size, axis=1)[:, : LONGEST + 1]
    energy = np.cumsum(np.pad(pieces**2, ((0, 0), (1, 0))), axis=1)
    lags = np.arange(LONGEST + 1)
    powers = energy[:, _WINDOW + lags] - energy[:, lags]
    difference = np.maximum(powers[:, :1] + powers - 2.0 * products, 0.0)
    running = np.cumsum(difference[:, 1:], axis=1)
    normal = np.ones_like(difference)
    normal[:, 1:] = np.where(running > 1e-12, difference[:, 1:] * lags[1:] / np.maximum(running, 1e-12), 1.0)
    return np.array([frequency(row) for row in normal])


def frequency(row: Doubles) -> float:
    """Hz of a row of normalised differences by lag; NaN where none is below the limit.

    The first dip below it, followed down to its bottom and refined by a parabola.
    """
    below = np.flatnonzero(row[SHORTEST:LONGEST] < APERIODIC)
    if below.size == 0:
        return float("nan")
    lag = int(below[0]) + SHORTEST
    while lag + 1 < LONGEST and row[lag + 1] < row[lag]:
        lag += 1
    left, middle, right = row[lag - 1], row[lag], row[lag + 1]
    bend = left - 2.0 * middle + right
    # a slope that the search left before its bottom has the parabola's far away, even below lag 0
    aside = min(0.5, max(-0.5, 0.5 * float((left - right) / bend))) if bend > 0 else 0.0
    return _RATE / (lag + aside)
