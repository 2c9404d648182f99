"""Figures of a classifier, in numpy alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from core.base.types import Expression, Mood
from core.cueing.moods import BAD_SHARE, MoodMap

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
FALSE_ALARMS = 0.05
BINS = 15


def confusion_matrix(truth: Ints, said: Ints, classes: int) -> Ints:
    """[classes, classes]: rows are the truth, columns what was said."""
    matrix = np.zeros((classes, classes), np.int64)
    np.add.at(matrix, (truth, said), 1)
    return matrix


def per_class(matrix: Ints, names: Sequence[str]) -> dict[str, Any]:
    """Accuracy, recall, precision and the matrix; None where a class has no faces."""

    def shares(totals: Ints) -> dict[str, float | None]:
        hits = matrix.diagonal()
        return {n: float(hits[i] / totals[i]) if totals[i] else None for i, n in enumerate(names)}

    total = int(matrix.sum())
    return {
        "accuracy": float(matrix.trace() / total) if total else None,
        "classes": list(names),
        "recall": shares(matrix.sum(axis=1)),
        "precision": shares(matrix.sum(axis=0)),
        "confusion": matrix.tolist(),
    }


def mood_positions(names: Sequence[str], moods: MoodMap) -> Ints:
    """[classes] the position of each class's mood in `Mood`."""
    order = list(Mood)
    return np.array([order.index(moods[Expression(name)]) for name in names], np.int64)


def report(truth: Ints, probabilities: Floats, names: Sequence[str], moods: MoodMap) -> dict[str, Any]:
    """Figures over classes, and under `moods` the same by the moods' shares, as a session counts them."""
    said = probabilities.argmax(axis=1) if len(truth) else np.zeros(0, np.int64)
    to_mood = mood_positions(names, moods)
    by_mood = confusion_matrix(to_mood[truth], said_moods(probabilities, to_mood), len(Mood))
    figures = per_class(confusion_matrix(truth, said, len(names)), names)
    figures["faces"] = len(truth)
    figures["moods"] = per_class(by_mood, [mood.value for mood in Mood])
    return figures


def said_moods(probabilities: Floats, to_mood: Ints) -> Ints:
    """[n] the position in `Mood` of what each face counts as: `core.cueing.moods.mood_of` over arrays."""
    good, acceptable, bad = (probabilities[:, to_mood == place].sum(axis=1) for place in range(len(Mood)))
    return np.where(bad >= BAD_SHARE, 2, np.where(good > acceptable, 0, 1)).astype(np.int64)


def area_under_curve(positive: npt.NDArray[np.bool_], scores: Floats) -> float | None:
    """Area under the ROC curve as the rank statistic of Mann and Whitney, ties counted half."""
    wanted, others = int(positive.sum()), int((~positive).sum())
    if not wanted or not others:
        return None
    _, position, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[position]
    return float((ranks[positive].sum() - wanted * (wanted + 1) / 2) / (wanted * others))


def heard_at(positive: npt.NDArray[np.bool_], scores: Floats, false_alarms: float = FALSE_ALARMS) -> float | None:
    """Share of positives above the threshold that at most `false_alarms` of the others exceed."""
    wanted, others = scores[positive], np.sort(scores[~positive])[::-1]
    if not len(wanted) or not len(others):
        return None
    threshold = others[min(int(false_alarms * len(others)), len(others) - 1)]
    return float((wanted > threshold).mean())


def calibration_error(truth: Ints, probabilities: Floats, bins: int = BINS) -> float | None:
    """Expected calibration error of the strongest class in equal bins (Guo et al., 2017)."""
    if not len(truth):
        return None
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == truth
    place = np.minimum((confidence * bins).astype(np.int64), bins - 1)
    error = 0.0
    for i in np.unique(place):
        inside = place == i
        error += float(inside.mean()) * abs(float(right[inside].mean()) - float(confidence[inside].mean()))
    return error


def cue_figures(truth: Ints, probabilities: Floats, names: Sequence[str], moods: MoodMap) -> dict[str, Any]:
    """How well bad faces are told from the others, and how often calm ones are called bad.

    `neutral_called_bad` looks at the strongest class, as the paper and other networks' figures do;
    `neutral_counted_bad` at what a session counts as bad, and the gate judges by it.
    """
    bad = mood_positions(names, moods) == list(Mood).index(Mood.BAD)
    scores = probabilities[:, bad].sum(axis=1)
    neutral = truth == list(names).index("neutral") if "neutral" in names else np.zeros(len(truth), bool)
    said_bad = bad[probabilities.argmax(axis=1)] if len(truth) else np.zeros(0, bool)
    return {
        "auc_bad": area_under_curve(bad[truth], scores),
        "neutral_called_bad": float(said_bad[neutral].mean()) if neutral.any() else None,
        "neutral_counted_bad": float((scores >= BAD_SHARE)[neutral].mean()) if neutral.any() else None,
        "bad_heard_at_5pct": heard_at(bad[truth], scores),
        "ece": calibration_error(truth, probabilities),
    }


def flat(figures: Mapping[str, Any]) -> dict[str, float]:
    """The few figures that tables show, rounded; consensus ones prefixed."""
    shown = {"accuracy": figures["accuracy"]}
    shown |= {f"recall_{k}": v for k, v in figures["recall"].items()}
    voted = figures.get("consensus")
    if voted:
        shown |= {f"consensus_{k}": voted[k] for k in ("accuracy", "auc_bad", "neutral_called_bad")}
        shown |= {"consensus_bad_heard_at_5pct": voted["bad_heard_at_5pct"], "consensus_ece": voted["ece"]}
        shown |= {f"consensus_recall_{k}": v for k, v in voted["recall"].items()}
    return {key: round(float(value), 4) for key, value in shown.items() if value is not None}


RESAMPLES = 500
SEED = 12
RANGE = (2.5, 97.5)
"""Percentiles: nineteen of twenty resamples fall between."""


def shown(truth: Ints, probabilities: Floats, names: Sequence[str], moods: MoodMap) -> dict[str, float | None]:
    """The figures that have an interval: accuracy, those of cues, and the recall of each class."""
    said = probabilities.argmax(axis=1)
    right = said == truth
    figures: dict[str, float | None] = {"accuracy": float(right.mean()) if len(truth) else None}
    figures |= {k: v for k, v in cue_figures(truth, probabilities, names, moods).items() if k != "ece"}
    for i, name in enumerate(names):
        of_class = truth == i
        figures[f"recall_{name}"] = float(right[of_class].mean()) if of_class.any() else None
    return figures


def intervals(
    truth: Ints, probabilities: Floats, names: Sequence[str], moods: MoodMap, resamples: int = RESAMPLES
) -> dict[str, Any]:
    """[low, high] of each figure over resamples of the faces, 95 %; figures without faces are left out."""
    if not len(truth):
        return {}
    chance, found = np.random.default_rng(SEED), []
    for _ in range(resamples):
        chosen = chance.integers(0, len(truth), len(truth))
        found.append(shown(truth[chosen], probabilities[chosen], names, moods))
    rows = {key: [row[key] for row in found if row[key] is not None] for key in found[0]}
    return {key: np.percentile(np.array(row, np.float64), RANGE).tolist() for key, row in rows.items() if row}
