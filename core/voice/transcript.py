"""What a recogniser heard in one answer: words with their times, as they are stored."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """One word (Korean: eojeol) with its punctuation; `start` and `end` in seconds of the recorded answer.

    `probability` is the recogniser's own, 0 to 1; None where it gives none.
    """

    text: str
    start: float
    end: float
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """The words of one answer; none where the recogniser heard none.

    `recogniser` and `model` are its names, `language` is the one that it wrote in ("ko", "en", …).
    """

    recogniser: str
    model: str
    language: str
    words: tuple[Word, ...] = ()

    @property
    def text(self) -> str:
        """All of it in one line."""
        return " ".join(word.text for word in self.words)
