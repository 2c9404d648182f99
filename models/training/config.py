"""What a training is: everything that decides its result, written into each checkpoint."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from typing import Any

from core.base.records import from_record, to_record
from models.base.errors import LabError
from models.data.labels import FIVE, SEVEN

LOG = "log.jsonl"
"""In the folder of a training: a line of JSON for each epoch."""


@dataclass(frozen=True)
class Head:
    """One loss over some of the network's outputs."""

    outputs: tuple[int, ...]
    """Columns of the network's output, one per class."""
    classes: tuple[str, ...]
    source: str = "labels"
    """`labels`: FER2013's own; `votes`: the FER+ votes restricted to `classes` and normalized."""
    weight: float = 1.0
    min_votes: int = 5
    """With `votes`: rows with fewer votes on `classes` do not count in this head."""
    balance: tuple[float, ...] = ()
    """Weight of each class in the loss; empty for all 1."""
    expected: bool = False
    """With `votes`: learn the shares to expect given the votes (`models.data.people`), not the votes' own."""


@dataclass(frozen=True)
class Normalization:
    """What the network expects: (pixel * scale - mean) / std, in so many equal channels."""

    channels: int = 3
    scale: float = 1 / 255
    mean: float = 0.0
    std: float = 1.0


@dataclass(frozen=True)
class TrainConfig:
    """A recipe. Rates are per step, fractions per picture size, angles in degrees."""

    name: str = "paper"
    network: str = "paper"
    network_args: dict[str, Any] = field(default_factory=lambda: {"classes": 5})
    classes: tuple[str, ...] = FIVE
    heads: tuple[Head, ...] = (Head(tuple(range(5)), FIVE),)
    """The first head is the product; the others only help to train."""
    normalization: Normalization = Normalization()
    epochs: int = 200
    patience: int = 25
    passes: int = 1
    """Passes over the faces that make an epoch, at whose end the network is judged and kept."""
    batch: int = 100
    lr: float = 9e-4
    weight_decay: float = 0.01
    schedule: str = "constant"
    """`constant`, or `cooldown`: warm-up, constant, then falling to zero over the last epochs."""
    warmup: float = 2
    """Epochs of warm-up."""
    decay: float = 20
    """Epochs of the cooldown; until it begins, a training may be made longer or shorter."""
    ema: float = 0.0
    """Of the running mean of the weights, which is what is judged and kept; 0 for the weights themselves."""
    swa: int = 0
    """Judge and keep the mean of the weights at the ends of so many last epochs, in place of `ema` (Izmailov et al.,
    2018, arXiv:1803.05407; the batch norms' means and spreads are averaged with them)."""
    augment: dict[str, float] = field(default_factory=dict)
    mixup: float = 0.0
    """Share of the faces over which another one is laid (`models.training.distill.blended`)."""
    teacher: str = ""
    """Recipes of the networks whose mean answers this one learns too, joined by `+`; empty for none."""
    distill: float = 0.0
    """Share of the teachers' answers in the loss."""
    start: str = ""
    """What this training begins with: a recipe, trained first, or an int8 file of the registry; empty for chance."""
    mean_of: str = ""
    """Recipes of one network from one beginning, joined by `+`: this one is the mean of their weights, and nothing is
    trained besides (Wortsman et al., 2022, Model soups, arXiv:2203.05482)."""
    greedy: bool = False
    """Of `mean_of`, the best first, keep only those with which the mean loses less on what is chosen by."""
    crossfit: int = 0
    """Each of the teachers is trained so many times, without one of so many parts of the faces each time, and says
    what it sees in four views of those that it never saw; 0 for teachers that learn all faces."""
    trust: float = 0.0
    """With `crossfit`: for how many voters such an answer counts in the first head's targets."""
    unseen: str = ""
    """`2/5`: the second of five parts of what is learnt is left out, too, for a teacher of `crossfit`."""
    fold: str = ""
    """`2/5`: the second of five parts of *Training* is left out and chosen by, in place of the validation tenth."""
    clean: bool = False
    """Leave out pictures whose copies carry differing labels, and all copies but one."""
    near: bool = False
    """Leave out what nearly is a picture of the held-out split, too: cut anew, or with a watermark."""
    levelled: float = 0.0
    """Share of the faces shown as the program cuts them, eyes level; with any, the tenth judges by such faces."""
    views: float = 0.0
    """Share of the first head's targets that is what the network it starts from says of four views of a face: as it
    is and levelled, both also mirrored."""
    ranking: float = 0.0
    """Weight of a loss on pairs: a worse face is to be called bad more surely than a better one."""
    seed: int = 1
    dtype: str = "bfloat16"

    def to_json(self) -> str:
        """The configuration as JSON, for a checkpoint's metadata."""
        return json.dumps(to_record(self), sort_keys=True)

    @staticmethod
    def from_json(text: str) -> TrainConfig:
        """The inverse of `to_json`; raises `LabError` where it is none, or one with a part that is not known here."""
        try:
            raw = json.loads(text)
            made = from_record(TrainConfig, raw)
        except ValueError as error:
            raise LabError(f"configuration of a training: {error}; train again") from None
        if unknown := set(raw) - {each.name for each in fields(TrainConfig)}:
            raise LabError(f"configuration of a training: {', '.join(sorted(unknown))} is not known; update Poise")
        return made


def paper_recipe(classes: tuple[str, ...] = FIVE) -> TrainConfig:
    """The paper's recipe (its appendix, "Learning setup")."""
    n = len(classes)
    return TrainConfig(classes=classes, network_args={"classes": n}, heads=(Head(tuple(range(n)), classes),))


AUGMENT: dict[str, float] = {
    "flip": 0.5,
    "rotate": 10.0,
    "scale": 0.12,
    "shift": 0.08,
    "haar": 0.5,
    "contrast": 0.3,
    "brightness": 0.2,
    "gamma": 0.4,
    "blur": 0.15,
    "noise": 0.1,
    "shrink": 0.1,
    "erase": 0.2,
}
"""Strengths of the small network's augmentation; see `models.data.augment`."""

_VOTES = {name: i for i, name in enumerate(SEVEN)}


def teacher_recipe(epochs: int = 32, seed: int = 1) -> TrainConfig:
    """Ten voters' targets first, seven classes and FER's labels as helpers; five times the default's work.

    Outputs 0..6 are the votes over seven classes, 7..13 FER's labels over the same seven. The product is the
    softmax over the five of the votes' outputs; the seven-class network and the one that answers as FER's
    labels do come out of the same training.
    """
    five = tuple(_VOTES[name] for name in FIVE)
    return TrainConfig(
        name="teacher",
        network="small",
        network_args={"outputs": 14, "widths": [32, 96, 192], "blocks": [1, 2, 2], "dropout": 0.3},
        heads=(
            Head(five, FIVE, "votes", 1.0, balance=(4.0, 1.0, 1.0, 1.5, 1.0)),
            Head(tuple(range(7)), SEVEN, "votes", 0.4),
            Head(tuple(range(7, 14)), SEVEN, "labels", 0.3),
        ),
        normalization=Normalization(channels=1, mean=0.5, std=0.25),
        epochs=epochs,
        patience=epochs,
        batch=128,
        lr=2e-3,
        weight_decay=0.05,
        schedule="cooldown",
        decay=14,
        ema=0.998,
        augment=AUGMENT,
        clean=True,
        seed=seed,
    )


def small_recipe(epochs: int = 60, seed: int = 1) -> TrainConfig:
    """The default's network: the teacher's heads, without a teacher."""
    same = teacher_recipe(epochs, seed)
    return replace(same, name="small", network_args={"outputs": 14}, lr=3e-3, decay=20)


def wide_recipe(epochs: int = 60, seed: int = 1) -> TrainConfig:
    """The default's work, with more of it where the picture is still large, and a third fewer parameters."""
    arguments = {"outputs": 14, "widths": [24, 48, 80], "blocks": [1, 2, 1]}
    return replace(small_recipe(epochs, seed), name="wide", network_args=arguments)


def pupil_recipe(epochs: int = 50, seed: int = 1) -> TrainConfig:
    """The default's network with a teacher five times its size."""
    return replace(small_recipe(epochs, seed), name="pupil", teacher="teacher", distill=0.7)


def graduate_recipe(epochs: int = 12, seed: int = 1) -> TrainConfig:
    """The pupil, which goes on learning from the mean of its teacher, the one without and itself."""
    pupil = pupil_recipe(epochs, seed)
    again = replace(pupil, name="graduate", start="pupil", teacher="teacher+small+pupil")
    return replace(again, lr=1.5e-3, warmup=0.5, decay=10)


def level_recipe(epochs: int = 4, seed: int = 1) -> TrainConfig:
    """The default's network goes on from its shipped file, on faces cut as the program cuts them.

    The mean of the input is a grey value, so that each grey value falls on a step of the int8 input and none
    between two. Votes are learnt as the shares to expect, so that rows with fewer of them may count.
    """
    small = small_recipe(epochs, seed)
    first, *helpers = small.heads
    return replace(
        small,
        name="level",
        heads=(replace(first, expected=True, min_votes=3), *helpers),
        normalization=Normalization(channels=1, mean=127 / 255, std=0.25),
        augment=AUGMENT | {"rotate": 8.0, "haar": 0.25},
        start="small-int8",
        near=True,
        levelled=0.6,
        lr=1e-3,
        warmup=0.25,
        decay=float(epochs) - 0.25,
        dtype="float32",
    )


def views_recipe(epochs: int = 8, seed: int = 1) -> TrainConfig:
    """As `level`, towards what the shipped file says of four views of a face, and with pairs told apart.

    One look at a face is to say what four say. Every picture with a vote for one of the classes counts.
    """
    level = level_recipe(epochs, seed)
    first, *helpers = level.heads
    heads = (replace(first, min_votes=1), *helpers)
    return replace(level, name="views", heads=heads, views=0.5, ranking=0.2, lr=1.5e-3, decay=6.0)


def views_long_recipe(epochs: int = 12, seed: int = 1) -> TrainConfig:
    """As `views`, for longer and twice as fast."""
    return replace(views_recipe(epochs, seed), name="views-long", lr=3e-3, warmup=0.5, decay=10.0)


def blend_recipe(epochs: int = 12, seed: int = 1) -> TrainConfig:
    """The mean of the weights of `views` and `views-long`, which went apart from one beginning."""
    return replace(views_long_recipe(epochs, seed), name="blend", mean_of="views+views-long")


def _soup_part(name: str, epochs: int, seed: int, fear: float, **changes: Any) -> TrainConfig:
    """Some epochs more from `blend`, towards what it says of four views; fear counts so many times."""
    views = views_recipe(epochs, seed)
    first, *helpers = views.heads
    weighed = replace(first, balance=(fear, *first.balance[1:]))
    return replace(views, name=name, heads=(weighed, *helpers), start="blend@1", decay=epochs - 0.5, **changes)


def soup_fear_recipe(epochs: int = 4, seed: int = 2) -> TrainConfig:
    """Of `soup`: fear counts six times."""
    return _soup_part("soup-fear", epochs, seed, 6.0)


def soup_votes_recipe(epochs: int = 4, seed: int = 4) -> TrainConfig:
    """Of `soup`: more of the voters, less of the four views, and pairs that count twice."""
    return _soup_part("soup-votes", epochs, seed, 6.0, views=0.3, ranking=0.4)


def soup_recipe() -> TrainConfig:
    """The mean of the weights of those fine-tunings that make it better."""
    parts = "views@1+views-long@1+soup-fear@2+soup-votes@4"
    return replace(blend_recipe(), name="soup", mean_of=parts, greedy=True)


def seeds_recipe(epochs: int = 50, seed: int = 1) -> TrainConfig:
    """A pupil whose teacher is the mean of three trainings of its own network that differ by their seeds."""
    return replace(pupil_recipe(epochs, seed), name="seeds", teacher="small@1+small@2+small@3")


def large_recipe(epochs: int = 18, seed: int = 1) -> TrainConfig:
    """A teacher of seven times the default's work, on plain and levelled faces, whose classes all count alike.

    So what it says is how often people say it, and can stand beside what ten of them said. Four passes are an epoch.
    """
    level = level_recipe(epochs, seed)
    first, *helpers = level.heads
    return replace(
        level,
        name="large",
        network_args={"outputs": 14, "widths": [48, 112, 224], "blocks": [2, 2, 2], "dropout": 0.3},
        heads=(replace(first, balance=()), *helpers),
        start="",
        levelled=0.5,
        batch=256,
        lr=2e-3,
        passes=4,
        warmup=0.5,
        decay=9.0,
        ema=0.998,
        dtype="bfloat16",
    )


def large_mixed_recipe(epochs: int = 18, seed: int = 1) -> TrainConfig:
    """As `large`, with half of the faces laid over others."""
    return replace(large_recipe(epochs, seed), name="large-mixed", mixup=0.5)


def panel_recipe(epochs: int = 20, seed: int = 1) -> TrainConfig:
    """The default's network, towards what the voters and two teachers that never saw the face say of it.

    Ten passes over the faces are an epoch.
    """
    views = views_recipe(epochs, seed)
    changes: dict[str, Any] = {
        "views": 0.0,
        "start": "",
        "crossfit": 5,
        "trust": 8.0,
        "teacher": "large@1+large-mixed@2",
    }
    rates: dict[str, Any] = {"passes": 10, "batch": 256, "lr": 4e-3, "warmup": 0.5, "decay": 10.0, "ema": 0.999}
    return replace(views, name="panel", dtype="bfloat16", **changes, **rates)


def panel_wide_recipe(epochs: int = 20, seed: int = 1) -> TrainConfig:
    """As `panel`, with the network of `wide`."""
    return replace(panel_recipe(epochs, seed), name="panel-wide", network_args=wide_recipe().network_args)


def seven_recipe(epochs: int = 60, seed: int = 1) -> TrainConfig:
    """The default's training with the votes over all seven classes as its product; the five only help."""
    small = small_recipe(epochs, seed)
    five, seven, labels = small.heads
    return replace(small, name="seven", heads=(replace(seven, weight=1.0), replace(five, weight=0.4), labels))


def labels_recipe(epochs: int = 60, seed: int = 1) -> TrainConfig:
    """The default's network on FER2013's own labels, the paper's yardstick; the votes only help."""
    small = small_recipe(epochs, seed)
    votes, labels = small.heads[1:]
    five = tuple(len(SEVEN) + _VOTES[name] for name in FIVE)
    return replace(small, name="labels", heads=(Head(five, FIVE), labels, replace(votes, weight=0.3)))


RECIPES: dict[str, Callable[..., TrainConfig]] = {
    "paper": paper_recipe,
    "small": small_recipe,
    "pupil": pupil_recipe,
    "graduate": graduate_recipe,
    "teacher": teacher_recipe,
    "labels": labels_recipe,
    "seeds": seeds_recipe,
    "large": large_recipe,
    "large-mixed": large_mixed_recipe,
    "panel": panel_recipe,
    "panel-wide": panel_wide_recipe,
    "seven": seven_recipe,
    "wide": wide_recipe,
    "level": level_recipe,
    "views": views_recipe,
    "views-long": views_long_recipe,
    "blend": blend_recipe,
    "soup-fear": soup_fear_recipe,
    "soup-votes": soup_votes_recipe,
    "soup": soup_recipe,
}


def recipe_for(name: str, classes: tuple[str, ...] | None = None) -> TrainConfig:
    """A recipe by name, with the paper's also for other classes; raises `LabError`.

    `small@2` is the recipe `small` with the seed 2.
    """
    name, _, seed = name.partition("@")
    if seed:
        if not seed.isdecimal():
            raise LabError(f"recipe {name}@{seed}: give a whole number as seed, such as {name}@2")
        return replace(recipe_for(name, classes), seed=int(seed))
    if name == "paper":
        return paper_recipe(classes or FIVE)
    if name not in RECIPES:
        raise LabError(f"unknown recipe {name!r}: use one of {', '.join(RECIPES)}")
    if classes and classes != FIVE:
        raise LabError(f"the recipe `{name}` trains all its heads at once; --classes is for the paper's recipe")
    return RECIPES[name]()


def with_changes(config: TrainConfig, **changes: Any) -> TrainConfig:
    """A copy with the given fields replaced; None means unchanged."""
    return replace(config, **{key: value for key, value in changes.items() if value is not None})
