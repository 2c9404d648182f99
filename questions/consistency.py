"""How far somebody's answers to rapid items agree with one another.

For each pair the answer to the negative statement is turned round (1 becomes 6, 2 becomes 5 ...), so that both
answers should be the same step; their distance, 0 to 5, is the pair's *gap*. The score sets the mean gap against that
of blind clicking: two independent, evenly spread answers in six steps lie 35/18 (about 1.94) steps apart on average.

    score = 1 - mean gap / (35/18), and 0 where that is negative

is 1 for answers that mirror one another exactly and 0 for answers that agree no better than dice, or always the same
step. It says nothing about the traits, nor about what an employer wants: only how steadily one answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from questions.disposition import STEPS, Item

HIGHEST = len(STEPS)
CHANCE_GAP = 35 / 18
"""Mean distance of two independent answers, evenly spread over six steps: (n² - 1) / 3n with n = 6."""
CONTRADICTION = 3
"""From this gap on, one answer must lie on the wrong side of the middle and not next to it."""


@dataclass(frozen=True)
class Consistency:
    """What the answers of one run say about each other.

    `score` and `mean_gap` are None where no pair was answered whole. `contradictions` names the pairs with the widest
    gaps first. `commonest` is the share of the step that was chosen most, `longest_run` how often the same step came
    in a row: both show clicking through. `traits` gives the mean step (1 to 6, negative items turned round).
    """

    score: float | None
    mean_gap: float | None
    pairs: int
    contradictions: tuple[str, ...]
    answered: int
    unanswered: int
    commonest: float
    longest_run: int
    traits: Mapping[str, float]


def measure(items: Sequence[Item], answers: Mapping[str, int]) -> Consistency:
    """Measure the answers (item id to step, 1 to 6) to the items of a run, in the order in which they were shown.

    Items without an answer, because the time was up, are counted and otherwise left out. Raise ValueError for a step
    that there is not.
    """
    wrong = next((step for step in answers.values() if step not in range(1, HIGHEST + 1)), None)
    if wrong is not None:
        raise ValueError(f"a step is a number from 1 to {HIGHEST}, not {wrong}")
    steps = [answers[item.id] for item in items if item.id in answers]
    turned = {item.id: _turned(item, answers[item.id]) for item in items if item.id in answers}
    gaps = _gaps(items, turned)
    mean_gap = sum(gaps.values()) / len(gaps) if gaps else None
    return Consistency(
        score=None if mean_gap is None else max(0.0, 1 - mean_gap / CHANCE_GAP),
        mean_gap=mean_gap,
        pairs=len(gaps),
        contradictions=tuple(sorted((pair for pair in gaps if gaps[pair] >= CONTRADICTION), key=lambda p: -gaps[p])),
        answered=len(steps),
        unanswered=len(items) - len(steps),
        commonest=max(Counter(steps).values()) / len(steps) if steps else 0.0,
        longest_run=_longest_run(steps),
        traits=_traits(items, turned),
    )


def _turned(item: Item, step: int) -> int:
    return step if item.positive else HIGHEST + 1 - step


def _gaps(items: Sequence[Item], turned: Mapping[str, int]) -> dict[str, int]:
    """Return the gap of each pair of which both items were answered."""
    answers: dict[str, list[int]] = {}
    for item in items:
        if item.id in turned:
            answers.setdefault(item.pair, []).append(turned[item.id])
    return {pair: abs(both[0] - both[1]) for pair, both in answers.items() if len(both) == 2}


def _longest_run(steps: Sequence[int]) -> int:
    longest = run = 0
    for place, step in enumerate(steps):
        run = run + 1 if place and step == steps[place - 1] else 1
        longest = max(longest, run)
    return longest


def _traits(items: Sequence[Item], turned: Mapping[str, int]) -> dict[str, float]:
    answers: dict[str, list[int]] = {}
    for item in items:
        if item.id in turned:
            answers.setdefault(item.trait, []).append(turned[item.id])
    return {trait: sum(steps) / len(steps) for trait, steps in answers.items()}
