"""Where a training's faces come from: one data set, its votes, and which splits are for what."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from models.data.faces import FaceSet
from models.data.level import with_levels
from models.data.targets import Examples, training_sets
from models.data.votes import read_votes
from models.training.config import TrainConfig


@dataclass(frozen=True)
class Source:
    """What a recipe is applied to."""

    faces: FaceSet
    votes: Path | None = None
    """FER+'s file, of the same rows in the same order."""
    split: str = "Training"
    held_out: str = "PublicTest"
    """No copy of its pictures is learnt from; empty for none."""
    cache_dir: Path | None = None
    """Where levelled faces are kept."""

    def sets(self, config: TrainConfig) -> tuple[Examples, Examples]:
        """Examples to learn from, and the validation tenth to choose by."""
        cast = read_votes(self.votes, self.faces) if self.votes else None
        faces = with_levels(self.faces, self.cache_dir) if config.levelled else self.faces
        return training_sets(config, faces, cast, self.split, self.held_out or None)
