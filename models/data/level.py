"""Faces of a data set cut as the program cuts them: eyes level, in one framing; cached, since the mesh takes time.

Ten milliseconds a face: FER2013 takes some six minutes once. It goes in parts of a few hundred faces, each kept as
soon as it is done, so that an interrupted start goes on where it was.
"""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import platformdirs

from core.vision.levelled import Leveller
from core.vision.network.weights import weights_folder
from models.base.files import written_whole
from models.base.progress import track
from models.data.faces import FaceSet

VERSION = 1
"""Raise it when `core.vision.levelled` cuts otherwise."""
PART = 1024
"""Faces a file of the cache."""

Pixels = npt.NDArray[np.uint8]


def with_levels(faces: FaceSet, cache_dir: Path | None = None) -> FaceSet:
    """The same faces with `level` filled in: each levelled, or as it is where the mesh finds no face."""
    folder = cache_dir or platformdirs.user_cache_path("poise") / "levelled"
    level, leveller, networks = np.empty_like(faces.pixels), Leveller(), _networks()
    for part in track(_parts(faces), "levelling faces"):
        pixels = faces.pixels[part]
        place = folder / f"{hashlib.sha256(networks + pixels.tobytes()).hexdigest()[:20]}.npz"
        found = _load(place)
        if found is None or found.shape != pixels.shape:
            found = np.stack([leveller.level(face) for face in pixels]).astype(np.uint8)
            _save(place, found)
        level[part] = found
    return replace(faces, level=level)


def levelled(faces: FaceSet, cache_dir: Path | None = None) -> FaceSet:
    """The faces as the program would hand them to a network."""
    return (faces if faces.level is not None else with_levels(faces, cache_dir)).as_levelled()


def _parts(faces: FaceSet) -> list[npt.NDArray[np.int64]]:
    """Positions, split by split, so that a split alone finds what the whole has cached."""
    parts: list[npt.NDArray[np.int64]] = []
    for name in faces.split_names():
        inside = np.flatnonzero(faces.splits == name)
        parts += [inside[i : i + PART] for i in range(0, len(inside), PART)]
    return parts


def _networks() -> bytes:
    """What decides the cut beside the picture: our version, and the files of the landmark networks."""
    files = sorted(weights_folder().glob("landmark-*.onnx"))
    digest = hashlib.sha256(str(VERSION).encode())
    for path in files:
        digest.update(path.read_bytes())
    return digest.digest()


def _load(place: Path) -> Pixels | None:
    try:
        with place.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            return np.asarray(stored["pixels"], np.uint8)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return None


def _save(place: Path, pixels: Pixels) -> None:
    """A folder that cannot be written only costs the time of the next start."""
    try:
        with written_whole(place) as stream:
            np.savez(stream, pixels=pixels)
    except OSError:
        return
