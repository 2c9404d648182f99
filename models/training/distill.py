"""What a larger network answers on the same varied picture, as targets for a small one.

Knowledge distillation (Hinton et al., 2015, arXiv:1503.02531) with a consistent teacher, which sees each picture just
as the pupil does (Beyer et al., 2022, arXiv:2106.05237). Ten votes are a coarse sample of what people see in a face;
the teacher's answers are smoother, and there are as many of them as there are variations of the picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.data.labels import BAD
from models.training.config import Head


def head_loss(outputs: Tensor, head: Head, targets: Tensor, weights: Tensor) -> Tensor:
    """Weighted cross-entropy with soft targets [n, classes] over the head's columns of `outputs` [n, all]."""
    logs = F.log_softmax(outputs[:, list(head.outputs)], dim=1)
    each = -(targets * logs).sum(dim=1)
    return (each * weights).sum() / weights.sum().clamp(min=1e-6) * head.weight


def ranking_loss(outputs: Tensor, head: Head, targets: Tensor, weights: Tensor) -> Tensor:
    """How often a pair of faces stands the wrong way round by how bad they are called, smoothed.

    A pair weighs what its first face has of the bad classes times what its second has of the others; what is left out
    by `weights` [n] makes no pairs. It bears on the area under the ROC curve, as cross-entropy does not (Burges et
    al., 2005, RankNet).
    """
    bad = [i for i, name in enumerate(head.classes) if name in BAD]
    rest = [i for i, name in enumerate(head.classes) if name not in BAD]
    logits = outputs[:, list(head.outputs)]
    scores = logits[:, bad].logsumexp(dim=1) - logits[:, rest].logsumexp(dim=1)
    share, counts = targets[:, bad].sum(dim=1), (weights > 0).float()
    pairs = (share * counts).unsqueeze(1) * ((1 - share) * counts).unsqueeze(0)
    each = F.softplus(scores.unsqueeze(0) - scores.unsqueeze(1))
    return (pairs * each).sum() / pairs.sum().clamp(min=1e-6)


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
    targets = F.softmax(outputs[:, list(head.outputs)].float(), dim=1)
    balance = torch.tensor(head.balance or (1.0,) * len(head.classes), device=outputs.device)
    return targets, targets @ balance


def distillation_loss(outputs: Tensor, teacher: Tensor, heads: Sequence[Head]) -> Tensor:
    """The heads' losses against the teacher's answers; both [n, all], with the same columns."""
    return torch.stack([head_loss(outputs, head, *answers(teacher, head)) for head in heads]).sum()
