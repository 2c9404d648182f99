"""The validation tenth, and the pictures that must not be trained on."""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

from models.data.faces import FaceSet

VALIDATION_SHARE = 0.1
VALIDATION_SEED = 2013
"""Fixed: every training chooses by the same tenth, whatever its own seed."""


def fingerprints(faces: FaceSet) -> npt.NDArray[np.str_]:
    """[n] a hash of each picture; identical pictures share it."""
    return np.array([hashlib.md5(p.tobytes(), usedforsecurity=False).hexdigest() for p in faces.pixels], np.str_)


def without_copies_of(faces: FaceSet, held_out: FaceSet) -> npt.NDArray[np.bool_]:
    """[n] mask of the faces that have no identical picture in `held_out`."""
    return ~np.isin(fingerprints(faces), fingerprints(held_out))


def part_to_learn(faces: FaceSet, train: str, held_out: str | None) -> npt.NDArray[np.bool_]:
    """[n] mask of the split `train`, validation tenth and all, without the pictures that `held_out` has too.

    Raises `LabError` where one of the splits is missing.
    """
    part: npt.NDArray[np.bool_] = np.char.lower(faces.splits) == train.lower()
    if not part.any():
        faces.split(train)
    if held_out:
        part &= without_copies_of(faces, faces.split(held_out))
    return part


def validation_mask(faces: FaceSet) -> npt.NDArray[np.bool_]:
    """[n] a fixed tenth; identical pictures fall on the same side, so none is on both."""
    prints = fingerprints(faces)
    unique = np.unique(prints)
    chosen = np.random.default_rng(VALIDATION_SEED).permutation(unique)[: int(len(unique) * VALIDATION_SHARE)]
    return np.isin(prints, chosen)
