"""A training together with those that it builds on: its teacher, and the one whose weights it starts from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import torch
from torch import nn

from models.base.errors import LabError
from models.data.targets import Examples, Source
from models.networks import checkpoint
from models.networks.checkpoint import load_network
from models.networks.product import fold_batch_norm
from models.networks.restore import unfolded
from models.training.config import RECIPES, TrainConfig, recipe_for
from models.training.distill import Together
from models.training.loop import CPU, Each, Trainer, some_inputs


@dataclass(frozen=True)
class Pipeline:
    """Trains recipes by name, each once, in `root/<recipe>`; checkpoints that are `given` are not trained again."""

    source: Source
    root: Path
    say: Callable[[str], None]
    given: Mapping[str, Path] = field(default_factory=dict)
    """Recipe to checkpoint."""
    device: torch.device = CPU
    _trained: dict[str, Path] = field(default_factory=dict, init=False)
    """What several recipes build on is gone through once."""

    def train(self, config: TrainConfig, out: Path | None = None, each: Each | None = None) -> Path:
        """Train to the end, or go on where an earlier start stopped; returns the best checkpoint.

        `each` is told what every epoch came to (`Trainer.run`).
        """
        if config.mean_of:
            return self._mean(config, out or self.root)
        teacher = self._answering(config) if config.teacher else None
        learn, tenth = self.source.sets(config)
        start = self._starting(config, learn) if config.start else None
        self.say(f"{config.name}: {len(learn)} faces to learn from, {len(tenth)} to choose by")
        return Trainer(config, learn, tenth, out or self.root, start, teacher, self.device).run(self.say, each=each)

    def _before(self, name: str, seed: int, fold: str) -> Path:
        if name in self.given:
            return self.given[name]
        if name not in self._trained:
            self.say(f"first the recipe {name!r}, in {self.root / name}")
            config = recipe_for(name)
            chosen = config if "@" in name else replace(config, seed=seed)
            self._trained[name] = self.train(replace(chosen, fold=fold), self.root / name)
        return self._trained[name]

    def _mean(self, config: TrainConfig, out: Path) -> Path:
        paths = [self._before(name, config.seed, config.fold) for name in config.mean_of.split("+")]
        networks = [self._same_network(config, path, "its weights have no mean with the others") for path in paths]
        parts = [checkpoint.to_tensors(network) for network in networks]
        mean = {key: torch.stack([p[key].float() for p in parts]).mean(dim=0).to(parts[0][key]) for key in parts[0]}
        made = out / "best.safetensors"
        checkpoint.save(made, mean, {"config": config.to_json()})
        return made

    def _answering(self, pupil: TrainConfig) -> nn.Module:
        teachers = []
        for path in [self._before(name, pupil.seed, pupil.fold) for name in pupil.teacher.split("+")]:
            network, config = load_network(path)
            if not _columns(pupil).items() <= _columns(config).items():
                raise LabError(f"{path}: no teacher for the recipe {pupil.name!r}, whose answers are others")
            teachers.append(fold_batch_norm(network))
        return Together(teachers)

    def _starting(self, config: TrainConfig, learn: Examples) -> nn.Module:
        if config.start.partition("@")[0] not in RECIPES:
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


def _columns(config: TrainConfig) -> dict[int, str]:
    """Which class each output of a network answers for."""
    return {column: name for head in config.heads for column, name in zip(head.outputs, head.classes, strict=True)}
