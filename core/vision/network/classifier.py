"""The network that reads a face, by ONNX Runtime on one thread."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from core.base.errors import WeightsError
from core.base.opencv import cv2
from core.base.types import Expression, Image
from core.vision.network.inference import open_session, try_out
from core.vision.network.weights import InputSpec, Network

Floats = npt.NDArray[np.float32]


class Classifier:
    """Gives a probability for each class of `network`; raises WeightsError when the file cannot be run."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.classes: tuple[Expression, ...] = network.classes
        self._session = open_session(network.path)
        self._name: str = self._session.get_inputs()[0].name
        tried = try_out(
            self._session, network.path, {self._name: prepare(np.zeros((48, 48), np.uint8), network.input)}
        )
        outputs = tried.reshape(-1).shape
        if outputs != (len(self.classes),):
            raise WeightsError(f"{network.path}: {outputs[0]} outputs for {len(self.classes)} registered classes")
        for grey in (0, 128, 255):
            self.classify(np.full((48, 48), grey, np.uint8))

    def classify(self, face: Image) -> dict[Expression, float]:
        """The probabilities of a grey face (48, 48) as `core.vision.regions.crop` cuts it; they sum to 1.

        Raises WeightsError where the network gives something that is no number.
        """
        values = self._logits(face).astype(np.float64)
        total = values.sum()
        if not np.isfinite(total) or (self.network.output_kind != "logits" and total == 0):
            raise WeightsError(f"{self.network.path}: the network gives no number for a face; choose other weights")
        if self.network.output_kind == "logits":
            values = np.exp((values - values.max()) / self.network.temperature)
        values /= values.sum()
        return dict(zip(self.classes, values.tolist(), strict=True))

    def _logits(self, face: Image) -> Floats:
        planes = prepare(face, self.network.input)
        output: Floats = self._session.run(None, {self._name: planes})[0]
        return output.reshape(-1)


def prepare(face: Image, spec: InputSpec) -> Floats:
    """A grey face as the network's input, float32 [1, channels, height, width]."""
    height, width = spec.size
    if face.shape != (height, width):
        face = np.asarray(cv2.resize(face, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    plane = face.astype(np.float32) * np.float32(spec.scale)
    mean = np.array(spec.mean, np.float32)[:, None, None]
    std = np.array(spec.std, np.float32)[:, None, None]
    planes = (plane[None] - mean) / std
    return np.ascontiguousarray(np.broadcast_to(planes, (spec.channels, height, width)))[None]
