"""`poise lab search`: pruning ratios, bit widths and fine-tuning by Optuna, on one machine or many.

Two aims, accuracy up and bytes down; every trial is a real file that was measured. Workers that are given the same
storage URL and study name share the work.
"""

from __future__ import annotations

import copy
import tempfile
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.data.faces import FaceSet
from models.data.votes import Votes
from models.evaluate import evaluate
from models.export import export
from models.finetune import finetune
from models.predict import onnx_predictor
from models.prune import Ratios, prune
from models.study.make import Baseline, quantize_file

NUMBERS = ("float", "static", "int8", "int4")


@dataclass(frozen=True)
class Aim:
    """What a trial is measured on: never the split that is reported."""

    faces: FaceSet
    votes: Votes | None


def trial_figures(
    base: Baseline, aim: Aim, conv: float, fc: float, numbers: str, epochs: int
) -> tuple[float, float, float]:
    """(accuracy, bytes, CPU seconds) of one candidate; by the consensus where there are votes."""
    network = prune(copy.deepcopy(base.network), Ratios(conv, fc), base.spec.channels)
    if epochs:
        network = finetune(network, base.config, base.learning(), epochs)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "float.onnx"
        export(network, base.spec, path)
        if numbers != "float":
            smaller = Path(folder) / f"{numbers}.onnx"
            quantize_file(numbers, path, smaller, base.spec, base.calibration)
            path = smaller
        figures = evaluate(onnx_predictor(path), aim.faces, aim.votes)
        accuracy = figures["consensus"]["accuracy"] if aim.votes else figures["accuracy"]
        return float(accuracy), float(path.stat().st_size), float(figures["seconds"])


def search(
    base: Baseline, aim: Aim, storage: str, name: str, trials: int, epochs: int, report: Callable[[str], None]
) -> Any:
    """Run so many trials more in the shared study and return it."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(
        study_name=name,
        storage=storage,
        directions=["maximize", "minimize"],
        load_if_exists=True,
        sampler=optuna.samplers.NSGAIISampler(seed=None),
    )

    def objective(trial: Any) -> tuple[float, float]:
        conv = trial.suggest_float("conv", 0.0, 0.9, step=0.05)
        fc = trial.suggest_float("fc", 0.0, 0.9, step=0.05)
        numbers = trial.suggest_categorical("numbers", list(NUMBERS))
        accuracy, size, seconds = trial_figures(base, aim, conv, fc, numbers, epochs)
        trial.set_user_attr("seconds", seconds)
        report(f"conv {conv:.2f}, fc {fc:.2f}, {numbers}: {100 * accuracy:.1f} %, {size / 1e6:.2f} MB")
        return accuracy, size

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        study.optimize(objective, n_trials=trials)
    return study


def front(study: Any) -> list[dict[str, Any]]:
    """The trials that no other beats in both, smallest first."""
    found = [{"accuracy": t.values[0], "size_bytes": int(t.values[1]), **t.params} for t in study.best_trials]
    return sorted(found, key=lambda row: (row["size_bytes"], -row["accuracy"]))


def draw(study: Any, path: Path) -> Path:
    """All trials, and the front as a line."""
    from models.study.figures import pyplot, save

    figure, axis = pyplot().subplots(figsize=(7, 4.5))
    done = [t.values for t in study.trials if t.values]
    axis.scatter([size / 1e6 for _, size in done], [100 * accuracy for accuracy, _ in done], s=12, label="trials")
    best: Sequence[dict[str, Any]] = front(study)
    axis.plot([r["size_bytes"] / 1e6 for r in best], [100 * r["accuracy"] for r in best], "r.-", label="front")
    axis.set(xlabel="file, MB", ylabel="accuracy, %", xscale="log")
    axis.legend()
    return save(figure, path)
