"""The default's network: plain residual blocks on grey faces, made for int8 on a CPU."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

WIDTHS = (16, 48, 112)
BLOCKS = (1, 2, 1)


class ConvBN(nn.Sequential):
    """Convolution with batch norm, folded into one convolution at export."""

    def __init__(self, inputs: int, outputs: int, stride: int = 1, kernel: int = 3) -> None:
        super().__init__(
            nn.Conv2d(inputs, outputs, kernel, stride, padding=kernel // 2, bias=False),
            nn.BatchNorm2d(outputs),
        )


class Residual(nn.Module):
    """Two 3x3 convolutions beside the identity (He et al., 2016)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = ConvBN(width, width)
        self.second = ConvBN(width, width)

    def forward(self, x: Tensor) -> Tensor:
        """Same shape out as in."""
        return F.relu(x + self.second(F.relu(self.first(x))))


class SmallNet(nn.Module):
    """Input [n, 1, 48, 48], output logits [n, outputs]; strides instead of pooling, global average."""

    def __init__(
        self,
        outputs: int = 5,
        widths: Sequence[int] = WIDTHS,
        blocks: Sequence[int] = BLOCKS,
        dropout: float = 0.2,
    ) -> None:
        super().__init__()
        layers: list[nn.Module] = [ConvBN(1, widths[0], 2, kernel=5), nn.ReLU()]
        for stage, (width, count) in enumerate(zip(widths, blocks, strict=True)):
            if stage:
                layers += [ConvBN(widths[stage - 1], width, stride=2), nn.ReLU()]
            layers += [Residual(width) for _ in range(count)]
        self.features = nn.Sequential(*layers)
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(widths[-1], outputs)

    def forward(self, x: Tensor) -> Tensor:
        """Logits [n, outputs] of faces [n, 1, 48, 48]."""
        features = self.features(x).mean(dim=(2, 3))
        logits: torch.Tensor = self.head(self.dropout(features))
        return logits
