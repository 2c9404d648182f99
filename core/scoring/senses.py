"""The sum of the senses: one number over what was measured, with the weights that went into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

EXPRESSION, PRESENCE, VOICE = "expression", "presence", "voice"
WEIGHTS: Mapping[str, float] = {EXPRESSION: 0.6, PRESENCE: 0.15, VOICE: 0.25}
"""Weights of the senses: interviews of the Korean kind rate the face first, then the voice; people look away while
they think, so the look weighs least. Judgement of ours. A sense that was not measured leaves its weight to the
others."""


@dataclass(frozen=True, slots=True)
class Together:
    """The sum, 0 to 100, and each sense's share of it (they sum to 1) in the order of WEIGHTS."""

    value: float
    shares: Mapping[str, float]


def sum_of_senses(scores: Mapping[str, float | None]) -> Together | None:
    """The weighted sum of the scores (0 to 100) by sense; None unless the face and another sense were measured."""
    known = {sense: score for sense in WEIGHTS if (score := scores.get(sense)) is not None}
    if EXPRESSION not in known or len(known) < 2:
        return None
    total = sum(WEIGHTS[sense] for sense in known)
    shares = {sense: WEIGHTS[sense] / total for sense in known}
    return Together(round(sum(shares[sense] * score for sense, score in known.items()), 1), shares)
