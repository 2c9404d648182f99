"""The validation tenth, and the pictures that must not be trained on."""

from __future__ import annotations

import hashlib
import re

import numpy as np
import numpy.typing as npt

from models.base.errors import LabError
from models.data.faces import FaceSet

TENTH = "tenth"
"""The name by which commands take the validation tenth."""
VALIDATION_SHARE = 0.1
NEAR = 0.9
"""Correlation above which two pictures are the same photograph, cut anew or with a watermark."""
VALIDATION_SEED = 2013
"""Fixed: every training chooses by the same tenth, whatever its own seed."""


def fingerprints(faces: FaceSet) -> npt.NDArray[np.str_]:
    """[n] a hash of each picture; identical pictures share it."""
    return np.array([hashlib.md5(p.tobytes(), usedforsecurity=False).hexdigest() for p in faces.pixels], np.str_)


def without_copies_of(faces: FaceSet, held_out: FaceSet) -> npt.NDArray[np.bool_]:
    """[n] mask of the faces that have no identical picture in `held_out`."""
    return ~np.isin(fingerprints(faces), fingerprints(held_out))


def without_near_copies_of(faces: FaceSet, held_out: FaceSet, block: int = 2048) -> npt.NDArray[np.bool_]:
    """[n] mask of the faces that correlate with none of `held_out` by more than `NEAR`, mirrored ones included."""
    others = _standard(held_out.pixels)
    others = np.concatenate([others, _standard(held_out.pixels[:, :, ::-1])]).T
    kept = np.ones(len(faces), bool)
    for i in range(0, len(faces), block):
        kept[i : i + block] = (_standard(faces.pixels[i : i + block]) @ others).max(axis=1) <= NEAR
    return kept


def _standard(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """[n, pixels] of mean 0 and length 1, so that products are correlations."""
    flat = pixels.reshape(len(pixels), -1).astype(np.float32)
    flat -= flat.mean(axis=1, keepdims=True)
    return np.asarray(flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-6), np.float32)


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


def fold_mask(faces: FaceSet, fold: str) -> npt.NDArray[np.bool_]:
    """[n] the part `k/n` of the faces; identical pictures fall into one part. Raises `LabError` for another form."""
    number, count = _fold(fold)
    prints = fingerprints(faces)
    unique = np.random.default_rng(VALIDATION_SEED).permutation(np.unique(prints))
    return np.isin(prints, unique[number - 1 :: count])


def unseen_mask(faces: FaceSet, part: str) -> npt.NDArray[np.bool_]:
    """[n] the part `k/n` by the pictures' own hashes, so that a picture is in the same one whatever it is among.

    Raises `LabError` for another form.
    """
    number, count = _fold(part)
    return np.array([int(print_, 16) % count == number - 1 for print_ in fingerprints(faces)], bool)


def _fold(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d+)/(\d+)", text)
    number, count = (int(part) for part in found.groups()) if found else (0, 0)
    if not 1 <= number <= count or count < 2:
        raise LabError(f"fold {text!r}: give which of how many parts is left out, such as 2/5")
    return number, count


def hold_out(faces: FaceSet, fold: str = "") -> FaceSet:
    """The validation tenth of *Training*: faces that no network learnt and by which no policy was chosen.

    With a fold such as `2/5` that part, which no training of that fold learnt.

    As every training takes it: without the pictures that *PublicTest* has, too. Raises LabError without both splits.
    """
    clean = faces.take(part_to_learn(faces, "Training", "PublicTest"))
    return clean.take(fold_mask(clean, fold) if fold else validation_mask(clean))


def part_of(faces: FaceSet, split: str) -> FaceSet:
    """A split by name, `tenth` or a fold such as `2/5` of *Training*; raises LabError for one that is not there."""
    if "/" in split:
        return hold_out(faces, split)
    return hold_out(faces) if split.lower() == TENTH else faces.split(split)


def validation_mask(faces: FaceSet) -> npt.NDArray[np.bool_]:
    """[n] a fixed tenth; identical pictures fall on the same side, so none is on both."""
    prints = fingerprints(faces)
    unique = np.unique(prints)
    chosen = np.random.default_rng(VALIDATION_SEED).permutation(unique)[: int(len(unique) * VALIDATION_SHARE)]
    return np.isin(prints, chosen)
