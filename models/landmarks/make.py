"""From the wheel to registered ONNX files: unpack, convert, prove, enter."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from models.base.errors import LabError, need
from models.landmarks.convert import convert
from models.landmarks.graph import read_graph
from models.landmarks.proof import AGREES, ROUNDED, differences
from models.landmarks.sources import (
    LICENCE,
    LICENCE_FILE,
    SOURCES,
    WHEEL,
    Source,
    fetch_wheel,
    unpack,
    unpack_licence,
)
from models.registry.entries import enter_landmarks

Say = Callable[[str], None]


def make(folder: Path, say: Say, wheel: Path | None = None) -> list[Path]:
    """Make all landmark networks in `folder` and enter them in its registry; raises LabError.

    Without `wheel`, pip downloads it to a temporary folder.
    """
    need("tflite", "ai_edge_litert", "onnx")
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        given = wheel or fetch_wheel(place)
        unpack_licence(given, folder)
        return [_make_one(source, unpack(given, source, place), folder, say) for source in SOURCES]


def _make_one(source: Source, original: Path, folder: Path, say: Say) -> Path:
    """Convert and prove one network. Its weights are rounded to 16 bits where the original has more."""
    graph = read_graph(original)
    path, exact = folder / f"landmark-{source.name}.onnx", original.with_suffix(".onnx")
    convert(graph, exact, half=False)
    made = original.with_suffix(".half.onnx")
    convert(graph, made)
    whole, rounded = differences(original, (exact, made), source.low)
    say(f"{source.name}: differs from LiteRT by {whole:.2g}, with weights of 16 bits by {rounded:.2g}")
    if whole > AGREES or rounded > ROUNDED:
        raise LabError(
            f"{source.name}: the converted network does not agree with LiteRT (limits {AGREES}, {ROUNDED})"
        )
    path.write_bytes(made.read_bytes())
    enter_landmarks(source.name, path, _facts(source, whole, rounded), folder)
    return path


def _facts(source: Source, whole: float, rounded: float) -> dict[str, object]:
    return {
        "what": source.what,
        "source": f"{source.member} of the wheel {WHEEL}",
        "source_sha256": source.sha256,
        "licence": LICENCE,
        "licence_file": LICENCE_FILE,
        "command": "poise lab landmarks",
        "difference": float(f"{whole:.2g}"),
        "difference_16_bits": float(f"{rounded:.2g}"),
    }
