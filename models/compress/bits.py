"""Symmetric weights of 4, 8, 16 or 32 bits, really packed, in ONNX files that onnxruntime runs.

Own code: onnxruntime's quantizer packs 4 bits for matrix products only, and torchao's weight-only types are
for linear layers; the paper's networks are mostly convolutions. Each weight tensor becomes integers with one
scale per output channel and a `DequantizeLinear` in front of its layer; ONNX's INT4 holds two to a byte.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from models.base.errors import LabError

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
TYPES = {4: TensorProto.INT4, 8: TensorProto.INT8, 16: TensorProto.INT16, 32: TensorProto.INT32}
LAYERS = ("Conv", "Gemm", "MatMul")
OPSET = 21
"""The first opset whose DequantizeLinear takes 4 and 16 bits."""
SHRINKS = np.linspace(0.5, 1.0, 26)


def quantize_rows(weights: Floats, bits: int) -> tuple[Ints, Floats]:
    """Integers [out, ...] and scales [out] of symmetric weights, one scale per output channel.

    For 4 bits the scale with the least squared error is searched; clipping a few outliers then costs less
    than rounding everything to the coarse steps that they would force.
    """
    top = 2 ** (bits - 1) - 1
    rows = weights.reshape(len(weights), -1).astype(np.float64)
    peak = np.maximum(np.abs(rows).max(axis=1), 1e-12)
    best, error = peak / top, np.full(len(rows), np.inf)
    for shrink in SHRINKS if bits == 4 else (1.0,):
        scale = peak * shrink / top
        steps = np.clip(np.round(rows / scale[:, None]), -top, top)
        this = ((steps * scale[:, None] - rows) ** 2).sum(axis=1)
        best, error = np.where(this < error, scale, best), np.minimum(this, error)
    steps = np.clip(np.round(rows / best[:, None]), -top, top)
    return steps.astype(np.int64).reshape(weights.shape), best.astype(np.float32)


def pack4(values: Ints) -> bytes:
    """Two 4-bit integers (-8..7) to a byte, the first in the low half, as ONNX and onnxruntime lay them out."""
    flat = values.reshape(-1)
    if flat.size and (flat.min() < -8 or flat.max() > 7):
        raise LabError("values do not fit into 4 bits")
    nibbles = (np.append(flat, 0) if flat.size % 2 else flat).astype(np.uint8) & 0x0F
    return (nibbles[0::2] | (nibbles[1::2] << 4)).astype(np.uint8).tobytes()


def _tensor(name: str, values: Ints, bits: int) -> onnx.TensorProto:
    data = pack4(values) if bits == 4 else values.astype(f"<i{bits // 8}").tobytes()
    return helper.make_tensor(name, TYPES[bits], values.shape, data, raw=True)


def integer_weights(model: onnx.ModelProto, bits: int) -> onnx.ModelProto:
    """A copy of a float network whose convolutions and linear layers have weights of so many bits."""
    if bits not in TYPES:
        raise LabError(f"{bits} bits: use 4, 8, 16 or 32")
    chosen = onnx.ModelProto()
    chosen.CopyFrom(onnx.version_converter.convert_version(model, OPSET))
    graph = chosen.graph
    tensors = {t.name: t for t in graph.initializer}
    added = []
    for node in graph.node:
        if node.op_type in LAYERS and node.input[1] in tensors:
            name = node.input[1]
            steps, scales = quantize_rows(numpy_helper.to_array(tensors[name]), bits)
            graph.initializer.remove(tensors[name])
            graph.initializer.extend(
                [_tensor(f"{name}_int{bits}", steps, bits), numpy_helper.from_array(scales, f"{name}_scale")]
            )
            inputs = [f"{name}_int{bits}", f"{name}_scale"]
            added.append(helper.make_node("DequantizeLinear", inputs, [name], axis=0))
    nodes = [*added, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    for prop in model.metadata_props:
        if prop.key not in {p.key for p in chosen.metadata_props}:
            chosen.metadata_props.add(key=prop.key, value=prop.value)
    return chosen


def half_linear(model: onnx.ModelProto) -> onnx.ModelProto:
    """A copy whose linear layers hold and compute float16; casts stand around each."""
    chosen = onnx.ModelProto()
    chosen.CopyFrom(model)
    graph = chosen.graph
    tensors = {t.name: t for t in graph.initializer}
    nodes = []
    for node in list(graph.node):
        if node.op_type not in ("Gemm", "MatMul"):
            nodes.append(node)
            continue
        for name in node.input[1:]:
            tensors[name].CopyFrom(
                numpy_helper.from_array(numpy_helper.to_array(tensors[name]).astype(np.float16), name)
            )
        first, last = node.input[0], node.output[0]
        node.input[0], node.output[0] = f"{first}_half_{node.name}", f"{last}_half"
        nodes += [
            helper.make_node("Cast", [first], [node.input[0]], to=TensorProto.FLOAT16),
            node,
            helper.make_node("Cast", [node.output[0]], [last], to=TensorProto.FLOAT),
        ]
    del graph.node[:]
    del graph.value_info[:]
    graph.node.extend(nodes)
    return chosen
