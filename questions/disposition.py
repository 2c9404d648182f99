"""Rapid items on disposition: pairs that check one another, and the order in which they are shown.

Korean assessments show some hundred statements, one every few seconds, to be answered in six steps without a middle.
Each pair says the same thing twice, keyed positively and negatively: whoever agrees with the one should disagree
with the other. `questions.consistency` measures how far that holds.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Annotated, ClassVar

from annotated_types import Len

from questions.schema import Language, Name, Texts, in_language

STEPS: tuple[Texts, ...] = (
    {"ko": "전혀 그렇지 않다", "en": "Not at all like me"},
    {"ko": "그렇지 않다", "en": "Not like me"},
    {"ko": "별로 그렇지 않다", "en": "Rather not like me"},
    {"ko": "조금 그렇다", "en": "Somewhat like me"},
    {"ko": "그렇다", "en": "Like me"},
    {"ko": "매우 그렇다", "en": "Very much like me"},
)
"""The six answers, from 1 to 6: an even number, so that nobody can stay in the middle."""
STRETCH = 30
"""Items whose face is judged together: at 7 s each, at most 3.5 minutes."""
STRETCH_NAME: Texts = {"ko": "{first}~{last}번 문항", "en": "Items {first} to {last}"}
"""What a report calls such a stretch."""


@dataclass(frozen=True)
class Pair:
    """Two statements on one trait; who agrees with `positive` should disagree with `negative`."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    id: Name
    trait: Name
    positive: Texts = dataclasses.field(hash=False)
    negative: Texts = dataclasses.field(hash=False)


@dataclass(frozen=True)
class Item:
    """One statement as it is shown; `id` is its pair's id with `+` or `-` behind."""

    id: str
    pair: str
    trait: str
    positive: bool
    text: Texts = dataclasses.field(hash=False)

    def says(self, language: Language) -> str:
        """Return the statement in `language`, or in the other one where that is missing."""
        return in_language(self.text, language)


@dataclass(frozen=True)
class Inventory:
    """A collection of pairs; `id` is its file's name without `.yaml`, `traits` gives their names."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    id: Name
    title: Texts = dataclasses.field(hash=False)
    traits: Mapping[Name, Texts] = dataclasses.field(hash=False)
    pairs: Annotated[tuple[Pair, ...], Len(1, 500)]
    description: Texts = dataclasses.field(default_factory=dict, hash=False)

    def items(self) -> tuple[Item, ...]:
        """Return both statements of every pair, in the order of the file."""
        return tuple(item for pair in self.pairs for item in both(pair))


def both(pair: Pair) -> tuple[Item, Item]:
    """Return a pair as two items, the positive one first."""
    return (
        Item(f"{pair.id}+", pair.id, pair.trait, True, pair.positive),
        Item(f"{pair.id}-", pair.id, pair.trait, False, pair.negative),
    )


def arrange(inventory: Inventory, count: int | None = None, *, seed: int | str) -> tuple[Item, ...]:
    """Choose and order `count` items (rounded down to whole pairs; None: all); the same seed gives the same ones.

    Traits take turns, so that a short run covers them all. The two items of a pair stand at least a quarter of the
    run apart: side by side, one would be answered by looking at the other.
    """
    rng = Random(str(seed))
    pairs = _in_turns(inventory.pairs, rng)[: None if count is None else max(0, count) // 2]
    rng.shuffle(pairs)
    sides = [rng.sample(both(pair), 2) for pair in pairs]
    half = len(sides) // 2
    again = [*rng.sample(sides[:half], half), *rng.sample(sides[half:], len(sides) - half)]
    return (*(side[0] for side in sides), *(side[1] for side in again))


def _in_turns(pairs: tuple[Pair, ...], rng: Random) -> list[Pair]:
    """Order pairs so that each trait comes once before any comes twice."""
    turns: dict[str, int] = {}
    ranked: list[tuple[int, int, Pair]] = []
    for place, pair in enumerate(rng.sample(pairs, len(pairs))):
        turns[pair.trait] = turns.get(pair.trait, 0) + 1
        ranked.append((turns[pair.trait], place, pair))
    return [pair for *_, pair in sorted(ranked, key=lambda entry: entry[:2])]
