"""The classifier feeds a network what its entry says and gives probabilities."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from core.base.errors import WeightsError
from core.base.records import json_text
from core.base.types import Expression
from core.vision.network.classifier import Classifier, prepare
from core.vision.network.inference import open_session, try_out
from core.vision.network.weights import InputSpec, list_networks, load_network
from tests.core.films import showing
from tests.core.networks import endless_network, entry, registry, tiny_network


def classifier(folder: Path, data: bytes, **options: object) -> Classifier:
    (folder / "tiny.onnx").write_bytes(data)
    (folder / "registry.toml").write_text(entry("tiny", data, **options))  # type: ignore[arg-type]
    return Classifier(load_network("tiny", folder))


@pytest.mark.lab
@pytest.mark.parametrize("channels", [1, 3])
def test_logits_become_probabilities(tmp_path: Path, channels: int) -> None:
    read = classifier(tmp_path, tiny_network(channels=channels), channels=channels, temperature=0.5)
    white = read.classify(np.full((48, 48), 255, np.uint8))
    first = math.exp(2.0 / 0.5)  # (1 - 0.5) / 0.25 = 2
    assert white[Expression.FEAR] == pytest.approx(first / (first + 4), rel=1e-5)
    assert sum(white.values()) == pytest.approx(1.0)
    assert list(white) == list(read.classes)


@pytest.mark.lab
def test_network_that_gives_probabilities_is_believed(tmp_path: Path) -> None:
    read = classifier(tmp_path, tiny_network(2), classes=("happy", "sad"), kind="probabilities")
    assert read.classify(np.full((48, 48), 255, np.uint8)) == {Expression.HAPPY: 1.0, Expression.SAD: 0.0}


@pytest.mark.lab
def test_number_of_outputs_must_fit_the_classes(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="5 outputs for 2 registered classes"):
        classifier(tmp_path, tiny_network(5), classes=("happy", "sad"))


def test_file_that_is_no_network_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="not a network that onnxruntime can run") as caught:
        Classifier(load_network("junk", registry(tmp_path, junk=b"not a network")))
    assert "\n" not in str(caught.value)


def test_face_is_scaled_as_the_entry_says() -> None:
    spec = InputSpec(3, (48, 48), 1 / 255, (0.0, 0.5, 1.0), (1.0, 0.5, 1.0))
    planes = prepare(np.full((1, 48, 48), 255, np.uint8), spec)
    assert planes.shape == (1, 3, 48, 48)
    assert planes.dtype == np.float32
    assert planes[0, :, 0, 0].tolist() == pytest.approx([1.0, 1.0, 0.0])


def test_network_of_another_size_gets_that_size() -> None:
    spec = InputSpec(1, (42, 36), 1.0, (0.0,), (1.0,))
    assert prepare(np.zeros((2, 48, 48), np.uint8), spec).shape == (2, 1, 42, 36)


@pytest.mark.parametrize("name", list_networks())
def test_shipped_network_reads_every_face_as_a_distribution(name: str) -> None:
    read = Classifier(load_network(name))
    for face in (
        np.zeros((48, 48), np.uint8),
        np.full((48, 48), 255, np.uint8),
        showing(Expression.SAD)[100:148, 300:348],
    ):
        probabilities = read.classify(face)
        assert sum(probabilities.values()) == pytest.approx(1.0)
        assert all(0.0 <= value <= 1.0 for value in probabilities.values())


@pytest.mark.lab
@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_network_that_gives_no_numbers_is_refused_at_once(tmp_path: Path, value: float) -> None:
    """It was "bad 100 %, score 0", with NaN in the JSON."""
    network = tiny_network()
    from onnx import load_from_string, numpy_helper

    model = load_from_string(network)
    weights = np.full((48 * 48, 5), value, np.float32)
    model.graph.initializer[0].CopyFrom(numpy_helper.from_array(weights, "weights"))
    with pytest.raises(WeightsError, match=r"tiny\.onnx: the network gives no number for a face"):
        classifier(tmp_path, model.SerializeToString())


@pytest.mark.parametrize("size", ["[0, 48]", "[-5, 48]", "[48, 100000]"])
def test_input_size_that_no_network_has_is_named(tmp_path: Path, size: str) -> None:
    registry(tmp_path, odd=b"never opened")
    table = tmp_path / "registry.toml"
    table.write_text(table.read_text().replace("[48, 48]", size))
    with pytest.raises(WeightsError, match=r"input\.size needs a height and a width of 8 to 1024 pixels"):
        load_network("odd", tmp_path)


def test_json_is_valid_whatever_the_numbers_are() -> None:
    text = json_text({"bad": math.nan, "list": [math.inf, (1.5, -math.inf)], "name": "é"}, ensure_ascii=False)
    assert json.loads(text, parse_constant=lambda name: pytest.fail(name)) == {
        "bad": None,
        "list": [None, [1.5, None]],
        "name": "é",
    }


@pytest.mark.lab
def test_network_with_an_endless_loop_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "endless.onnx").write_bytes(endless_network())
    session = open_session(tmp_path / "endless.onnx")
    with pytest.raises(WeightsError, match=r"endless\.onnx: .* not done with one face after 0\.2 s"):
        try_out(session, tmp_path / "endless.onnx", {"input": np.zeros((1, 1, 48, 48), np.float32)}, 0.2)
