"""Speech or not, by Silero VAD (MIT) through onnxruntime: a probability for each 32 ms.

The network is the one of the wheel `silero-vad` 6.2.3 (`silero_vad_16k_sequence.onnx`), taken without that package,
which needs torch. It takes several frames in one call, which costs a third of a call for each.
"""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.base.errors import WeightsError
from core.base.toml import TOMLDecodeError, parse
from core.vision.network.inference import open_session

RATE = 16_000
"""Hz of all samples in this wing."""
FRAME = 512
"""Samples of one frame: 32 ms."""
FRAME_S = FRAME / RATE
_CONTEXT = 64  # samples of the frame before, which the network looks at too
REGISTER = "voice.toml"
Floats = npt.NDArray[np.float32]


class SpeechDetector:
    """Streaming: give it samples as they come. Raises WeightsError where its file is missing, changed or damaged."""

    def __init__(self, folder: Path | None = None) -> None:
        path = network_file(folder or Path(str(files("models") / "weights")))
        self._session = open_session(path)
        inputs = {node.name for node in self._session.get_inputs()}
        if inputs != {"input", "h", "c"}:
            raise WeightsError("voice_other", path=path, names=", ".join(sorted(inputs)))
        self.reset()

    def reset(self) -> None:
        """Begin anew, as after a gap."""
        self._h = self._c = np.zeros((1, 1, 128), np.float32)
        self._context = np.zeros(_CONTEXT, np.float32)

    def probabilities(self, samples: Floats) -> Floats:
        """The probability of speech for each frame of `samples`, shape (n * FRAME,), full scale 1; shape (n,)."""
        if samples.size == 0:
            return np.zeros(0, np.float32)
        joined = np.concatenate([self._context, samples])
        frames = np.lib.stride_tricks.sliding_window_view(joined, _CONTEXT + FRAME)[::FRAME]
        self._context = joined[-_CONTEXT:]
        feed = {"input": np.ascontiguousarray(frames), "h": self._h, "c": self._c}
        found, self._h, self._c = self._session.run(None, feed)
        probabilities: Floats = found
        return probabilities


def network_file(folder: Path) -> Path:
    """The file that the register names, its hash checked; raises WeightsError."""
    register = folder / REGISTER
    try:
        table = parse(register.read_text("utf-8"))["voice"]["silero"]
        path = folder / str(table["file"])
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise WeightsError("voice_unreadable", path=error.filename, reason=error.strerror) from None
    except (TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise WeightsError("voice_register", path=register, reason=error) from None
    if digest != table.get("sha256"):
        raise WeightsError("voice_changed", path=path)
    return path
