"""From the options of a command to the study's parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from torch import nn

from models.base.errors import LabError
from models.compress.integer import calibration_faces
from models.compress.search import Aim
from models.data.faces import SIZE
from models.data.targets import Examples, Source
from models.data.votes import read_votes
from models.networks.build import build
from models.networks.checkpoint import load_network
from models.networks.predict import load_predictor
from models.networks.product import product
from models.networks.restore import restore
from models.registry.spec import NetworkSpec
from models.study.make import Baseline, make, quantize_file
from models.study.rows import ALSO
from models.study.run import Judges, Study
from models.training.config import TrainConfig, small_recipe


def learning(network: nn.Module, spec: NetworkSpec, config: TrainConfig, source: Source) -> tuple[Baseline, Examples]:
    """The network with what it learns from and is calibrated by, and the validation tenth."""
    learn, tenth = source.sets(config)
    return Baseline(network, spec, config, calibration_faces(learn.faces), learn), tenth


def beside_keys(also: Sequence[str]) -> dict[str, str]:
    """Keys of the networks beside the rows: a checkpoint is called by its recipe, so that no path gets into a table.

    Raises `LabError` where two would be called alike.
    """
    found: dict[str, str] = {}
    for weights in also:
        name = load_network(Path(weights))[1].name if weights.endswith(".safetensors") else weights
        if f"{ALSO}{name}" in found:
            raise LabError(f"--also {weights}: a network {name!r} stands there already; give one of them")
        if Path(name).name != name:
            raise LabError(f"--also {weights}: give a name of the registry or a checkpoint (.safetensors)")
        found[f"{ALSO}{name}"] = weights
    return found


def study(folder: Path, weights: str, source: Source, epochs: int, also: Sequence[str] = ()) -> Study:
    """The study of one baseline, measured on the source's held-out split."""
    base, _ = learning(*restore(weights), source)
    judged = source.faces.split(source.held_out)
    judges = Judges(judged, read_votes(source.votes, judged) if source.votes else None)
    return Study(folder, base, judges, epochs, beside_keys(also))


def search_parts(weights: str, source: Source, space: str = "compress") -> tuple[Baseline, Aim]:
    """What a search starts from, and the validation tenth that it is judged by.

    The space `widths` starts from nothing but the small network's recipe.
    """
    if space == "widths":
        config = small_recipe()
        whole = build(config.network, config.network_args)
        base, tenth = learning(*product(whole, config), config, source)
    else:
        base, tenth = learning(*restore(weights), source)
    return base, Aim(tenth.faces, tenth.votes)


def quantize_named(
    method: str, weights: str, out: Path, source: Source | None, epochs: int, report: Callable[[str], None]
) -> int:
    """Write a quantized copy; returns its size in bytes. Raises `LabError` where data is needed and missing."""
    if method == "qat":
        given = _needed(source, method)
        base, _ = learning(*restore(weights), given)
        make("qat", base, Path(), out, epochs, report)
        return out.stat().st_size
    chosen: npt.NDArray[np.uint8] = np.zeros((0, SIZE, SIZE), np.uint8)
    if method == "static":
        given = _needed(source, method)
        chosen = calibration_faces(given.faces.split(given.split))
    named = load_predictor(weights)
    quantize_file(method, named.path, out, named.spec, chosen)
    return out.stat().st_size


def _needed(source: Source | None, method: str) -> Source:
    if source is None:
        raise LabError(f"{method} measures the ranges of its numbers on faces: give --data")
    return source
