"""The voice against speech whose truth is known, and what it costs, beside webrtcvad and librosa in the same run.

Truth and figures: `voice_figures`, which makes the tables of `sounds/README.md` from both voices; here it is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.voice.detector import SpeechDetector
from tests.bench import voice_cost as cost
from tests.bench import voice_rivals as rivals
from tests.bench.voice_figures import PACE, PAUSES, VAD, Figure, figures
from tests.bench.voice_truth import spoken

RIVALS = {VAD: "webrtcvad", PACE: "librosa's onsets"}
AIMS = {VAD: "95", PACE: "10"}
COST_MS, COST_MB = "10", "15"


def run() -> list[dict[str, Any]]:
    """Frames right, pace and the rest by language, and what it costs."""
    return [_row(figure) for figure in figures(SpeechDetector(), voices=(0,))] + list(_costs())


def _row(figure: Figure) -> dict[str, Any]:
    beside = f"; {RIVALS[figure.group]}: {sum(figure.rival) / len(figure.rival):.1f}" if figure.rival else ""
    name = f"{figure.language} {figure.group}: {figure.what} (worst {figure.worst:.3g}{beside})"
    return {"name": name, "value": figure.mean, "unit": figure.unit, "target": AIMS.get(figure.group, "")}


def _costs() -> Iterator[dict[str, Any]]:
    """Processor time a second of sound and memory; who is not installed is named."""
    found = cost.costs(spoken("ko", 5.0, PAUSES).samples)
    ours = found[cost.OURS]
    yield {"name": "processor time a second of sound", "value": ours["ms"], "unit": "ms", "target": COST_MS}
    yield {"name": "memory beside a face's network", "value": ours["mb"], "unit": "MB", "target": COST_MB}
    for tool, what in ((cost.WEBRTC, "speech or not alone"), (cost.LIBROSA, "onsets alone")):
        name = f"the same, {tool} ({what})"
        if tool not in found:
            yield {"name": f"{name}: not installed, {rivals.HOW}", "value": None}
            continue
        for key, unit in (("ms", "ms"), ("mb", "MB")):
            ratio = found[tool][key] / ours[key]
            yield {"name": name, "value": found[tool][key], "unit": unit, "ratio": ratio}
