"""That the ONNX file says what TensorFlow Lite's runtime says of the original."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from core.vision.network.inference import open_session

Floats = npt.NDArray[np.float32]

AGREES = 1e-3
"""Greatest difference of an output from LiteRT's, in the outputs' own units (pixels of the input, or logits), while
the weights are those of the file."""
ROUNDED = 0.05
"""The same with weights rounded to 16 bits: a twentieth of a pixel of the cut."""


def differences(original: Path, made: Sequence[Path], low: float, runs: int = 8) -> list[float]:
    """The greatest difference of each `made` file's outputs from the original's.

    The inputs are noise and smooth pictures alternately, with values from `low` to 1.
    """
    reference = _Reference(original)
    sessions = [open_session(path) for path in made]
    worst = [0.0] * len(sessions)
    for picture in _pictures(reference.shape, low, runs):
        wanted = reference.run(picture)
        for number, session in enumerate(sessions):
            given = session.run(None, {session.get_inputs()[0].name: picture.transpose(0, 3, 1, 2)})
            for one, other in zip(given, wanted, strict=True):
                worst[number] = max(worst[number], float(np.abs(one - other).max()))
    return worst


class _Reference:
    """The original in LiteRT, on one thread."""

    def __init__(self, path: Path) -> None:
        from ai_edge_litert.interpreter import Interpreter

        self._interpreter: Any = Interpreter(str(path), num_threads=1)
        self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]
        self._outputs = self._interpreter.get_output_details()
        self.shape: tuple[int, ...] = tuple(self._input["shape"])

    def run(self, picture: Floats) -> list[Floats]:
        self._interpreter.set_tensor(self._input["index"], picture)
        self._interpreter.invoke()
        return [self._interpreter.get_tensor(output["index"]) for output in self._outputs]


def _pictures(shape: tuple[int, ...], low: float, runs: int) -> list[Floats]:
    random = np.random.default_rng(0)
    _, height, width, channels = shape
    y, x = np.mgrid[0:height, 0:width]
    pictures = []
    for number in range(runs):
        values = random.uniform(0, 1, shape)
        if number % 2:
            waves = random.uniform(0.02, 0.2, (channels, 2))
            values[0] = np.stack([0.5 + 0.5 * np.sin(a * x + b * y) for a, b in waves], axis=-1)
        pictures.append((low + (1 - low) * values).astype(np.float32))
    return pictures
