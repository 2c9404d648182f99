"""Others that do a part of the same, for the comparison only: where they are not installed, a word says so."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.bench.voice_truth import RATE, Floats

HOW = "pip install webrtcvad-wheels librosa, where the bench is run: Poise itself never needs them"
VAD_S = 0.02
"""Frames of webrtcvad: 20 ms."""
_STRICT = 3  # its strictest mode, which is its best on all these mixtures
SpeechFrames = Callable[[Floats], NDArray[np.bool_]]
Count = Callable[[Floats], int]
Tones = Callable[[Floats], NDArray[np.float64]]


def _module(name: str) -> Any | None:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def webrtc() -> SpeechFrames | None:
    """Speech or not for each 20 ms by webrtcvad; None where it is not installed."""
    module = _module("webrtcvad")
    if module is None:
        return None

    def said(samples: Floats) -> NDArray[np.bool_]:
        vad, size = module.Vad(_STRICT), round(VAD_S * RATE) * 2
        data = np.clip(samples * 32767, -32767, 32767).astype("<i2").tobytes()
        return np.array([vad.is_speech(data[at : at + size], RATE) for at in range(0, len(data) - size + 1, size)])

    return said


def onsets() -> Count | None:
    """How many onsets librosa finds (its defaults): the usual stand-in for syllables; None without it."""
    module = _module("librosa")
    return (lambda samples: len(module.onset.onset_detect(y=samples, sr=RATE))) if module else None


def pitches() -> Tones | None:
    """The pitch in Hz of each 16 ms by librosa's pYIN, NaN where there is none; None without it."""
    module = _module("librosa")
    if module is None:
        return None

    def tones(samples: Floats) -> NDArray[np.float64]:
        found: NDArray[np.float64] = module.pyin(samples, fmin=65.0, fmax=400.0, sr=RATE, hop_length=256)[0]
        return found

    return tones
