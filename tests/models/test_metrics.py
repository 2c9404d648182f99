"""Figures against numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base.types import Expression, Mood
from core.cueing.moods import MoodMap
from models.data.labels import FIVE
from models.measure.metrics import (
    area_under_curve,
    calibration_error,
    cue_figures,
    heard_at,
    mood_positions,
    report,
    said_moods,
)

SURE = np.eye(5, dtype=np.float32)


def test_report_counts_classes_and_moods() -> None:
    truth = np.array([0, 1, 2, 3, 3])
    said = SURE[[3, 1, 3, 3, 2]]
    figures = report(truth, said, FIVE, MoodMap())
    assert figures["accuracy"] == pytest.approx(2 / 5)
    assert figures["recall"] == {"fear": 0.0, "happy": 1.0, "neutral": 0.0, "sad": 0.5, "surprise": None}
    assert figures["precision"]["sad"] == pytest.approx(1 / 3)
    assert figures["confusion"][0] == [0, 0, 0, 1, 0]
    # fear called sad is the right mood; neutral called sad is not, nor is sad called neutral
    assert figures["moods"]["accuracy"] == pytest.approx(3 / 5)
    assert figures["moods"]["classes"] == ["good", "acceptable", "bad"]


def test_area_under_curve_counts_ties_half() -> None:
    positive = np.array([True, True, False, False])
    assert area_under_curve(positive, np.array([0.9, 0.4, 0.3, 0.1], np.float32)) == 1.0
    assert area_under_curve(positive, np.array([0.5, 0.5, 0.5, 0.5], np.float32)) == 0.5
    assert area_under_curve(positive, np.array([0.1, 0.9, 0.5, 0.2], np.float32)) == 0.5
    assert area_under_curve(np.array([True]), np.array([0.5], np.float32)) is None


def test_heard_at_five_percent_false_alarms() -> None:
    scores = np.r_[np.linspace(0, 1, 100), 0.5, 0.97].astype(np.float32)
    positive = np.r_[np.zeros(100, bool), True, True]
    # five of a hundred may be above: the threshold is the sixth highest, 0.949
    assert heard_at(positive, scores) == 0.5


def test_calibration_error_of_overconfidence() -> None:
    probabilities = np.full((10, 2), 0.1, np.float32)
    probabilities[:, 0] = 0.9
    assert calibration_error(np.r_[np.zeros(9), 1].astype(np.int64), probabilities) == pytest.approx(0.0, abs=1e-6)
    assert calibration_error(np.r_[np.zeros(5), np.ones(5)].astype(np.int64), probabilities) == pytest.approx(0.4)


def test_neutral_called_bad_is_the_share_of_strongest_classes_and_counted_bad_that_of_sessions() -> None:
    truth = np.array([2, 2, 2, 2, 0, 1])
    figures = cue_figures(truth, SURE[[3, 2, 2, 0, 0, 1]], FIVE, MoodMap())
    assert figures["neutral_called_bad"] == 0.5
    torn = np.array([[0.3, 0.0, 0.4, 0.3, 0.0]] * 6, np.float32)
    assert cue_figures(truth, torn, FIVE, MoodMap())["neutral_counted_bad"] == 1.0
    assert cue_figures(truth, torn, FIVE, MoodMap())["neutral_called_bad"] == 0.0
    assert cue_figures(truth[:0], SURE[:0], FIVE, MoodMap())["auc_bad"] is None


@given(st.lists(st.floats(0.01, 1.0), min_size=5, max_size=5))
def test_the_lab_calls_a_face_what_a_session_calls_it(weights: list[float]) -> None:
    row = np.array([weights], np.float32) / np.float32(sum(weights))
    named = {Expression(name): float(share) for name, share in zip(FIVE, row[0], strict=True)}
    moods = MoodMap()
    assert list(Mood)[said_moods(row, mood_positions(FIVE, moods))[0]] is moods.mood(named)
