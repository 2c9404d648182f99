"""The network that reads faces, by ONNX Runtime: what it is fed, and what its outputs mean.

The engine asks it face by face, the lab (`models.networks.predict`) in batches; both feed it by `prepare`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from core.base.errors import WeightsError
from core.base.opencv import cv2
from core.base.types import Expression, Image
from core.vision.network.inference import FIRST_ON_GPU_S, TRIAL_LIMIT_S, open_on, try_out
from core.vision.network.providers import CPU
from core.vision.network.weights import InputSpec, Network

Floats = npt.NDArray[np.float32]
Shares = npt.NDArray[np.float64]


class Classifier:
    """Gives a probability for each class of `network`, computed by the provider that is asked for.

    Raises WeightsError when the file cannot be run, SettingsError for the provider (see `open_on`).
    """

    def __init__(self, network: Network, threads: int = 1, asked: str = CPU) -> None:
        self.network = network
        self.classes: tuple[Expression, ...] = network.classes
        self._session, self.provider = open_on(asked, network.path, threads)
        given = self._session.get_inputs()[0]
        self._name: str = given.name
        self._one_by_one = given.shape[0] == 1
        black = prepare(np.zeros((1, 48, 48), np.uint8), network.input)
        limit_s = TRIAL_LIMIT_S if self.provider.name == CPU else FIRST_ON_GPU_S
        outputs = try_out(self._session, network.path, {self._name: black}, limit_s).size
        if outputs != len(self.classes):
            raise WeightsError("network_outputs", path=network.path, outputs=outputs, classes=len(self.classes))
        for grey in (0, 128, 255):
            self.classify(np.full((48, 48), grey, np.uint8))

    def classify(self, face: Image) -> dict[Expression, float]:
        """The probabilities of a grey face (48, 48) as `core.vision.regions.crop` cuts it; they sum to 1.

        Raises WeightsError where the network gives something that is no number.
        """
        outputs = self.run(prepare(face[None], self.network.input))
        total = outputs.sum()
        if not np.isfinite(total) or (self.network.output_kind != "logits" and total == 0):
            raise WeightsError("network_no_number", path=self.network.path)
        shares = probabilities(outputs, self.network.output_kind, self.network.temperature)
        return dict(zip(self.classes, shares[0].tolist(), strict=True))

    def run(self, inputs: Floats) -> Floats:
        """The network's outputs [n, classes] for prepared faces [n, channels, height, width]."""
        if self._one_by_one and len(inputs) > 1:
            return np.concatenate([self.run(inputs[i : i + 1]) for i in range(len(inputs))])
        outputs: Floats = self._session.run(None, {self._name: inputs})[0]
        return outputs.reshape(len(inputs), -1)


def prepare(faces: Image, spec: InputSpec) -> Floats:
    """Grey faces [n, h, w] as the network's input, float32 [n, channels, height, width]."""
    height, width = spec.size
    if faces.shape[1:] != (height, width):
        resized = [cv2.resize(face, (width, height), interpolation=cv2.INTER_AREA) for face in faces]
        faces = np.array(resized, np.uint8).reshape(-1, height, width)
    planes = faces.astype(np.float32)[:, None] * np.float32(spec.scale)
    mean = np.array(spec.mean, np.float32)[:, None, None]
    std = np.array(spec.std, np.float32)[:, None, None]
    return np.array(np.broadcast_to((planes - mean) / std, (len(faces), spec.channels, height, width)), order="C")


def probabilities(outputs: Floats, kind: str, temperature: float) -> Shares:
    """Rows that sum to 1 from a network's outputs [n, classes], which are "logits" or "probabilities"."""
    values = outputs.astype(np.float64)
    if kind == "logits":
        values = np.exp((values - values.max(axis=1, keepdims=True)) / temperature)
    shares: Shares = values / values.sum(axis=1, keepdims=True)
    return shares
