"""Count questions: by language, category, field and difficulty, and what they bring along.

>>> from questions.loading import load_bank
>>> count(load_bank("general").questions, "ko").questions > 80
True
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from questions.schema import CATEGORIES, DIFFICULTIES, FIELDS, Language, Question
from questions.selection import sets_in

UNKNOWN = "-"
"""Stands for a field or difficulty that a question does not say."""


@dataclass(frozen=True)
class Counts:
    """How many questions there are in one language, and of which kind; the parts of each mapping add up to all.

    `follow_ups` counts questions with at least one follow-up in that language, or followed by the rest of their set;
    `follow_up_texts` the follow-ups themselves. `hints` and `own_outlines` count questions; every other question has
    the outline of its category.
    """

    questions: int
    categories: Mapping[str, int]
    fields: Mapping[str, int]
    difficulties: Mapping[str, int]
    follow_ups: int
    follow_up_texts: int
    hints: int
    own_outlines: int
    sets: int


def count(questions: Iterable[Question], language: Language) -> Counts:
    """Count the questions that exist in `language`; retired ones count as well."""
    spoken = [question for question in questions if question.speaks(language)]
    sets = sets_in(spoken)
    texts = {q.id: sum(language in follow_up for follow_up in q.follow_ups) for q in spoken}
    return Counts(
        questions=len(spoken),
        categories=_by(spoken, lambda question: question.category, CATEGORIES),
        fields=_by(spoken, lambda question: question.field, FIELDS),
        difficulties=_by(spoken, lambda question: question.difficulty or "", DIFFICULTIES),
        follow_ups=sum(texts[q.id] > 0 or (q.set in sets and q.stands_alone) for q in spoken),
        follow_up_texts=sum(texts.values()),
        hints=sum(language in question.hint for question in spoken),
        own_outlines=sum(any(language in texts for texts in question.outline.values()) for question in spoken),
        sets=len(sets),
    )


def _by(questions: list[Question], kind: Callable[[Question], str], order: Iterable[str]) -> dict[str, int]:
    """Count by kind: the known kinds in their order, then others by name, then what is not said."""
    found = Counter(kind(question) or UNKNOWN for question in questions)
    known = [name for name in order if name in found]
    others = sorted(name for name in found if name not in known and name != UNKNOWN)
    return {name: found[name] for name in (*known, *others, UNKNOWN) if name in found}
