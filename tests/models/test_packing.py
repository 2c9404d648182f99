"""Weights stored in few bytes: a small file, the same answers, and roundings that make up for one another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

onnx = pytest.importorskip("onnx")

from core.vision.network.inference import open_session  # noqa: E402
from models.base.errors import LabError  # noqa: E402
from models.networks import voice  # noqa: E402
from models.networks.moments import moments  # noqa: E402
from models.networks.packing import Directions, Packing  # noqa: E402
from models.networks.rounding import nearest, rounded, steps_for  # noqa: E402
from tests.core.networks import tiny_network  # noqa: E402

pytestmark = pytest.mark.lab
Floats = npt.NDArray[np.float32]
RANDOM = np.random.default_rng(3)


def answers(tmp_path: Path, model: Any, given: Floats, name: str = "input") -> Floats:
    path = tmp_path / "made.onnx"
    onnx.checker.check_model(model, full_check=True)
    path.write_bytes(model.SerializeToString())
    output: Floats = open_session(path).run(None, {name: given})[0]
    return output


def convolution(kernel: Floats, pads: list[int], strides: list[int]) -> Any:
    """A network of one convolution from 8x8 pictures."""
    helper = onnx.helper
    options = {"kernel_shape": kernel.shape[2:], "pads": pads, "strides": strides}
    node = helper.make_node("Conv", ["input", "kernel"], ["output"], **options)
    inputs = [helper.make_tensor_value_info("input", 1, (1, kernel.shape[1], 8, 8))]
    outputs = [helper.make_tensor_value_info("output", 1, ("n", "c", "y", "x"))]
    body = helper.make_graph([node], "one", inputs, outputs, [onnx.numpy_helper.from_array(kernel, "kernel")])
    return helper.make_model(body, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def test_file_of_halves_is_half_as_large_and_answers_the_same(tmp_path: Path) -> None:
    whole = onnx.load_from_string(tiny_network())
    faces = RANDOM.random((3, 1, 48, 48), np.float32)
    before, size = answers(tmp_path, whole, faces), whole.ByteSize()
    packing = Packing(whole)
    packing.halve()
    small = packing.done()
    assert small.ByteSize() < 0.55 * size
    assert np.abs(before).max() > 0.1
    assert np.abs(answers(tmp_path, small, faces) - before).max() < 1e-3


def test_small_numbers_are_kept_as_they_are() -> None:
    model = onnx.load_from_string(tiny_network())
    model.graph.initializer.append(onnx.numpy_helper.from_array(np.full(5, 1e6, np.float32), "large"))
    packing = Packing(model)
    packing.halve()
    kept = {tensor.name: tensor.data_type for tensor in packing.done().graph.initializer}
    assert kept == {"halves_0": onnx.TensorProto.FLOAT16, "large": onnx.TensorProto.FLOAT}


def test_bytes_around_directions_are_the_kernel_again(tmp_path: Path) -> None:
    """What a file of bytes makes of a kernel is what was rounded, to the last bit but a few."""
    kernel = RANDOM.normal(size=(6, 2, 3, 3)).astype(np.float32)
    picture = RANDOM.random((1, 2, 8, 8), np.float32)
    around = Directions(np.ones((6, 1), np.int8), 0.25, np.full((1, 18), 2, np.int8), 0.5)
    model = convolution(kernel, [1, 1, 1, 1], [2, 2])
    packing = Packing(model)
    weights = packing.matrix("kernel")
    steps = steps_for(weights - around.values(), 8)
    whole = nearest(weights - around.values(), steps)
    again = (whole * steps[:, None] + around.values()).reshape(kernel.shape).astype(np.float32)
    wanted = answers(tmp_path, convolution(again, [1, 1, 1, 1], [2, 2]), picture)
    packing.bytes("kernel", whole, steps, around)
    assert answers(tmp_path, packing.done(), picture) == pytest.approx(wanted, abs=1e-5)
    assert np.abs(again - kernel).max() <= 0.5 * steps.max() + 1e-6


def test_moments_are_those_of_what_the_kernel_is_laid_on() -> None:
    kernel, picture = np.ones((1, 2, 3, 2), np.float32), RANDOM.random((1, 2, 8, 8), np.float32)
    found = moments(convolution(kernel, [1, 0, 1, 0], [1, 2]), [{"input": picture}])["kernel"]
    padded = np.pad(picture[0], ((0, 0), (1, 1), (0, 0)))
    rows = [padded[:, y : y + 3, x : x + 2].ravel() for y in range(8) for x in range(0, 7, 2)]
    assert found == pytest.approx(np.transpose(rows) @ np.array(rows), rel=1e-5)


def test_roundings_that_make_up_for_one_another_change_less_than_the_nearest() -> None:
    """Inputs that go together, as those behind a layer of a network do."""
    seen = RANDOM.normal(size=(400, 6)) @ RANDOM.normal(size=(6, 40)) + 0.05 * RANDOM.normal(size=(400, 40))
    weights = RANDOM.normal(size=(16, 40)).astype(np.float32)
    steps = steps_for(weights, 5)
    errors = [
        np.abs(seen @ (weights - whole * steps[:, None]).T).mean()
        for whole in (nearest(weights, steps), rounded(weights, steps, seen.T @ seen))
    ]
    assert errors[1] < 0.4 * errors[0]


def test_largest_weight_of_a_row_always_fits() -> None:
    weights = np.array([[0.1, -1.0], [0.0, 0.0], [3e-4, 1e-4]], np.float32)
    steps = steps_for(weights, 8)
    assert np.array_equal(steps, steps.astype(np.float16))
    assert np.all(np.abs(weights) <= 127 * steps[:, None])
    assert not np.any(nearest(weights, steps)[1])


def test_other_table_than_the_known_spectrum_is_refused() -> None:
    model = convolution(np.ones((4, 1, 3, 3), np.float32), [0] * 4, [1, 1])
    model.graph.initializer[0].name = model.graph.node[0].input[1] = voice.SPECTRUM
    with pytest.raises(LabError, match="not the Fourier transform of 256 samples"):
        voice.packed(model, np.zeros(0, np.float32))
