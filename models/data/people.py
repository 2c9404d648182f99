"""What people see in a face, given what ten of them said: a mixture of Dirichlet-multinomials fitted to the votes.

Ten votes are a sample. Six of ten for sad does not mean that sixty in a hundred would say sad: faces of which ten
people say so differ, and the model knows how much. Fitted by expectation maximization, each component's parameters by
Minka's fixed point (Estimating a Dirichlet distribution, 2000); counts are small whole numbers, so that no digamma is
needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.data.votes import Votes

Doubles = npt.NDArray[np.float64]

ROUNDS = 150
START = 2013
COMPONENTS = 6
"""On the validation tenth more components are no likelier; see `poise lab ceiling`."""
LEAST = 1e-3
"""No parameter falls below: a class that a component never saw stays possible."""


@dataclass(frozen=True)
class People:
    """Faces are drawn from components; a face's shares from its component's Dirichlet; votes from its shares."""

    weights: Doubles
    """[components] how common each is, sum 1."""
    alphas: Doubles
    """[components, classes] parameters of each Dirichlet."""

    def log_likelihoods(self, counts: Doubles) -> Doubles:
        """[n, components] of votes [n, classes], weights included, without the multinomial coefficient."""
        each = [_rising(counts, a).sum(axis=1) - _rising(counts.sum(axis=1), a.sum()) for a in self.alphas]
        return np.stack(each, axis=1) + np.log(self.weights)

    def likelihood(self, counts: Doubles) -> float:
        """Mean log likelihood of a face's votes in nats, without the multinomial coefficient."""
        return float(_log_sum(self.log_likelihoods(counts)).mean())

    def belongs(self, counts: Doubles) -> Doubles:
        """[n, components] how likely each face came from each component."""
        logs = self.log_likelihoods(counts)
        return np.asarray(np.exp(logs - _log_sum(logs)[:, None]), np.float64)

    def expected(self, counts: Doubles, columns: int) -> Doubles:
        """[n, columns] expected shares among the first `columns` classes given the votes [n, classes].

        Within a component the shares among some classes are again Dirichlet, whatever the others get.
        """
        belongs, inner = self.belongs(counts), counts[:, :columns]
        shares = np.zeros(inner.shape)
        for belonging, alpha in zip(belongs.T, self.alphas[:, :columns], strict=True):
            raised = inner + alpha
            shares += belonging[:, None] * raised / raised.sum(axis=1, keepdims=True)
        return shares

    def draw(self, count: int, seed: int) -> Doubles:
        """[count, classes] the shares of so many faces."""
        chance = np.random.default_rng(seed)
        component = chance.choice(len(self.weights), count, p=self.weights)
        drawn = chance.standard_gamma(self.alphas[component]) + 1e-12
        return np.asarray(drawn / drawn.sum(axis=1, keepdims=True), np.float64)


def with_others(votes: Votes, classes: Sequence[str]) -> Doubles:
    """[n, len(classes) + 1] votes for the classes, and for anything else."""
    counts = votes.of(classes).astype(np.float64)
    return np.asarray(np.column_stack([counts, votes.total - counts.sum(axis=1)]), np.float64)


def fit_people(counts: Doubles, components: int = COMPONENTS, rounds: int = ROUNDS) -> People:
    """The likeliest model of votes [n, classes] (whole numbers); deterministic."""
    votes, times = np.unique(counts, axis=0, return_counts=True)
    chance = np.random.default_rng(START)
    classes = votes.shape[1]
    alphas = np.full((components, classes), 0.3)
    if components > 1:  # each begins with a class of its own, further ones anywhere
        order = np.arange(components) % classes
        alphas[np.arange(components), order] = 2.0
        alphas *= chance.uniform(0.8, 1.25, alphas.shape)
    people = People(np.full(components, 1 / components), alphas)
    for _ in range(rounds):
        belongs = people.belongs(votes) * times[:, None]
        fresh = np.stack([_fixed_point(votes, b, a) for b, a in zip(belongs.T, people.alphas, strict=True)])
        people = People(belongs.sum(axis=0) / belongs.sum(), fresh)
    return people


def _fixed_point(votes: Doubles, weights: Doubles, alpha: Doubles) -> Doubles:
    above = (weights[:, None] * _harmonic(votes, alpha)).sum(axis=0)
    below = float(weights @ _harmonic(votes.sum(axis=1), alpha.sum()))
    return np.asarray(np.maximum(alpha * above / max(below, 1e-12), LEAST), np.float64)


def _harmonic(counts: Doubles, alpha: Doubles | float) -> Doubles:
    """digamma(count + alpha) - digamma(alpha), element by element."""
    steps = range(int(counts.max()) if counts.size else 0)
    terms = (np.asarray((counts > k) / (alpha + k), np.float64) for k in steps)
    return np.asarray(sum(terms, np.zeros(counts.shape)), np.float64)


def _rising(counts: Doubles, alpha: Doubles | float) -> Doubles:
    """log of gamma(count + alpha) / gamma(alpha), element by element."""
    steps = range(int(counts.max()) if counts.size else 0)
    terms = (np.asarray((counts > k) * np.log(alpha + k), np.float64) for k in steps)
    return np.asarray(sum(terms, np.zeros(counts.shape)), np.float64)


def _log_sum(logs: Doubles) -> Doubles:
    top = logs.max(axis=1)
    return np.asarray(top + np.log(np.exp(logs - top[:, None]).sum(axis=1)), np.float64)
