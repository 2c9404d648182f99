"""Draft questions from a job advert or CV: rules and templates, nothing else; the user takes or drops each.

`questions.facts` finds what the document names, and a template of the same kind (`questions.templates`) quotes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from questions.facts import Fact, Facts, Kind
from questions.schema import MAX_TEXT, Language, Question
from questions.similar import bare
from questions.templates import TEMPLATES, Template
from questions.validation import name_from

MAX_DRAFTS = 40
"""Questions out of one document: more than anybody takes or drops in one sitting."""


@dataclass(frozen=True)
class Draft:
    """A question that was drafted, and what in the document it rests on (`line` from 1)."""

    question: Question
    kind: Kind
    phrase: str
    line: int


def draft(facts: Facts, language: Language | None = None, limit: int = MAX_DRAFTS) -> tuple[Draft, ...]:
    """Draft questions in `language` (default: the document's), the kinds of facts taking turns.

    The same document always gives the same questions, none twice. An empty result means that the rules found nothing.
    """
    spoken = language or facts.language
    used: Counter[Kind] = Counter()
    seen: set[str] = set()
    drafts: list[Draft] = []
    for fact in _in_turns(facts.found):
        template = TEMPLATES[fact.kind][used[fact.kind] % len(TEMPLATES[fact.kind])]
        used[fact.kind] += 1
        made = _question(template, fact, facts.field, spoken)
        if made is not None and bare(made.says(spoken)) not in seen:
            seen.add(bare(made.says(spoken)))
            drafts.append(Draft(made, fact.kind, fact.phrase, fact.line))
    return tuple(drafts[:limit])


def _in_turns(facts: tuple[Fact, ...]) -> Iterator[Fact]:
    """Yield one fact of each kind, then the next ones: the limit must not leave a kind out."""
    kinds: dict[Kind, list[Fact]] = {}
    for fact in facts:
        kinds.setdefault(fact.kind, []).append(fact)
    for turn in zip_longest(*(kinds[kind] for kind in TEMPLATES if kind in kinds)):
        yield from (fact for fact in turn if fact is not None)


def _question(template: Template, fact: Fact, field: str, language: Language) -> Question | None:
    place = 0 if language == "ko" else 1

    def say(texts: tuple[str, str]) -> str:
        return texts[place].replace("{x}", fact.phrase)

    text = say(template.text)
    if len(text) > MAX_TEXT:
        return None
    return Question(
        id=name_from(text),
        category=template.category,
        text={language: text},
        hint={language: say(template.hint)},
        follow_ups=({language: say(template.follow_up)},),
        field=field if fact.field == "any" else fact.field,
        difficulty=template.difficulty,
        tags=("draft",),
    )
