"""Speech whose truth is known: espeak-ng's sentences in both languages, with known syllables and pauses, and noises.

`python -m tests.bench.voice_truth SPEECH.wav` writes what the shipped voice network's weights are rounded for.

Korean syllables are counted in the script (one Hangul block is one syllable); English ones in the phonemes that
espeak-ng says it speaks, where a diphthong is one. Nothing here is a recording of anybody.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sounds import wav
from sounds.shape import clipped, resampled

RATE = 16_000
Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

SENTENCES = {
    "ko": (
        "안녕하십니까 저는 컴퓨터 공학을 전공한 지원자입니다",
        "대학교 삼 학년 때 작은 동아리에서 일정 관리 앱을 만들었습니다",
        "처음에는 팀원들의 의견이 서로 달라서 회의가 자주 길어졌습니다",
        "그래서 먼저 할 일을 나누고 매주 한 번 진행 상황을 함께 점검했습니다",
        "그 결과 약속한 날짜보다 이틀 빨리 첫 번째 버전을 공개할 수 있었습니다",
        "저의 장점은 어려운 문제를 끝까지 포기하지 않고 풀어내는 끈기입니다",
        "반면에 가끔은 세부 사항에 너무 오래 머무르는 경향이 있습니다",
        "입사한 뒤에는 고객의 불편을 빠르게 찾아내는 개발자가 되고 싶습니다",
    ),
    "en": (
        "Good morning my name is Alex and I studied computer science",
        "In my third year I built a small scheduling app with four friends",
        "At first we disagreed about almost every design decision",
        "So I suggested that we split the work and review it every week",
        "As a result we released the first version two days before the deadline",
        "My greatest strength is that I never give up on a difficult problem",
        "On the other hand I sometimes spend too much time on details",
        "I would like to become an engineer who listens to customers carefully",
    ),
}
_VOICES = {"ko": ("ko", "ko+f3"), "en": ("en-us", "en-us+f3")}
_VOWELS = re.compile("[aeiouɐɑɒæɔəɚɛɜɝɪʊʌɨᵻɯɘø]")


@dataclass(frozen=True)
class Spoken:
    """Speech at 16 kHz, shape (n,): where it is (frames of 10 ms) and how many syllables each stretch has."""

    samples: Floats
    stretches: tuple[tuple[float, float, int], ...]

    @property
    def syllables(self) -> int:
        return sum(count for _, _, count in self.stretches)

    @property
    def seconds(self) -> float:
        """Seconds in which somebody speaks."""
        return sum(end - begin for begin, end, _ in self.stretches)

    def frames(self, hop_s: float = 0.032) -> NDArray[np.bool_]:
        """True for each frame more than half of which lies in a stretch."""
        middle = (np.arange(int(self.samples.size / RATE / hop_s)) + 0.5) * hop_s
        inside: NDArray[np.bool_] = np.zeros(middle.size, bool)
        for begin, end, _ in self.stretches:
            inside |= (middle >= begin) & (middle < end)
        return inside


@lru_cache(maxsize=64)
def syllables(language: str, text: str) -> int:
    """How many syllables espeak-ng speaks."""
    if language == "ko":
        return sum("가" <= letter <= "힣" for letter in text)
    command = ["espeak-ng", "-v", _VOICES[language][0], "-q", "--ipa=3", text]
    ipa = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return len(_VOWELS.findall(re.sub("\u200d.", "", ipa)))


@lru_cache(maxsize=256)
def sentence(language: str, text: str, pace: float, voice: int = 0) -> tuple[Floats, float]:
    """A sentence trimmed to its sound at about ``pace`` syllables a second, and its real pace."""
    count, words = syllables(language, text), 160
    for _ in range(6):
        samples = _say(language, text, words, voice)
        now = count / (samples.size / RATE)
        if abs(now / pace - 1.0) < 0.04:
            break
        words = int(min(440, max(60, words * pace / now)))
    return samples, now


@lru_cache(maxsize=32)
def spoken(language: str, pace: float, pauses: tuple[float, ...], *, voice: int = 0, first_s: float = 1.0) -> Spoken:
    """Sentences at ``pace`` syllables a second with ``pauses`` between them, in a room at -70 dB of full scale."""
    parts, stretches, at = [np.zeros(int(first_s * RATE), np.float32)], [], first_s
    for text, pause in zip(SENTENCES[language], (*pauses, 1.0), strict=False):
        samples, _ = sentence(language, text, pace, voice)
        stretches.append((at, at + samples.size / RATE, syllables(language, text)))
        parts += [samples, np.zeros(int(pause * RATE), np.float32)]
        at += (samples.size + int(pause * RATE)) / RATE
    samples = np.concatenate(parts)
    room = np.random.default_rng(0).normal(0.0, 10 ** (-70 / 20), samples.size)
    return Spoken((samples + room).astype(np.float32), tuple(stretches))


def noisy(speech: Spoken, kind: str, snr_db: float, seed: int = 1) -> Floats:
    """The speech in ``kind`` of noise; the ratio is that of the powers while somebody speaks."""
    random = np.random.default_rng(seed)
    noise = NOISES[kind](speech.samples.size, random)
    active = np.concatenate([speech.samples[int(a * RATE) : int(b * RATE)] for a, b, _ in speech.stretches])
    power = float(np.mean(active**2))
    scale = np.sqrt(power / float(np.mean(noise**2)) / 10.0 ** (snr_db / 10.0))
    return np.asarray(speech.samples + noise * scale, np.float32)


def hiss(size: int, random: np.random.Generator) -> Floats:
    """Pink noise: equal power in each octave."""
    return _shaped(size, random, lambda f: 1.0 / np.sqrt(np.maximum(f, 20.0)))


def fan(size: int, random: np.random.Generator) -> Floats:
    """Air below 400 Hz and the hum of blades at 120 Hz with two harmonics, swelling slowly."""
    t = np.arange(size) / RATE
    air = _shaped(size, random, lambda f: 1.0 / (1.0 + (f / 400.0) ** 2))
    hum = sum(0.5**k * np.sin(2 * np.pi * 120.0 * (k + 1) * t) for k in range(3))
    return np.asarray((air / air.std() + 0.5 * hum) * (1.0 + 0.15 * np.sin(2 * np.pi * 0.7 * t)), np.float32)


def typing(size: int, random: np.random.Generator) -> Floats:
    """Keys at six a second: a click of 15 ms and a softer one 80 ms later, over a faint hiss."""
    out = hiss(size, random).astype(np.float64) * 0.02
    length = int(0.015 * RATE)
    decay = np.exp(-np.arange(length) / (0.003 * RATE))
    for at in random.integers(0, max(1, size - RATE // 5), max(1, size * 6 // RATE)):
        for offset, gain in ((0, 1.0), (int(0.08 * RATE), 0.4)):
            out[at + offset : at + offset + length] += gain * random.normal(size=length) * decay
    return out.astype(np.float32)


def babble(size: int, random: np.random.Generator) -> Floats:
    """Eight people who talk at once, in both languages."""
    out = np.zeros(size)
    for speaker in range(8):
        language = ("ko", "en")[speaker % 2]
        pause = tuple(random.uniform(0.05, 0.3, 8))
        one = _enough(size, language, 4.0 + 0.5 * (speaker % 4), pause, speaker // 2 % 2)
        out += np.roll(np.resize(one, size), int(random.integers(size)))
    return out.astype(np.float32)


def _enough(size: int, language: str, pace: float, pauses: tuple[float, ...], voice: int) -> Floats:
    """No more sentences than `size` samples need, since each costs espeak-ng several tries."""
    for count in range(len(pauses) + 1):
        samples = spoken(language, pace, pauses[:count], voice=voice, first_s=0.0).samples
        if samples.size - RATE >= size:  # what follows the last sentence is no pause of these
            break
    return samples


_FILLERS = {"ko": ("어", "음"), "en": ("uh", "um")}
_WORDS = {"ko": ("네", "예", "그래서", "아마"), "en": ("yes", "no", "well", "maybe")}
_SLOWEST = 80  # words a minute: drawn out to 0.5 to 0.7 s
_USUAL = 160


def short_word(language: str, number: int, voice: int = 0) -> Floats:
    """A word of one or two syllables that is no filler."""
    texts = _WORDS[language]
    return _say(language, texts[number % len(texts)], _USUAL, voice)


def filler(language: str, number: int, voice: int = 0) -> Floats:
    """A filler drawn out, at 16 kHz."""
    texts = _FILLERS[language]
    return _say(language, texts[number % len(texts)], _SLOWEST, voice)


def with_between(speech: Spoken, sounds: Sequence[Floats], gap_s: float) -> Spoken:
    """The same speech with a sound, `gap_s` of silence on either side, after each of its first stretches."""
    parts, at, last = [], 0, speech.stretches
    gap = np.zeros(round(gap_s * RATE), np.float32)
    for (_, end, _), sound in zip(last, sounds, strict=False):
        parts += [speech.samples[at : round(end * RATE)], gap, sound, gap]
        at = round(end * RATE)
    samples = np.concatenate([*parts, speech.samples[at:]])
    room = np.random.default_rng(0).normal(0.0, 10 ** (-70 / 20), samples.size)
    return Spoken((samples + room).astype(np.float32), ())  # its stretches moved: nobody asks for them


_FORMANTS = {"ko": (590.0, 880.0, 2650.0), "en": (660.0, 1200.0, 2500.0)}  # of the vowels in 어 and in "uh"


def glide(language: str, low: float, high: float, seconds: float) -> tuple[Floats, tuple[Doubles, Doubles]]:
    """A vowel whose pitch glides from `low` to `high` Hz and back; with the times and pitches of its making."""
    t = np.arange(int(seconds * RATE)) / RATE
    pitch = low * (high / low) ** (0.5 - 0.5 * np.cos(2 * np.pi * t / seconds))
    phase = np.cumsum(2 * np.pi * pitch / RATE)
    sound = np.zeros(t.size)
    for harmonic in range(1, int(4000 / low)):
        gain = sum(1.0 / (1.0 + ((harmonic * pitch - f) / 80.0) ** 2) for f in _FORMANTS[language]) + 0.02
        sound += np.where(harmonic * pitch < 4000, gain / harmonic, 0.0) * np.sin(harmonic * phase)
    return (0.1 * sound / np.abs(sound).max()).astype(np.float32), (t, pitch)


NOISES = {"hiss": hiss, "fan": fan, "typing": typing, "babble": babble}


def _shaped(size: int, random: np.random.Generator, gain: Callable[[Doubles], Doubles]) -> Floats:
    whole = 1 << size.bit_length()  # a length with a large prime factor takes ten times as long
    spectrum = np.fft.rfft(random.normal(size=whole))
    frequencies = np.asarray(np.fft.rfftfreq(whole, 1.0 / RATE), np.float64)
    return np.asarray(np.fft.irfft(spectrum * gain(frequencies), whole)[:size], np.float32)


@lru_cache(maxsize=512)
def _say(language: str, text: str, words_a_minute: int, voice: int) -> Floats:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        name = _VOICES[language][voice]
        subprocess.run(["espeak-ng", "-v", name, "-s", str(words_a_minute), "-w", str(path), text], check=True)
        samples, rate = wav.read(path)
    values = resampled(samples, rate, RATE).astype(np.float32) / 32768.0
    loud = np.flatnonzero(np.abs(values) > 0.01 * np.abs(values).max())
    return values[loud[0] : loud[-1] + 1]


def sample() -> Floats:
    """Seven minutes of it: both languages, clean and in each noise, in a voice and pace other than the bench's."""
    parts = []
    for language in SENTENCES:
        speech = spoken(language, 4.5, (0.4, 0.3, 0.3, 0.5, 0.3, 0.4, 0.3), voice=1)
        parts += [speech.samples, *(noisy(speech, kind, 8.0, seed=3) for kind in NOISES)]
    return np.concatenate(parts)


def main(path: str) -> None:
    """Write the sample."""
    wav.write(Path(path), clipped(sample().astype(np.float64) * 32767.0), RATE)


if __name__ == "__main__":
    main(*sys.argv[1:2])
