"""Reads the graph of a TensorFlow Lite file: its operators in order, and its constants as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models.base.errors import LabError

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Operator:
    """One step: `kind` is TensorFlow Lite's name, tensors are numbers, `options` what the kind needs."""

    kind: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    options: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Graph:
    """A network of one subgraph. Shapes are TensorFlow's (batch, height, width, channels)."""

    operators: tuple[Operator, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    shapes: Mapping[int, tuple[int, ...]]
    names: Mapping[int, str]
    constants: Mapping[int, Array]


def read_graph(path: Path) -> Graph:
    """The graph of a `.tflite` file; raises LabError when it is none."""
    import tflite

    data = path.read_bytes()
    if not tflite.Model.ModelBufferHasIdentifier(data, 0):
        raise LabError(f"{path}: not a TensorFlow Lite file")
    model = tflite.Model.GetRootAs(data, 0)
    if model.SubgraphsLength() != 1:
        raise LabError(f"{path}: {model.SubgraphsLength()} subgraphs; only files of one are understood")
    part = model.Subgraphs(0)
    tensors = [part.Tensors(number) for number in range(part.TensorsLength())]
    return Graph(
        tuple(_operator(model, part.Operators(number), path) for number in range(part.OperatorsLength())),
        tuple(part.InputsAsNumpy().tolist()),
        tuple(part.OutputsAsNumpy().tolist()),
        {number: _shape(tensor) for number, tensor in enumerate(tensors)},
        {number: tensor.Name().decode() for number, tensor in enumerate(tensors)},
        {
            number: constant
            for number, tensor in enumerate(tensors)
            if (constant := _constant(model, tensor, path)) is not None
        },
    )


def _shape(tensor: Any) -> tuple[int, ...]:
    return tuple(tensor.ShapeAsNumpy().tolist()) if tensor.ShapeLength() else ()


def _constant(model: Any, tensor: Any, path: Path) -> Array | None:
    import tflite

    buffer = model.Buffers(tensor.Buffer())
    if not buffer.DataLength():
        return None
    kinds = {
        tflite.TensorType.FLOAT32: np.float32,
        tflite.TensorType.FLOAT16: np.float16,
        tflite.TensorType.INT32: np.int32,
    }
    if tensor.Type() not in kinds:
        raise LabError(f"{path}: {tensor.Name().decode()}: constants of type {tensor.Type()} are not understood")
    return np.asarray(buffer.DataAsNumpy()).view(kinds[tensor.Type()]).reshape(_shape(tensor))


def _operator(model: Any, operator: Any, path: Path) -> Operator:
    import tflite

    code = model.OperatorCodes(operator.OpcodeIndex())
    number = max(code.BuiltinCode(), code.DeprecatedBuiltinCode())
    kind = next(name for name, value in vars(tflite.BuiltinOperator).items() if value == number)
    if kind not in _OPTIONS:
        raise LabError(f"{path}: the operator {kind} is not understood")
    options: dict[str, int] = {}
    holder, fields = _OPTIONS[kind]
    if holder and (table := operator.BuiltinOptions()) is not None:
        given = getattr(tflite, holder)()
        given.Init(table.Bytes, table.Pos)
        options = {name: int(getattr(given, name)()) for name in fields}
    inputs, outputs = operator.InputsAsNumpy().tolist(), operator.OutputsAsNumpy().tolist()
    return Operator(kind, tuple(inputs), tuple(outputs), options)


_CONV = ("Padding", "StrideH", "StrideW", "DilationHFactor", "DilationWFactor", "FusedActivationFunction")
_OPTIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "CONV_2D": ("Conv2DOptions", _CONV),
    "DEPTHWISE_CONV_2D": ("DepthwiseConv2DOptions", (*_CONV, "DepthMultiplier")),
    "MAX_POOL_2D": (
        "Pool2DOptions",
        ("Padding", "StrideH", "StrideW", "FilterHeight", "FilterWidth", "FusedActivationFunction"),
    ),
    "ADD": ("AddOptions", ("FusedActivationFunction",)),
    "CONCATENATION": ("ConcatenationOptions", ("Axis", "FusedActivationFunction")),
    "RESHAPE": ("", ()),
    "PAD": ("", ()),
    "PRELU": ("", ()),
    "RELU": ("", ()),
    "DEQUANTIZE": ("", ()),
}
"""The operators that these networks have, the options' table of each, and the fields that are read."""
