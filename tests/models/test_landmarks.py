"""The converter says in ONNX what the original says, and takes nothing that it does not know."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from core.vision.network.inference import open_session
from core.vision.network.weights import landmark_file, weights_folder
from models.base.errors import LabError
from models.landmarks.convert import convert
from models.landmarks.graph import Graph, Operator, read_graph
from models.landmarks.proof import AGREES, MOVED
from models.landmarks.sources import LICENCE_FILE, SOURCES, unpack
from models.registry import entries

Floats = npt.NDArray[np.float32]
RANDOM = np.random.default_rng(7)
CONV = {"Padding": 0, "StrideH": 2, "StrideW": 2, "DilationHFactor": 1, "DilationWFactor": 1}
PLAIN = {**CONV, "StrideH": 1, "StrideW": 1, "FusedActivationFunction": 0}


def values(*shape: int) -> Floats:
    """Numbers whose sums and products floats hold exactly."""
    return (RANDOM.integers(-64, 64, shape) / 32).astype(np.float32)


def run(tmp_path: Path, graph: Graph, picture: Floats) -> Floats:
    convert(graph, tmp_path / "made.onnx")
    session = open_session(tmp_path / "made.onnx")
    output: Floats = session.run(None, {session.get_inputs()[0].name: picture.transpose(0, 3, 1, 2)})[0]
    return output


def graph(
    shapes: Mapping[int, tuple[int, ...]], constants: dict[int, npt.NDArray[Any]], *operators: Operator
) -> Graph:
    last = operators[-1].outputs[0]
    return Graph(operators, (0,), (last,), shapes, {last: "out"}, constants)


@pytest.mark.lab
@pytest.mark.parametrize(("size", "kernel"), [(8, 3), (9, 3), (8, 5), (7, 2)])
def test_strided_convolution_pads_like_tensorflow(tmp_path: Path, size: int, kernel: int) -> None:
    """TensorFlow's SAME puts the odd row and column below and to the right."""
    weights, bias, picture = values(4, kernel, kernel, 3), values(4), values(1, size, size, 3)
    out = -(-size // 2)
    made = run(
        tmp_path,
        graph(
            {0: (1, size, size, 3), 3: (1, out, out, 4)},
            {1: weights, 2: bias},
            Operator("CONV_2D", (0, 1, 2), (3,), {**CONV, "FusedActivationFunction": 1}),
        ),
        picture,
    )
    total = max(0, (out - 1) * 2 + kernel - size)
    padded = np.pad(picture[0], ((total // 2, total - total // 2),) * 2 + ((0, 0),))
    for y in range(out):
        for x in range(out):
            part = padded[2 * y : 2 * y + kernel, 2 * x : 2 * x + kernel]
            wanted = np.maximum(0, np.tensordot(weights, part, axes=3) + bias)
            assert made[0, y, x] == pytest.approx(wanted, abs=1e-4)


@pytest.mark.lab
def test_slopes_below_zero_are_kept(tmp_path: Path) -> None:
    """PRELU as two convolutions: any slope, also below 0 and above 1."""
    slopes, picture = np.array([[[-1.25, 0.25, 1.5]]], np.float32), values(1, 4, 4, 3)
    made = run(
        tmp_path,
        graph({0: (1, 4, 4, 3), 2: (1, 4, 4, 3)}, {1: slopes}, Operator("PRELU", (0, 1), (2,))),
        picture,
    )
    assert made == pytest.approx(np.where(picture > 0, picture, picture * slopes), abs=1e-6)


@pytest.mark.lab
def test_depthwise_pool_pad_add_and_reshape(tmp_path: Path) -> None:
    """A residual block as these networks have it; its values come out in TensorFlow's order."""
    kernel, bias, picture = values(1, 3, 3, 2), values(2), values(1, 4, 4, 2)
    pads = np.array([[0, 0], [0, 0], [0, 0], [0, 1]], np.int32)
    pool = {"Padding": 1, "StrideH": 2, "StrideW": 2, "FilterHeight": 2, "FilterWidth": 2}
    made = run(
        tmp_path,
        graph(
            {0: (1, 4, 4, 2), 3: (1, 4, 4, 2), 4: (1, 4, 4, 2), 5: (1, 2, 2, 2), 7: (1, 2, 2, 3), 9: (1, 12)},
            {1: kernel, 2: bias, 6: pads, 8: np.array([1, 12], np.int32)},
            Operator("DEPTHWISE_CONV_2D", (0, 1, 2), (3,), PLAIN),
            Operator("ADD", (0, 3), (4,), {"FusedActivationFunction": 1}),
            Operator("MAX_POOL_2D", (4,), (5,), {**pool, "FusedActivationFunction": 0}),
            Operator("PAD", (5, 6), (7,)),
            Operator("RESHAPE", (7, 8), (9,)),
        ),
        picture,
    )
    padded = np.pad(picture[0], ((1, 1), (1, 1), (0, 0)))
    sums = np.zeros((4, 4, 2), np.float32)
    for y in range(4):
        for x in range(4):
            sums[y, x] = (padded[y : y + 3, x : x + 3] * kernel[0]).sum(axis=(0, 1)) + bias
    block = np.maximum(0, sums + picture[0])
    pooled = block.reshape(2, 2, 2, 2, 2).max(axis=(1, 3))
    wanted = np.concatenate([pooled, np.zeros((2, 2, 1), np.float32)], axis=2).reshape(1, 12)
    assert made == pytest.approx(wanted, abs=1e-4)


@pytest.mark.lab
def test_dilated_kernels_are_refused(tmp_path: Path) -> None:
    operator = Operator("CONV_2D", (0, 1, 2), (3,), {**PLAIN, "DilationHFactor": 2})
    shapes = {0: (1, 8, 8, 1), 3: (1, 8, 8, 1)}
    with pytest.raises(LabError, match="dilated"):
        convert(graph(shapes, {1: values(1, 3, 3, 1), 2: values(1)}, operator), tmp_path / "made.onnx")


@pytest.mark.lab
def test_file_that_is_no_network_is_refused(tmp_path: Path) -> None:
    (tmp_path / "no.tflite").write_bytes(b"0123456789abcdef" * 4)
    with pytest.raises(LabError, match="not a TensorFlow Lite file"):
        read_graph(tmp_path / "no.tflite")


def test_other_wheel_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.whl", "w") as archive:
        archive.writestr(SOURCES[0].member, b"another version")
    with pytest.raises(LabError, match="sha256 differs"):
        unpack(tmp_path / "other.whl", SOURCES[0], tmp_path)
    with pytest.raises(LabError, match="cannot be read"):
        unpack(tmp_path / "other.whl", SOURCES[1], tmp_path)


def test_shipped_networks_tell_their_origin() -> None:
    tables = entries.read().unwrap()["landmarks"]
    assert (weights_folder() / LICENCE_FILE).is_file()
    for source in SOURCES:
        assert tables[source.name]["source_sha256"] == source.sha256
        assert tables[source.name]["licence"] == "Apache-2.0"
        assert tables[source.name]["difference"] <= AGREES
        assert tables[source.name]["moved_median"] <= MOVED
        assert landmark_file(source.name).name == f"landmark-{source.name}.onnx"
