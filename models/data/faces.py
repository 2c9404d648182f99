"""A set of labelled faces in memory, whatever files it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from models.base.errors import LabError
from models.data.labels import FER_CLASSES

SIZE = 48
"""Width and height of a face in pixels, as in FER2013."""


@dataclass(frozen=True)
class FaceSet:
    """Faces with their labels and splits, in the order of their source."""

    pixels: npt.NDArray[np.uint8]
    """[n, 48, 48] grey."""
    labels: npt.NDArray[np.int64]
    """[n] positions in `FER_CLASSES`."""
    splits: npt.NDArray[np.str_]
    """[n] the split's name as the source spells it."""
    rows: npt.NDArray[np.int64]
    """[n] positions in the source; votes are aligned by these."""
    level: npt.NDArray[np.uint8] | None = None
    """[n, 48, 48] the same faces as the program cuts them, eyes level; None where nobody asked for them."""

    def __len__(self) -> int:
        return len(self.labels)

    def split_names(self) -> list[str]:
        """The splits in the data, sorted."""
        return sorted({str(name) for name in self.splits})

    def take(self, index: npt.NDArray[np.int64] | npt.NDArray[np.bool_]) -> FaceSet:
        """The faces at `index` (positions or mask)."""
        level = None if self.level is None else self.level[index]
        return FaceSet(self.pixels[index], self.labels[index], self.splits[index], self.rows[index], level)

    def as_levelled(self) -> FaceSet:
        """The faces with their levelled pictures in place of the plain ones, where there are any."""
        return self if self.level is None else replace(self, pixels=self.level)

    def split(self, name: str) -> FaceSet:
        """The faces of one split, whose name may differ in case; raises `LabError` if there is none."""
        mask = np.char.lower(self.splits) == name.lower()
        if not mask.any():
            raise LabError(f"no split {name!r} in the data: it has {', '.join(self.split_names())}")
        return self.take(mask)

    def targets(self, classes: Sequence[str]) -> npt.NDArray[np.int64]:
        """[n] positions in `classes`, -1 for faces of other classes."""
        lookup = np.full(len(FER_CLASSES), -1, dtype=np.int64)
        for position, name in enumerate(classes):
            lookup[FER_CLASSES.index(name)] = position
        return lookup[self.labels]

    def of_classes(self, classes: Sequence[str]) -> FaceSet:
        """Only the faces whose label is one of `classes`."""
        return self.take(self.targets(classes) >= 0)

    def counts(self, classes: Sequence[str]) -> dict[str, int]:
        """How many faces each class has; 0 for a class without pictures."""
        targets = self.targets(classes)
        return {name: int((targets == i).sum()) for i, name in enumerate(classes)}
