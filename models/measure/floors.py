"""What a network must be able to do whatever it is held against: the aims, less what chance may take.

The aims are what a panel of ten others was first put at, and what a calm person may be asked to bear. A figure holds
where its 95 % interval reaches the aim: on the tenth's 2,252 faces a shortfall within it is luck.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

AIMS: dict[str, float] = {
    "accuracy": 0.903,
    "auc_bad": 0.973,
    "bad_heard_at_5pct": 0.83,
    "recall_fear": 0.65,
    "recall_sad": 0.75,
}
"""At least so much."""
MOST: dict[str, float] = {"neutral_called_bad": 0.04}
"""At most so much."""


@dataclass(frozen=True)
class Floor:
    """One figure's better end against its aim."""

    name: str
    reached: float
    aim: float
    held: bool


def floors(figures: Mapping[str, Any]) -> list[Floor]:
    """The floors of one network by its figures with intervals; figures without faces have none."""
    ends: Mapping[str, tuple[float, float]] = figures["consensus"].get("intervals", {})
    found = [Floor(name, ends[name][1], aim, ends[name][1] >= aim) for name, aim in AIMS.items() if name in ends]
    return found + [
        Floor(name, ends[name][0], aim, ends[name][0] <= aim) for name, aim in MOST.items() if name in ends
    ]
