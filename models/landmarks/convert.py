"""From the graph of a TensorFlow Lite network to ONNX, operator by operator.

Pictures become (batch, channels, height, width). All numbers are written in 32 bits; `storage` makes the file small.

`PRELU` is written as `slope * x + (1 - slope) * relu(x)` with the two factors as 1x1 depthwise convolutions: as the
ONNX operator of that name it makes the mesh take 2.6 times as long (5.4 against 2.0 ms), since onnxruntime has to
leave its blocked layout of the channels for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.base.errors import LabError
from models.base.files import written_whole
from models.landmarks.graph import Array, Graph, Operator

OPSET = 17
_SAME = 0
_RELU = 1


class Converter:
    """Builds the ONNX model of one graph."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._constants = dict(graph.constants)
        self._nodes: list[Any] = []
        self._weights: list[Any] = []
        self._channels_last: set[int] = set()

    def model(self) -> Any:
        """The checked `onnx.ModelProto`."""
        import onnx
        from onnx import TensorProto, helper

        for operator in self._graph.operators:
            _WRITERS[operator.kind](self, operator)
        inputs = [self._value(number, self._picture(number)) for number in self._graph.inputs]
        outputs = [
            helper.make_tensor_value_info(self._result(number), TensorProto.FLOAT, self._graph.shapes[number])
            for number in self._graph.outputs
        ]
        body = helper.make_graph(self._nodes, "landmarks", inputs, outputs, self._weights)
        model = helper.make_model(body, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
        onnx.checker.check_model(model, full_check=True)
        return model

    def _value(self, number: int, shape: Sequence[int]) -> Any:
        from onnx import TensorProto, helper

        return helper.make_tensor_value_info(_name(number), TensorProto.FLOAT, shape)

    def _picture(self, number: int) -> tuple[int, ...]:
        """The shape with the channels second, where it is a picture's."""
        shape = self._graph.shapes[number]
        return (shape[0], shape[3], shape[1], shape[2]) if len(shape) == 4 else shape

    def _result(self, number: int) -> str:
        """The network's output in TensorFlow's order under its own name."""
        name = f"result_{self._graph.names[number]}"
        source = self._last(number)
        self._add("Identity", [source], name)
        return name

    def _add(self, kind: str, inputs: Sequence[str], output: str, **attributes: Any) -> None:
        from onnx import helper

        self._nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))

    def _keep(self, name: str, values: Array) -> str:
        from onnx import numpy_helper

        self._weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _constant(self, number: int) -> Array:
        return np.asarray(self._constants[number], np.float32)

    def _last(self, number: int) -> str:
        """The tensor with its channels last, as TensorFlow counts its values."""
        shape = self._graph.shapes[number]
        if len(shape) != 4 or number in self._channels_last:
            return _name(number)
        self._add("Transpose", [_name(number)], f"{_name(number)}_last", perm=[0, 2, 3, 1])
        return f"{_name(number)}_last"

    def _activated(self, operator: Operator, write: Callable[[str], None]) -> None:
        """Write the operator, and the ReLU that is fused to it."""
        out, fused = _name(operator.outputs[0]), operator.options.get("FusedActivationFunction", 0)
        if fused not in (0, _RELU):
            raise LabError(f"{operator.kind}: the fused activation {fused} is not understood")
        write(f"{out}_linear" if fused else out)
        if fused:
            self._add("Relu", [f"{out}_linear"], out)

    def _dequantize(self, operator: Operator) -> None:
        self._constants[operator.outputs[0]] = self._constants[operator.inputs[0]]

    def _conv(self, operator: Operator) -> None:
        source, weights, bias = operator.inputs
        kernel = self._constant(weights)
        depthwise = operator.kind == "DEPTHWISE_CONV_2D"
        kernel = kernel.transpose(3, 0, 1, 2) if depthwise else kernel.transpose(0, 3, 1, 2)
        out = _name(operator.outputs[0])
        parts = [
            _name(source),
            self._keep(f"{out}_weight", kernel),
            self._keep(f"{out}_bias", self._constant(bias)),
        ]
        group = self._graph.shapes[source][3] if depthwise else 1
        sides = (int(kernel.shape[2]), int(kernel.shape[3]))
        options = {"kernel_shape": sides, "group": group, **self._window(operator, sides)}
        self._activated(operator, lambda name: self._add("Conv", parts, name, **options))

    def _window(self, operator: Operator, sides: tuple[int, int]) -> dict[str, list[int]]:
        """Strides and the padding on each side; TensorFlow's SAME puts the odd pixel to the right and the bottom."""
        strides = [operator.options["StrideH"], operator.options["StrideW"]]
        if operator.options.get("DilationHFactor", 1) != 1 or operator.options.get("DilationWFactor", 1) != 1:
            raise LabError(f"{operator.kind}: dilated kernels are not understood")
        pads = [0, 0, 0, 0]
        if operator.options["Padding"] == _SAME:
            size = self._graph.shapes[operator.inputs[0]][1:3]
            for axis in (0, 1):
                total = max(0, (-(-size[axis] // strides[axis]) - 1) * strides[axis] + sides[axis] - size[axis])
                pads[axis], pads[axis + 2] = total // 2, total - total // 2
        return {"strides": strides, "pads": pads}

    def _prelu(self, operator: Operator) -> None:
        source, slope = operator.inputs
        out, name = _name(operator.outputs[0]), _name(source)
        slopes = self._constant(slope).reshape(-1, 1, 1, 1)
        channels = self._graph.shapes[source][3]
        if slopes.size != channels:
            raise LabError(f"{out}: a slope for each pixel is not understood")
        one_by_one = {"kernel_shape": (1, 1), "group": channels}
        self._add("Relu", [name], f"{out}_above")
        self._add("Conv", [name, self._keep(f"{out}_slope", slopes)], f"{out}_sloped", **one_by_one)
        self._add("Conv", [f"{out}_above", self._keep(f"{out}_rest", 1 - slopes)], f"{out}_rested", **one_by_one)
        self._add("Add", [f"{out}_rested", f"{out}_sloped"], out)

    def _relu(self, operator: Operator) -> None:
        self._add("Relu", [_name(operator.inputs[0])], _name(operator.outputs[0]))

    def _sum(self, operator: Operator) -> None:
        names = [_name(number) for number in operator.inputs]
        self._activated(operator, lambda out: self._add("Add", names, out))

    def _pad(self, operator: Operator) -> None:
        widths = np.asarray(self._constants[operator.inputs[1]], np.int64)
        out = _name(operator.outputs[0])
        pads = widths[[0, 3, 1, 2]].T.reshape(-1)
        self._add("Pad", [_name(operator.inputs[0]), self._keep(f"{out}_pads", pads)], out)

    def _max_pool(self, operator: Operator) -> None:
        sides = (operator.options["FilterHeight"], operator.options["FilterWidth"])
        options = {"kernel_shape": sides, **self._window(operator, sides)}
        self._activated(operator, lambda out: self._add("MaxPool", [_name(operator.inputs[0])], out, **options))

    def _reshape(self, operator: Operator) -> None:
        source, target = operator.inputs[0], operator.outputs[0]
        shape = np.asarray(self._graph.shapes[target], np.int64)
        name = _name(target)
        self._channels_last.add(target)
        self._add("Reshape", [self._last(source), self._keep(f"{name}_shape", shape)], name)

    def _concatenation(self, operator: Operator) -> None:
        names = [_name(number) for number in operator.inputs]
        if len(self._graph.shapes[operator.outputs[0]]) == 4:
            raise LabError(f"{names}: pictures laid together are not understood")
        self._activated(operator, lambda out: self._add("Concat", names, out, axis=operator.options["Axis"]))


def convert(graph: Graph, path: Path) -> None:
    """Write the graph as an ONNX file; raises LabError for what is not understood."""
    model = Converter(graph).model()
    with written_whole(path) as stream:
        stream.write(model.SerializeToString())


def _name(number: int) -> str:
    return f"t{number}"


_WRITERS: Mapping[str, Callable[[Converter, Operator], None]] = {
    "CONV_2D": Converter._conv,
    "DEPTHWISE_CONV_2D": Converter._conv,
    "PRELU": Converter._prelu,
    "RELU": Converter._relu,
    "ADD": Converter._sum,
    "PAD": Converter._pad,
    "MAX_POOL_2D": Converter._max_pool,
    "RESHAPE": Converter._reshape,
    "CONCATENATION": Converter._concatenation,
    "DEQUANTIZE": Converter._dequantize,
}
