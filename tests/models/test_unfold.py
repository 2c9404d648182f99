"""A network that goes on learning from an int8 file begins where the file stands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from core.vision.network.classifier import prepare  # noqa: E402
from models.base.errors import LabError  # noqa: E402
from models.data.reader import read_faces  # noqa: E402
from models.networks.predict import load_predictor  # noqa: E402
from models.networks.restore import unfolded  # noqa: E402
from models.training.config import level_recipe, recipe_for, small_recipe  # noqa: E402

pytestmark = pytest.mark.lab


def test_it_answers_as_the_int8_file_in_both_modes(fer_csv: Path) -> None:
    shipped = load_predictor("small-int8")
    pixels = read_faces(fer_csv, use_cache=False).pixels
    inputs = torch.from_numpy(prepare(pixels, shipped.spec.input))
    network = unfolded(
        replace(small_recipe(), start="small-int8", network_args={"outputs": 14, "dropout": 0.0}), inputs
    )
    with torch.inference_mode():
        still = network.eval()(inputs).numpy()
        moving = network.train()(inputs).numpy()
    asked = shipped.outputs(pixels)
    correlation = np.corrcoef(still[:, 2:7].ravel(), asked.ravel())[0, 1]
    assert correlation > 0.98
    assert np.abs(still[:, 7:]).max() == 0.0
    # batch norms see what they were measured on: learning begins without a jump
    assert moving == pytest.approx(still, abs=0.05)


def test_another_network_cannot_start_from_it() -> None:
    with pytest.raises(LabError, match="the recipe wants"):
        unfolded(replace(recipe_for("wide"), start="small-int8"), torch.zeros(2, 1, 48, 48))
    with pytest.raises(LabError, match="not an int8 file"):
        unfolded(replace(level_recipe(), start="paper"), torch.zeros(2, 1, 48, 48))


def test_no_grey_value_lies_between_two_steps_of_the_int8_input() -> None:
    shape = level_recipe().normalization
    greys = np.arange(256)
    values = (greys * shape.scale - shape.mean) / shape.std
    scale = (values[-1] - values[0]) / 255
    steps = values / scale
    assert np.abs(steps - np.round(steps)).max() < 1e-6
