"""Smaller networks are smaller, still run, and stay close to what they were."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

torch = pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")

from models.base.errors import LabError  # noqa: E402
from models.compress.bits import (  # noqa: E402
    half_linear,
    integer_weights,
    pack4,
    quantize_rows,
)
from models.compress.integer import dynamic_int8, static_int8  # noqa: E402
from models.compress.prune import Ratios, prune, weakest_outputs  # noqa: E402
from models.measure.counts import count  # noqa: E402
from models.networks.export import export  # noqa: E402
from models.networks.paper import PaperNet  # noqa: E402
from models.networks.predict import onnx_predictor  # noqa: E402
from models.networks.small import SmallNet  # noqa: E402
from models.registry.spec import NetworkSpec  # noqa: E402
from models.study.figures import Point, labels_at  # noqa: E402

pytestmark = pytest.mark.lab
SPEC = NetworkSpec()
FACES = np.random.default_rng(1).integers(0, 256, (20, 48, 48), dtype=np.uint8)


@pytest.fixture(scope="module")
def paper_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(5)
    path = tmp_path_factory.mktemp("paper") / "paper.onnx"
    assert export(PaperNet(), SPEC, path) < 1e-4
    return path


def test_exported_file_describes_itself_and_takes_any_batch(paper_file: Path) -> None:
    predict = onnx_predictor(paper_file)
    assert predict.spec == SPEC
    one, many = predict(FACES[:1]), predict(FACES)
    assert many.shape == (20, 5)
    assert np.allclose(one[0], many[0], atol=1e-5)
    assert np.allclose(many.sum(axis=1), 1, atol=1e-5)


def test_small_network_exports_without_batch_norms(tmp_path: Path) -> None:
    spec = NetworkSpec(channels=1, mean=(0.5,), std=(0.25,))
    network = SmallNet(5, (4, 8, 8), (1, 1, 0))
    assert export(network, spec, tmp_path / "small.onnx") < 1e-4
    assert "BatchNormalization" not in {n.op_type for n in onnx.load(tmp_path / "small.onnx").graph.node}


def unpack4(data: bytes, count: int) -> npt.NDArray[np.int64]:
    """The inverse of `pack4`: [count] integers."""
    packed = np.frombuffer(data, np.uint8)
    nibbles = np.stack([packed & 0x0F, packed >> 4], axis=1).reshape(-1)[:count].astype(np.int64)
    return np.where(nibbles > 7, nibbles - 16, nibbles)


@given(st.lists(st.integers(-8, 7), max_size=70))
@settings(max_examples=25, deadline=None)
def test_four_bits_pack_and_unpack_exactly(values: list[int]) -> None:
    packed = pack4(np.array(values, np.int64))
    assert len(packed) == (len(values) + 1) // 2
    assert unpack4(packed, len(values)).tolist() == values


def test_four_bits_refuse_what_does_not_fit() -> None:
    with pytest.raises(LabError, match="4 bits"):
        pack4(np.array([8]))


@pytest.mark.parametrize("bits", [8, 16, 32])
def test_symmetric_weights_are_off_by_at_most_half_a_step(bits: int) -> None:
    weights = np.random.default_rng(2).normal(0, 0.1, (6, 3, 3, 3)).astype(np.float32)
    steps, scales = quantize_rows(weights, bits)
    back = steps * scales[:, None, None, None].astype(np.float64)
    assert np.abs(steps).max() == 2 ** (bits - 1) - 1
    assert (np.abs(back - weights) <= 0.51 * scales[:, None, None, None] + 1e-7).all()


def test_four_bit_scales_beat_the_widest(paper_file: Path) -> None:
    weights = np.random.default_rng(3).normal(0, 0.1, (4, 200)).astype(np.float32)
    steps, scales = quantize_rows(weights, 4)
    widest = np.abs(weights).max(axis=1, keepdims=True) / 7
    plain = ((np.round(weights / widest) * widest - weights) ** 2).sum()
    assert ((steps * scales[:, None] - weights) ** 2).sum() < plain


@pytest.mark.parametrize(
    ("bits", "size", "bound"),
    [(4, 1_320_000, 0.5), (8, 2_620_000, 0.02), (16, 5_225_000, 1e-3), (32, 10_430_000, 1e-4)],
)
def test_integer_weights_are_packed_and_run(
    paper_file: Path, tmp_path: Path, bits: int, size: int, bound: float
) -> None:
    path = tmp_path / f"int{bits}.onnx"
    onnx.save(integer_weights(onnx.load(paper_file), bits), path)
    assert size * 0.98 < path.stat().st_size < size
    before, after = onnx_predictor(paper_file).outputs(FACES), onnx_predictor(path).outputs(FACES)
    assert np.abs(after - before).max() < bound * max(1.0, float(np.abs(before).max()))


def test_static_int8_runs_in_int8_and_stays_close(paper_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "static.onnx"
    static_int8(paper_file, path, SPEC, FACES)
    assert path.stat().st_size < 2_650_000
    model = onnx.load(path)
    assert {"QuantizeLinear", "DequantizeLinear"} <= {n.op_type for n in model.graph.node}
    weights = [t for t in model.graph.initializer if t.data_type == onnx.TensorProto.INT8 and len(t.dims) > 1]
    assert len(weights) == 7
    predict = onnx_predictor(path)
    assert predict.spec == SPEC
    assert np.abs(predict(FACES) - onnx_predictor(paper_file)(FACES)).max() < 0.02


def test_dynamic_and_half_keep_the_convolutions_float(paper_file: Path, tmp_path: Path) -> None:
    dynamic, half = tmp_path / "dynamic.onnx", tmp_path / "half.onnx"
    dynamic_int8(paper_file, dynamic, SPEC)
    onnx.save(half_linear(onnx.load(paper_file)), half)
    assert dynamic.stat().st_size < 2_960_000
    assert half.stat().st_size < 5_450_000
    expected = onnx_predictor(paper_file)(FACES)
    for path in (dynamic, half):
        assert "Conv" in {n.op_type for n in onnx.load(path).graph.node}
        assert np.abs(onnx_predictor(path)(FACES) - expected).max() < 0.02


def test_other_bits_are_refused(paper_file: Path) -> None:
    with pytest.raises(LabError, match="5 bits"):
        integer_weights(onnx.load(paper_file), 5)


def test_pruning_fc_leaves_every_convolution_as_it_was() -> None:
    network = PaperNet()
    before, after = count(network, 3), count(prune(network, Ratios(fc=0.5), 3), 3)
    convs = [name for name in before.by_layer if name.startswith("conv")]
    assert all(before.by_layer[name] == after.by_layer[name] for name in convs)
    assert after.parameters == 1_323_205
    assert after.by_layer["fc1"] == (4608 * 256 + 256, 4608 * 256)


def test_pruning_conv_shrinks_the_first_linear_layer_and_no_other() -> None:
    network = PaperNet()
    before, after = count(network, 3), count(prune(network, Ratios(conv=0.5), 3), 3)
    assert after.parameters == 1_340_517
    assert after.by_layer["fc1"][1] == 64 * 36 * 512
    assert after.by_layer["fc2"] == before.by_layer["fc2"]


def test_both_at_eight_tenths_runs_and_has_lost_what_it_should() -> None:
    smaller = prune(PaperNet(), Ratios(0.8, 0.8), 3)
    counts = count(smaller, 3)
    assert counts.parameters == 105_740
    assert smaller(torch.rand(2, 3, 48, 48)).shape == (2, 5)


def test_residual_networks_prune_too() -> None:
    network = SmallNet(5, (8, 16, 16), (1, 1, 1)).eval()
    smaller = prune(network, Ratios(conv=0.5), 1)
    assert count(smaller, 1).parameters < 0.4 * count(network, 1).parameters
    assert smaller(torch.rand(2, 1, 48, 48)).shape == (2, 5)


def test_the_weakest_neurons_go() -> None:
    layer = torch.nn.Linear(4, 6)
    with torch.no_grad():
        layer.weight.copy_(torch.arange(1.0, 7.0)[:, None].expand(6, 4))
    assert weakest_outputs(layer, 0.5) == [0, 1, 2]
    assert weakest_outputs(layer, 0.99) == [0, 1, 2, 3, 4]  # one always stays


@pytest.mark.parametrize("ratio", [-0.1, 1.0])
def test_impossible_ratios_are_refused(ratio: float) -> None:
    with pytest.raises(LabError, match="pruning ratios"):
        Ratios(conv=ratio)


def test_conv_pruning_costs_a_line_plus_a_square() -> None:
    """Layers between two pruned ones fall with the square of what is kept: the curve that the paper left open."""
    layers = count(PaperNet(), 3).by_layer
    line = layers["conv1"][1] + layers["fc1"][1]
    square = sum(layers[name][1] for name in ("conv2", "conv3", "conv4"))
    rest = layers["fc2"][1] + layers["fc3"][1]
    for ratio in (0.25, 0.5, 0.75):
        kept = 1 - ratio
        pruned = count(prune(PaperNet(), Ratios(conv=ratio), 3), 3)
        assert pruned.conv_linear_macs == round(line * kept + square * kept**2 + rest)


def test_names_in_the_trade_off_do_not_stand_on_one_another() -> None:
    def point(name: str, accuracy: float, megabytes: float, named: bool = True) -> Point:
        return Point(name, "our networks", accuracy, (megabytes, 25.0, 1.0), named)

    points = [
        point("a", 0.884, 1.5),
        point("b", 0.886, 1.0),
        point("c", 0.7, 1.2),
        point("d", 0.885, 1.1, named=False),
    ]
    assert labels_at(points, 0) == [("b\na", 1.0, 0.886), ("c", 1.2, 0.7)]
