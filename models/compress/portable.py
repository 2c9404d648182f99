"""An int8 file that every processor computes alike.

Without VNNI (laptops before 2020, servers before Zen 4) onnxruntime multiplies bytes by `vpmaddubsw`, which adds two
products of an unsigned and a signed byte in 16 bits and stops at 32,767: with weights up to 127 the sums of bright
patches are cut off, and answers move by up to four logits. Weights of 7 bits cannot get there, 2 * 255 * 64 = 32,640.
See "When and why do I need to try U8U8?" in onnxruntime's guide to quantization.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import onnx
from onnx import numpy_helper

from models.registry.spec import NetworkSpec

MOST = 64
"""Greatest weight whose products with two bytes fit into 16 bits."""
GREY = 127 / 255
"""A mean of the input from which each grey value is a whole number of steps away, so that none lies between two."""

Array = npt.NDArray[np.generic]


def greatest_weight(model: onnx.ModelProto) -> int:
    """The greatest absolute integer weight of a QDQ model, 0 for one without any."""
    weights = [w for name, w in _values(model).items() if name.endswith("weight_quantized")]
    return max((int(np.abs(w.astype(np.int32)).max()) for w in weights), default=0)


def seven_bits(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model of `quantize_static`, changed: weights halved, their scales doubled, biases alike."""
    if greatest_weight(model) <= MOST:
        return model
    values = _values(model)
    changed: dict[str, Array] = {}
    for name in values:
        if name.endswith("weight_quantized"):
            changed |= _halved(name, f"{name.removesuffix('_quantized')}_scale", values)
        elif name.endswith("bias_quantized"):
            changed |= _halved(name, f"{name}_scale", values)
    return _with(model, changed)


def untied(model: onnx.ModelProto, spec: NetworkSpec) -> NetworkSpec:
    """Put the zero of an int8 input at `GREY`, where grey values fall between two of its steps; says how to ask it.

    What that moves the input by, the first layer's bias takes back. At the picture's edge the padding then stands for
    127 instead of 127.5, which no figure sees.
    """
    if spec.channels != 1:
        return spec
    values, mean = _values(model), spec.mean[0]
    step, grey = float(values["input_scale"].item()), spec.scale / spec.std[0]
    between = (mean / spec.scale) % 1
    if abs(step / grey - 1) > 1e-4 or abs(between - 0.5) > 1e-3:
        return spec
    first = next(name for name in values if name.endswith("weight_quantized"))
    bias = f"{first.removesuffix('weight_quantized')}bias_quantized"
    sums = values[first].astype(np.float64).reshape(len(values[first]), -1).sum(axis=1)
    moved = (GREY - mean) / spec.scale
    zero = np.asarray(round(GREY / spec.scale), values["input_zero_point"].dtype)
    whole = np.rint(values[bias].astype(np.float64) + moved * sums).astype(np.int32)
    _with(model, {"input_zero_point": zero, bias: whole})
    return replace(spec, mean=(GREY,))


def _values(model: onnx.ModelProto) -> dict[str, Array]:
    return {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}


def _with(model: onnx.ModelProto, changed: dict[str, Array]) -> onnx.ModelProto:
    for tensor in model.graph.initializer:
        if tensor.name in changed:
            tensor.CopyFrom(numpy_helper.from_array(changed[tensor.name], tensor.name))
    return model


def _halved(name: str, scale: str, values: dict[str, Array]) -> dict[str, Array]:
    whole = np.rint(values[name].astype(np.float64) / 2).astype(values[name].dtype)
    return {name: whole, scale: values[scale].astype(np.float32) * np.float32(2)}
