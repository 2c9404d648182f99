"""How the weights of the face networks are stored: bytes for the kernels, so rounded that the points hardly move.

A few layers move the points by themselves when they are touched; each network lists its own. The mesh and the iris
end in a layer whose rows, one for each coordinate, go together: 32 directions hold 99.5 % of the mesh's, and what is
left takes three bits a weight.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.networks.packing import Directions, Packing
from models.networks.rounding import MOST, Floats, nearest, rounded, steps_for

LARGE = 1000
"""Weights below which a layer stays in 16 bits: the first layers are small, and all others build on them."""


@dataclass(frozen=True)
class Points:
    """The last layer, which gives x, y, z of one point after the other: directions kept, and the step of the rest.

    z is stored half as finely; only the head's pose reads it, from the mesh.
    """

    layer: str
    rank: int
    step: float


@dataclass(frozen=True)
class Storage:
    """Bits of a weight, the layers that stay in 16, and the one that gives the points."""

    bits: int
    wide: tuple[str, ...] = ()
    points: Points | None = None


STORAGE: Mapping[str, Storage] = {
    # of the detector's layers in 8 bits this one alone moves the points as far as all do (0.58 pixels of 128)
    "detector": Storage(8, wide=("t3_weight", "t155_weight")),
    "mesh": Storage(8, points=Points("t213_weight", 32, 0.01)),
    "iris": Storage(7, wide=("t383_weight",), points=Points("t380_weight", 32, 0.005)),
}


def stored(model: Any, storage: Storage, moments: Mapping[str, Floats]) -> Any:
    """The `onnx.ModelProto`, changed, by the second moments of what each kernel is laid on, under its name."""
    packing = Packing(model)
    for name, seen in moments.items():
        weights = packing.matrix(name)
        if storage.points is not None and name == storage.points.layer:
            _store_points(packing, storage.points, weights, seen)
        elif weights.size >= LARGE and name not in storage.wide:
            steps = steps_for(weights, storage.bits)
            packing.bytes(name, rounded(weights, steps, seen), steps)
    packing.halve()
    return packing.done()


def _store_points(packing: Packing, points: Points, weights: Floats, moments: Floats) -> None:
    around = _directions(weights, points.rank)
    steps = np.tile(np.float16(points.step) * np.array([1, 1, 2], np.float16), len(weights) // 3).astype(np.float32)
    packing.bytes(points.layer, rounded(weights, steps, moments, around.values()), steps, around)


def _directions(weights: Floats, rank: int) -> Directions:
    """The best matrix of this rank, in bytes; what they lose is part of the rest."""
    left, sizes, right = np.linalg.svd(weights.astype(np.float64), full_matrices=False)
    roots = np.sqrt(sizes[:rank])
    # one step for all directions: the later ones are small, and take few bits
    sides = left[:, :rank] * roots, right[:rank] * roots[:, None]
    steps = [float(np.float32(np.abs(side).max() / MOST)) for side in sides]
    whole = [nearest(side, np.full(len(side), step)) for side, step in zip(sides, steps, strict=True)]
    return Directions(whole[0], steps[0], whole[1], steps[1])
