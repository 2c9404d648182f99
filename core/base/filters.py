"""Filters over irregular time steps."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


def weight(dt_s: float, time_constant_s: float) -> float:
    """The share of a new value that held for `dt_s` seconds, by the exact solution of the first-order low pass.

    So the filter's answer to a step does not depend on the frame rate.
    """
    return 1.0 - math.exp(-max(dt_s, 0.0) / time_constant_s)


class LowPass(Generic[K]):
    """First-order low-pass filters that share one time constant, one for each key; all begin at 0."""

    def __init__(self, keys: Iterable[K], time_constant_s: float) -> None:
        self.time_constant_s = time_constant_s
        self.values: dict[K, float] = dict.fromkeys(keys, 0.0)

    def step(self, values: Mapping[K, float], dt_s: float) -> None:
        """Move every filter towards its new value, which held for the last `dt_s` seconds."""
        share = weight(dt_s, self.time_constant_s)
        for key, value in self.values.items():
            self.values[key] = value + share * (values.get(key, 0.0) - value)

    def reset(self) -> None:
        """Begin again at 0."""
        self.values = dict.fromkeys(self.values, 0.0)
