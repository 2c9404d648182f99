"""That the ONNX file says what TensorFlow Lite's runtime says of the original, and the small one nearly that."""

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
MOVED = 0.1
"""Greatest median of the way, in pixels of the input, that the points move where the weights are stored small. The
mesh's own points tremble by more from picture to picture."""


def difference(original: Path, made: Path, low: float, runs: int = 8) -> float:
    """The greatest difference of the `made` file's outputs from the original's.

    The inputs are noise and smooth pictures alternately, with values from `low` to 1.
    """
    reference, session = _Reference(original), open_session(made)
    worst = 0.0
    for picture in _pictures(reference.shape, low, runs):
        given = session.run(None, {session.get_inputs()[0].name: picture.transpose(0, 3, 1, 2)})
        for one, other in zip(given, reference.run(picture), strict=True):
            worst = max(worst, float(np.abs(one - other).max()))
    return worst


def moved(exact: Path, small: Path, pictures: Floats, name: str) -> tuple[float, float]:
    """How far x and y of the points of the network `name` are apart in two files: the median and the most, in pixels.

    `pictures` (n, 3, side, side) are real inputs. Of the detector, only boxes count that it calls faces.
    """
    sessions = [open_session(path) for path in (exact, small)]
    ways = []
    for picture in pictures[:, None]:
        one, other = (session.run(None, {session.get_inputs()[0].name: picture}) for session in sessions)
        ways += [
            np.abs(a - b).ravel() for a, b in zip(_points(one, name, one), _points(other, name, one), strict=True)
        ]
    every = np.concatenate(ways)
    return float(np.median(every)), float(every.max())


def _points(outputs: Sequence[Floats], name: str, judge: Sequence[Floats]) -> list[Floats]:
    """The outputs' places, in pixels, as arrays (n, 2)."""
    if name == "detector":
        return [outputs[0][judge[1][..., 0] > 0].reshape(-1, 2)]
    return [values.reshape(-1, 3)[:, :2] for values in outputs if values.size > 1]


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
