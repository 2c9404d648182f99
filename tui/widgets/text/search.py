"""The search in lists: words anywhere in a text, with letters left out, and Korean by its initial consonants.

Textual's own matcher tries every way to lay a word over a text: 6 ms for one question of 270 letters, a minute for
ten thousand. Here each word is one regular expression that goes once over all texts.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

SYLLABLES, FINALS, SYLLABLES_OF_INITIAL = range(0xAC00, 0xD7A4), 28, 588
INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
"""In the order of Unicode's syllables (Unicode 15, 3.12)."""
HANGUL = frozenset(INITIALS) | frozenset(map(chr, SYLLABLES))
LEAST_LOOSE = 3
"""Letters of a word from which on some may be missing: shorter ones would be found everywhere."""
GAP = 3
"""Letters that may be missing between two of a word."""


class Texts:
    """Many texts, joined once, so that a search goes over all of them in one sweep."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._whole = "\n".join([text.replace("\n", " ") for text in texts]).lower()
        lengths = (len(line) + 1 for line in self._whole.split("\n"))  # small letters may be more than capitals
        self._starts = [0, *accumulate(lengths)][:-1] if texts else []

    def holding(self, pattern: str) -> set[int]:
        """The places of the texts in which the pattern is found."""
        found = re.finditer(pattern + r"[^\n]*", self._whole)  # the rest of the line too: one find a text
        return {bisect_right(self._starts, match.start()) - 1 for match in found}

    def __len__(self) -> int:
        return len(self._starts)


class Search:
    """What is looked for: a text has to hold every one of its words."""

    def __init__(self, words: str = "") -> None:
        self.words = words
        self._patterns = [(exact(word), loose(word)) for word in words.lower().split()]

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def places(self, texts: Texts) -> list[int]:
        """The texts that hold every word, in their order; letters may be missing of a word that none holds whole."""
        places = set(range(len(texts)))
        for exactly, loosely in self._patterns:
            places &= texts.holding(exactly) or texts.holding(loosely)
        return sorted(places)

    def marks(self, text: str) -> Iterator[tuple[int, int]]:
        """Where in a text (as it is shown, perhaps cut) its words stand: from, to."""
        for exactly, loosely in self._patterns:
            found = [match.span() for match in re.finditer(exactly, text, re.IGNORECASE)]
            yield from found or (match.span() for match in re.finditer(loosely, text, re.IGNORECASE))


def exact(word: str) -> str:
    """The pattern of a word as it is written; a Korean consonant stands for each syllable that begins with it."""
    return "".join(f"[{_letters(letter)}]" if letter in HANGUL else re.escape(letter) for letter in word)


def loose(word: str) -> str:
    """The pattern of a word of which letters may be missing: from the beginning of a word on, with small gaps."""
    if len(word) < LEAST_LOOSE:
        return exact(word)
    first = exact(word[0])
    others = (f"[^{_letters(letter)}\\n]{{0,{GAP}}}{exact(letter)}" for letter in word[1:])
    return rf"{first}(?<!\w{first})" + "".join(others)


def _letters(letter: str) -> str:
    """The letters that a typed one stands for, as in a class: a syllable without final also for those with one."""
    if letter in INITIALS:
        start = SYLLABLES.start + INITIALS.index(letter) * SYLLABLES_OF_INITIAL
        return f"{letter}{chr(start)}-{chr(start + SYLLABLES_OF_INITIAL - 1)}"
    if letter in HANGUL and (ord(letter) - SYLLABLES.start) % FINALS == 0:
        return f"{letter}-{chr(ord(letter) + FINALS - 1)}"
    return re.escape(letter)
