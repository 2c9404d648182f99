"""Damages keep a face's shape and do what they say; drops are counted against the same faces undamaged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from models.data.labels import FIVE
from models.data.reader import read_faces
from models.data.votes import read_votes
from models.measure.robustness import DAMAGES, dark, half_size, markdown, robustness, shifted
from models.networks.predict import Predictor
from models.registry.spec import NetworkSpec
from tests.models.conftest import drawn_face

Floats = npt.NDArray[np.float32]


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=list(DAMAGES))
def test_a_damaged_face_is_another_face_of_the_same_shape(
    damage: Callable[[npt.NDArray[np.uint8]], npt.NDArray[np.uint8]],
) -> None:
    face = drawn_face(3, 1)
    worse = damage(face)
    assert worse.shape == (48, 48)
    assert worse.dtype == np.uint8
    assert not np.array_equal(worse, face)
    assert np.array_equal(worse, damage(face))  # the same at each run


def test_damages_do_what_they_say() -> None:
    face = drawn_face(3, 1)
    assert dark(face).mean() < 0.3 * face.mean()
    assert np.abs(np.diff(half_size(face).astype(int))).mean() < np.abs(np.diff(face.astype(int))).mean()
    assert np.abs(shifted(face)[5:, 5:].astype(int) - face[:-5, :-5]).mean() < 15


def band_reader(name: str) -> Predictor:
    """Reads the drawn faces by the height of their band, as a network that was taught nothing else would."""
    heights = [2, 3, 6, 4, 5]  # fear, happy, neutral, sad, surprise in FER's order

    def raw(x: Floats) -> Floats:
        bands = [x[:, 0, 6 * h : 6 * h + 6].mean(axis=(1, 2)) for h in heights]
        return np.asarray(np.stack(bands, axis=1) * 20, np.float32)

    return Predictor(name, Path(name), NetworkSpec(FIVE, channels=1), raw)


def test_losses_stand_beside_the_clean_accuracy(fer_csv: Path, votes_csv: Path) -> None:
    faces = read_faces(fer_csv, use_cache=False).split("PublicTest").take(np.arange(14))  # each class twice
    drops = robustness([band_reader("bands")], faces, read_votes(votes_csv, faces))
    lost = {drop.damage: drop.lost for drop in drops}
    assert lost["noise"] == 0.0
    assert lost["crop offset 10 %"] > 0.5  # every band slides to its neighbour's place
    assert "Haar crop" not in lost  # the finder takes no drawn band for a face
    assert "| noise | +0.0 |" in markdown(drops, {"bands": 1.0}).replace("-0.0", "+0.0")
