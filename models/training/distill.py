"""What a larger network answers on the same varied picture, as targets for a small one.

Knowledge distillation (Hinton et al., 2015, arXiv:1503.02531) with a consistent teacher, which sees each picture just
as the pupil does (Beyer et al., 2022, arXiv:2106.05237). Ten votes are a coarse sample of what people see in a face;
the teacher's answers are smoother, and there are as many of them as there are variations of the picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.data.labels import BAD
from models.training.config import Head


@cache
def columns(numbers: tuple[int, ...], device: torch.device) -> Tensor:
    """Columns by number, on the device once and for all: a list would be copied there at each step."""
    return torch.tensor(numbers, dtype=torch.int64, device=device)


@cache
def _class_weights(values: tuple[float, ...], device: torch.device) -> Tensor:
    return torch.tensor(values, dtype=torch.float32, device=device)


def of_head(outputs: Tensor, head: Head) -> Tensor:
    """The head's columns [n, classes] of a network's outputs [n, all]."""
    return outputs.index_select(1, columns(tuple(head.outputs), outputs.device))


def head_loss(outputs: Tensor, head: Head, targets: Tensor, weights: Tensor) -> Tensor:
    """Weighted cross-entropy with soft targets [n, classes] over the head's columns of `outputs` [n, all]."""
    logs = F.log_softmax(of_head(outputs, head), dim=1)
    each = -(targets * logs).sum(dim=1)
    return (each * weights).sum() / weights.sum().clamp(min=1e-6) * head.weight


def ranking_loss(outputs: Tensor, head: Head, targets: Tensor, weights: Tensor) -> Tensor:
    """How often a pair of faces stands the wrong way round by how bad they are called, smoothed.

    A pair weighs what its first face has of the bad classes times what its second has of the others; what is left out
    by `weights` [n] makes no pairs. It bears on the area under the ROC curve, as cross-entropy does not (Burges et
    al., 2005, RankNet).
    """
    there = outputs.device
    bad = columns(tuple(i for i, name in enumerate(head.classes) if name in BAD), there)
    rest = columns(tuple(i for i, name in enumerate(head.classes) if name not in BAD), there)
    logits = of_head(outputs, head)
    scores = logits.index_select(1, bad).logsumexp(dim=1) - logits.index_select(1, rest).logsumexp(dim=1)
    share, counts = targets.index_select(1, bad).sum(dim=1), (weights > 0).float()
    pairs = (share * counts).unsqueeze(1) * ((1 - share) * counts).unsqueeze(0)
    each = F.softplus(scores.unsqueeze(0) - scores.unsqueeze(1))
    return (pairs * each).sum() / pairs.sum().clamp(min=1e-6)


def blended(
    faces: Tensor, targets: Sequence[Tensor], weights: Sequence[Tensor], share: float
) -> tuple[Tensor, list[Tensor], list[Tensor]]:
    """A share of the faces [n, 1, 48, 48] laid over others of them, and what is to be learnt of them likewise (mixup;
    Zhang et al., 2018, arXiv:1710.09412). The share of the first face is uniform between a half and all.
    """
    part = 1 - torch.rand(len(faces), device=faces.device) / 2
    part = torch.where(torch.rand_like(part) < share, part, torch.ones_like(part))

    def over(x: Tensor) -> Tensor:
        return x.flip(0).lerp(x, part.view(-1, *(1,) * (x.dim() - 1)))

    mixed = [over(w) for w in weights]
    # a face that does not count in a head has nothing to say in the mixture either
    shown = [
        over(t * w.unsqueeze(1)) / m.clamp(min=1e-6).unsqueeze(1)
        for t, w, m in zip(targets, weights, mixed, strict=True)
    ]
    return over(faces), shown, mixed


class Together(nn.Module):
    """Several teachers of the same outputs: the mean of what they say."""

    def __init__(self, teachers: Iterable[nn.Module]) -> None:
        super().__init__()
        self.teachers = nn.ModuleList(teachers)

    def forward(self, x: Tensor) -> Tensor:
        """Mean logits [n, outputs] of faces [n, channels, 48, 48]."""
        return torch.stack([teacher(x).float() for teacher in self.teachers]).mean(dim=0)


def answers(outputs: Tensor, head: Head) -> tuple[Tensor, Tensor]:
    """A teacher's outputs [n, all] as soft targets [n, classes] and weights [n] of one head.

    Every picture counts, also those on which too few people voted; the head's class balance is kept.
    """
    targets = F.softmax(of_head(outputs, head).float(), dim=1)
    balance = tuple(head.balance or (1.0,) * len(head.classes))
    return targets, targets @ _class_weights(balance, outputs.device)


def distillation_loss(outputs: Tensor, teacher: Tensor, heads: Sequence[Head]) -> Tensor:
    """The heads' losses against the teacher's answers; both [n, all], with the same columns."""
    return torch.stack([head_loss(outputs, head, *answers(teacher, head)) for head in heads]).sum()
