"""The second moments of what the layers of an ONNX network are given: they say how to round its weights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from models.networks.rounding import Floats

PLACES = 48
"""Of a layer's places in each picture, which are drawn anew for each: neighbours are alike."""


@dataclass(frozen=True)
class _Layer:
    """Weights by name, the tensor that they are multiplied with, and a convolution's options."""

    weights: str
    source: str
    window: Mapping[str, Any] = field(default_factory=dict)


def moments(model: Any, feeds: Iterable[Mapping[str, Floats]]) -> dict[str, Floats]:
    """For the weights (rows, n) of each layer the sum (n, n) of its inputs' outer products, over these inputs.

    Layers are the convolutions that join their channels, and what an LSTM does with its input and with its own state.
    """
    layers = list(_layers(model))
    random, found = np.random.default_rng(0), dict[str, Floats]()
    for values in _between(model, {layer.source for layer in layers}, feeds):
        for layer in layers:
            given = values[layer.source]
            rows = _patches(given, layer.window) if layer.window else given.reshape(-1, given.shape[-1])
            some = rows[random.permutation(len(rows))[: PLACES * len(given)]].astype(np.float64)
            product = some.T @ some * (len(rows) / len(some))
            found[layer.weights] = found[layer.weights] + product if layer.weights in found else product
    return found


def _layers(model: Any) -> Iterator[_Layer]:
    from onnx import helper

    for node in model.graph.node:
        options = {each.name: helper.get_attribute_value(each) for each in node.attribute}
        if node.op_type == "Conv" and options.get("group", 1) == 1:
            yield _Layer(node.input[1], node.input[0], options)
        elif node.op_type == "LSTM":
            yield _Layer(node.input[1], node.input[0])
            yield _Layer(node.input[2], node.output[0])


def _between(model: Any, names: set[str], feeds: Iterable[Mapping[str, Floats]]) -> Iterator[Mapping[str, Floats]]:
    """For each of the inputs the network's tensors of these names, from a copy that gives them away."""
    import onnxruntime
    from onnx import ModelProto, TensorProto, helper

    copy = ModelProto.FromString(model.SerializeToString())
    given = {each.name for each in copy.graph.input}
    copy.graph.output.extend(
        helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in sorted(names - given)
    )
    session = onnxruntime.InferenceSession(copy.SerializeToString(), providers=["CPUExecutionProvider"])
    wanted = [output.name for output in session.get_outputs()]
    for feed in feeds:
        yield {**feed, **dict(zip(wanted, session.run(None, dict(feed)), strict=True))}


def _patches(values: Floats, window: Mapping[str, Any]) -> Floats:
    """What the kernel is laid on, (places, channels * its size), of the values (batch, channels, lengths...)."""
    sides = tuple(window["kernel_shape"])
    pads = window.get("pads", [0] * 2 * len(sides))
    edges = zip(pads[: len(sides)], pads[len(sides) :], strict=True)
    padded = np.pad(values, ((0, 0), (0, 0), *edges))
    windows = np.lib.stride_tricks.sliding_window_view(padded, sides, axis=tuple(range(2, padded.ndim)))
    steps = window.get("strides", [1] * len(sides))
    every = (slice(None), slice(None), *(slice(None, None, step) for step in steps))
    windows = windows[every]
    patches: Floats = np.moveaxis(windows, 1, 1 + len(sides)).reshape(-1, values.shape[1] * int(np.prod(sides)))
    return patches
