"""Networks as functions from faces to probabilities, fed as the engine feeds them; ONNX files need no torch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core.vision.network.classifier import Classifier, prepare, probabilities
from core.vision.network.weights import Network, load_network
from models.base.errors import LabError, need_torch
from models.data.faces import FaceSet
from models.registry.spec import NetworkSpec

if TYPE_CHECKING:
    from torch import nn

Pixels = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
BATCH = 100


@dataclass(frozen=True)
class Predictor:
    """A network that can be asked; `raw` takes prepared input and gives its outputs."""

    name: str
    path: Path
    spec: NetworkSpec
    raw: Callable[[Floats], Floats]

    def outputs(self, pixels: Pixels, batch: int = BATCH) -> Floats:
        """The network's outputs [n, classes] for grey faces [n, 48, 48]."""
        parts = [self.raw(prepare(pixels[i : i + batch], self.spec.input)) for i in range(0, len(pixels), batch)]
        return np.concatenate(parts) if parts else np.zeros((0, len(self.spec.classes)), np.float32)

    def __call__(self, pixels: Pixels) -> Floats:
        """Probabilities [n, classes], rows of sum 1."""
        return probabilities(self.outputs(pixels), self.spec.kind, self.spec.temperature).astype(np.float32)


def believed(faces: FaceSet, predict: Predictor, least: float) -> FaceSet:
    """The faces to whose label the network gives at least `least`, as they are asked or levelled, whichever is more.

    A face of a class that it does not know stays.
    """
    labels = faces.targets(predict.spec.classes)
    said = np.maximum(predict(faces.pixels), predict(faces.as_levelled().pixels))
    own = said[np.arange(len(labels)), labels]
    return faces.take((own >= least) | (labels < 0))


def onnx_predictor(path: Path, threads: int = 1) -> Predictor:
    """An ONNX file, described by the registry beside it or by its own metadata."""
    return _looked_up(load_network(str(path)), threads)


def _looked_up(network: Network, threads: int) -> Predictor:
    return Predictor(network.name, network.path, NetworkSpec.of(network), Classifier(network, threads).run)


def described_predictor(name: str, path: Path, spec: NetworkSpec, threads: int = 1) -> Predictor:
    """An ONNX file whose description is known, whatever a registry beside it says."""
    return _looked_up(spec.network(name, path), threads)


def load_predictor(weights: str, threads: int = 1) -> Predictor:
    """A network by file (.onnx, .safetensors) or by its name in the registry; raises `LabError`."""
    path = Path(weights).expanduser()
    if path.suffix in {".onnx", ".safetensors"} or path.exists():
        if not path.is_file():
            raise LabError(f"{path}: no such file")
        return _file_predictor(path, threads)
    return _looked_up(load_network(weights), threads)


def _file_predictor(path: Path, threads: int) -> Predictor:
    if path.suffix == ".onnx":
        return onnx_predictor(path, threads)
    if path.suffix != ".safetensors":
        raise LabError(f"{path}: weights are a .onnx or a .safetensors file")

    need_torch()
    from models.networks.checkpoint import load_network as load_checkpoint
    from models.networks.product import product

    return torch_predictor(path.stem, path, *product(*load_checkpoint(path)))


def torch_predictor(name: str, path: Path, network: nn.Module, spec: NetworkSpec) -> Predictor:
    """A torch network as a predictor, such as one that was just trained and has no file of its own yet."""
    import torch

    def run(x: Floats) -> Floats:
        with torch.inference_mode():
            return np.asarray(network(torch.from_numpy(x)).float().numpy(), np.float32)

    return Predictor(name, path, spec, run)
