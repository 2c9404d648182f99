"""Fillers by word in a transcript: those that are nothing else, and words that may be one where they stand alone.

Sure are hesitations that are no words: um, uh, er (Clark and Fox Tree 2002, Cognition 84:73); 음, 어 (Song, Shim, Oh
2020, Phonetics and Speech Sciences 12(4):37). Possible are words that speakers also fill time with: like, you know;
그, 뭐, 이제 (the commonest of the corpus of spontaneous Korean). Written down, they look the same either way, so they
count only where they are set off: on each side a comma or stop, a silence of `GAP_S`, another filler, or the edge of
the answer; or said twice at once.

What this cannot tell: "이제 시작했습니다" said without a break may have been either and is not counted; "저, 제가"
may have meant "I"; and recognisers of the Whisper family leave fillers out, since those who wrote their training
texts did, so a count is the least that there were.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from core.voice.transcript import Word

GAP_S = 0.3
"""A silence that sets a word off. Whisper's times of words are off by 0.1 to 0.2 s, so shorter ones mean nothing."""

SURE = {
    "en": re.compile(r"u+m+|u+h+m*|e+r+m*|h+m+|m{2,}"),
    "ko": re.compile(r"으*음+|어+|엄+|흠+|으음|음어|어음"),
}
POSSIBLE = {
    "en": ("you know", "i mean", "sort of", "kind of", "like", "well", "basically", "actually", "literally"),
    "ko": (
        *("그러니까", "그니까", "뭐랄까", "있잖아요", "그냥", "이제", "인제", "약간", "저기"),
        *("그", "저", "뭐", "막", "아", "에", "네"),
    ),
}
_SEVERAL_LETTERS = re.compile(r"(.)\1{2,}")
_STOPS = ",.…?!:;、。-—~"


@dataclass(frozen=True, slots=True)
class Filler:
    """One filler by its word; `at` are the seconds of the answer at which it began, in order of time."""

    word: str
    sure: bool
    at: tuple[float, ...]

    @property
    def count(self) -> int:
        """How often it was said."""
        return len(self.at)


def bare(text: str) -> str:
    """A word without punctuation around it, composed (NFC) and in small letters."""
    found = unicodedata.normalize("NFC", text).casefold().replace("’", "'")
    edge = [not _is_mark(letter) for letter in found]
    if True not in edge:
        return ""
    return found[edge.index(True) : len(edge) - edge[::-1].index(True)]


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "PSZ"


def is_sure(word: str, language: str) -> bool:
    """Whether a bare word is a hesitation and nothing else."""
    known = SURE.get(language)
    return known is not None and known.fullmatch(word) is not None


def fillers(words: Sequence[Word], language: str) -> tuple[Filler, ...]:
    """Every filler with its moments: the sure ones first, the commonest before; () for a language not known here."""
    if language not in SURE:
        return ()
    plain = [bare(word.text) for word in words]
    sure = [is_sure(word, language) for word in plain]
    found: dict[tuple[bool, str], list[float]] = {}
    place = 0
    while place < len(words):
        length, name = (1, plain[place]) if sure[place] else _possible(words, plain, sure, place, language)
        if name:
            found.setdefault((not sure[place], _shortest(name)), []).append(words[place].start)
        place += max(1, length)
    ranked = sorted(found.items(), key=lambda item: (item[0][0], -len(item[1]), item[0][1]))
    return tuple(Filler(name, not possible, tuple(at)) for (possible, name), at in ranked)


def _possible(
    words: Sequence[Word], plain: Sequence[str], sure: Sequence[bool], place: int, language: str
) -> tuple[int, str]:
    """How many words from `place` on make a possible filler that is set off, and which; 0 and "" where none does."""
    for phrase in POSSIBLE[language]:
        length = len(phrase.split())
        end = place + length
        if " ".join(plain[place:end]) != phrase:
            continue
        if plain[end : end + length] == plain[place:end]:  # said twice at once
            return length, phrase
        if _off_before(words, plain, sure, place, language) and _off_after(words, sure, end):
            return length, phrase
    return 0, ""


def _off_before(words: Sequence[Word], plain: Sequence[str], sure: Sequence[bool], place: int, language: str) -> bool:
    if place == 0 or sure[place - 1] or words[place - 1].text.rstrip()[-1:] in _STOPS:
        return True
    again = plain[place - 1] == plain[place] and plain[place] in POSSIBLE[language]
    return again or words[place].start - words[place - 1].end >= GAP_S


def _off_after(words: Sequence[Word], sure: Sequence[bool], end: int) -> bool:
    if end == len(words) or sure[end] or words[end - 1].text.rstrip()[-1:] in _STOPS:
        return True
    return words[end].start - words[end - 1].end >= GAP_S


def _shortest(word: str) -> str:
    """`ummmm` and `um` are counted as one; so are 음음 and 음, 어어 and 어."""
    found = _SEVERAL_LETTERS.sub(r"\1", word)
    if re.fullmatch(r"u+m+", found):
        return "um"
    if re.fullmatch(r"u+h+", found):
        return "uh"
    if re.fullmatch(r"h+m+|m{2,}", found):
        return "hm"
    return found[0] if len(set(found)) == 1 and "가" <= found[0] <= "힣" else found
