"""When two questions are the same: whatever the punctuation, spacing and case."""

from __future__ import annotations

import re

from questions.schema import Question


def same_text(question: Question) -> tuple[str, ...]:
    """Return a key for each language; two questions that share one are the same question."""
    return tuple(f"{language}:{bare(text)}" for language, text in question.text.items())


def bare(text: str) -> str:
    """Return the letters and digits of a text alone, in one case."""
    return re.sub(r"[\W_]+", "", text).casefold()
