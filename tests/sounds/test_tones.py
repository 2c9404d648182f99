from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sounds import tones, wav
from sounds.loudness import CEILING_DB, TARGET_LUFS, loudness, matched
from sounds.shape import RATE
from tests.sounds.machine import tone


@pytest.mark.parametrize("name", tones.TONES)
def test_shipped_file_is_what_the_script_makes(name: str) -> None:
    samples, rate = wav.read(tones.path(name))
    assert rate == RATE
    # within one step: another version of numpy may round a sine differently
    assert np.max(np.abs(samples.astype(np.int32) - tones.TONES[name]())) <= 1


def test_tone_without_its_file_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As in an installation, whose wheel leaves the files out."""
    shipped, rate = tones.sound("soft")
    monkeypatch.setattr(tones, "FOLDER", tmp_path)
    made, made_rate = tones.sound("soft")
    assert made_rate == rate
    assert np.max(np.abs(made.astype(np.int32) - shipped)) <= 1


@pytest.mark.parametrize("name", tones.TONES)
def test_tones_are_equally_loud(name: str) -> None:
    assert loudness(tones.TONES[name](), RATE) == pytest.approx(TARGET_LUFS, abs=0.1)


@pytest.mark.parametrize("name", tones.TONES)
def test_tone_is_there_within_ten_milliseconds_and_does_not_click(name: str) -> None:
    samples = tones.TONES[name]().astype(np.float64)
    peak = np.abs(samples).max()
    assert np.abs(samples[: RATE // 100]).max() > 0.5 * peak
    assert abs(samples[0]) <= 1
    assert abs(samples[-1]) <= 1
    # a click is energy where no note is: above 5 kHz
    spectrum = np.abs(np.fft.rfft(samples)) ** 2
    high = np.fft.rfftfreq(samples.size, 1 / RATE) > 5000
    assert spectrum[high].sum() / spectrum.sum() < 1e-6


def test_tones_are_told_apart_by_their_pitch() -> None:
    pitches = {}
    for name, make in tones.TONES.items():
        first = make()[: RATE // 8].astype(np.float64)
        pitches[name] = np.argmax(np.abs(np.fft.rfft(first * np.hanning(first.size), RATE)))
    assert pitches == {
        "soft": pytest.approx(440, abs=3),
        "firm": pytest.approx(659, abs=3),
        "chime": pytest.approx(523, abs=3),
        "look": pytest.approx(988, abs=3),
    }


def test_loudness_agrees_with_the_standard() -> None:
    # BS.1770-4: a full-scale sine of 997 Hz in one channel reads -3.01 LKFS
    assert loudness(tone(997.0, 1.0, 32767), RATE) == pytest.approx(-3.01, abs=0.05)


def test_low_hum_counts_less_than_a_voice() -> None:
    assert loudness(tone(30.0, 1.0), RATE) < loudness(tone(1000.0, 1.0), RATE) - 6.0


def test_loudness_of_silence_is_none_and_silence_stays_silent() -> None:
    silence = np.zeros(RATE, dtype=np.int16)
    assert loudness(silence, RATE) == float("-inf")
    assert not matched(silence, RATE).any()


def test_spiky_sound_is_not_driven_into_the_ceiling() -> None:
    spiky = np.zeros(RATE, dtype=np.int16)
    spiky[:: RATE // 10] = 3000
    louder = matched(spiky, RATE)
    assert np.abs(louder.astype(np.int32)).max() == pytest.approx(32767 * 10 ** (CEILING_DB / 20), abs=1)
