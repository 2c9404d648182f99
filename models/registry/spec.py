"""What a network file expects and gives: the tables that the registry and each ONNX file carry."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from core.vision.network.weights import Network
from models.data.faces import SIZE
from models.data.labels import FIVE


@dataclass(frozen=True)
class NetworkSpec:
    """Input: (pixel * scale - mean) / std in `channels` equal channels; output: logits over `classes`."""

    classes: tuple[str, ...] = FIVE
    channels: int = 3
    scale: float = 1 / 255
    mean: float = 0.0
    std: float = 1.0
    kind: str = "logits"
    temperature: float = 1.0

    def to_dict(self) -> dict[str, Any]:
        """The registry's tables."""
        return {
            "classes": list(self.classes),
            "input": {
                "channels": self.channels,
                "size": [SIZE, SIZE],
                "scale": self.scale,
                "mean": self.mean,
                "std": self.std,
                "layout": "NCHW",
            },
            "output": {"kind": self.kind, "temperature": self.temperature},
        }

    @staticmethod
    def of(network: Network) -> NetworkSpec:
        """The description of a network that the engine has looked up."""
        given = network.input
        classes = tuple(str(name.value) for name in network.classes)
        mean, std = given.mean[0], given.std[0]
        return NetworkSpec(classes, given.channels, given.scale, mean, std, network.output_kind, network.temperature)

    def to_json(self) -> str:
        """The tables as JSON, for an ONNX file's metadata."""
        return json.dumps(self.to_dict(), sort_keys=True)

    def prepare(self, pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """Network input [n, channels, 48, 48] of grey faces [n, 48, 48]."""
        scaled = (pixels.astype(np.float32) * np.float32(self.scale) - np.float32(self.mean)) / np.float32(self.std)
        grey: npt.NDArray[np.float32] = np.repeat(scaled[:, None], self.channels, axis=1)
        return grey

    def probabilities(self, outputs: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Rows that sum to 1, from the network's outputs [n, classes]."""
        if self.kind == "probabilities":
            return outputs
        logits = outputs / np.float32(self.temperature)
        exp = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares: npt.NDArray[np.float32] = (exp / exp.sum(axis=1, keepdims=True)).astype(np.float32)
        return shares
