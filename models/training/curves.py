"""Training curves: what each epoch of one or more trainings came to, as a picture and as numbers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.base.errors import LabError
from models.study.figures import pyplot, save
from models.training.config import LOG

COLUMNS = ("epoch", "loss", "validation_loss", "validation_accuracy", "seconds")


@dataclass(frozen=True)
class Curve:
    """The log of one training: its name and what each epoch measured, in order."""

    name: str
    epochs: tuple[dict[str, float], ...]
    """For each epoch the values of `COLUMNS`."""

    def values(self, column: str) -> list[float]:
        """One column, epoch by epoch."""
        return [row[column] for row in self.epochs]


def read_curve(folder: Path) -> Curve:
    """The curve of a training's folder; raises `LabError` where there is none, naming a broken line."""
    path = folder / LOG
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise LabError(f"{path}: no log of a training ({error.strerror}); give the folder of --out") from error
    found = []
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            found.append({column: float(row[column]) for column in COLUMNS})
        except (ValueError, KeyError, TypeError) as error:
            raise LabError(f"{path}, line {number}: not an epoch of a training ({error})") from error
    if not found:
        raise LabError(f"{path}: no epoch has ended yet; try again later")
    return Curve(folder.name, tuple(found))


def as_csv(curves: Sequence[Curve]) -> str:
    """All epochs of all trainings."""
    lines = [",".join(("training", *COLUMNS))]
    lines += [",".join([c.name, *(f"{row[k]:.6g}" for k in COLUMNS)]) for c in curves for row in c.epochs]
    return "\n".join(lines) + "\n"


def draw(curves: Sequence[Curve], path: Path) -> Path:
    """Loss and accuracy on the validation tenth against the epoch, an SVG."""
    figure, axes = pyplot().subplots(1, 2, figsize=(11, 4))
    shown = (("validation_loss", "loss on the validation tenth"), ("validation_accuracy", "accuracy on it"))
    for axis, (column, label) in zip(axes, shown, strict=True):
        for curve in curves:
            axis.plot(curve.values("epoch"), curve.values(column), label=curve.name)
        axis.set(xlabel="epoch", ylabel=label)
    axes[0].legend()
    return save(figure, path)
