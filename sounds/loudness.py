"""How loud a sound is to the ear, so that no cue shouts and none is missed.

The weighting is that of ITU-R BS.1770-4 (two filters, 400 ms windows); what is compared is the loudest
window, since a cue shorter than a window has no meaningful average over a programme.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sounds.wav import Samples

TARGET_LUFS = -20.0
"""Loudness of every cue, recording and spoken question at full volume: the level of broadcast speech."""
CEILING_DB = -1.0
"""No sample rises above this (dB of full scale), so that no converter clips between two samples."""

_WINDOW_S = 0.4
_HOP_S = 0.1
_FILTER_RATE = 48_000.0
# b0..b2, a0..a2 of BS.1770-4, tables 1 and 2 (given there for 48 kHz)
_SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
_HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))


def loudness(samples: Samples, rate: int) -> float:
    """Loudness of the loudest 400 ms in LUFS; ``-inf`` for silence."""
    length, hop = int(_WINDOW_S * rate), int(_HOP_S * rate)
    padded = np.pad(samples.astype(np.float64) / 32768.0, (0, max(0, length - samples.size)))
    weights = _weights(length, rate)
    energies = [_energy(padded[at : at + length], weights) for at in range(0, padded.size - length + 1, hop)]
    peak = max(energies, default=0.0)
    return float(-0.691 + 10.0 * np.log10(peak)) if peak > 0.0 else float("-inf")


def matched(samples: Samples, rate: int, target: float = TARGET_LUFS) -> Samples:
    """The same sound at ``target`` LUFS, or as near as the peak ceiling allows; silence stays silence."""
    now = loudness(samples, rate)
    peak = float(np.max(np.abs(samples.astype(np.float64)), initial=0.0)) / 32767.0
    if not np.isfinite(now) or peak == 0.0:
        return samples
    gain = min(10.0 ** ((target - now) / 20.0), 10.0 ** (CEILING_DB / 20.0) / peak)
    louder: Samples = np.rint(samples * gain).astype(np.int16)
    return louder


def _energy(window: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Mean square of the weighted window, by Parseval: cheaper than to run the filters sample by sample."""
    spectrum = np.fft.rfft(window)
    return float(np.sum(np.abs(spectrum) ** 2 * weights) / window.size**2)


def _weights(length: int, rate: int) -> NDArray[np.float64]:
    """Power weight of each bin of a real FFT; every inner bin stands for two."""
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(length, 1.0 / rate) / _FILTER_RATE)
    power = np.ones(z.size)
    for numerator, denominator in (_SHELF, _HIGH_PASS):
        power *= np.abs(np.polyval(numerator[::-1], z) / np.polyval(denominator[::-1], z)) ** 2
    power[1:] *= 2.0
    return power
