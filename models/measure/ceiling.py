"""How well people themselves do at what a network is measured by: simulated from a fit to *Training*'s votes.

Ten people look at a face and the rest follows from what most of them say. Another ten, looking at the same face, do
not always say the same; a network can hardly be asked for more than they agree.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from core.cueing.moods import MoodMap
from models.data.people import Doubles, People
from models.measure import metrics

VOTERS = 10
AGREED = 0.5
"""Consensus, as for the networks: at least half of all votes on one of the classes."""

Judge = Callable[[np.random.Generator, Doubles], Doubles]


def one_voter(chance: np.random.Generator, shares: Doubles) -> Doubles:
    """[n, classes + 1] what one more person says of each face."""
    return _votes(chance, shares, 1)


def ten_people(chance: np.random.Generator, shares: Doubles) -> Doubles:
    """[n, classes + 1] what ten others say of each face."""
    return _votes(chance, shares, VOTERS)


def true_shares(_: np.random.Generator, shares: Doubles) -> Doubles:
    """[n, classes + 1] what infinitely many people say of each face."""
    return shares


JUDGES: dict[str, Judge] = {
    "one more person": one_voter,
    "ten other people": ten_people,
    "everybody": true_shares,
}


def ceiling(people: People, names: Sequence[str], faces: int = 60_000, seed: int = 1) -> dict[str, Any]:
    """The figures of `poise lab evaluate` for each judge against the panel of ten, over simulated faces.

    `people` knows `names` and, last, anything else. A judge's ties among classes fall by chance.
    """
    chance, mapping = np.random.default_rng(seed), MoodMap()
    shares = people.draw(faces, seed)
    panel = ten_people(chance, shares)[:, : len(names)]
    agreed = panel.max(axis=1) >= AGREED * VOTERS
    # two classes with five votes each: either may be the truth
    truth = (panel + 1e-6 * chance.random(panel.shape)).argmax(axis=1)[agreed]
    found = {}
    for title, judge in JUDGES.items():
        said = judge(chance, shares)[:, : len(names)] + 1e-6 * chance.random(panel.shape)
        probabilities = (said / said.sum(axis=1, keepdims=True)).astype(np.float32)[agreed]
        figures = metrics.report(truth, probabilities, names, mapping)
        found[title] = figures | metrics.cue_figures(truth, probabilities, names, mapping)
    return {"faces": faces, "agreed": int(agreed.sum()), "judges": found}


def half_panels(votes: Doubles, columns: int, seed: int = 1) -> float | None:
    """How often two halves of a real or simulated panel of ten agree on a class where all ten have a consensus.

    The model's own test: it never saw how votes fall together within one panel.
    """
    whole = votes[votes.sum(axis=1) == VOTERS].astype(np.int64)
    whole = whole[whole[:, :columns].max(axis=1) >= AGREED * VOTERS]
    if not len(whole):
        return None
    chance = np.random.default_rng(seed)
    first = chance.permuted(_listed(whole), axis=1)[:, : VOTERS // 2]
    one = np.stack([(first == i).sum(axis=1) for i in range(whole.shape[1])], axis=1)
    other = whole - one
    noise = 1e-6 * chance.random((2, *one.shape))
    return float(((one + noise[0]).argmax(axis=1) == (other + noise[1]).argmax(axis=1)).mean())


def simulated_votes(people: People, faces: int, seed: int = 2) -> Doubles:
    """[faces, classes] votes of ten people each."""
    return ten_people(np.random.default_rng(seed), people.draw(faces, seed))


def _votes(chance: np.random.Generator, shares: Doubles, voters: int) -> Doubles:
    safe = shares / shares.sum(axis=1, keepdims=True) * (1 - 1e-9)
    return np.asarray(chance.multinomial(voters, safe), np.float64)


def _listed(votes: np.ndarray[Any, np.dtype[np.int64]]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """[n, voters] each face's votes one by one."""
    classes = np.tile(np.arange(votes.shape[1]), (len(votes), 1))
    return np.stack([np.repeat(row, times) for row, times in zip(classes, votes, strict=True)])
