"""What hearing costs: processor time a second of sound and memory, each tool in a process of its own.

`python -m tests.bench.voice_cost TOOL FILE.npy` prints both as JSON; `costs` runs all tools one after the other.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

import models
from tests.bench import voice_rivals as rivals
from tests.bench.voice_truth import RATE, Floats

OURS, WEBRTC, LIBROSA = "voice", "webrtcvad", "librosa"
_PIECE = 20 * RATE


def costs(samples: Floats) -> dict[str, dict[str, float]]:
    """`ms` a second of sound and `mb` of memory by tool; a tool that is not installed is left out."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "speech.npy"
        np.save(file, samples)
        found = {}
        for tool in (OURS, WEBRTC, LIBROSA):
            command = [sys.executable, "-m", "tests.bench.voice_cost", tool, str(file)]
            told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            found.update({tool: json.loads(told)} if told.strip() else {})
    return found


def _worker(tool: str) -> Callable[[Floats], object] | None:
    if tool == WEBRTC:
        return rivals.webrtc()
    if tool == LIBROSA:
        return rivals.onsets()
    from core.voice.analyser import VoiceAnalyser

    analyser, at = VoiceAnalyser(), 0

    def hear(samples: Floats) -> None:
        nonlocal at
        for part in np.split(samples, range(800, samples.size, 800)):
            at += part.size
            analyser.feed(part, at / RATE)

    return hear


def _resident() -> float:
    """MB that this process holds."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096 / 1e6


def main(tool: str, file: str) -> None:
    """Measure one tool; the network of the face is loaded before, since it is there anyway."""
    from core.vision.network.inference import open_session

    face = open_session(Path(models.__file__).parent / "weights" / "panel-int8.onnx")
    samples: Floats = np.load(file)
    before = _resident()
    hear = _worker(tool)
    if hear is None:
        return
    hear(samples[:_PIECE])  # librosa compiles at its first call: that is not counted
    began = time.process_time()
    for at in range(0, samples.size, _PIECE):
        hear(samples[at : at + _PIECE])
    ms = 1000.0 * (time.process_time() - began) / (samples.size / RATE)
    print(json.dumps({"ms": ms, "mb": _resident() - before}))
    del face


if __name__ == "__main__":
    main(*sys.argv[1:])
