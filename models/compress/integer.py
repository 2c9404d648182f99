"""int8 by onnxruntime's quantizer: static (calibrated, per channel, QDQ) and dynamic (linear layers)."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_dynamic,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process

from core.vision.network.classifier import prepare
from models.base.errors import LabError
from models.compress.portable import seven_bits, untied
from models.data.faces import FaceSet
from models.networks.export import describe, save_onnx
from models.registry.spec import NetworkSpec

CALIBRATION_FACES = 512
CALIBRATION_SEED = 7


class Faces(CalibrationDataReader):  # type: ignore[misc]
    """Feeds prepared faces to the calibration one by one; in batches the last digits of the ranges differ."""

    def __init__(self, spec: NetworkSpec, pixels: npt.NDArray[np.uint8]) -> None:
        self.faces = iter([prepare(pixels[i : i + 1], spec.input) for i in range(len(pixels))])

    def get_next(self) -> dict[str, npt.NDArray[np.float32]] | None:
        """The next face, None at the end."""
        face = next(self.faces, None)
        return None if face is None else {"input": face}


def calibration_faces(faces: FaceSet, count: int = CALIBRATION_FACES) -> npt.NDArray[np.uint8]:
    """[count, 48, 48] training faces, chosen with a fixed seed."""
    if not len(faces):
        raise LabError("no faces to calibrate with")
    chosen = np.random.default_rng(CALIBRATION_SEED).permutation(len(faces))[:count]
    return faces.pixels[chosen]


@contextmanager
def _quiet() -> Iterator[None]:
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)  # advice that does not apply to networks this small
    try:
        yield
    finally:
        logging.disable(before)


def static_int8(source: Path, target: Path, spec: NetworkSpec, pixels: npt.NDArray[np.uint8]) -> NetworkSpec:
    """Write an int8 copy of an ONNX network, its ranges measured on `pixels`; input and output stay float.

    Returns how the copy wants to be asked: its input's mean may have moved by half a grey value.

    The ranges go from the least to the greatest value seen. Leaving out one value in 100,000 brings answers nearer
    to the float network's (on the validation tenth a divergence of 0.0004 against 0.0007), and no figure gets
    better by more than chance. Weights keep 7 bits, see `models.compress.portable`.
    """
    with tempfile.TemporaryDirectory() as folder, _quiet():
        prepared, written = Path(folder) / "prepared.onnx", Path(folder) / "int8.onnx"
        quant_pre_process(str(source), str(prepared))
        quantize_static(
            str(prepared),
            str(written),
            Faces(spec, pixels),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.MinMax,
        )
        model = seven_bits(onnx.load(written))
        described = untied(model, spec)
        _finish(model, target, described)
        return described


def dynamic_int8(source: Path, target: Path, spec: NetworkSpec) -> None:
    """Write a copy whose linear layers have int8 weights and choose the inputs' scale at each run."""
    with tempfile.TemporaryDirectory() as folder, _quiet():
        written = Path(folder) / "dynamic.onnx"
        quantize_dynamic(
            str(source),
            str(written),
            op_types_to_quantize=["Gemm", "MatMul"],
            per_channel=True,
            weight_type=QuantType.QInt8,
        )
        _finish(onnx.load(written), target, spec)


def _finish(model: onnx.ModelProto, target: Path, spec: NetworkSpec) -> None:
    describe(model, spec)
    model.doc_string = ""
    del model.graph.value_info[:]
    save_onnx(model, target)
