"""What a network is trained towards: pictures, soft targets and weights for each head."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.base.errors import LabError
from models.data.faces import FaceSet
from models.data.labels import FER_CLASSES
from models.data.level import with_levels
from models.data.people import fit_people, with_others
from models.data.splits import (
    fingerprints,
    fold_mask,
    part_to_learn,
    unseen_mask,
    validation_mask,
    without_near_copies_of,
)
from models.data.votes import COLUMNS, Votes, read_votes
from models.training.config import Head, TrainConfig

Floats = npt.NDArray[np.float32]
VOTERS = 10
ALSO_SPLIT = "train"
"""What is learnt of another collection."""


@dataclass(frozen=True)
class Examples:
    """Faces ready to train on."""

    faces: FaceSet
    votes: Votes | None
    targets: tuple[Floats, ...]
    """For each head [n, classes], rows of sum 1 (or 0 where the head does not count)."""
    weights: tuple[Floats, ...]
    """For each head [n], 0 where the head does not count."""

    def __len__(self) -> int:
        return len(self.faces)

    def take(self, index: npt.NDArray[np.int64] | npt.NDArray[np.bool_]) -> Examples:
        """Those at `index` (positions or mask)."""
        return Examples(
            self.faces.take(index),
            self.votes.take(index) if self.votes else None,
            tuple(targets[index] for targets in self.targets),
            tuple(weights[index] for weights in self.weights),
        )


def head_targets(head: Head, faces: FaceSet, votes: Votes | None) -> tuple[Floats, Floats]:
    """Soft targets [n, classes] and weights [n] of one head; raises `LabError` without the votes it needs."""
    if head.source == "votes":
        if votes is None:
            raise LabError("this recipe learns from the FER+ votes: give --votes fer2013new.csv")
        counts = votes.of(head.classes)
        total = counts.sum(axis=1)
        shares = _expected(head, votes) if head.expected else counts / np.maximum(total, 1)[:, None]
        targets = shares.astype(np.float32)
        weights = (total >= head.min_votes).astype(np.float32)
    else:
        labels = faces.targets(head.classes)
        targets = np.eye(len(head.classes), dtype=np.float32)[labels] * (labels >= 0)[:, None]
        weights = (labels >= 0).astype(np.float32)
    if head.balance:
        weights = weights * (targets @ np.array(head.balance, np.float32))
    return targets.astype(np.float32), weights.astype(np.float32)


def _expected(head: Head, votes: Votes) -> npt.NDArray[np.float64]:
    """[n, classes] the shares to expect given the votes; rows without a name get some, and no weight."""
    counts = with_others(votes, head.classes)
    return fit_people(counts[votes.named]).expected(counts, len(head.classes))


def one_of_each_copy(faces: FaceSet) -> npt.NDArray[np.bool_]:
    """[n] mask: the first of each group of identical pictures, none of a group with differing labels."""
    groups: dict[str, list[int]] = defaultdict(list)
    for i, print_ in enumerate(fingerprints(faces)):
        groups[str(print_)].append(i)
    keep = np.zeros(len(faces), bool)
    for members in groups.values():
        keep[members[0]] = len({int(faces.labels[i]) for i in members}) == 1
    return keep


def examples(config: TrainConfig, faces: FaceSet, votes: Votes | None) -> Examples:
    """Faces of any head of the recipe, with their targets."""
    made = [head_targets(head, faces, votes) for head in config.heads]
    used = np.any([weights > 0 for _, weights in made], axis=0)
    return Examples(faces, votes, tuple(t for t, _ in made), tuple(w for _, w in made)).take(used)


def told(learn: Examples, config: TrainConfig, said: Floats) -> Examples:
    """The same, with what others say [n, classes] in the first head's targets, for as many voters as `trust` says.

    It is what to expect of the shares of voters where the answers are a guess as good as so many of them; which faces
    count does not change. Raises `LabError` without votes.
    """
    if learn.votes is None or config.heads[0].source != "votes":
        raise LabError(f"the recipe {config.name!r} asks other networks beside the voters: give --votes")
    counts = learn.votes.of(config.heads[0].classes)
    targets = (counts + config.trust * said) / np.maximum(counts.sum(axis=1) + config.trust, 1e-6)[:, None]
    targets = targets.astype(np.float32)
    weights = (learn.weights[0] > 0).astype(np.float32)
    if config.heads[0].balance:
        weights = weights * (targets @ np.array(config.heads[0].balance, np.float32))
    return replace(learn, targets=(targets, *learn.targets[1:]), weights=(weights, *learn.weights[1:]))


def training_sets(
    config: TrainConfig, faces: FaceSet, votes: Votes | None, train: str, held_out: str | None
) -> tuple[Examples, Examples]:
    """Examples to train on and the validation tenth of the split `train`, or the recipe's fold of it.

    Pictures identical to one of the split `held_out` are left out of both.
    """
    part = part_to_learn(faces, train, held_out)
    chosen, chosen_votes = faces.take(part), votes.take(part) if votes else None
    tenth = fold_mask(chosen, config.fold) if config.fold else validation_mask(chosen)
    learn = ~tenth & (one_of_each_copy(chosen) if config.clean else True)
    if config.unseen:
        learn &= ~unseen_mask(chosen, config.unseen)
    if config.near and held_out:
        learn &= without_near_copies_of(chosen, faces.split(held_out))
    return (
        examples(config, chosen.take(learn), chosen_votes.take(learn) if chosen_votes else None),
        examples(config, chosen.take(tenth), chosen_votes.take(tenth) if chosen_votes else None),
    )


def labelled_besides(config: TrainConfig, faces: FaceSet) -> Examples:
    """Faces without votes: their label counts as all ten of them, in every head that knows it."""
    counts = np.zeros((len(faces), len(COLUMNS)), np.float32)
    column = np.array([list(COLUMNS).index(name) for name in FER_CLASSES])
    counts[np.arange(len(faces)), column[faces.labels]] = VOTERS
    certain = Votes(counts, counts.sum(axis=1), np.ones(len(faces), bool))
    # the shares to expect are fitted to what ten people said, and these labels are one person's
    heads = tuple(replace(head, expected=False) for head in config.heads)
    return examples(replace(config, heads=heads), faces, certain)


def joined(first: Examples, second: Examples) -> Examples:
    """Both one after the other, for a training; what the second's voters said is not kept."""
    level = first.faces.level
    if level is not None and second.faces.level is not None:
        level = np.concatenate([level, second.faces.level])
    one, two = first.faces, second.faces
    pixels, labels = np.concatenate([one.pixels, two.pixels]), np.concatenate([one.labels, two.labels])
    splits, rows = np.concatenate([one.splits, two.splits]), np.concatenate([one.rows, two.rows])
    return Examples(
        FaceSet(pixels, labels, splits, rows, level),
        None,
        tuple(np.concatenate(pair) for pair in zip(first.targets, second.targets, strict=True)),
        tuple(np.concatenate(pair) for pair in zip(first.weights, second.weights, strict=True)),
    )


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
    also: FaceSet | None = None
    """Faces of another collection, with labels and without votes; those of its split `train` are learnt too."""

    def sets(self, config: TrainConfig) -> tuple[Examples, Examples]:
        """Examples to learn from, and the validation tenth to choose by."""
        cast = read_votes(self.votes, self.faces) if self.votes else None
        wanted = config.levelled and self.faces.level is None
        faces = with_levels(self.faces, self.cache_dir) if wanted else self.faces
        learn, tenth = training_sets(config, faces, cast, self.split, self.held_out or None)
        if self.also is None:
            return learn, tenth
        more = self.also.split(ALSO_SPLIT)
        more = with_levels(more, self.cache_dir) if config.levelled and more.level is None else more
        return joined(learn, labelled_besides(config, more)), tenth
