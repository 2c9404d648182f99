"""Weights stored as 16-bit floats: half the file, the same answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")

from core.vision.network.inference import open_session  # noqa: E402
from models.networks.halves import in_halves  # noqa: E402
from tests.core.networks import tiny_network  # noqa: E402

pytestmark = pytest.mark.lab


def test_file_is_half_as_large_and_answers_the_same(tmp_path: Path) -> None:
    whole = tiny_network()
    (tmp_path / "whole.onnx").write_bytes(whole)
    (tmp_path / "half.onnx").write_bytes(in_halves(onnx.load_from_string(whole)).SerializeToString())
    assert (tmp_path / "half.onnx").stat().st_size < 0.55 * len(whole)
    faces = np.random.default_rng(1).random((3, 1, 48, 48), np.float32)
    before, after = (
        open_session(tmp_path / f"{name}.onnx").run(None, {"input": faces})[0] for name in ("whole", "half")
    )
    assert np.abs(before).max() > 0.1
    assert np.abs(before - after).max() < 1e-3


def test_small_numbers_are_kept_as_they_are() -> None:
    model = onnx.load_from_string(tiny_network())
    model.graph.initializer.append(onnx.numpy_helper.from_array(np.full(5, 1e6, np.float32), "large"))
    kept = {tensor.name: tensor.data_type for tensor in in_halves(model).graph.initializer}
    assert kept == {"weights_half": onnx.TensorProto.FLOAT16, "large": onnx.TensorProto.FLOAT}
