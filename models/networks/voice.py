"""Silero's voice network as it is shipped: its spectrum computed when the file is opened, its weights in bytes.

`python -m models.networks.voice SOURCE silero-vad.onnx SPEECH.wav` wrote the shipped file; where the source and the
speech are from stands in `weights/voice.toml`. A fifth of the source is the table of a Fourier transform under a Hann
window, which a formula gives to the last bit but one. The speech tells how to round the rest (see `rounding`).
"""

from __future__ import annotations

import sys
import wave
from pathlib import Path
from typing import Any

import numpy as np

from models.base.errors import LabError
from models.base.files import written_whole
from models.networks.moments import moments
from models.networks.packing import Packing
from models.networks.rounding import Floats, rounded, steps_for

RATE, FRAME, CONTEXT = 16_000, 512, 64
"""Hz, samples of a frame, and of the frame before that the network looks at too (as in `core/voice/detector.py`)."""
SPECTRUM = "stft.forward_basis_buffer"
SAMPLES = 256
"""Of a window; its spectrum has one frequency more than half as many, cosines first."""
FREQUENCIES = SAMPLES // 2 + 1
ALIKE = 1e-6
LARGE = 1000
"""Weights below which a tensor stays in 16 bits."""
BITS = 8


def packed(model: Any, speech: Floats) -> Any:
    """The `onnx.ModelProto`, changed, with weights rounded for this speech (n,), full scale 1.

    Raises LabError where its spectrum is not the known one.
    """
    packing = Packing(model)
    cosines, sines, window = _waves()
    turns = np.arange(FREQUENCIES)[:, None] * np.arange(SAMPLES) % SAMPLES
    basis = np.concatenate([cosines[turns], sines[turns]]) * window
    given = packing.values(SPECTRUM)
    if given.shape != (2 * FREQUENCIES, 1, SAMPLES) or np.abs(given[:, 0] - basis).max() > ALIKE:
        raise LabError(f"{SPECTRUM}: not the Fourier transform of {SAMPLES} samples under a Hann window")
    found = moments(model, [_frames(speech)])
    del found[SPECTRUM]
    _compute_spectrum(packing)
    for name, seen in found.items():
        weights = packing.matrix(name)
        if weights.size >= LARGE:
            steps = steps_for(weights, BITS)
            packing.bytes(name, rounded(weights, steps, seen), steps)
    packing.halve()
    return packing.done()


def _frames(samples: Floats) -> dict[str, Floats]:
    """What the network is given of speech at full scale 1, shape (n,), from silence on."""
    whole = samples[: len(samples) // FRAME * FRAME]
    joined = np.concatenate([np.zeros(CONTEXT, np.float32), whole])
    frames = np.lib.stride_tricks.sliding_window_view(joined, CONTEXT + FRAME)[::FRAME]
    state = np.zeros((1, 1, 128), np.float32)
    return {"input": np.ascontiguousarray(frames), "h": state, "c": state}


def _speech(path: Path) -> Floats:
    """The samples of a 16-bit mono file at 16 kHz; raises LabError."""
    try:
        with wave.open(str(path), "rb") as file:
            if file.getparams()[:3] != (1, 2, RATE):
                raise LabError(f"{path}: not 16-bit mono at {RATE} Hz; convert it and try again")
            data = file.readframes(file.getnframes())
    except (OSError, EOFError, wave.Error) as error:
        raise LabError(f"{path}: cannot be read ({error})") from None
    return np.frombuffer(data, "<i2").astype(np.float32) / 32768


def _waves() -> tuple[Floats, Floats, Floats]:
    """One turn of the cosine and of the falling sine, and the window, each (SAMPLES,) in 32 bits."""
    angles = 2 * np.pi * np.arange(SAMPLES) / SAMPLES
    cosines, sines = np.cos(angles), -np.sin(angles)
    return cosines.astype(np.float32), sines.astype(np.float32), (0.5 - 0.5 * cosines).astype(np.float32)


def _compute_spectrum(packing: Packing) -> None:
    """The table by looking up frequency times sample, modulo a turn, in one turn of each wave."""
    from onnx import helper, numpy_helper

    cosines, sines, window = _waves()
    constants = {
        "spectrum_frequency": np.arange(FREQUENCIES, dtype=np.int64)[:, None],
        "spectrum_sample": np.arange(SAMPLES, dtype=np.int64)[None],
        "spectrum_turn": np.asarray(SAMPLES, np.int64),
        "spectrum_cosine": cosines,
        "spectrum_sine": sines,
        "spectrum_window": window,
        "spectrum_shape": np.asarray([2 * FREQUENCIES, 1, SAMPLES], np.int64),
    }
    nodes = [
        helper.make_node("Mul", ["spectrum_frequency", "spectrum_sample"], ["spectrum_product"]),
        helper.make_node("Mod", ["spectrum_product", "spectrum_turn"], ["spectrum_place"]),
        helper.make_node("Gather", ["spectrum_cosine", "spectrum_place"], ["spectrum_cosines"]),
        helper.make_node("Gather", ["spectrum_sine", "spectrum_place"], ["spectrum_sines"]),
        helper.make_node("Concat", ["spectrum_cosines", "spectrum_sines"], ["spectrum_waves"], axis=0),
        helper.make_node("Mul", ["spectrum_waves", "spectrum_window"], ["spectrum_windowed"]),
        helper.make_node("Reshape", ["spectrum_windowed", "spectrum_shape"], [SPECTRUM]),
    ]
    packing.compute(SPECTRUM, nodes, [numpy_helper.from_array(values, name) for name, values in constants.items()])


def main(source: str, target: str, speech: str) -> None:
    """Write `target` from `source`."""
    import onnx

    with written_whole(Path(target)) as stream:
        stream.write(packed(onnx.load(source), _speech(Path(speech))).SerializeToString())


if __name__ == "__main__":
    main(*sys.argv[1:4])
