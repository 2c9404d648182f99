"""Enters a network in the registry with everything that is known of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from torch import nn

from models.data.faces import FaceSet
from models.data.splits import part_of
from models.data.votes import read_votes
from models.measure.counts import count
from models.measure.evaluate import evaluate
from models.measure.metrics import flat
from models.networks.predict import onnx_predictor
from models.networks.product import fold_batch_norm
from models.registry import entries as registry
from models.registry.spec import NetworkSpec
from models.training.config import TrainConfig

Measured = tuple[FaceSet, str, Path | None]
ORIGIN = "FER2013 (Training split), FER+ votes where the recipe uses them; the pictures are not shipped"


def figures_for(path: Path, measured: Measured) -> dict[str, Any]:
    """The registry's figures of a file on one split."""
    faces, split, votes = measured
    part = part_of(faces, split)
    figures = evaluate(onnx_predictor(path), part, read_votes(votes, part) if votes else None)
    return {"split": split, "faces": figures["faces"], **flat(figures)}


def enter(
    name: str,
    place: Path,
    network: nn.Module,
    spec: NetworkSpec,
    config: TrainConfig,
    command: str,
    measured: Measured | None,
    extra: Mapping[str, Any] | None = None,
) -> None:
    """Write the entry of `place/name.onnx`; `measured` adds its figures on a split, `extra` anything else."""
    counts = count(fold_batch_norm(network), spec.channels)
    facts: dict[str, Any] = {
        "data": ORIGIN,
        "recipe": json.dumps(asdict(config), sort_keys=True),
        "seed": config.seed,
        "command": command,
        "parameters": counts.parameters,
        "macs": counts.macs,
    }
    facts |= extra or {}
    path = place / f"{name}.onnx"
    registry.enter(name, path, spec, facts, place)
    if measured:
        found = figures_for(path, measured)
        registry.enter(name, path, spec, {**facts, "accuracy": found["accuracy"], "measured": found}, place)
