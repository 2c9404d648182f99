"""From the options of a command to the study's parts."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.config import TrainConfig, small_recipe
from models.data.faces import SIZE, FaceSet
from models.data.source import Source
from models.data.targets import Examples
from models.data.votes import read_votes
from models.errors import LabError
from models.networks.build import build
from models.networks.product import product
from models.networks.restore import restore
from models.predict import load_predictor
from models.quantize.integer import calibration_faces
from models.search import Aim
from models.study.make import Baseline, make, quantize_file
from models.study.run import Judges, Study


def learning(config: TrainConfig, faces: FaceSet, votes: Path | None, split: str, held_out: str) -> Examples:
    """What a network of this recipe learns from."""
    return Source(faces, votes, split, held_out).sets(config)[0]


def study(
    folder: Path, weights: str, faces: FaceSet, votes: Path | None, split: str, held_out: str, epochs: int
) -> Study:
    """The study of one baseline."""
    network, spec, config = restore(weights)
    learn = learning(config, faces, votes, split, held_out)
    judged = faces.split(held_out)
    judges = Judges(judged, read_votes(votes, judged) if votes else None)
    return Study(folder, Baseline(network, spec, config, calibration_faces(learn.faces), learn), judges, epochs)


def search_parts(
    weights: str, faces: FaceSet, votes: Path | None, split: str, held_out: str, space: str = "compress"
) -> tuple[Baseline, Aim]:
    """What a search starts from, and the validation tenth that it is judged by.

    The space `widths` starts from nothing but the small network's recipe.
    """
    if space == "widths":
        config = small_recipe()
        whole = build(config.network, config.network_args)
        network, spec = product(whole, config)
    else:
        network, spec, config = restore(weights)
    learn, tenth = Source(faces, votes, split, held_out).sets(config)
    base = Baseline(network, spec, config, calibration_faces(learn.faces), learn)
    return base, Aim(tenth.faces, tenth.votes)


def quantize_named(
    method: str,
    weights: str,
    out: Path,
    faces: FaceSet | None,
    votes: Path | None,
    split: str,
    held_out: str,
    epochs: int,
    report: Callable[[str], None],
) -> int:
    """Write a quantized copy; returns its size in bytes. Raises `LabError` where data is needed and missing."""
    if method in ("static", "qat") and faces is None:
        raise LabError(f"{method} measures the ranges of its numbers on faces: give --data")
    empty: npt.NDArray[np.uint8] = np.zeros((0, SIZE, SIZE), np.uint8)
    if method == "qat":
        assert faces is not None
        network, spec, config = restore(weights)
        learn = learning(config, faces, votes, split, held_out)
        base = Baseline(copy.deepcopy(network), spec, config, calibration_faces(learn.faces), learn)
        make("qat", base, Path(), out, epochs, report)
    else:
        source = load_predictor(weights)
        chosen = calibration_faces(faces.split(split)) if faces is not None else empty
        quantize_file(method, source.path, out, source.spec, chosen)
    return out.stat().st_size
