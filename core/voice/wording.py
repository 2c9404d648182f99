"""What the words of an answer add up to: how many a minute, fillers by word, the question's own words taken up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from core.voice.fillers import Filler, bare, fillers, is_sure
from core.voice.transcript import Transcript, Word
from core.voice.uptake import taken_up

LEAST_S = 5.0
"""Below this an answer is too short for a rate."""
MANY_FILLERS = 5.0
"""Sure fillers in 100 words from which on they are advised about: about twice what talk has (Bortfeld, Leon, Bloom,
Schober, Brennan 2001, Language and Speech 44:123: two to three fillers in 100 words). Judgement of ours."""
LEAST_WORDS = 20
"""Below this many words nothing is advised: one filler would be five in 100."""
_SYLLABLE = re.compile(r"[가-힣]")


@dataclass(frozen=True, slots=True)
class WordMeasures:
    """One answer's words.

    `count` are the words (Korean: eojeol) without sure fillers; `minute` is `60 count / seconds` from the beginning
    of the first word to the end of the last, pauses between them included; `syllables` the same of written Hangul
    syllables, None in other languages: how a Latin word is spoken, its letters do not tell. `asked` are the
    question's content words, `taken` those of them that came up.
    """

    count: int
    minute: float | None
    syllables: float | None
    fillers: tuple[Filler, ...]
    asked: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()

    @property
    def sure(self) -> int:
        """How many sure fillers there were, at least."""
        return sum(filler.count for filler in self.fillers if filler.sure)

    @property
    def possible(self) -> int:
        """How many words may have been fillers."""
        return sum(filler.count for filler in self.fillers if not filler.sure)

    @property
    def in_hundred(self) -> float | None:
        """Sure fillers in 100 words that are none; None without a word."""
        return 100.0 * self.sure / self.count if self.count else None

    @property
    def uptake(self) -> float | None:
        """Share of the question's content words that came up, 0 to 1; None where it has none, or was not known."""
        return len(self.taken) / len(self.asked) if self.asked else None


def measure_words(transcript: Transcript, question: str = "", language: str = "") -> WordMeasures:
    """The measures of a transcript; `question` in `language`, which counts only where the answer is in it too."""
    spoken = transcript.language
    plain = [(word, bare(word.text)) for word in transcript.words]
    counted = [word for word, text in plain if text and not is_sure(text, spoken)]
    asked, taken = taken_up(question, transcript.text, spoken) if language == spoken else ((), ())
    return WordMeasures(
        count=len(counted),
        minute=_a_minute(len(counted), counted),
        syllables=_a_minute(_syllables(counted), counted) if spoken == "ko" else None,
        fillers=fillers(transcript.words, spoken),
        asked=asked,
        taken=taken,
    )


def _a_minute(count: int, words: Sequence[Word]) -> float | None:
    seconds = words[-1].end - words[0].start if words else 0.0
    return 60.0 * count / seconds if seconds >= LEAST_S else None


def _syllables(words: Sequence[Word]) -> int:
    return sum(len(_SYLLABLE.findall(unicodedata.normalize("NFC", word.text))) for word in words)
