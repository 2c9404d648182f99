"""The FER+ votes of ten people per picture (Barsoum et al., 2016, arXiv:1608.01041)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.base.errors import LabError
from models.data.faces import FaceSet

COLUMNS: dict[str, str] = {
    "angry": "anger",
    "disgust": "disgust",
    "fear": "fear",
    "happy": "happiness",
    "neutral": "neutral",
    "sad": "sadness",
    "surprise": "surprise",
}
"""Our class names to the column names of the file `fer2013new.csv`."""

OTHERS: tuple[str, ...] = ("contempt", "unknown", "NF")
CONSENSUS_SHARE = 0.5
"""Consensus: at least this share of the votes falls on one of the classes."""


@dataclass(frozen=True)
class Votes:
    """Counts of votes, row by row beside a `FaceSet`."""

    counts: npt.NDArray[np.float32]
    """[n, 7] in the order of `COLUMNS`."""
    total: npt.NDArray[np.float32]
    """[n] all votes, those for contempt, unknown and "not a face" included."""
    named: npt.NDArray[np.bool_]
    """[n] whether the row has an image name; without one, picture and votes may not belong together."""

    def take(self, index: npt.NDArray[np.int64] | npt.NDArray[np.bool_]) -> Votes:
        """The votes at `index` (positions or mask)."""
        return Votes(self.counts[index], self.total[index], self.named[index])

    def of(self, classes: Sequence[str]) -> npt.NDArray[np.float32]:
        """[n, len(classes)] counts restricted to some classes; rows without a name count nothing."""
        columns = [list(COLUMNS).index(name) for name in classes]
        return self.counts[:, columns] * self.named[:, None]

    def consensus(self, classes: Sequence[str]) -> npt.NDArray[np.int64]:
        """[n] position of the class that half of the voters chose, -1 where there is none."""
        counts = self.of(classes)
        best = counts.argmax(axis=1)
        agreed = counts.max(axis=1) >= CONSENSUS_SHARE * np.maximum(self.total, 1)
        return np.where(agreed, best, -1)


def read_votes(path: Path, faces: FaceSet) -> Votes:
    """The votes for each of `faces`, matched by position in the source (same rows, same order).

    Raises `LabError` when the file does not fit the faces.
    """
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError) as error:
        raise LabError(f"{path}: the votes cannot be read ({error})") from error
    wanted = ("Usage", "Image name", *COLUMNS.values(), *OTHERS)
    missing = [name for name in wanted if not rows or name not in rows[0]]
    if missing:
        raise LabError(f"{path}: line 1: no column {', '.join(missing)}; give FER+'s fer2013new.csv")
    _check_alignment(path, rows, faces)
    chosen = [(int(row), rows[int(row)]) for row in faces.rows]
    counts = np.array([_numbers(path, i, row, COLUMNS.values()) for i, row in chosen], np.float32)
    others = np.array([_numbers(path, i, row, OTHERS) for i, row in chosen], np.float32)
    named = np.array([bool((row["Image name"] or "").strip()) for _, row in chosen])
    return Votes(counts, counts.sum(axis=1) + others.sum(axis=1), named)


def _numbers(path: Path, row: int, fields: dict[str, str], names: Iterable[str]) -> list[int]:
    try:
        return [int(fields[name]) for name in names]
    except (TypeError, ValueError) as error:
        raise LabError(f"{path}: line {row + 2}: votes must be whole numbers") from error


def _check_alignment(path: Path, rows: Sequence[dict[str, str]], faces: FaceSet) -> None:
    if len(faces) and int(faces.rows.max()) >= len(rows):
        raise LabError(f"{path}: {len(rows)} rows of votes do not cover the data; both need the same rows")
    for row, split in zip(faces.rows, faces.splits, strict=True):
        if rows[int(row)]["Usage"].strip().lower() != str(split).lower():
            raise LabError(
                f"{path}: line {int(row) + 2}: Usage {rows[int(row)]['Usage']!r}, but the data has {str(split)!r}"
                " there; votes and data need the same rows in the same order"
            )
