"""A training that learns what its beginning says of four views, and tells pairs of faces apart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from models.base.errors import LabError  # noqa: E402
from models.data.labels import FIVE  # noqa: E402
from models.data.reader import read_faces  # noqa: E402
from models.data.targets import Source  # noqa: E402
from models.networks import checkpoint  # noqa: E402
from models.networks.build import build  # noqa: E402
from models.training.config import Head, TrainConfig, recipe_for, views_recipe  # noqa: E402
from models.training.distill import ranking_loss  # noqa: E402
from models.training.loop import Trainer, view_answers  # noqa: E402
from models.training.pipeline import Pipeline, loss_of, mean_of_weights  # noqa: E402
from models.training.temperature import least_loss  # noqa: E402

pytestmark = pytest.mark.lab
HEAD = Head(tuple(range(5)), FIVE)
CERTAIN = torch.eye(5)


def test_a_pair_the_wrong_way_round_costs_more() -> None:
    sad, happy = FIVE.index("sad"), FIVE.index("happy")
    targets, counted = CERTAIN[[sad, happy]], torch.ones(2)
    right = ranking_loss(4 * CERTAIN[[sad, happy]], HEAD, targets, counted)
    wrong = ranking_loss(4 * CERTAIN[[happy, sad]], HEAD, targets, counted)
    level = ranking_loss(torch.zeros(2, 5), HEAD, targets, counted)
    assert float(right) < float(level) < float(wrong)
    assert float(level) == pytest.approx(np.log(2), abs=1e-5)


def test_fear_taken_for_sadness_is_no_pair_the_wrong_way_round() -> None:
    fear, sad, happy = (FIVE.index(name) for name in ("fear", "sad", "happy"))
    targets, counted = CERTAIN[[fear, happy]], torch.ones(2)
    as_sad = ranking_loss(4 * CERTAIN[[sad, happy]], HEAD, targets, counted)
    as_fear = ranking_loss(4 * CERTAIN[[fear, happy]], HEAD, targets, counted)
    assert float(as_sad) == pytest.approx(float(as_fear), abs=1e-5)


def test_faces_that_do_not_count_make_no_pairs() -> None:
    sad, happy = FIVE.index("sad"), FIVE.index("happy")
    outputs, targets = 4 * CERTAIN[[sad, happy, sad]], CERTAIN[[sad, happy, happy]]
    without = ranking_loss(outputs[:2], HEAD, targets[:2], torch.ones(2))
    assert float(ranking_loss(outputs, HEAD, targets, torch.tensor([1.0, 1.0, 0.0]))) == pytest.approx(float(without))
    assert float(ranking_loss(outputs, HEAD, targets, torch.zeros(3))) == 0.0


def test_four_views_of_a_face_have_the_answer_of_its_mirror_image(
    fer_csv: Path, votes_csv: Path, tmp_path: Path
) -> None:
    small = {"outputs": 14, "widths": [4, 4, 8], "blocks": [0, 0, 0]}
    config = replace(views_recipe(), network_args=small, levelled=0.0, start="")
    learn, tenth = Source(read_faces(fer_csv, use_cache=False), votes_csv).sets(config)
    torch.manual_seed(3)
    network = build(config.network, config.network_args)
    seen = view_answers(network, config, learn)
    mirrored = replace(learn, faces=replace(learn.faces, pixels=learn.faces.pixels[:, :, ::-1].copy()))
    assert seen.sum(dim=1) == pytest.approx(1.0, abs=1e-5)
    assert view_answers(network, config, mirrored).numpy() == pytest.approx(seen.numpy(), abs=1e-5)
    votes = torch.from_numpy(learn.targets[0])
    halfway = Trainer(config, learn, tenth, tmp_path, network).targets[0]
    assert halfway.numpy() == pytest.approx(((votes + seen) / 2).numpy(), abs=1e-5)


def saved(config: TrainConfig, folder: Path, seed: int) -> Path:
    torch.manual_seed(seed)
    path = folder / f"{config.name}.safetensors"
    network = build(config.network, config.network_args)
    checkpoint.save(path, checkpoint.to_tensors(network), {"config": config.to_json()})
    return path


def test_a_blend_is_the_mean_of_weights_and_of_one_network_only(
    fer_csv: Path, votes_csv: Path, tmp_path: Path
) -> None:
    small = {"outputs": 14, "widths": [4, 4, 8], "blocks": [0, 0, 0]}
    blend, views, long = (replace(recipe_for(n), network_args=small) for n in ("blend", "views", "views-long"))
    given = {"views": saved(views, tmp_path, 1), "views-long": saved(long, tmp_path, 2)}
    source = Source(read_faces(fer_csv, use_cache=False), votes_csv)
    made = Pipeline(source, tmp_path / "run", lambda _: None, given).train(blend)
    mean, config = checkpoint.load_network(made)
    assert config == blend
    first, second = (checkpoint.load_network(path)[0].state_dict() for path in given.values())
    for key, value in mean.state_dict().items():
        expected = (first[key].float() + second[key].float()) / 2
        assert torch.allclose(value.float(), expected), key
    other = saved(replace(long, network_args={**small, "widths": [4, 4, 9]}), tmp_path, 2)
    with pytest.raises(LabError, match="no mean"):
        Pipeline(source, tmp_path / "run", lambda _: None, {**given, "views-long": other}).train(blend)


def test_a_greedy_soup_keeps_what_makes_the_mean_better(fer_csv: Path, votes_csv: Path, tmp_path: Path) -> None:
    small = {"outputs": 14, "widths": [4, 4, 8], "blocks": [0, 0, 0]}
    # drawn faces have no points by which to level them
    bare = replace(recipe_for("blend"), network_args=small, levelled=0.0)
    source = Source(read_faces(fer_csv, use_cache=False), votes_csv)
    given = {name: saved(replace(bare, name=name), tmp_path, seed) for seed, name in enumerate(("small", "wide"), 1)}
    good, other = (checkpoint.load(path)[0] for path in given.values())
    _, tenth = source.sets(bare)
    alone = sorted(loss_of(bare, weights, tenth) for weights in (good, other))
    told: list[str] = []
    soup = replace(bare, name="soup", mean_of="small+wide", greedy=True)
    made = checkpoint.load(Pipeline(source, tmp_path / "run", told.append, given).train(soup))[0]
    both = loss_of(bare, mean_of_weights([good, other]), tenth)
    assert loss_of(bare, made, tenth) == pytest.approx(min(alone[0], both))
    assert [line.endswith(" kept") for line in told] == [True, both < alone[0]]


def test_a_loss_does_not_depend_on_how_sure_a_network_is() -> None:
    torch.manual_seed(1)
    outputs, targets = torch.randn(40, 5), torch.softmax(torch.randn(40, 5), 1)
    least = least_loss(outputs, targets)
    assert least_loss(7 * outputs, targets) == pytest.approx(least, abs=1e-6)
    assert least <= min(float(torch.nn.functional.cross_entropy(outputs * k, targets)) for k in (0.1, 0.5, 1.0, 2.0))


def test_a_soup_is_made_of_recipes_that_are_known() -> None:
    soup = recipe_for("soup")
    parts = [recipe_for(name) for name in soup.mean_of.split("+")]
    assert all(part.network_args == soup.network_args for part in parts)
    assert len({(part.name, part.seed) for part in parts}) == len(parts) >= 4


def test_the_recipe_survives_a_checkpoint() -> None:
    assert TrainConfig.from_json(views_recipe().to_json()) == views_recipe()
