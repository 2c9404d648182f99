"""What a network file expects and gives: the tables that the registry and each ONNX file carry."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.base.records import to_record
from core.base.types import Expression
from core.vision.network.weights import InputSpec, InputTable, Network, NetworkTable, OutputKind, OutputTable
from models.data.faces import SIZE
from models.data.labels import FIVE


@dataclass(frozen=True)
class NetworkSpec:
    """Input: (pixel * scale - mean) / std in `channels` channels of `size`; output: `kind` over `classes`.

    `mean` and `std` are one number for all channels, or one for each.
    """

    classes: tuple[str, ...] = FIVE
    channels: int = 3
    scale: float = 1 / 255
    mean: tuple[float, ...] = (0.0,)
    std: tuple[float, ...] = (1.0,)
    kind: OutputKind = "logits"
    temperature: float = 1.0
    size: tuple[int, int] = (SIZE, SIZE)

    @property
    def input(self) -> InputSpec:
        """How the engine feeds such a network."""
        return InputSpec(self.channels, self.size, self.scale, self.mean, self.std)

    def network(self, name: str, path: Path) -> Network:
        """A file of this description, as the engine takes it."""
        classes = tuple(Expression(label) for label in self.classes)
        return Network(name, path, classes, self.input, self.kind, self.temperature, sha256="")

    def to_dict(self) -> dict[str, Any]:
        """The registry's tables."""
        mean, std = (numbers[0] if len(numbers) == 1 else numbers for numbers in (self.mean, self.std))
        classes = tuple(Expression(label) for label in self.classes)
        table = InputTable(self.channels, self.size, self.scale, mean, std)
        return to_record(NetworkTable(classes, table, OutputTable(self.kind, self.temperature)))

    @staticmethod
    def of(network: Network) -> NetworkSpec:
        """The description of a network that the engine has looked up."""
        given = network.input
        classes = tuple(str(name.value) for name in network.classes)
        return NetworkSpec(
            classes,
            given.channels,
            given.scale,
            given.mean,
            given.std,
            network.output_kind,
            network.temperature,
            given.size,
        )

    def to_json(self) -> str:
        """The tables as JSON, for an ONNX file's metadata."""
        return json.dumps(self.to_dict(), sort_keys=True)
