"""The sum of the senses: over what was measured, never from one sense alone."""

from __future__ import annotations

import pytest

from core.scoring.senses import WEIGHTS, sum_of_senses


def test_all_three_weigh_what_is_stated() -> None:
    found = sum_of_senses({"expression": 80.0, "presence": 100.0, "voice": 40.0})
    assert found is not None
    assert found.value == pytest.approx(0.6 * 80 + 0.15 * 100 + 0.25 * 40)
    assert found.shares == WEIGHTS


def test_what_was_not_measured_leaves_its_weight_to_the_others() -> None:
    found = sum_of_senses({"expression": 80.0, "presence": None, "voice": 40.0})
    assert found is not None
    assert found.shares == pytest.approx({"expression": 0.6 / 0.85, "voice": 0.25 / 0.85})
    assert sum(found.shares.values()) == pytest.approx(1.0)


@pytest.mark.parametrize("scores", [{}, {"expression": 80.0}, {"presence": 90.0, "voice": 40.0}])
def test_one_sense_alone_or_no_face_makes_no_sum(scores: dict[str, float]) -> None:
    assert sum_of_senses(scores) is None


def test_weights_sum_to_one() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1.0)
