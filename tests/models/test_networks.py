"""What the networks cost, and that a training can be stopped and gone on with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from models.base.errors import LabError  # noqa: E402
from models.data.augment import augment  # noqa: E402
from models.data.labels import FIVE  # noqa: E402
from models.data.reader import read_faces  # noqa: E402
from models.data.targets import (  # noqa: E402
    Examples,
    Source,
    training_sets,
)
from models.data.votes import read_votes  # noqa: E402
from models.measure.counts import count  # noqa: E402
from models.networks import checkpoint  # noqa: E402
from models.networks.build import build  # noqa: E402
from models.networks.paper import PaperNet  # noqa: E402
from models.networks.product import fold_batch_norm, product  # noqa: E402
from models.networks.small import SmallNet  # noqa: E402
from models.training.config import RECIPES, Head, TrainConfig, labels_recipe, recipe_for, small_recipe  # noqa: E402
from models.training.distill import Together, distillation_loss  # noqa: E402
from models.training.loop import Trainer, to_input  # noqa: E402
from models.training.pipeline import Pipeline  # noqa: E402

pytestmark = pytest.mark.lab


def test_the_papers_network_is_the_papers(tmp_path: Path) -> None:
    network = PaperNet()
    counts = count(network, 3)
    assert counts.parameters == 2_602_181
    assert counts.macs == 26_569_221
    assert counts.conv_linear_macs == 26_305_792
    torch.save(network.state_dict(), tmp_path / "weights.pt")  # as the paper measured it
    assert f"{(tmp_path / 'weights.pt').stat().st_size / 1e6:.2f}" == "10.41"
    names = [name for name, _ in network.named_children()]
    assert names[0] == "quant"
    assert names[-1] == "dequant"


@pytest.mark.parametrize(
    ("recipe", "parameters", "macs"), [("small", 370_229, 25_789_237), ("wide", 254_997, 25_254_549)]
)
def test_the_small_networks_cost_less_than_the_papers(recipe: str, parameters: int, macs: int) -> None:
    config = recipe_for(recipe)
    network, _ = product(build(config.network, config.network_args), config)
    counts = count(fold_batch_norm(network), 1)
    assert (counts.parameters, counts.macs) == (parameters, macs)
    assert counts.macs < 26_569_221


def test_folding_batch_norms_changes_nothing_but_rounding() -> None:
    torch.manual_seed(0)
    network = SmallNet(5, (4, 8, 8), (1, 1, 1))
    network.train()
    for _ in range(3):
        network(torch.rand(8, 1, 48, 48))
    network.eval()
    x = torch.rand(3, 1, 48, 48)
    folded = fold_batch_norm(network)
    assert not [m for m in folded.modules() if isinstance(m, torch.nn.BatchNorm2d)]
    torch.testing.assert_close(folded(x), network(x), atol=1e-5, rtol=1e-4)


def test_product_keeps_the_columns_of_its_head() -> None:
    network = SmallNet(14, (4, 8, 8), (0, 0, 0)).eval()
    config = small_recipe()
    x = torch.rand(2, 1, 48, 48)
    for head in (0, 1, 2):
        chosen, spec = product(network, config, head)
        assert spec.classes == config.heads[head].classes
        torch.testing.assert_close(chosen(x), network(x)[:, list(config.heads[head].outputs)])


def test_augmentation_keeps_shape_and_range_and_follows_the_seed() -> None:
    faces = torch.rand(16, 1, 48, 48)
    torch.manual_seed(3)
    first = augment(faces, small_recipe().augment)
    torch.manual_seed(3)
    again = augment(faces, small_recipe().augment)
    assert first.shape == faces.shape
    assert float(first.min()) >= 0
    assert float(first.max()) <= 1
    assert torch.equal(first, again)
    assert augment(faces, {}) is faces


def test_recipe_survives_json() -> None:
    for config in (make() for make in RECIPES.values()):
        assert TrainConfig.from_json(config.to_json()) == config


def tiny() -> TrainConfig:
    recipe = small_recipe(epochs=6)
    arguments = {"outputs": 14, "widths": [4, 8, 8], "blocks": [0, 1, 0]}
    return replace(
        recipe, network_args=arguments, batch=32, decay=2, augment={}, ema=0.5, lr=1e-2, warmup=1, dtype="float32"
    )


OLD_CONFIG = """{
"augment": {}, "batch": 100, "classes": ["fear", "happy", "neutral", "sad", "surprise"], "decay": 20,
"dtype": "bfloat16", "ema": 0.0, "epochs": 200,
"heads": [{"balance": [], "classes": ["fear", "happy", "neutral", "sad", "surprise"], "min_votes": 5,
           "outputs": [0, 1, 2, 3, 4], "source": "labels", "weight": 1.0}],
"lr": 0.0009, "name": "paper", "network": "paper", "network_args": {"classes": 5},
"normalization": {"channels": 3, "mean": 0.0, "scale": 0.00392156862745098, "std": 1.0},
"patience": 25, "schedule": "constant", "seed": 1, "warmup": 2, "weight_decay": 0.01
}"""
"""As it stands in checkpoints of an earlier version."""


def test_configuration_of_an_earlier_version_is_read() -> None:
    assert TrainConfig.from_json(OLD_CONFIG) == RECIPES["paper"]()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"batch": 100', '"batch": "many"', "batch: expected"),
        ('"lr": 0.0009', '"lr": NaN', "lr: not a finite number"),
        ('"ema": 0.0', '"ema": 0.0, "magic": 3', "magic is not known"),
        ('"outputs": [0, 1', '"outputs": ["a", 1', "outputs"),
        ("{", "", "configuration of a training"),
    ],
)
def test_configuration_that_is_none_is_refused_in_one_line(old: str, new: str, says: str) -> None:
    with pytest.raises(LabError, match=says) as caught:
        TrainConfig.from_json(OLD_CONFIG.replace(old, new, 1))
    assert "\n" not in str(caught.value)


@pytest.fixture
def parts(fer_csv: Path, votes_csv: Path) -> tuple[Examples, Examples]:
    faces = read_faces(fer_csv, use_cache=False)
    return training_sets(tiny(), faces, read_votes(votes_csv, faces), "Training", "PublicTest")


def test_resumed_training_ends_as_the_uninterrupted(parts: tuple[Examples, Examples], tmp_path: Path) -> None:
    lines: list[str] = []
    Trainer(tiny(), *parts, tmp_path / "whole").run(lines.append)
    Trainer(tiny(), *parts, tmp_path / "halves").run(lambda _: None, epochs=2)
    Trainer(tiny(), *parts, tmp_path / "halves").run(lambda _: None)
    whole, _ = checkpoint.load(tmp_path / "whole" / "last.safetensors")
    halves, _ = checkpoint.load(tmp_path / "halves" / "last.safetensors")
    assert all(torch.equal(whole[name], halves[name]) for name in whole)
    losses = [float(line.split("loss ")[1].split()[0]) for line in lines]
    assert len(losses) == 6
    assert losses[-1] < losses[0]


def test_best_checkpoint_carries_its_configuration(parts: tuple[Examples, Examples], tmp_path: Path) -> None:
    best = Trainer(tiny(), *parts, tmp_path).run(lambda _: None, epochs=1)
    network, config = checkpoint.load_network(best)
    assert config == tiny()
    assert network(torch.rand(2, 1, 48, 48)).shape == (2, 14)


def test_another_configuration_does_not_go_on(parts: tuple[Examples, Examples], tmp_path: Path) -> None:
    Trainer(tiny(), *parts, tmp_path).run(lambda _: None, epochs=1)
    Trainer(replace(tiny(), epochs=8), *parts, tmp_path).run(lambda _: None, epochs=1)  # longer, before the cooldown
    with pytest.raises(LabError, match="another configuration"):
        Trainer(replace(tiny(), lr=1e-4), *parts, tmp_path).run(lambda _: None)


def larger() -> TrainConfig:
    """A teacher of the same heads."""
    return replace(tiny(), name="teacher", network_args={"outputs": 14, "widths": [8, 8, 8], "blocks": [0, 0, 0]})


def test_pupil_comes_to_answer_as_its_teacher(parts: tuple[Examples, Examples], tmp_path: Path) -> None:
    teacher, _ = checkpoint.load_network(Trainer(larger(), *parts, tmp_path / "teacher").run(lambda _: None))
    pixels = to_input(torch.from_numpy(parts[0].faces.pixels).unsqueeze(1).float() / 255, tiny().normalization)

    def distance(distill: float) -> float:
        config = replace(tiny(), distill=distill)
        pupil, _ = checkpoint.load_network(
            Trainer(config, *parts, tmp_path / str(distill), teacher=teacher).run(lambda _: None)
        )
        with torch.inference_mode():
            return float(distillation_loss(pupil(pixels), teacher(pixels), config.heads))

    assert distance(1.0) < distance(0.0)


def test_several_teachers_answer_by_their_mean() -> None:
    pair = [SmallNet(14, (4, 8, 8), (0, 0, 0)).eval() for _ in range(2)]
    faces = torch.rand(3, 1, 48, 48)
    assert torch.allclose(Together(pair)(faces), (pair[0](faces) + pair[1](faces)) / 2)


def test_recipe_with_a_teacher_trains_it_first_and_once(
    fer_csv: Path, votes_csv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RECIPES, "larger", larger)
    faces = read_faces(fer_csv, use_cache=False)
    config, lines = replace(tiny(), teacher="larger+larger", distill=0.7), list[str]()
    for _ in range(2):
        Pipeline(Source(faces, votes_csv), tmp_path, lines.append).train(config)
    assert sum("/6  loss" in line for line in lines) == 12
    assert checkpoint.load_network(tmp_path / "larger" / "best.safetensors")[1] == larger()


def test_teacher_of_other_answers_is_refused(fer_csv: Path, votes_csv: Path, tmp_path: Path) -> None:
    faces, turned = read_faces(fer_csv, use_cache=False), replace(larger(), heads=(Head((7, 8), ("fear", "happy")),))
    learn = training_sets(turned, faces, None, "Training", "PublicTest")
    teacher = Trainer(turned, *learn, tmp_path / "teacher").run(lambda _: None, epochs=1)
    pupil = replace(tiny(), teacher="teacher", distill=0.7)
    pipeline = Pipeline(Source(faces, votes_csv), tmp_path, lambda _: None, {"teacher": teacher})
    with pytest.raises(LabError, match="no teacher for the recipe"):
        pipeline.train(pupil)


def test_a_training_starts_from_anothers_weights(
    parts: tuple[Examples, Examples], fer_csv: Path, votes_csv: Path, tmp_path: Path
) -> None:
    before = Trainer(tiny(), *parts, tmp_path / "before").run(lambda _: None)
    pipeline = Pipeline(
        Source(read_faces(fer_csv, use_cache=False), votes_csv), tmp_path / "after", lambda _: None, {"pupil": before}
    )
    still = replace(tiny(), start="pupil", lr=0.0, weight_decay=0.0, epochs=1, decay=1)
    first, _ = checkpoint.load(before)
    after, _ = checkpoint.load(pipeline.train(still))
    assert all(
        torch.equal(first[name], after[name]) for name, _ in SmallNet(**tiny().network_args).named_parameters()
    )
    with pytest.raises(LabError, match="cannot start from there"):
        pipeline.train(replace(still, network_args=larger().network_args))


def test_training_stops_when_nothing_improves(fer_csv: Path, tmp_path: Path) -> None:
    still = replace(tiny(), lr=0.0, weight_decay=0.0, ema=0.0, patience=2, heads=tiny().heads[2:])
    parts = training_sets(still, read_faces(fer_csv, use_cache=False), None, "Training", "PublicTest")
    lines: list[str] = []
    Trainer(still, *parts, tmp_path).run(lines.append)
    assert len(lines) < 6
    assert "stopped" in lines[-1]


def test_votes_recipe_needs_the_votes(fer_csv: Path) -> None:
    with pytest.raises(LabError, match="--votes"):
        training_sets(tiny(), read_faces(fer_csv, use_cache=False), None, "Training", "PublicTest")


def test_targets_are_the_votes_on_the_five_classes(parts: tuple[Examples, Examples]) -> None:
    learn, _ = parts
    counted = learn.weights[0] > 0
    assert np.allclose(learn.targets[0][counted].sum(axis=1), 1)
    assert not counted.all()  # angry and disgusted faces have two votes on the five: too few for that head
    assert (learn.weights[1] > 0).all()


def test_labels_recipe_learns_fers_own_labels(fer_csv: Path, votes_csv: Path) -> None:
    faces = read_faces(fer_csv, use_cache=False)
    learn, _ = training_sets(labels_recipe(), faces, read_votes(votes_csv, faces), "Training", "PublicTest")
    counted = learn.weights[0] > 0
    assert np.array_equal(counted, learn.faces.targets(FIVE) >= 0)
    assert np.array_equal(learn.targets[0][counted].argmax(axis=1), learn.faces.targets(FIVE)[counted])
    assert (learn.weights[1] > 0).all()  # anger and disgust still help


def test_truncated_checkpoint_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "cut.safetensors"
    path.write_bytes(b"\x10\x00")
    with pytest.raises(LabError, match="not a readable checkpoint"):
        checkpoint.load_network(path)
