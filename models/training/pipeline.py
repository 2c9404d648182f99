"""A training together with those that it builds on: its teacher, and the one whose weights it starts from."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from models.base.errors import LabError
from models.data.splits import unseen_mask
from models.data.targets import Examples, Floats, Source, told
from models.networks import checkpoint
from models.networks.build import build
from models.networks.checkpoint import load_network
from models.networks.product import fold_batch_norm
from models.networks.restore import unfolded
from models.training.config import RECIPES, TrainConfig, recipe_for
from models.training.distill import Together
from models.training.loop import CPU, Each, Trainer, asked, channels_last, some_inputs, view_answers
from models.training.temperature import least_loss

Weights = dict[str, Tensor]
"""A checkpoint's tensors by name."""


@dataclass(frozen=True)
class Pipeline:
    """Trains recipes by name, each once, in `root/<recipe>`; checkpoints that are `given` are not trained again."""

    source: Source
    root: Path
    say: Callable[[str], None]
    given: Mapping[str, Path] = field(default_factory=dict)
    """Recipe to checkpoint."""
    device: torch.device = CPU
    _trained: dict[Path, Path] = field(default_factory=dict, init=False)
    """Folder to checkpoint: what several recipes build on is gone through once."""

    def train(self, config: TrainConfig, out: Path | None = None, each: Each | None = None) -> Path:
        """Train to the end, or go on where an earlier start stopped; returns the best checkpoint.

        `each` is told what every epoch came to (`Trainer.run`).
        """
        if config.mean_of:
            return self._mean(config, out or self.root)
        teacher = self._answering(config) if config.teacher and config.distill else None
        learn, tenth = self.source.sets(config)
        if config.crossfit:
            learn = told(learn, config, self._strangers(config, learn))
        start = self._starting(config, learn) if config.start else None
        self.say(f"{config.name}: {len(learn)} faces to learn from, {len(tenth)} to choose by")
        return Trainer(config, learn, tenth, out or self.root, start, teacher, self.device).run(self.say, each=each)

    def _before(self, name: str, seed: int, fold: str, unseen: str = "") -> Path:
        """The checkpoint of what a training of this seed and fold builds on; without the part `unseen`, if any.

        A fold's training builds on nothing that has learnt the faces it is to be judged by: what it builds on lies in
        a folder of its own, and a `given` one of another fold is a `LabError`.
        """
        if name in self.given and not unseen:
            return self._of_fold(self.given[name], fold)
        config = recipe_for(name)
        chosen = replace(config if "@" in name else replace(config, seed=seed), fold=fold, unseen=unseen)
        # the recipe's own seed has no number, so that trainings of before go on where they are
        numbered = name if chosen.seed == config.seed else f"{name}@{chosen.seed}"
        parts = {"fold": fold, "without": unseen}
        folder = self.root / "-".join(
            [numbered, *(f"{kind}-{part.replace('/', '-of-')}" for kind, part in parts.items() if part)]
        )
        if folder not in self._trained:
            self.say(f"first the recipe {name!r}, in {folder}")
            self._trained[folder] = self.train(chosen, folder)
        return self._trained[folder]

    @staticmethod
    def _of_fold(path: Path, fold: str) -> Path:
        _, config = load_network(path)
        if config.fold != fold:
            raise LabError(f"{path}: learnt with --fold {config.fold or 'none'}, and here it is {fold or 'none'}")
        return path

    def _mean(self, config: TrainConfig, out: Path) -> Path:
        paths = [self._before(name, config.seed, config.fold) for name in config.mean_of.split("+")]
        networks = [self._same_network(config, path, "its weights have no mean with the others") for path in paths]
        parts = [checkpoint.to_tensors(network) for network in networks]
        if config.greedy:
            parts = self._better_together(config, dict(zip(config.mean_of.split("+"), parts, strict=True)))
        made = out / "best.safetensors"
        checkpoint.save(made, mean_of_weights(parts), {"config": config.to_json()})
        return made

    def _better_together(self, config: TrainConfig, parts: dict[str, Weights]) -> list[Weights]:
        """Those parts, the best first, with which the mean loses less on what is chosen by."""
        _, tenth = self.source.sets(config)
        alone = {name: loss_of(config, weights, tenth) for name, weights in parts.items()}
        kept: list[Weights] = []
        least = math.inf
        for name in sorted(alone, key=lambda name: alone[name]):
            loss = loss_of(config, mean_of_weights([*kept, parts[name]]), tenth)
            sign = "kept" if loss < least else "left out"
            self.say(f"{name}: loss {alone[name]:.4f} alone, {loss:.4f} with what is kept: {sign}")
            if loss < least:
                least = loss
                kept.append(parts[name])
        return kept

    def _answering(self, pupil: TrainConfig) -> nn.Module:
        """All of the pupil's teachers, whatever they have left out."""
        parts = [f"{i + 1}/{pupil.crossfit}" for i in range(pupil.crossfit)] or [""]
        return Together([self._teacher(pupil, name, part)[0] for part in parts for name in pupil.teacher.split("+")])

    def _teacher(self, pupil: TrainConfig, name: str, unseen: str) -> tuple[nn.Module, TrainConfig]:
        """One of them, folded, with its recipe; raises `LabError` for one that answers something else."""
        path = self._before(name, pupil.seed, pupil.fold, unseen)
        network, config = load_network(path)
        if not _columns(pupil).items() <= _columns(config).items():
            raise LabError(f"{path}: no teacher for the recipe {pupil.name!r}, whose answers are others")
        return fold_batch_norm(network), config

    def _strangers(self, pupil: TrainConfig, learn: Examples) -> Floats:
        """[n, classes] what the teachers say of each face, asked those alone that never saw it."""
        said = np.zeros_like(learn.targets[0])
        for i in range(pupil.crossfit):
            part = f"{i + 1}/{pupil.crossfit}"
            left = np.flatnonzero(unseen_mask(learn.faces, part))
            answers = []
            for name in pupil.teacher.split("+"):
                network, config = self._teacher(pupil, name, part)
                network = channels_last(network.to(self.device))
                answers.append(view_answers(network, config, learn.take(left)).cpu())
            said[left] = torch.stack(answers).mean(dim=0).numpy()
        return said

    def _starting(self, config: TrainConfig, learn: Examples) -> nn.Module:
        if config.start.partition("@")[0] not in RECIPES:
            if config.fold:
                # crossfit judges each face by a network that never saw it
                raise LabError(
                    f"--fold: the recipe {config.name!r} begins with {config.start}, which learnt all folds"
                )
            return unfolded(config, some_inputs(config, learn))
        return self._same_network(
            config, self._before(config.start, config.seed, config.fold), "it cannot start from there"
        )

    @staticmethod
    def _same_network(config: TrainConfig, path: Path, or_else: str) -> nn.Module:
        network, before = load_network(path)
        if (before.network, before.network_args) != (config.network, config.network_args):
            raise LabError(f"{path}: not the network of the recipe {config.name!r}; {or_else}")
        return network


def mean_of_weights(parts: Sequence[Weights]) -> Weights:
    """The mean of the weights of one network's trainings."""
    return {key: torch.stack([p[key].float() for p in parts]).mean(dim=0).to(parts[0][key]) for key in parts[0]}


def loss_of(config: TrainConfig, weights: Weights, data: Examples) -> float:
    """What the product head of a network of these weights loses at its best temperature.

    A mean of weights is surer or less sure than its parts, and its temperature is fitted afterwards anyway.
    """
    network = build(config.network, config.network_args)
    network.load_state_dict(weights)
    outputs, targets = zip(*asked(channels_last(network), config, data), strict=True)
    return least_loss(torch.cat(outputs), torch.cat(targets))


def _columns(config: TrainConfig) -> dict[int, str]:
    """Which class each output of a network answers for."""
    return {column: name for head in config.heads for column, name in zip(head.outputs, head.classes, strict=True)}
