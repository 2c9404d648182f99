"""The lab, in batches, and the engine, face by face, feed a network the same."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from core.base.opencv import cv2
from core.vision.network.classifier import Classifier
from core.vision.network.weights import load_network
from models.networks.predict import Predictor, load_predictor

onnx = pytest.importorskip("onnx", reason="the extra `lab` writes ONNX")

FACES = np.random.default_rng(3).integers(0, 256, (130, 48, 48), dtype=np.uint8)  # more than the lab's batch
CLASSES = ["fear", "happy", "neutral", "sad", "surprise"]
HEIGHT, WIDTH = 40, 56
MEANS, STDS = (0.2, 0.5, 0.9), (0.5, 0.25, 1.0)


def network_file(path: Path, batch: int | str, kind: str = "logits") -> np.ndarray:
    """Write a network of one matrix over three planes of 40x56, and return the matrix."""
    helper, numpy_helper = onnx.helper, onnx.numpy_helper
    weights = np.random.default_rng(4).normal(0, 0.02, (3 * HEIGHT * WIDTH, len(CLASSES))).astype(np.float32)
    nodes = [
        helper.make_node("Flatten", ["input"], ["flat"]),
        helper.make_node("MatMul", ["flat", "weights"], ["outputs"]),
    ]
    if kind == "probabilities":
        nodes = [*nodes[:1], helper.make_node("MatMul", ["flat", "weights"], ["z"])]
        nodes.append(helper.make_node("Softmax", ["z"], ["outputs"], axis=1))
    graph = helper.make_graph(
        nodes,
        "three means",
        [helper.make_tensor_value_info("input", onnx.TensorProto.FLOAT, [batch, 3, HEIGHT, WIDTH])],
        [helper.make_tensor_value_info("outputs", onnx.TensorProto.FLOAT, [batch, len(CLASSES)])],
        [numpy_helper.from_array(weights, "weights")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    described = {
        "classes": CLASSES,
        "input": {
            "channels": 3,
            "size": [HEIGHT, WIDTH],
            "scale": 1 / 255,
            "mean": list(MEANS),
            "std": list(STDS),
            "layout": "NCHW",
        },
        "output": {"kind": kind, "temperature": 1.5},
    }
    helper.set_model_props(model, {"poise": json.dumps(described)})
    path.write_bytes(model.SerializeToString())
    return weights


def by_the_lab(path: Path) -> tuple[Predictor, np.ndarray]:
    predict = load_predictor(str(path))
    return predict, predict(FACES)


def by_the_engine(path: Path) -> np.ndarray:
    classifier = Classifier(load_network(str(path)))
    return np.array([list(classifier.classify(face).values()) for face in FACES])


@pytest.mark.parametrize("kind", ["logits", "probabilities"])
def test_a_network_of_three_means_and_another_size_is_fed_the_same_by_lab_and_engine(
    tmp_path: Path, kind: str
) -> None:
    network_file(tmp_path / "odd.onnx", "batch", kind)
    predict, lab = by_the_lab(tmp_path / "odd.onnx")
    assert lab == pytest.approx(by_the_engine(tmp_path / "odd.onnx"), abs=1e-5)
    assert len(np.unique(lab.argmax(axis=1))) > 1
    assert (predict.spec.mean, predict.spec.std, predict.spec.size) == (MEANS, STDS, (HEIGHT, WIDTH))


def test_what_is_fed_is_every_channel_by_its_own_mean(tmp_path: Path) -> None:
    weights = network_file(tmp_path / "odd.onnx", "batch")
    predict, _ = by_the_lab(tmp_path / "odd.onnx")
    small = np.array([cv2.resize(face, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA) for face in FACES]) / 255
    planes = np.stack([(small - mean) / std for mean, std in zip(MEANS, STDS, strict=True)], axis=1)
    assert predict.outputs(FACES) == pytest.approx(planes.reshape(len(FACES), -1) @ weights, abs=1e-3)


def test_a_network_that_takes_one_face_at_a_time_is_given_one_at_a_time(tmp_path: Path) -> None:
    network_file(tmp_path / "odd.onnx", 1)
    _, lab = by_the_lab(tmp_path / "odd.onnx")
    assert lab == pytest.approx(by_the_engine(tmp_path / "odd.onnx"), abs=1e-5)


def test_the_description_says_again_what_was_read(tmp_path: Path) -> None:
    network_file(tmp_path / "odd.onnx", "batch")
    predict, _ = by_the_lab(tmp_path / "odd.onnx")
    table = predict.spec.to_dict()
    assert table["input"]["mean"] == list(MEANS)
    assert table["input"]["size"] == [HEIGHT, WIDTH]
