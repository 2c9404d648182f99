"""When two questions are the same: whatever the punctuation, spacing and case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from questions.schema import Question

_LETTERS = re.compile(r"[^\W_]+")


def same_text(question: Question) -> tuple[str, ...]:
    """Return a key for each language; two questions that share one are the same question."""
    return tuple(f"{language}:{bare(text)}" for language, text in question.text.items())


def each_once(questions: Iterable[Question]) -> Iterator[Question]:
    """Yield each question the first time that its id and its text come."""
    ids: set[str] = set()
    texts: set[str] = set()
    for question in questions:
        keys = set(same_text(question))
        if question.id not in ids and not keys & texts:
            ids.add(question.id)
            texts |= keys
            yield question


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """Return the letters and digits of a text alone, in one case."""
    return "".join(_LETTERS.findall(text)).casefold()
