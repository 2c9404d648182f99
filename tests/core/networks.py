"""Small registries of networks for tests; `tiny_network` needs the extra `lab`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

CLASSES = ("fear", "happy", "neutral", "sad", "surprise")

ENTRY = """
[networks.{name}]
file = "{file}"
sha256 = "{sha256}"
classes = {classes}

[networks.{name}.input]
channels = {channels}
size = [48, 48]
scale = 0.00392156862745098
mean = 0.5
std = 0.25
layout = "NCHW"

[networks.{name}.output]
kind = "{kind}"
temperature = {temperature}
"""


def entry(
    name: str,
    data: bytes,
    *,
    classes: tuple[str, ...] = CLASSES,
    channels: int = 1,
    kind: str = "logits",
    temperature: float = 1.0,
) -> str:
    """A network's tables in the registry, for a file NAME.onnx with these bytes."""
    digest = hashlib.sha256(data).hexdigest()
    return ENTRY.format(
        name=name,
        file=f"{name}.onnx",
        sha256=digest,
        classes=json.dumps(classes),
        channels=channels,
        kind=kind,
        temperature=temperature,
    )


def registry(folder: Path, **networks: bytes) -> Path:
    """A folder with files of these bytes and their registry; the first network is the default."""
    for name, data in networks.items():
        (folder / f"{name}.onnx").write_bytes(data)
    head = f'default = "{next(iter(networks))}"\n'
    tables = "".join(entry(name, data) for name, data in networks.items())
    (folder / "registry.toml").write_text(head + tables, encoding="utf-8")
    return folder


def tiny_network(classes: int = 5, channels: int = 1, metadata: Mapping[str, object] | None = None) -> bytes:
    """An ONNX network whose first output grows with the brightness of the face, and whose others stay at 0."""
    pytest.importorskip("onnx", reason="the extra `lab` writes ONNX")
    from onnx import TensorProto, helper, numpy_helper

    weights = np.zeros((channels * 48 * 48, classes), np.float32)
    weights[:, 0] = 1.0 / weights.shape[0]
    nodes = [
        helper.make_node("Flatten", ["input"], ["flat"]),
        helper.make_node("MatMul", ["flat", "weights"], ["logits"]),
    ]
    given = helper.make_tensor_value_info("input", TensorProto.FLOAT, ["batch", channels, 48, 48])
    made = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", classes])
    graph = helper.make_graph(nodes, "tiny", [given], [made], [numpy_helper.from_array(weights, "weights")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    if metadata is not None:
        helper.set_model_props(model, {"poise": json.dumps(metadata)})
    return bytes(model.SerializeToString())


def endless_network() -> bytes:
    """An ONNX network with a loop that is over in some thousands of years."""
    pytest.importorskip("onnx", reason="the extra `lab` writes ONNX")
    from onnx import TensorProto, helper, numpy_helper

    def value(name: str, kind: int, shape: list[int | str]) -> object:
        return helper.make_tensor_value_info(name, kind, shape)

    step = [helper.make_node("Identity", ["go"], ["on"]), helper.make_node("Add", ["x", "x"], ["y"])]
    given = [
        value("i", TensorProto.INT64, []),
        value("go", TensorProto.BOOL, []),
        value("x", TensorProto.FLOAT, [1, 5]),
    ]
    body = helper.make_graph(
        step, "body", given, [value("on", TensorProto.BOOL, []), value("y", TensorProto.FLOAT, [1, 5])]
    )
    nodes = [
        helper.make_node("Flatten", ["input"], ["flat"]),
        helper.make_node("MatMul", ["flat", "weights"], ["start"]),
        helper.make_node("Loop", ["times", "true", "start"], ["logits"], body=body),
    ]
    numbers = {"weights": np.zeros((48 * 48, 5), np.float32), "times": np.array(2**62), "true": np.array(True)}
    graph = helper.make_graph(
        nodes,
        "endless",
        [value("input", TensorProto.FLOAT, ["batch", 1, 48, 48])],
        [value("logits", TensorProto.FLOAT, [1, 5])],
        [numpy_helper.from_array(array, name) for name, array in numbers.items()],
    )
    return bytes(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9).SerializeToString()
    )
