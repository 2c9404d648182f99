"""How far a figure may be off by the luck of which faces a split holds: bootstrap intervals (Efron, 1979)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.cueing.moods import MoodMap
from models.measure.metrics import Floats, Ints, cue_figures

RESAMPLES = 500
SEED = 12
RANGE = (2.5, 97.5)
"""Percentiles: nineteen of twenty resamples fall between."""


def shown(truth: Ints, probabilities: Floats, names: Sequence[str], moods: MoodMap) -> dict[str, float | None]:
    """The figures that have an interval: accuracy, those of cues, and the recall of each class."""
    said = probabilities.argmax(axis=1)
    right = said == truth
    figures: dict[str, float | None] = {"accuracy": float(right.mean()) if len(truth) else None}
    figures |= {k: v for k, v in cue_figures(truth, probabilities, names, moods).items() if k != "ece"}
    for i, name in enumerate(names):
        of_class = truth == i
        figures[f"recall_{name}"] = float(right[of_class].mean()) if of_class.any() else None
    return figures


def intervals(
    truth: Ints, probabilities: Floats, names: Sequence[str], moods: MoodMap, resamples: int = RESAMPLES
) -> dict[str, Any]:
    """[low, high] of each figure over resamples of the faces, 95 %; figures without faces are left out."""
    if not len(truth):
        return {}
    chance, found = np.random.default_rng(SEED), []
    for _ in range(resamples):
        chosen = chance.integers(0, len(truth), len(truth))
        found.append(shown(truth[chosen], probabilities[chosen], names, moods))
    rows = {key: [row[key] for row in found if row[key] is not None] for key in found[0]}
    return {key: np.percentile(np.array(row, np.float64), RANGE).tolist() for key, row in rows.items() if row}
