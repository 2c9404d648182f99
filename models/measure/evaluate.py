"""`poise lab evaluate`: a network's figures against FER2013's labels and against the ten voters."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from core.cueing.moods import MoodMap
from models.base.errors import LabError
from models.data.faces import FaceSet
from models.data.splits import part_of
from models.data.votes import Votes, read_votes
from models.measure import metrics
from models.measure.metrics import intervals
from models.networks.predict import Predictor


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
    mapping = moods or MoodMap()
    began = time.perf_counter()
    probabilities = restrict(predict(faces.pixels), predict.spec.classes, names)
    seconds = time.perf_counter() - began
    truth = faces.targets(names)
    known = truth >= 0
    figures = metrics.report(truth[known], probabilities[known], names, mapping)
    figures["empty_classes"] = [name for name, count in faces.counts(names).items() if not count]
    figures["seconds"] = seconds
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
