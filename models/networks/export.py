"""From torch to ONNX, checked against torch."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import nn

from core.vision.network.classifier import prepare
from core.vision.network.weights import METADATA_KEY
from models.base.errors import LabError
from models.base.files import written_whole
from models.data.faces import SIZE
from models.networks.predict import described_predictor
from models.networks.product import fold_batch_norm
from models.registry.spec import NetworkSpec

OPSET = 18
logging.getLogger("torch.onnx").setLevel(logging.ERROR)  # it warns that torchvision, which is not needed, is missing
TOLERANCE = 1e-3
"""Greatest difference of a logit that is taken for rounding."""


def describe(model: onnx.ModelProto, spec: NetworkSpec) -> None:
    """Write the description into the model's metadata, in place."""
    kept = [p for p in model.metadata_props if p.key == METADATA_KEY]
    for prop in kept:
        model.metadata_props.remove(prop)
    model.metadata_props.add(key=METADATA_KEY, value=spec.to_json())


def described(model: onnx.ModelProto, spec: NetworkSpec) -> onnx.ModelProto:
    """The model with its description in it."""
    describe(model, spec)
    return model


def save_onnx(model: onnx.ModelProto, path: Path) -> None:
    """Write the model: a kill leaves the old file or the new one."""
    with written_whole(path) as stream:
        stream.write(model.SerializeToString())


def to_onnx(network: nn.Module, spec: NetworkSpec) -> onnx.ModelProto:
    """The network as an ONNX model with a dynamic batch, batch norms folded."""
    folded = fold_batch_norm(network)
    example = torch.rand(2, spec.channels, *spec.size)
    batch = torch.export.Dim("batch")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            folded,
            (example,),
            input_names=["input"],
            output_names=["logits"],
            dynamic_shapes={"x": {0: batch}},
            opset_version=OPSET,
            dynamo=True,
            verbose=False,
        )
    assert program is not None
    model: onnx.ModelProto = program.model_proto
    for node in model.graph.node:
        node.ClearField("metadata_props")
        node.ClearField("doc_string")
    for value in [*model.graph.value_info, *model.graph.input, *model.graph.output]:
        value.ClearField("metadata_props")
    describe(model, spec)
    return model


def export(network: nn.Module, spec: NetworkSpec, path: Path) -> float:
    """Write the ONNX file and return the greatest difference of a logit from torch's on random faces.

    Raises `LabError` when it is more than rounding.
    """
    save_onnx(to_onnx(network, spec), path)
    difference = compare(network, spec, path)
    if difference > TOLERANCE:
        raise LabError(f"{path}: its outputs differ from torch's by {difference:.2g}; report this as a bug")
    return difference


def compare(network: nn.Module, spec: NetworkSpec, path: Path) -> float:
    """The greatest difference of a logit between torch and the file, on 64 random faces."""
    pixels = np.random.default_rng(0).integers(0, 256, (64, SIZE, SIZE), dtype=np.uint8)
    with torch.inference_mode():
        expected = network.eval()(torch.from_numpy(prepare(pixels, spec.input))).numpy()
    return float(np.abs(described_predictor(path.stem, path, spec).outputs(pixels) - expected).max())
