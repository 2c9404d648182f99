"""Makes the file of each row from the trained baseline."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from torch import nn

from models.base.errors import LabError
from models.compress.bits import half_linear, integer_weights
from models.compress.integer import dynamic_int8, static_int8
from models.compress.prune import Ratios, prune
from models.data.targets import Examples
from models.measure.counts import Counts, count
from models.networks.export import described, export, save_onnx
from models.networks.product import fold_batch_norm
from models.networks.restore import restore
from models.registry import entries as registry
from models.registry.spec import NetworkSpec
from models.training.config import TrainConfig
from models.training.finetune import finetune, quantization_aware

QUANTIZERS = ("static", "dynamic", "half", "int4", "int8", "int16", "int32")


@dataclass(frozen=True)
class Baseline:
    """The trained network that every row starts from."""

    network: nn.Module
    spec: NetworkSpec
    config: TrainConfig
    calibration: npt.NDArray[np.uint8]
    """[n, 48, 48] training faces that the ranges of int8 are measured on."""
    learn: Examples | None = field(default=None)
    """What fine-tuning learns from; None where nothing is fine-tuned."""

    def learning(self) -> Examples:
        """The training faces; raises `LabError` where there are none."""
        if self.learn is None:
            raise LabError("fine-tuning needs the training split")
        return self.learn


def quantize_file(
    method: str, source: Path, target: Path, spec: NetworkSpec, calibration: npt.NDArray[np.uint8]
) -> None:
    """Write a smaller copy of an ONNX file by one of `QUANTIZERS`."""
    if method == "static":
        static_int8(source, target, spec, calibration)
    elif method == "dynamic":
        dynamic_int8(source, target, spec)
    elif method == "half":
        save_onnx(half_linear(onnx.load(source)), target)
    elif method in QUANTIZERS:
        save_onnx(integer_weights(onnx.load(source), int(method.removeprefix("int"))), target)
    else:
        raise LabError(f"unknown method {method!r}: use one of {', '.join(QUANTIZERS)}, qat")


def ratios_of(key: str) -> Ratios:
    """The pruning ratios that a row's key names."""
    kind, ratio, *_ = key.split("-")
    value = float(ratio)
    return Ratios(conv=value if kind in ("conv", "both") else 0.0, fc=value if kind in ("fc", "both") else 0.0)


def beside(weights: str, target: Path) -> Counts:
    """Write the file of a checkpoint, or of a network of the registry, that stands beside the rows."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if weights.endswith(".safetensors"):
        network, spec, _ = restore(weights)
        export(network, spec, target)
        return count(fold_batch_norm(network), spec.channels)
    entry = registry.find(weights)
    shutil.copyfile(entry.path, target)
    save_onnx(described(onnx.load(target), entry.spec), target)
    return Counts(int(entry.facts.get("parameters", 0)), int(entry.facts.get("macs", 0)), 0, {})


def make(
    key: str, base: Baseline, baseline_file: Path, target: Path, epochs: int, report: Callable[[str], None]
) -> Counts | None:
    """Write the ONNX file of a row; returns the counts of networks whose shape or weights are torch's."""
    if key in QUANTIZERS:
        quantize_file(key, baseline_file, target, base.spec, base.calibration)
        return None
    network = copy.deepcopy(base.network)
    if key == "qat":
        network = quantization_aware(network, base.config, base.learning(), epochs, report)
        floats = target.with_suffix(".float.onnx")
        export(network, base.spec, floats)
        static_int8(floats, target, base.spec, base.calibration)
        floats.unlink()
        return None
    if key != "baseline":
        network = prune(network, ratios_of(key), base.spec.channels)
        if key.endswith("-tuned"):
            network = finetune(network, base.config, base.learning(), epochs, report=report)
    export(network, base.spec, target)
    return count(network, base.spec.channels)
