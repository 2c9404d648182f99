"""What ten votes say of what everybody would say, and how well people do themselves."""

from __future__ import annotations

import numpy as np
import pytest

from models.data.people import People, fit_people
from models.measure.ceiling import ceiling, half_panels, simulated_votes

KNOWN = People(np.array([0.3, 0.7]), np.array([[6.0, 0.5, 0.5], [0.3, 4.0, 1.0]]))
NAMES = ("neutral", "sad")


def test_fit_finds_the_model_that_made_the_votes() -> None:
    votes = simulated_votes(KNOWN, 6000)
    found = fit_people(votes, 2)
    order = np.argsort(found.weights)
    assert found.weights[order] == pytest.approx(KNOWN.weights, abs=0.03)
    assert found.alphas[order] == pytest.approx(KNOWN.alphas, rel=0.35, abs=0.15)
    assert found.likelihood(votes) > fit_people(votes, 1).likelihood(votes)


def test_expected_shares_are_nearer_to_the_truth_than_the_votes() -> None:
    shares = KNOWN.draw(4000, seed=5)
    votes = np.random.default_rng(6).multinomial(10, shares).astype(float)
    counted = votes[:, :2].sum(axis=1) > 0
    truth = shares[:, :2] / shares[:, :2].sum(axis=1, keepdims=True)
    raw = votes[counted, :2] / votes[counted, :2].sum(axis=1, keepdims=True)
    expected = KNOWN.expected(votes, 2)
    assert expected.sum(axis=1) == pytest.approx(1.0)
    assert np.square(expected - truth)[counted].mean() < 0.9 * np.square(raw - truth[counted]).mean()


def test_more_people_agree_better_with_a_panel_of_ten() -> None:
    judges = ceiling(KNOWN, NAMES, faces=4000)["judges"]
    one, ten, everybody = (judge["accuracy"] for judge in judges.values())
    assert one < ten < everybody < 1.0


def test_halves_of_a_panel_that_is_of_one_mind_agree() -> None:
    votes = np.array([[10.0, 0.0, 0.0], [0.0, 10.0, 0.0], [3.0, 3.0, 4.0]])
    assert half_panels(votes, 2) == 1.0
    assert half_panels(votes[2:], 2) is None
