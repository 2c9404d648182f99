"""Questions spoken by the real engines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sounds.shape import RATE
from sounds.speech import Speech, SpeechSettings, engines
from sounds.speech_cache import SpeechCache
from sounds.wav import Samples
from tests.sounds.machine import bursts, need

pytestmark = pytest.mark.system
QUESTIONS = {
    "ko": "안녕하세요. 자기소개를 해 주세요. 지원한 까닭도 말씀해 주세요.",
    "en": "Tell me about yourself. Why did you apply? What did you learn?",
}


def spoken(folder: Path, text: str, language: str, engine: str = "espeak-ng", speed: int = 150) -> Samples:
    need("espeak-ng")
    chosen = [each for each in engines() if each.name == engine]
    return Speech(SpeechCache(folder), SpeechSettings(engine=engine, words_per_minute=speed), chosen).spoken(
        text, language
    )


def voiced_share(samples: Samples) -> float:
    """Share of the energy between 80 and 4000 Hz, where speech has it."""
    power = np.abs(np.fft.rfft(samples.astype(np.float64))) ** 2
    hertz = np.fft.rfftfreq(samples.size, 1.0 / RATE)
    return float(power[(hertz > 80) & (hertz < 4000)].sum() / power.sum())


@pytest.mark.parametrize("engine", ["espeak-ng", "pyttsx3"])
@pytest.mark.parametrize("language", QUESTIONS)
def test_three_sentences_are_three_stretches_of_speech(engine: str, language: str, tmp_path: Path) -> None:
    samples = spoken(tmp_path, QUESTIONS[language], language, engine)
    assert 3.0 < samples.size / RATE < 9.0
    assert len(bursts(samples, gap_s=0.2, threshold=200)) == 3
    assert voiced_share(samples) > 0.9


def test_faster_is_shorter(tmp_path: Path) -> None:
    slow, fast = (spoken(tmp_path, QUESTIONS["ko"], "ko", speed=speed).size for speed in (120, 240))
    assert fast < 0.7 * slow


def test_language_chooses_the_voice(tmp_path: Path) -> None:
    korean, english = (spoken(tmp_path, "radio, radio, radio", language) for language in ("ko", "en"))
    assert korean.size != english.size
