"""Temperature scaling: probabilities that mean what they say, fitted on the validation tenth.

Soft targets make a network too modest against the voters' consensus, and the class balance of the training makes it
too fond of fear and sad; both are undone by vector scaling (Guo et al., 2017, arXiv:1706.04599) with one common
temperature. The shifts go into the last layer's bias, the temperature into the file's description.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from models.data.targets import Examples
from models.measure.metrics import Floats, Ints
from models.networks.predict import Predictor

RAISES = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Steps in log-odds that are tried for fear."""
ALLOWED = 0.003
"""What accuracy may lose and neutral faces called bad may gain by it on the tenth, as shares of 1."""
SHRINK = 0.002
"""Weight of the squared shifts in the loss: a class with fifty faces does not move far on them."""


@dataclass(frozen=True)
class Scaling:
    """`softmax((logits + shifts) / temperature)`."""

    temperature: float = 1.0
    shifts: tuple[float, ...] = ()


def fit(logits: Floats, truth: Ints, shifts: bool = True) -> Scaling:
    """The scaling with the least cross-entropy against `truth` (positions in the classes)."""
    z, y = torch.from_numpy(np.asarray(logits, np.float64)), torch.from_numpy(truth)
    scale = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    shift = torch.zeros(z.shape[1], dtype=torch.float64, requires_grad=shifts)
    optimizer = torch.optim.LBFGS([scale, shift] if shifts else [scale], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimizer.zero_grad()
        value = F.cross_entropy((z + shift) * scale.exp(), y) + SHRINK * (shift**2).sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    moved = (shift - shift.mean()).detach().tolist() if shifts else [0.0] * z.shape[1]
    return Scaling(float((-scale).exp().detach()), tuple(round(float(v), 4) for v in moved))


def least_loss(outputs: Tensor, targets: Tensor) -> float:
    """The cross-entropy of outputs against soft targets, [n, classes] both, at the temperature where it is least."""
    z, t = outputs.double().clone(), targets.double().clone()
    scale = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([scale], max_iter=100, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimizer.zero_grad()
        value = F.cross_entropy(z * scale.exp(), t)
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    return float(loss().detach())


def raised(found: Scaling, predict: Predictor, tenth: Examples) -> Scaling:
    """The same with fear raised by the largest of `RAISES` that the tenth allows.

    Fear is rare, so that the least cross-entropy gives it away; a face that is heard as sad when it is afraid, or the
    other way round, is cued all the same, and one heard as surprised is not.
    """
    assert tenth.votes is not None
    names = predict.spec.classes
    agreed = tenth.votes.consensus(names)
    truth, faces = agreed[agreed >= 0], tenth.faces.pixels[agreed >= 0]
    logits = np.asarray((predict.outputs(faces) + np.array(found.shifts)) / found.temperature, np.float32)
    best, before = 0.0, _accuracy_and_alarms(logits, truth, names)
    for step in RAISES[1:]:
        moved = logits.copy()
        moved[:, names.index("fear")] += np.float32(step)
        accuracy, alarms = _accuracy_and_alarms(moved, truth, names)
        if accuracy < before[0] - ALLOWED or alarms > before[1] + ALLOWED:
            break
        best = step
    shifts = list(found.shifts)
    shifts[names.index("fear")] = round(shifts[names.index("fear")] + best * found.temperature, 4)
    return Scaling(found.temperature, tuple(shifts))


def _accuracy_and_alarms(logits: Floats, truth: Ints, names: Sequence[str]) -> tuple[float, float]:
    said = logits.argmax(axis=1)
    bad = np.isin(said, [names.index("fear"), names.index("sad")])
    return float((said == truth).mean()), float(bad[truth == names.index("neutral")].mean())


def scaling_of(predict: Predictor, tenth: Examples, shifts: bool = True) -> Scaling:
    """Fit on the faces of the validation tenth on which the voters agree."""
    assert tenth.votes is not None
    agreed = tenth.votes.consensus(predict.spec.classes)
    shown = agreed >= 0
    return fit(predict.outputs(tenth.faces.pixels[shown]), agreed[shown], shifts)
