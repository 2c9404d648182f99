"""`poise lab evaluate`: a network's figures against FER2013's labels and against the ten voters."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from core.cueing.moods import MoodMap
from models.base.errors import LabError, need_torch
from models.data.faces import FaceSet
from models.data.splits import part_of
from models.data.votes import Votes, read_votes
from models.measure import metrics
from models.measure.metrics import intervals
from models.networks.predict import Predictor, load_predictor


def restrict(probabilities: npt.NDArray[np.float32], has: Sequence[str], wants: Sequence[str]) -> metrics.Floats:
    """Probabilities over `wants` alone, renormalized; raises `LabError` for a class the network does not know."""
    missing = [name for name in wants if name not in has]
    if missing:
        raise LabError(f"the network does not know {', '.join(missing)}; it knows {', '.join(has)}")
    chosen = probabilities[:, [list(has).index(name) for name in wants]]
    return np.asarray(chosen / np.maximum(chosen.sum(axis=1, keepdims=True), 1e-12), np.float32)


def evaluate(
    predict: Predictor,
    faces: FaceSet,
    votes: Votes | None = None,
    classes: Sequence[str] | None = None,
    moods: MoodMap | None = None,
    with_intervals: bool = False,
) -> dict[str, Any]:
    """Figures of `predict` on `faces` (of one split, all classes), ready for JSON.

    Top level: FER's labels; `consensus`: the voters' (rows where half of the ten chose one of the classes), on
    request with a 95 % interval of each figure under `intervals`.
    """
    names = tuple(classes or predict.spec.classes)
    began = time.perf_counter()
    probabilities = restrict(predict(faces.pixels), predict.spec.classes, names)
    seconds = time.perf_counter() - began
    figures = held_against(probabilities, names, faces, votes, moods or MoodMap(), with_intervals)
    return figures | {"seconds": seconds}


def held_against(
    probabilities: metrics.Floats,
    names: Sequence[str],
    faces: FaceSet,
    votes: Votes | None,
    mapping: MoodMap,
    with_intervals: bool,
) -> dict[str, Any]:
    """The figures of `evaluate`, for what was said of the faces, [n, names]."""
    truth = faces.targets(names)
    known = truth >= 0
    figures = metrics.report(truth[known], probabilities[known], names, mapping)
    figures["empty_classes"] = [name for name, count in faces.counts(names).items() if not count]
    if votes is not None:
        agreed = votes.consensus(names)
        shown = agreed >= 0
        voted = metrics.report(agreed[shown], probabilities[shown], names, mapping)
        figures["consensus"] = voted | metrics.cue_figures(agreed[shown], probabilities[shown], names, mapping)
        if with_intervals:
            found = intervals(agreed[shown], probabilities[shown], names, mapping)
            figures["consensus"]["intervals"] = found
    return figures


def evaluate_files(
    predict: Predictor,
    faces: FaceSet,
    split: str,
    votes_path: Path | None,
    classes: Sequence[str] | None,
    prepare: Callable[[FaceSet], FaceSet] = lambda faces: faces,
) -> dict[str, Any]:
    """As `evaluate` with intervals, on one split of a read source (or its `tenth`) and a votes file.

    `prepare` is what is done with the pictures first, such as levelling them.
    """
    part = prepare(part_of(faces, split))
    votes = read_votes(votes_path, part) if votes_path else None
    figures = evaluate(predict, part, votes, classes, with_intervals=True)
    return {"weights": predict.name, "split": split} | figures


def crossfit(
    folds: Sequence[Path],
    faces: FaceSet,
    votes_path: Path | None,
    prepare: Callable[[FaceSet], FaceSet] = lambda faces: faces,
) -> dict[str, Any]:
    """Figures, with intervals, over all of *Training*: each face judged by the fold's checkpoint that never saw it.

    Raises `LabError` unless the checkpoints are the folds of one recipe, each once (`poise lab train --fold 1/5`).
    """
    need_torch()
    from models.networks.checkpoint import load_network

    began = time.perf_counter()
    configs = [load_network(path)[1] for path in folds]
    count = len(folds)
    if sorted(config.fold for config in configs) != sorted(f"{i}/{count}" for i in range(1, count + 1)):
        found = ", ".join(config.fold or "none" for config in configs)
        raise LabError(
            f"cross-fitting: give the {count} checkpoints of folds 1/{count} to {count}/{count}; got {found}"
        )
    if len({replace(config, fold="").to_json() for config in configs}) > 1:
        raise LabError("cross-fitting: the checkpoints are of differing recipes; train all folds alike")
    parts = [prepare(part_of(faces, config.fold)) for config in configs]
    names = configs[0].heads[0].classes
    said = [load_predictor(str(path))(part.pixels) for path, part in zip(folds, parts, strict=True)]
    every = faces.take(np.concatenate([part.rows for part in parts]))
    votes = read_votes(votes_path, every) if votes_path else None
    figures = held_against(np.concatenate(said), names, every, votes, MoodMap(), with_intervals=True)
    about = {"weights": f"{configs[0].name}, {count} folds", "split": "Training"}
    return about | figures | {"seconds": time.perf_counter() - began}
