"""Small pure functions on buffers: gain, fades, rates, trimming, ducking."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sounds.wav import Samples

RATE = 48_000
"""Hz of everything that Poise makes: what PipeWire and most USB headsets run at."""
DUCK_GAIN = 0.25
"""Speech under a cue (-12 dB): still followed, and the cue stands clear of it."""
_DUCK_RAMP_S = 0.03
_JOIN_S = 0.005


def scaled(samples: Samples, volume: int) -> Samples:
    """``samples`` at a volume of 0 to 100; squared, since equal steps of amplitude do not sound equal."""
    gain = (min(max(volume, 0), 100) / 100.0) ** 2
    return samples if gain == 1.0 else np.rint(samples * gain).astype(np.int16)


def faded(samples: Samples, rate: int, seconds: float = 0.005) -> Samples:
    """``samples`` with raised-cosine ends, so that neither end clicks."""
    n = min(int(seconds * rate), samples.size // 2)
    ramp = 0.5 - 0.5 * np.cos(np.pi * np.arange(n) / max(n, 1))
    envelope = np.ones(samples.size)
    envelope[:n], envelope[samples.size - n :] = ramp, ramp[::-1]
    return np.rint(samples * envelope).astype(np.int16)


def resampled(samples: Samples, rate: int, to: int) -> Samples:
    """The same sound at another rate, band-limited (Fourier method)."""
    if rate == to or samples.size == 0:
        return samples
    common = math.gcd(rate, to)
    blocks = _quickly_transformed(-(-samples.size // (rate // common)))
    size, made = blocks * (rate // common), blocks * (to // common)  # silence after its end
    spectrum = np.fft.rfft(samples.astype(np.float64), size)
    bins = np.zeros(made // 2 + 1, dtype=np.complex128)
    kept = min(bins.size, spectrum.size)
    bins[:kept] = spectrum[:kept]
    return clipped(np.fft.irfft(bins, made)[: max(1, round(samples.size * to / rate))] * (made / size))


def _quickly_transformed(least: int) -> int:
    """The next number from ``least`` on without a prime factor above 5: others take ten times as long."""
    number = least
    while True:
        rest = number
        for factor in (2, 3, 5):
            while rest % factor == 0:
                rest //= factor
        if rest == 1:
            return number
        number += 1


def trimmed(samples: Samples, rate: int, below_db: float = -40.0, keep_s: float = 0.06) -> Samples:
    """``samples`` without the silence at both ends; empty where nothing is there but silence.

    Silence is what stays ``below_db`` under the loudest 10 ms, or under -60 dB of full scale.
    """
    frame = max(1, rate // 100)
    count = samples.size // frame
    if count == 0:
        return samples[:0]
    levels = np.sqrt(np.mean(samples[: count * frame].reshape(count, frame).astype(np.float64) ** 2, axis=1))
    loud = np.flatnonzero(levels > max(levels.max() * 10.0 ** (below_db / 20.0), 32767.0 * 0.001))
    if loud.size == 0:
        return samples[:0]
    keep = int(keep_s * rate)
    return samples[max(0, int(loud[0]) * frame - keep) : (int(loud[-1]) + 1) * frame + keep]


def ducked(speech: Samples, cue: Samples, rate: int) -> Samples:
    """``cue`` laid over the beginning of ``speech``, which is turned down while the cue lasts."""
    size = max(speech.size, cue.size)
    ramp = max(1, int(_DUCK_RAMP_S * rate))
    at = np.arange(size)
    outside = np.clip(np.maximum(1.0 - at / ramp, (at - cue.size) / ramp), 0.0, 1.0)
    gain = DUCK_GAIN + (1.0 - DUCK_GAIN) * outside
    fade_in = np.clip(at / (_JOIN_S * rate), 0.0, 1.0)  # it goes on from where another buffer was left
    mixed = np.pad(speech.astype(np.float64), (0, size - speech.size)) * gain * fade_in
    mixed[: cue.size] += cue
    return clipped(mixed)


def clipped(values: NDArray[np.float64]) -> Samples:
    """Rounded to 16 bits, without wrapping round at full scale."""
    return np.clip(np.rint(values), -32767, 32767).astype(np.int16)
