"""`poise lab search --space recipes`: Optuna over what a training is, where networks are trained whole.

One aim, the loss on what is chosen by (the validation tenth, or a fold); a trial that stands worse than the median of
the others at the same epoch is ended. It goes on by night: a trial that was cut off is begun anew with the same
choice, and goes on in its own folder after the last epoch that it kept.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from models.base.errors import LabError
from models.networks.checkpoint import load
from models.training.config import TrainConfig
from models.training.loop import Measured
from models.training.pipeline import Pipeline

STARTUP = 5
"""Trials that choose at random and are never ended, before there is something to learn from."""
HEARTBEAT_S = 60
"""A trial whose worker has not been heard of for some of these is taken over."""
VARIED = ("rotate", "shift", "contrast", "erase", "blur")
"""Strengths of the augmentation that are searched, by a factor."""


@dataclass(frozen=True)
class Search:
    """Where a study is kept, and how much is done now."""

    storage: str
    name: str
    trials: int
    seed: int = 1
    """Of the choices; with the same seed and trials that ended alike, the next choice is the same."""


def chosen(trial: Any, base: TrainConfig) -> TrainConfig:
    """The base recipe with this trial's rate, decay, weights of the classes, mean, pairs and variations."""
    first, *helpers = base.heads
    balance = list(first.balance or (1.0,) * len(first.classes))
    for name in ("fear", "sad"):
        if name in first.classes:
            balance[first.classes.index(name)] = trial.suggest_float(f"weigh_{name}", 1.0, 5.0)
    varied = trial.suggest_float("varied", 0.5, 1.5)
    return replace(
        base,
        heads=(replace(first, balance=tuple(balance)), *helpers),
        lr=trial.suggest_float("lr", base.lr / 4, base.lr * 4, log=True),
        weight_decay=trial.suggest_float("weight_decay", 1e-3, 0.2, log=True),
        ema=1 - trial.suggest_float("ema_left", 5e-4, 1e-2, log=True),
        ranking=trial.suggest_float("ranking", 0.0, 0.5),
        augment={k: v * varied if k in VARIED else v for k, v in base.augment.items()},
    )


def search_recipes(base: TrainConfig, pipeline: Pipeline, what: Search, report: Callable[[str], None]) -> Any:
    """Run so many trials more and return the study.

    Raises `LabError` for a study of another recipe, and for a recipe that is not trained by the votes.
    """
    import optuna

    if base.mean_of or base.heads[0].source != "votes":
        raise LabError(f"--recipe {base.name}: a search needs a recipe that learns the votes, such as small or views")

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = _kept(what)
    if study.user_attrs.get("recipe", base.to_json()) != base.to_json():
        raise LabError(f"the study {what.name!r} searches around another recipe: give another --name")
    study.set_user_attr("recipe", base.to_json())
    study.sampler = optuna.samplers.TPESampler(seed=what.seed + len(study.trials), n_startup_trials=STARTUP)
    study.pruner = optuna.pruners.MedianPruner(n_startup_trials=STARTUP, n_warmup_steps=base.epochs // 4)

    def objective(trial: Any) -> float:
        return trained(trial, chosen(trial, base), pipeline, report)

    study.optimize(objective, n_trials=what.trials)
    return study


def _kept(what: Search) -> Any:
    """The study, new or gone on with; a trial that was cut off is queued again."""
    import optuna

    with warnings.catch_warnings():
        # heartbeats are called experimental, and the callback was renamed in 4.9
        warnings.simplefilter("ignore")
        again = getattr(optuna.storages, "RetryHeartbeatStaleTrialCallback", None)
        again = again or optuna.storages.RetryFailedTrialCallback
        kept = optuna.storages.RDBStorage(what.storage, heartbeat_interval=HEARTBEAT_S, failed_trial_callback=again())
        return optuna.create_study(study_name=what.name, storage=kept, direction="minimize", load_if_exists=True)


def trained(trial: Any, config: TrainConfig, pipeline: Pipeline, report: Callable[[str], None]) -> float:
    """The loss of the epoch that is kept; what was chosen names the folder."""
    import optuna

    def each(epoch: int, result: Measured) -> None:
        trial.report(result.loss, epoch)
        if trial.should_prune():
            report(f"trial {trial.number}: ended after epoch {epoch}, loss {result.loss:.4f}")
            raise optuna.TrialPruned

    folder = pipeline.root / hashlib.sha256(config.to_json().encode()).hexdigest()[:12]
    best = pipeline.train(config, folder, each)
    progress = json.loads(load(best)[1]["progress"])
    loss, accuracy = -float(progress["best_score"]), float(progress["best_accuracy"])
    trial.set_user_attr("accuracy", accuracy)
    trial.set_user_attr("checkpoint", str(best))
    report(f"trial {trial.number}: loss {loss:.4f}, accuracy {100 * accuracy:.1f} %, {best}")
    return loss


def table(study: Any) -> list[dict[str, Any]]:
    """The trials that came to their end, the best first."""
    done = [t for t in study.trials if t.value is not None and t.state.name == "COMPLETE"]
    return [{"loss": t.value, **t.user_attrs, **t.params} for t in sorted(done, key=lambda t: t.value)]
