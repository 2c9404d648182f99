"""From the wheel to registered ONNX files: unpack, convert, prove, store small, prove again, enter."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from models.base.errors import LabError, need
from models.landmarks.convert import convert
from models.landmarks.graph import read_graph
from models.landmarks.proof import AGREES, MOVED, difference, moved
from models.landmarks.sample import inputs
from models.landmarks.sources import (
    LICENCE,
    LICENCE_FILE,
    MAY,
    SOURCES,
    WHEEL,
    Source,
    fetch_wheel,
    unpack,
    unpack_licence,
)
from models.landmarks.storage import STORAGE, stored
from models.networks.moments import moments
from models.networks.rounding import Floats
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
        originals = {source.name: unpack(given, source, place) for source in SOURCES}
        exact = {source.name: _converted(source, originals[source.name], say) for source in SOURCES}
        files = {name: file for name, (file, _) in exact.items()}
        seen = inputs(files)
        return [_pack_one(source, *exact[source.name], seen[source.name], folder, say) for source in SOURCES]


def _converted(source: Source, original: Path, say: Say) -> tuple[Path, float]:
    """The network with all its bits, and how far its outputs are from the original's."""
    path = original.with_suffix(".onnx")
    convert(read_graph(original), path)
    far = difference(original, path, source.low)
    say(f"{source.name}: differs from LiteRT by {far:.2g}")
    if far > AGREES:
        raise LabError(f"{source.name}: the converted network does not agree with LiteRT (limit {AGREES})")
    return path, far


def _pack_one(source: Source, exact: Path, far: float, seen: Floats, folder: Path, say: Say) -> Path:
    """Store it small by every second picture, and prove by the others that the points stay."""
    import onnx

    model = onnx.load(str(exact))
    path = folder / f"landmark-{source.name}.onnx"
    feeds = ({model.graph.input[0].name: picture} for picture in seen[::2, None])
    small = stored(model, STORAGE[source.name], moments(model, feeds))
    made = exact.with_suffix(".small.onnx")
    made.write_bytes(small.SerializeToString())
    usual, most = moved(exact, made, seen[1::2], source.name)
    say(
        f"{source.name}: {made.stat().st_size} bytes, which move its points by {usual:.2g} pixels, {most:.2g} at most"
    )
    if usual > MOVED:
        raise LabError(f"{source.name}: stored small it moves the points too far (limit {MOVED} pixels)")
    path.write_bytes(made.read_bytes())
    enter_landmarks(source.name, path, _facts(source, far, usual, most), folder)
    return path


def _facts(source: Source, far: float, usual: float, most: float) -> dict[str, object]:
    return {
        "what": source.what,
        "source": f"{source.member} of the wheel {WHEEL}",
        "source_sha256": source.sha256,
        "licence": LICENCE,
        "licence_file": LICENCE_FILE,
        "may": MAY,
        "command": "poise lab landmarks",
        "difference": float(f"{far:.2g}"),
        "moved_median": float(f"{usual:.2g}"),
        "moved_most": float(f"{most:.2g}"),
    }
