from __future__ import annotations

import numpy as np
import pytest

from sounds.shape import RATE, ducked, faded, resampled, scaled, trimmed
from tests.sounds.machine import heard, tone


def test_resampling_keeps_pitch_length_and_peak() -> None:
    low = resampled(tone(440.0, 0.5), RATE, 22_050)
    assert low.size == 11_025
    found = heard(low, 22_050)
    assert found.hertz == pytest.approx(440.0, abs=1.0)
    assert found.peak == pytest.approx(10_000, rel=0.02)


@pytest.mark.parametrize("size", [65_537, 22_051, 4_801])
def test_resampling_keeps_each_moment_where_it_was(size: int) -> None:
    """Also of a length that is no whole number of samples at the other rate."""

    def swelling(rate: int, count: int) -> np.ndarray:
        t = np.arange(count) / rate
        return 8000 * np.sin(2 * np.pi * 440 * t) * np.sin(np.pi * t * 22_050 / size)

    made = resampled(swelling(22_050, size).astype(np.int16), 22_050, 16_000)
    assert abs(made.size - size * 16_000 / 22_050) <= 0.5
    assert np.abs(made - swelling(16_000, made.size))[5:-5].max() < 20


def test_same_rate_is_left_alone() -> None:
    samples = tone()
    assert resampled(samples, RATE, RATE) is samples


@pytest.mark.parametrize(("volume", "peak"), [(0, 0), (50, 2500), (100, 10_000), (400, 10_000), (-3, 0)])
def test_volume(volume: int, peak: int) -> None:
    assert np.abs(scaled(tone(), volume)).max() == pytest.approx(peak, abs=1)


def test_fades_begin_and_end_in_silence() -> None:
    samples = faded(np.full(RATE, 8000, dtype=np.int16), RATE)
    assert (samples[0], samples[-1], samples[RATE // 2]) == (0, 0, 8000)
    assert np.abs(np.diff(samples.astype(np.int32))).max() < 100


def test_silence_is_trimmed_and_a_breath_is_kept() -> None:
    noise = np.random.default_rng(1).integers(-20, 20, RATE).astype(np.int16)
    take = np.concatenate([noise, tone(300.0, 0.5), noise])
    assert trimmed(take, RATE).size / RATE == pytest.approx(0.5 + 0.12, abs=0.03)


def test_pause_inside_is_not_trimmed() -> None:
    take = np.concatenate([tone(300.0, 0.3), np.zeros(RATE, dtype=np.int16), tone(300.0, 0.3)])
    assert trimmed(take, RATE).size == take.size


@pytest.mark.parametrize("size", [0, 10, RATE])
def test_nothing_but_silence_is_empty(size: int) -> None:
    assert trimmed(np.zeros(size, dtype=np.int16), RATE).size == 0


def test_ducking_never_wraps_round() -> None:
    loud = np.full(RATE, 32_000, dtype=np.int16)
    mixed = ducked(loud, loud[: RATE // 2], RATE)
    assert mixed.min() > 0
    assert mixed.max() == 32_767


def test_cue_longer_than_the_rest_of_the_speech_is_whole() -> None:
    mixed = ducked(np.full(10, 100, dtype=np.int16), np.full(1000, 500, dtype=np.int16), RATE)
    assert mixed.size == 1000
    assert mixed[500] == 500
