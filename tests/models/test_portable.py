"""An int8 file decides alike on every processor, and however a grey value is scaled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

onnx = pytest.importorskip("onnx")

from core.vision.network.classifier import prepare  # noqa: E402
from core.vision.network.weights import load_network  # noqa: E402
from models.compress.portable import MOST, greatest_weight, seven_bits, untied  # noqa: E402
from models.networks.predict import load_predictor  # noqa: E402
from models.registry.spec import NetworkSpec  # noqa: E402

pytestmark = pytest.mark.lab
Floats = npt.NDArray[np.float32]


def hard_faces() -> npt.NDArray[np.uint8]:
    """[60, 48, 48] bright, dark and sharp patches: what overflows first."""
    chance = np.random.default_rng(7)
    coarse = chance.integers(0, 2, (60, 12, 12), dtype=np.uint8) * 255
    return np.kron(coarse, np.ones((1, 4, 4), np.uint8))


def asked(path: Path, inputs: Floats, exactly: bool) -> Floats:
    """Outputs by onnxruntime's integer kernels, or by its float ones on the same rounded numbers."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    levels = onnxruntime.GraphOptimizationLevel
    options.graph_optimization_level = levels.ORT_DISABLE_ALL if exactly else levels.ORT_ENABLE_ALL
    run = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return np.asarray(run.run(None, {run.get_inputs()[0].name: inputs})[0], np.float32)


def test_the_default_overflows_nowhere() -> None:
    network = load_network("default")
    assert 0 < greatest_weight(onnx.load(network.path)) <= MOST
    inputs = prepare(hard_faces(), network.input)
    fast, exact = asked(network.path, inputs, exactly=False), asked(network.path, inputs, exactly=True)
    assert np.abs(exact).max() > 1.0
    # a step of the outputs is 0.05; a sum that was cut off moved answers by whole logits
    assert np.abs(fast - exact).max() < 0.25


def test_the_default_decides_alike_however_a_grey_value_is_scaled() -> None:
    predict = load_predictor("default")
    pixels, spec = hard_faces(), predict.spec
    pixels = np.concatenate([pixels, np.random.default_rng(8).integers(0, 256, pixels.shape, dtype=np.uint8)])
    times = prepare(pixels, spec.input)
    over = (pixels[:, None] / np.float32(255) - np.float32(spec.mean[0])) / np.float32(spec.std[0])
    doubles = ((pixels[:, None] / 255 - spec.mean[0]) / spec.std[0]).astype(np.float32)
    assert spec.scale == pytest.approx(1 / 255)
    assert np.array_equal(predict.raw(times), predict.raw(over))
    assert np.array_equal(predict.raw(times), predict.raw(doubles))


def tied_model() -> Any:
    """The parts of a QDQ file that are changed: one convolution of a picture, its zero between two grey values."""
    tensors = {
        "input_scale": np.float32(4 / 255),
        "input_zero_point": np.uint8(128),
        "c.weight_quantized": np.array([[[[127, -100]]], [[[51, 3]]]], np.int8),
        "c.weight_scale": np.array([0.01, 0.02], np.float32),
        "c.bias_quantized": np.array([1000, -500], np.int32),
        "c.bias_quantized_scale": np.array([1e-4, 2e-4], np.float32),
    }
    stored = [onnx.numpy_helper.from_array(np.asarray(v), k) for k, v in tensors.items()]
    return onnx.helper.make_model(onnx.helper.make_graph([], "parts", [], [], stored))


def values(model: Any) -> dict[str, Any]:
    return {t.name: onnx.numpy_helper.to_array(t) for t in model.graph.initializer}


def test_halved_weights_mean_what_they_meant() -> None:
    before, model = values(tied_model()), seven_bits(tied_model())
    after = values(model)
    assert greatest_weight(model) <= MOST
    for kind, scale in (("c.weight_quantized", "c.weight_scale"), ("c.bias_quantized", "c.bias_quantized_scale")):
        shape = (-1,) + (1,) * (before[kind].ndim - 1)
        old, new = (v[kind] * v[scale].reshape(shape) for v in (before, after))
        assert np.abs(new - old).max() <= before[scale].max() + 1e-9
    assert values(seven_bits(model))["c.weight_quantized"].tolist() == after["c.weight_quantized"].tolist()


def test_the_bias_takes_back_what_the_moved_zero_adds() -> None:
    model, spec = tied_model(), NetworkSpec(channels=1, mean=(0.5,), std=(0.25,))
    before = values(tied_model())
    told = untied(model, spec)
    after = values(model)
    greys = np.array([[10, 200], [255, 0]], np.float64)
    old = (greys * spec.scale - spec.mean[0]) / spec.std[0]
    new = (greys * told.scale - told.mean[0]) / told.std[0]
    step = 4 / 255
    assert np.abs(new / step - np.round(new / step)).max() < 1e-9
    for channel in range(2):
        scale = before["c.weight_scale"][channel]
        weights = before["c.weight_quantized"][channel].ravel() * scale
        biases = [v["c.bias_quantized"][channel] * step * scale for v in (before, after)]
        assert old @ weights + biases[0] == pytest.approx(new @ weights + biases[1], abs=step * scale)


def test_an_input_without_ties_is_left_alone() -> None:
    model, spec = tied_model(), NetworkSpec(channels=1, mean=(127 / 255,), std=(0.25,))
    assert untied(model, spec) == spec
    assert values(model)["input_zero_point"] == 128
