"""Networks as functions from faces to probabilities; ONNX files need no torch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from core.vision.network.weights import Network, load_network
from models.base.errors import LabError
from models.registry.spec import NetworkSpec

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
        parts = [self.raw(self.spec.prepare(pixels[i : i + batch])) for i in range(0, len(pixels), batch)]
        return np.concatenate(parts) if parts else np.zeros((0, len(self.spec.classes)), np.float32)

    def __call__(self, pixels: Pixels) -> Floats:
        """Probabilities [n, classes], rows of sum 1."""
        return self.spec.probabilities(self.outputs(pixels))


def session(path: Path, threads: int = 1) -> Any:
    """An onnxruntime session; raises `LabError` for a file that is no network."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=onnxruntime.get_available_providers())
    except Exception as error:  # onnxruntime's own exceptions share no base class
        first = str(error).splitlines()[0]
        raise LabError(f"{path}: onnxruntime cannot load it ({first})") from error


def onnx_predictor(path: Path, threads: int = 1) -> Predictor:
    """An ONNX file, described by the registry beside it or by its own metadata."""
    return _looked_up(load_network(str(path)), threads)


def _looked_up(network: Network, threads: int) -> Predictor:
    return described_predictor(network.name, network.path, NetworkSpec.of(network), threads)


def described_predictor(name: str, path: Path, spec: NetworkSpec, threads: int = 1) -> Predictor:
    """An ONNX file whose description is known, whatever a registry beside it says."""
    run = session(path, threads)
    key = run.get_inputs()[0].name
    return Predictor(name, path, spec, lambda x: np.asarray(run.run(None, {key: x})[0], np.float32))


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
    from models.base.needs import need_torch

    need_torch()
    from models.networks.product import checkpoint_predictor

    return checkpoint_predictor(path)
