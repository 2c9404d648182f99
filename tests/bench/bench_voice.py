"""The voice against speech whose truth is known, beside webrtcvad where it is installed.

Truth: espeak-ng speaks Korean and English in two voices, 4, 6 and 8 syllables a second, in hiss, a fan, typing and
babble at 10 dB. `core/README.md` has the table.
"""

from __future__ import annotations

import importlib
import resource
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.voice.analyser import VoiceAnalyser
from core.voice.detector import FRAME_S, RATE, SpeechDetector
from tests.bench.voice_truth import NOISES, Floats, Spoken, noisy, spoken

PACES = (4.0, 6.0, 8.0)
PAUSES = (0.6, 1.2, 0.6, 3.0, 0.6, 0.8, 0.6)
SNR_DB = 10.0


def run() -> list[dict[str, Any]]:
    """Frames right and syllables counted by kind of noise, and what it costs."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    detector = SpeechDetector()
    right: dict[str, list[float]] = defaultdict(list)
    errors: dict[str, list[float]] = defaultdict(list)
    others: dict[str, list[float]] = defaultdict(list)
    cost = seconds = rival_cost = 0.0
    rival = _webrtc()
    for language, pace, voice in ((a, b, c) for a in ("ko", "en") for b in PACES for c in (0, 1)):
        speech = spoken(language, pace, PAUSES, voice=voice)
        for kind in ("clean", *NOISES):
            samples = speech.samples if kind == "clean" else noisy(speech, kind, SNR_DB)
            began = time.process_time()
            said, counted = _heard(detector, samples, speech)
            cost += time.process_time() - began
            seconds += samples.size / RATE
            right[kind].append(float(np.mean(said == speech.frames())))
            errors[f"{language} {kind}"].append(counted / speech.syllables - 1.0)
            if rival:
                began = time.process_time()
                others[kind].append(rival(samples, speech))
                rival_cost += time.process_time() - began
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    rows = [
        _row(f"frames right, {kind}", 100 * float(np.mean(v)), "%", "95", others[kind]) for kind, v in right.items()
    ]
    for kind, found in errors.items():
        worst = 100 * max(found, key=abs)
        rows.append(
            _row(f"syllables, mean error, {kind} (worst {worst:+.1f} %)", 100 * float(np.mean(found)), "%", "10")
        )
    own = 1000 * cost / seconds
    rows.append({"name": "processor time a second of sound", "value": own, "unit": "ms", "target": "10"})
    if rival:
        rows.append({"name": "the same, webrtcvad alone", "value": 1000 * rival_cost / seconds, "unit": "ms"})
    rows.append({"name": "memory, truth sets included", "value": grown / 1024, "unit": "MB"})
    return rows


def _heard(detector: SpeechDetector, samples: Floats, speech: Spoken) -> tuple[NDArray[np.bool_], int]:
    detector.reset()
    analyser = VoiceAnalyser(detector=detector)
    readings = [
        reading
        for at in range(0, samples.size, 800)
        for reading in analyser.feed(samples[at : at + 800], (at + samples[at : at + 800].size) / RATE)
    ]
    readings += analyser.flush()
    said = np.zeros(speech.frames().size, bool)
    for reading in readings:
        if reading.speech:
            said[round(reading.t / FRAME_S) : round(reading.until / FRAME_S)] = True
    return said, sum(reading.syllables for reading in readings)


def _webrtc() -> Callable[[Floats, Spoken], float] | None:
    """The share of 20 ms frames that webrtcvad (its strictest mode, its best here) has right."""
    try:
        webrtcvad: Any = importlib.import_module("webrtcvad")
    except ImportError:
        return None

    def right(samples: Floats, speech: Spoken) -> float:
        vad = webrtcvad.Vad(3)
        data = np.clip(samples * 32767, -32767, 32767).astype("<i2").tobytes()
        truth = speech.frames(0.02)
        said = [vad.is_speech(data[at * 640 : (at + 1) * 640], RATE) for at in range(truth.size)]
        return float(np.mean(np.array(said) == truth))

    return right


def _row(name: str, value: float, unit: str, target: str, other: list[float] | None = None) -> dict[str, Any]:
    row: dict[str, Any] = {"name": name, "value": value, "unit": unit, "target": target}
    if other:
        row["name"] += f" (webrtcvad {100 * float(np.mean(other)):.1f} %)"
    return row
