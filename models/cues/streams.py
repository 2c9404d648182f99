"""Streams of readings whose truth is known: composed of agreed-upon faces, half an hour of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from core.base.types import Expression, Mood, Reading, ReadingState
from core.cueing.moods import MoodMap
from models.base.errors import LabError
from models.data.faces import FaceSet
from models.data.votes import Votes
from models.networks.predict import Predictor

FPS = 15.0
PICTURE_S = (0.8, 1.2)
"""A new picture about every second."""
STRETCH_S = (3.0, 8.0)
BLOCK = 5
"""One stretch in so many is bad."""

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `start` to `end` (seconds) the truth is `bad` or not; None where people would disagree."""

    start: float
    end: float
    bad: bool | None


@dataclass(frozen=True, slots=True)
class Stream:
    """Readings in order, and what they should have been."""

    name: str
    readings: tuple[Reading, ...]
    stretches: tuple[Stretch, ...]

    @property
    def minutes(self) -> float:
        """Length in minutes."""
        return (self.stretches[-1].end - self.stretches[0].start) / 60.0 if self.stretches else 0.0


def compose(
    predict: Predictor,
    faces: FaceSet,
    votes: Votes,
    *,
    minutes: float = 30.0,
    seed: int = 1,
    moods: MoodMap | None = None,
) -> Stream:
    """A stream of the faces on which half of the voters agree: stretches of 3 to 8 s of one class.

    In every five stretches one, at a random place, is bad; its class is one of the bad ones, the others' one of the
    rest, each as likely. About every second there is another picture of that class, and each frame moves a little.
    Raises LabError when a class that the network knows has no agreed-upon face.
    """
    mapping = moods or MoodMap()
    chance = np.random.default_rng(seed)
    pools = _pools(faces, votes, predict.spec.classes)
    times, pictures, stretches = [], [], []
    for start, end, name in _script(chance, list(pools), mapping, minutes * 60.0):
        stretches.append(Stretch(start, end, mapping[Expression(name)] is Mood.BAD))
        for t, face in _frames(chance, pools[name], start, end):
            times.append(t)
            pictures.append(face)
    probabilities = predict(np.stack(pictures))
    readings = tuple(
        _reading(t, row, predict.spec.classes, mapping) for t, row in zip(times, probabilities, strict=True)
    )
    return Stream(f"composed, seed {seed}", readings, tuple(stretches))


def merged(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Neighbours of the same truth as one: to whoever watches, two bad stretches in a row are one."""
    joined: list[Stretch] = []
    for stretch in stretches:
        if joined and joined[-1].bad is stretch.bad:
            joined[-1] = Stretch(joined[-1].start, stretch.end, stretch.bad)
        else:
            joined.append(stretch)
    return joined


def _pools(faces: FaceSet, votes: Votes, classes: Sequence[str]) -> dict[str, Pixels]:
    agreed = votes.consensus(classes)
    pools = {name: faces.pixels[agreed == i] for i, name in enumerate(classes)}
    empty = [name for name, pool in pools.items() if not len(pool)]
    if empty:
        raise LabError(
            f"no face on which the voters agree for {', '.join(empty)}; give the whole split and its votes"
        )
    return pools


def _script(
    chance: np.random.Generator, names: Sequence[str], moods: MoodMap, seconds: float
) -> Iterator[tuple[float, float, str]]:
    bad = [name for name in names if moods[Expression(name)] is Mood.BAD]
    rest = [name for name in names if name not in bad]
    t, place = 0.0, 0
    while t < seconds:
        if place % BLOCK == 0:
            bad_place = place + int(chance.integers(BLOCK))
        end = min(t + float(chance.uniform(*STRETCH_S)), seconds)
        yield t, end, str(chance.choice(bad if place == bad_place else rest))
        t, place = end, place + 1


def _frames(chance: np.random.Generator, pool: Pixels, start: float, end: float) -> Iterator[tuple[float, Pixels]]:
    """15 frames a second, on one grid over the whole stream."""
    change = start
    face = pool[0]
    for number in range(int(np.ceil(start * FPS - 1e-9)), int(np.ceil(end * FPS - 1e-9))):
        t = number / FPS
        if t >= change:
            face = pool[int(chance.integers(len(pool)))]
            change += float(chance.uniform(*PICTURE_S))
        yield t, _moved(chance, face)


def _moved(chance: np.random.Generator, face: Pixels) -> Pixels:
    """The same face in the next frame: half a pixel away, a little larger or smaller, brighter or darker."""
    height, width = face.shape
    turn, size = float(chance.normal(0, 1.0)), float(chance.normal(1, 0.015))
    matrix = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), turn, size), np.float64)
    matrix[:, 2] += chance.normal(0, 0.5, 2)
    moved = np.asarray(cv2.warpAffine(face, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE), np.float64)
    return np.asarray(np.clip(moved * chance.normal(1.0, 0.03), 0, 255), np.uint8)


def _reading(t: float, row: npt.NDArray[np.float32], classes: Sequence[str], moods: MoodMap) -> Reading:
    probabilities: Mapping[Expression, float] = {Expression(c): float(p) for c, p in zip(classes, row, strict=True)}
    return moods.judged(Reading(t, ReadingState.MEASURED, faces=1, raw=probabilities), probabilities)
