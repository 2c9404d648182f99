"""What the voice's figures are worth, by language: against speech whose truth is known, beside webrtcvad and librosa.

`python -m tests.bench.voice_figures` writes the table of `sounds/README.md` anew (minutes). Truth: espeak-ng in two
voices (see `voice_truth`), noise at SNR 10 dB.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import sounds
from core.voice.analyser import VoiceAnalyser
from core.voice.detector import FRAME_S, RATE, SpeechDetector
from core.voice.measures import VoiceMeasures, measure
from core.voice.norms import Norms
from core.voice.pitch import Pitch
from core.voice.readings import VoiceReading
from sounds.loudness import TARGET_LUFS, loudness, matched
from tests.bench import voice_rivals as rivals
from tests.bench.voice_truth import (
    NOISES,
    Floats,
    Spoken,
    filler,
    glide,
    noisy,
    sentence,
    short_word,
    spoken,
    with_between,
)
from tests.bench.voice_truth import SENTENCES as TEXTS

LANGUAGES = ("ko", "en")
KINDS = ("clean", *NOISES)
PACES = (3.0, 4.0, 5.0, 6.0, 7.0, 8.0)
VOICES = (0, 1)
PAUSES = (0.6, 1.2, 0.6, 3.0, 0.6, 0.8, 0.6)
SNR_DB = 10.0
GAP_S = 0.5
"""Silence on either side of a filler or a short word,"""
BETWEEN = 4
"""of which so many are put between sentences."""


@dataclass(frozen=True)
class Figure:
    """One line of a table for one language; `values` are one for each piece of speech."""

    group: str
    what: str
    language: str
    unit: str
    values: tuple[float, ...]
    rival: tuple[float, ...] = ()
    aim: float | None = None

    @property
    def mean(self) -> float:
        return float(np.mean(self.values)) if self.values else float("nan")

    @property
    def worst(self) -> float:
        """The value furthest from what is aimed at: the least share, the greatest error."""
        if not self.values:
            return float("nan")
        return min(self.values) if self.of_hundred else max(self.values, key=abs)

    @property
    def of_hundred(self) -> bool:
        """Whether more is better."""
        return self.group == VAD or self.what.startswith("fillers")


VAD, PACE, TIME, REST = "speech or not", "pace", "times", "others"


@dataclass(frozen=True)
class Heard:
    """What was measured of one mixture."""

    speech: Spoken
    samples: Floats
    kind: str
    said: NDArray[np.bool_]
    found: VoiceMeasures


def readings_of(samples: Floats, detector: SpeechDetector) -> list[VoiceReading]:
    """All readings of samples that come in blocks of 50 ms."""
    detector.reset()
    analyser, found = VoiceAnalyser(detector=detector), []
    for at in range(0, samples.size, 800):
        part = samples[at : at + 800]
        found += analyser.feed(part, (at + part.size) / RATE)
    return [*found, *analyser.flush()]


def heard(speech: Spoken, kind: str, detector: SpeechDetector) -> Heard:
    """One mixture measured as the product measures it."""
    samples = speech.samples if kind == "clean" else noisy(speech, kind, SNR_DB)
    readings = readings_of(samples, detector)
    said = np.zeros(speech.frames().size, bool)
    for reading in readings:
        if reading.speech:
            said[round(reading.t / FRAME_S) : round(reading.until / FRAME_S)] = True
    return Heard(speech, samples, kind, said, measure(readings, 0.0, samples.size / RATE, Norms()))


def figures(detector: SpeechDetector, voices: Sequence[int] = VOICES) -> list[Figure]:
    """All of them, both languages."""
    found: list[Figure] = []
    for language in LANGUAGES:
        pieces = {
            (pace, kind): [
                heard(spoken(language, pace, PAUSES, voice=voice, first_s=1.0 + voice), kind, detector)
                for voice in voices
            ]
            for pace, kind in product(PACES, KINDS)
        }
        every = [piece for of in pieces.values() for piece in of]
        found += [_vad(language, kind, [p for p in every if p.kind == kind]) for kind in KINDS]
        for pace in PACES:
            clean, *rest = (pieces[pace, kind] for kind in KINDS)
            found.append(_pace(language, f"{pace:.0f} a second, clean", clean))
            found.append(_pace(language, f"{pace:.0f} a second, in noise", [p for of in rest for p in of]))
        found += [*_times(language, every), *_others(language, detector, voices)]
    return found


def _vad(language: str, kind: str, pieces: Sequence[Heard]) -> Figure:
    """Share of 32 ms frames right; webrtcvad's of 20 ms."""
    rival = rivals.webrtc()
    right = tuple(100.0 * float(np.mean(piece.said == piece.speech.frames())) for piece in pieces)
    others = tuple(100.0 * _right(rival(p.samples), p.speech.frames(rivals.VAD_S)) for p in pieces) if rival else ()
    return Figure(VAD, kind, language, "%", right, others, 95.0)


def _right(said: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    size = min(said.size, truth.size)
    return float(np.mean(said[:size] == truth[:size]))


def _pace(language: str, what: str, pieces: Sequence[Heard]) -> Figure:
    """Error of the pace; librosa's onsets are counted within the true seconds of speech: noise makes some too."""
    rival = rivals.onsets()
    errors = tuple(100.0 * ((p.found.pace or 0.0) / (p.speech.syllables / p.speech.seconds) - 1.0) for p in pieces)
    others = tuple(100.0 * (rival(_spoken_part(p)) / p.speech.syllables - 1.0) for p in pieces) if rival else ()
    return Figure(PACE, what, language, "%", errors, others, 10.0)


def _spoken_part(piece: Heard) -> Floats:
    cuts = [piece.samples[round(begin * RATE) : round(end * RATE)] for begin, end, _ in piece.speech.stretches]
    return np.concatenate(cuts)


def _times(language: str, pieces: Sequence[Heard]) -> Iterable[Figure]:
    first, length, missed, told = [], [], [], []
    for piece in pieces:
        stretches = piece.speech.stretches
        if piece.found.first_word_s is not None:
            first.append(piece.found.first_word_s - stretches[0][0])
        for (_, end, _), (begin, _, _) in pairwise(stretches):
            near = [p for p in piece.found.pauses if p.t < begin - 0.1 and p.t + p.seconds > end + 0.1]
            missed.append(0.0 if near else 100.0)
            length += [near[0].seconds - (begin - end)] if len(near) == 1 else []
        told.append(float(len(piece.found.pauses)) - (len(stretches) - 1))
    yield Figure(TIME, "first word", language, "s", tuple(first))
    yield Figure(TIME, "pauses of 0.6 s and more missed, in %", language, "%", tuple(missed))
    yield Figure(TIME, "pauses told too many, an answer", language, "", tuple(max(0.0, n) for n in told))
    yield Figure(TIME, "length of a pause", language, "s", tuple(length))


def _others(language: str, detector: SpeechDetector, voices: Sequence[int]) -> Iterable[Figure]:
    yield _glides(language)
    yield _against_pyin(language, voices)
    yield from _lengthened(language, detector, voices)
    yield _level(language, detector, voices)
    yield _lufs(language, voices)


def _glides(language: str) -> Figure:
    """Error in semitones at vowels of that language whose pitch glides as it was made to."""
    errors = []
    for low, high in ((80.0, 130.0), (120.0, 220.0), (180.0, 330.0)):
        samples, truth = glide(language, low, high, 2.0)
        found = Pitch().pitches(samples)
        at = (np.arange(found.size) - 0.5) * 0.02
        errors += (12.0 * np.abs(np.log2(found / np.interp(at, *truth))))[5:-2].tolist()
    return Figure(REST, "pitch, gliding vowels", language, "st", tuple(e for e in errors if e == e), aim=1.0)


def _against_pyin(language: str, voices: Sequence[int]) -> Figure:
    """Median of each sentence beside librosa's pYIN."""
    rival, apart = rivals.pitches(), []
    if rival is not None:
        for voice, text in product(voices, TEXTS[language][:3]):
            samples, _ = sentence(language, text, 5.0, voice)
            ours, theirs = np.nanmedian(Pitch().pitches(samples)), np.nanmedian(rival(samples))
            apart.append(12.0 * float(np.log2(ours / theirs)))
    return Figure(REST, "median pitch beside pYIN", language, "st", tuple(apart))


def _lengthened(language: str, detector: SpeechDetector, voices: Sequence[int]) -> Iterable[Figure]:
    """Fillers of 0.5 s and more between sentences told; short words taken for them; what is told of sentences."""
    hits: list[float] = []
    words: list[float] = []
    wrong: list[float] = []
    for voice, pace in product(voices, PACES):
        plain = spoken(language, pace, PAUSES, voice=voice)
        told = _lengthened_in(plain, detector)
        for shares, make in ((hits, filler), (words, short_word)):
            between = with_between(plain, [make(language, number, voice) for number in range(BETWEEN)], GAP_S)
            shares.append(100.0 * (_lengthened_in(between, detector) - told) / BETWEEN)
        wrong.append(told / (plain.seconds / 60.0))
    yield Figure(REST, "fillers of 0.5 to 0.8 s told, in %", language, "%", tuple(hits))
    yield Figure(REST, "words of one or two syllables taken for them, in %", language, "%", tuple(words))
    yield Figure(REST, "told in a minute without a filler", language, "", tuple(wrong))


def _lengthened_in(speech: Spoken, detector: SpeechDetector) -> int:
    return measure(readings_of(speech.samples, detector), 0.0, speech.samples.size / RATE, Norms()).lengthened


def _level(language: str, detector: SpeechDetector, voices: Sequence[int]) -> Figure:
    """How far the level over the noise is off."""
    off = []
    for voice, snr in product(voices, (10.0, 20.0, 30.0)):
        speech = spoken(language, 5.0, PAUSES, voice=voice)
        mixed = noisy(speech, "hiss", snr)
        found = measure(readings_of(mixed, detector), 0.0, mixed.size / RATE, Norms())
        if found.level_db is not None:
            off.append(found.level_db - 10.0 * float(np.log10(10.0 ** (snr / 10.0) + 1.0)))
    return Figure(REST, "level over the noise", language, "dB", tuple(off))


def _lufs(language: str, voices: Sequence[int]) -> Figure:
    """How far a question read aloud is from the loudness that it is brought to."""
    off = []
    for voice, text in product(voices, TEXTS[language]):
        samples, _ = sentence(language, text, 5.0, voice)
        spoken_ = matched(np.rint(samples * 32767).astype(np.int16), RATE)
        off.append(loudness(spoken_, RATE) - TARGET_LUFS)
    return Figure(REST, "loudness of a question beside -20 LUFS", language, "LU", tuple(off))


_MARKS = ("<!-- figures of the voice -->", "<!-- end of the figures -->")
_HEAD = "| | Korean: mean (worst) | English: mean (worst) | beside it, Korean and English |\n|---|---|---|---|"


def table(found: Sequence[Figure]) -> str:
    """The figures in Markdown, both languages in a line."""
    korean = {(figure.group, figure.what): figure for figure in found if figure.language == "ko"}
    lines, group = [], ""
    for figure in (figure for figure in found if figure.language == "en"):
        other = korean[figure.group, figure.what]
        if figure.group != group:
            group = figure.group
            lines += ["", f"{_TITLES[group]}", "", _HEAD]
        beside = f"{_mean(other.rival)} and {_mean(figure.rival)} {_RIVALS[group]}" if figure.rival else ""
        lines.append(f"| {figure.what} | {_cell(other)} | {_cell(figure)} | {beside} |")
    return "\n".join(lines).strip()


_TITLES = {
    VAD: "Frames of 32 ms right, in % (aim: 95)",
    PACE: "Error of the pace, in % (aim: 10)",
    TIME: "Times, over all of these mixtures",
    REST: "The rest, without noise",
}
_RIVALS = {VAD: "(`webrtcvad`, mode 3)", PACE: "(onsets of `librosa`)", TIME: "", REST: ""}


def _cell(figure: Figure) -> str:
    if not figure.values:
        return "not measured"
    digits = 2 if figure.unit in ("s", "st", "dB", "LU") else 1
    unit = f" {figure.unit}" if figure.unit not in ("", "%") else ""
    worst = (
        "" if set(figure.values) <= {0.0, 100.0} else f" ({figure.worst:.{digits}f})"
    )  # of yes and no there is none
    return f"{figure.mean:.{digits}f}{worst}{unit}"


def _mean(values: Sequence[float]) -> str:
    return f"{np.mean(values):.1f}" if values else "not measured"


def main() -> None:
    """Measure, and write the table between its marks."""
    told = table(figures(SpeechDetector()))
    page = Path(sounds.__file__).with_name("README.md")
    before, _, rest = page.read_text("utf-8").partition(_MARKS[0])
    _, _, after = rest.partition(_MARKS[1])
    page.write_text(f"{before}{_MARKS[0]}\n\n{told}\n\n{_MARKS[1]}{after}", "utf-8")
    print(told)


if __name__ == "__main__":
    main()
