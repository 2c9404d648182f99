"""The network of the paper ("EmotionRecognitionModel" in its appendix), layer by layer."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class QuantStub(nn.Identity):
    """Marks where quantization begins; the identity until a converter replaces it."""


class DeQuantStub(nn.Identity):
    """Marks where quantization ends; the identity until a converter replaces it."""


class PaperNet(nn.Module):
    """Four convolutions and three linear layers: 2,602,181 parameters for five classes.

    Input [n, 3, 48, 48] in 0..1 (grey three times), output logits [n, classes]. The stubs are our own
    markers, since torch's belong to the deprecated `torch.ao.quantization`; like those they have no weights.
    """

    def __init__(self, classes: int = 5) -> None:
        super().__init__()
        self.quant = QuantStub()
        self.conv1 = nn.Conv2d(3, 32, kernel_size=3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2d(64, 128, kernel_size=3, padding=1)
        self.conv4 = nn.Conv2d(128, 128, kernel_size=1)
        self.pool = nn.MaxPool2d(2, 2)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(128 * 6 * 6, 512)
        self.fc2 = nn.Linear(512, 256)
        self.fc3 = nn.Linear(256, classes)
        self.dropout = nn.Dropout(0.5)
        self.dequant = DeQuantStub()

    def forward(self, x: Tensor) -> Tensor:
        """Logits [n, classes] of faces [n, 3, 48, 48]."""
        x = self.quant(x)
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = self.pool(self.dropout(F.relu(self.conv3(x))))
        x = self.dropout(F.relu(self.conv4(x)))
        x = self.flatten(x)
        x = self.dropout(F.relu(self.fc1(x)))
        x = self.dropout(F.relu(self.fc2(x)))
        logits: torch.Tensor = self.dequant(self.fc3(x))
        return logits
