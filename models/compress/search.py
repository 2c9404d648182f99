"""`poise lab search`: Optuna over pruning ratios and bit widths, or over the widths of the small network.

Three aims: accuracy up, bytes and multiply–accumulates down; every trial is a real file that was measured. Workers
that are given the same storage URL and study name share the work.
"""

from __future__ import annotations

import copy
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from torch import nn

from models.base.errors import LabError
from models.compress.prune import Ratios, prune
from models.data.faces import FaceSet
from models.data.votes import Votes
from models.measure.counts import count
from models.measure.evaluate import evaluate
from models.networks.build import build
from models.networks.export import export
from models.networks.predict import onnx_predictor
from models.networks.product import fold_batch_norm, product
from models.registry.spec import NetworkSpec
from models.study.figures import pyplot, save
from models.study.make import Baseline, quantize_file
from models.training.finetune import finetune

NUMBERS = ("float", "static", "int8", "int4")
Made = tuple[nn.Module, NetworkSpec]


@dataclass(frozen=True)
class Aim:
    """What a trial is measured on: never the split that is reported."""

    faces: FaceSet
    votes: Votes | None


@dataclass(frozen=True)
class Figures:
    """What a trial came to; accuracy by the consensus where there are votes."""

    accuracy: float
    size_bytes: int
    macs: int
    seconds: float
    """CPU time for all faces of the aim, one thread."""


def compressed(trial: Any, base: Baseline, epochs: int) -> Made:
    """The baseline pruned, and fine-tuned where epochs are given."""
    conv = trial.suggest_float("conv", 0.0, 0.9, step=0.05)
    fc = trial.suggest_float("fc", 0.0, 0.9, step=0.05)
    network = prune(copy.deepcopy(base.network), Ratios(conv, fc), base.spec.channels)
    return (finetune(network, base.config, base.learning(), epochs) if epochs else network), base.spec


def fresh(trial: Any, base: Baseline, epochs: int) -> Made:
    """A small network of other widths and depths, trained from nothing."""
    widths = [
        trial.suggest_int("first", 8, 32, step=8),
        trial.suggest_int("middle", 24, 80, step=8),
        trial.suggest_int("last", 64, 160, step=16),
    ]
    blocks = [trial.suggest_int(f"{name}_blocks", 0, 2) for name in ("first", "middle", "last")]
    network = build("small", {**base.config.network_args, "widths": widths, "blocks": blocks})
    learnt = finetune(network, base.config, base.learning(), max(epochs, 1), base.config.lr)
    return product(learnt, base.config)


SPACES: dict[str, Callable[[Any, Baseline, int], Made]] = {"compress": compressed, "widths": fresh}


def measured(made: Made, numbers: str, base: Baseline, aim: Aim) -> Figures:
    """Write the file in these numbers and measure it."""
    network, spec = made
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "float.onnx"
        export(network, spec, path)
        if numbers != "float":
            smaller = Path(folder) / f"{numbers}.onnx"
            quantize_file(numbers, path, smaller, spec, base.calibration)
            path = smaller
        found = evaluate(onnx_predictor(path), aim.faces, aim.votes)
        accuracy = found["consensus"]["accuracy"] if aim.votes else found["accuracy"]
        macs = count(fold_batch_norm(network), spec.channels).macs
        return Figures(float(accuracy), path.stat().st_size, macs, float(found["seconds"]))


def search(
    base: Baseline,
    aim: Aim,
    storage: str,
    name: str,
    trials: int,
    epochs: int,
    report: Callable[[str], None],
    space: str = "compress",
) -> Any:
    """Run so many trials more in the shared study and return it; raises `LabError` for a study of another space."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(
        study_name=name,
        storage=storage,
        directions=["maximize", "minimize", "minimize"],
        load_if_exists=True,
        sampler=optuna.samplers.NSGAIISampler(seed=None),
    )
    if study.user_attrs.get("space", space) != space:
        raise LabError(f"the study {name!r} searches the space {study.user_attrs['space']!r}: give another --name")
    study.set_user_attr("space", space)

    def objective(trial: Any) -> tuple[float, int, int]:
        made = SPACES[space](trial, base, epochs)
        figures = measured(made, trial.suggest_categorical("numbers", list(NUMBERS)), base, aim)
        trial.set_user_attr("seconds", figures.seconds)
        chosen = ", ".join(f"{k} {v:.2f}" if isinstance(v, float) else f"{k} {v}" for k, v in trial.params.items())
        size, macs = figures.size_bytes / 1e6, figures.macs / 1e6
        report(f"{chosen}: {100 * figures.accuracy:.1f} %, {size:.2f} MB, {macs:.1f} M MACs")
        return figures.accuracy, figures.size_bytes, figures.macs

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        study.optimize(objective, n_trials=trials)
    return study


def front(study: Any) -> list[dict[str, Any]]:
    """The trials that no other beats in all three, smallest first."""
    found = [
        {**asdict(Figures(t.values[0], int(t.values[1]), int(t.values[2]), t.user_attrs["seconds"])), **t.params}
        for t in study.best_trials
    ]
    return sorted(found, key=lambda row: (row["size_bytes"], -row["accuracy"]))


def draw(study: Any, path: Path) -> Path:
    """All trials by bytes and by multiply–accumulates, those of the front in red."""
    figure, axes = pyplot().subplots(1, 2, figsize=(12, 4.5), sharey=True)
    done = [t.values for t in study.trials if t.values]
    best = [t.values for t in study.best_trials]
    for axis, column, label in zip(axes, (1, 2), ("file, MB", "MACs, millions"), strict=True):
        for values, style, name in ((done, "o", "trials"), (best, "r.", "front")):
            axis.plot([v[column] / 1e6 for v in values], [100 * v[0] for v in values], style, label=name)
        axis.set(xlabel=label, xscale="log")
    axes[0].set(ylabel="accuracy, %")
    axes[0].legend()
    return save(figure, path)
