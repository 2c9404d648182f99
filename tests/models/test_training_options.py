"""Devices, folds, means of weights, seeds, another collection, and a search over recipes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from typer.testing import CliRunner  # noqa: E402

from models.base.errors import LabError  # noqa: E402
from models.commands.lab import app  # noqa: E402
from models.data.augment import augment  # noqa: E402
from models.data.labels import FIVE  # noqa: E402
from models.data.reader import read_faces  # noqa: E402
from models.data.splits import fold_mask, part_of, part_to_learn  # noqa: E402
from models.data.targets import Source  # noqa: E402
from models.networks import checkpoint  # noqa: E402
from models.networks.build import build  # noqa: E402
from models.networks.predict import Predictor, believed  # noqa: E402
from models.registry.spec import NetworkSpec  # noqa: E402
from models.training.config import AUGMENT, RECIPES, recipe_for, small_recipe  # noqa: E402
from models.training.device import device_of  # noqa: E402
from models.training.distill import blended, distillation_loss, head_loss, ranking_loss  # noqa: E402
from models.training.loop import Trainer, to_input  # noqa: E402
from models.training.pipeline import Pipeline  # noqa: E402
from models.training.recipes import trained  # noqa: E402
from tests.models.conftest import drawn_face  # noqa: E402
from tests.models.tiny import FEW, tiny  # noqa: E402

pytestmark = pytest.mark.lab


@pytest.mark.skipif(torch.cuda.is_available(), reason="here a GPU is to be had")
def test_a_gpu_that_is_not_there_is_told_in_one_line(fer_csv: Path, tmp_path: Path) -> None:
    assert device_of("auto") == device_of("cpu") == torch.device("cpu")
    arguments = ["train", "--data", str(fer_csv), "--out", str(tmp_path / "run"), "--device", "cuda"]
    said = str(CliRunner().invoke(app, arguments).exception)
    assert said.startswith("--device cuda: torch ")
    assert "--device auto or cpu" in said
    assert "\n" not in said
    assert not (tmp_path / "run").exists()
    with pytest.raises(LabError, match="--device tpu: use one of auto, cpu, cuda"):
        device_of("tpu")


def test_a_step_elsewhere_makes_nothing_on_the_processor() -> None:
    """torch's device `meta` computes shapes alone, and refuses a tensor of the processor as a GPU does."""
    config = replace(recipe_for("views"), network_args=FEW)
    there = torch.device("meta")
    network = build(config.network, config.network_args).to(there)
    outputs = network(to_input(augment(torch.rand(8, 1, 48, 48, device=there), AUGMENT), config.normalization))
    targets, weights, first = torch.rand(8, 5, device=there), torch.ones(8, device=there), config.heads[0]
    faces, [targets], [weights] = blended(torch.rand(8, 1, 48, 48, device=there), [targets], [weights], 0.5)
    assert {faces.device, targets.device, weights.device} == {there}
    losses = [head_loss(outputs, first, targets, weights), ranking_loss(outputs, first, targets, weights)]
    losses.append(distillation_loss(outputs, outputs.detach(), config.heads))
    sum(losses).backward()  # type: ignore[union-attr]
    assert {loss.device.type for loss in losses} == {"meta"}
    assert all(p.grad is not None and p.grad.device == there for p in network.parameters())


def test_each_face_is_in_one_fold_and_copies_are_together(fer_csv: Path) -> None:
    faces = read_faces(fer_csv, use_cache=False)
    learnt = faces.take(part_to_learn(faces, "Training", "PublicTest"))
    twice = learnt.take(np.r_[0 : len(learnt), 0 : len(learnt)])
    masks = np.stack([fold_mask(twice, f"{i}/5") for i in range(1, 6)])
    assert (masks.sum(axis=0) == 1).all()
    assert np.array_equal(masks[:, : len(learnt)], masks[:, len(learnt) :])
    assert len(part_of(faces, "2/5")) == 14
    for wrong in ("6/5", "0/5", "two", "1/1"):
        with pytest.raises(LabError, match="such as 2/5"):
            fold_mask(faces, wrong)


def test_folds_are_judged_by_what_they_never_saw(fer_csv: Path, votes_csv: Path, tmp_path: Path) -> None:
    source = ["--data", str(fer_csv), "--votes", str(votes_csv), "--threads", "1"]
    faces, paths = read_faces(fer_csv, use_cache=False), []
    for fold in ("1/2", "2/2"):
        config = tiny(fold=fold, epochs=1)
        learn, left = Source(faces, votes_csv).sets(config)
        assert not set(learn.faces.rows) & set(left.faces.rows)
        assert set(left.faces.rows) <= set(part_of(faces, fold).rows)
        paths.append(str(Trainer(config, learn, left, tmp_path / fold[0]).run(lambda _: None)))
    result = CliRunner().invoke(app, ["crossfit", *paths, *source, "--plain", "--json"])
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout)
    assert figures["faces"] == sum(faces.split("Training").counts(FIVE).values())
    assert figures["consensus"]["intervals"]["accuracy"]
    once = CliRunner().invoke(app, ["crossfit", paths[0], paths[0], *source, "--plain"])
    assert "1/2 to 2/2; got 1/2, 1/2" in str(once.exception)


def test_a_fold_builds_on_nothing_that_learnt_its_faces(
    fer_csv: Path, votes_csv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RECIPES, "small", lambda: tiny(epochs=1))
    source = Source(read_faces(fer_csv, use_cache=False), votes_csv)
    pipeline = Pipeline(source, tmp_path, lambda _: None)
    further = tiny(name="further", start="small", epochs=1)
    for fold, folder in (("1/2", "small-fold-1-of-2"), ("2/2", "small-fold-2-of-2"), ("", "small")):
        pipeline.train(replace(further, fold=fold), tmp_path / f"further{fold[:1]}")
        assert checkpoint.load_network(tmp_path / folder / "best.safetensors")[1].fold == fold
    given = Pipeline(source, tmp_path, lambda _: None, {"small": tmp_path / "small-fold-1-of-2" / "best.safetensors"})
    with pytest.raises(LabError, match="learnt with --fold 1/2, and here it is 2/2"):
        given.train(replace(further, fold="2/2"), tmp_path / "leaks")
    with pytest.raises(LabError, match="begins with small-int8, which learnt all folds"):
        pipeline.train(replace(further, start="small-int8", fold="2/2"), tmp_path / "leaks")


def test_the_mean_of_the_last_epochs_ends_is_kept(fer_csv: Path, votes_csv: Path, tmp_path: Path) -> None:
    learn, tenth = Source(read_faces(fer_csv, use_cache=False), votes_csv).sets(tiny())
    trainer = Trainer(tiny(swa=2), learn, tenth, tmp_path / "swa")
    ends = []
    trainer.run(lambda _: None, each=lambda *_: ends.append(checkpoint.to_tensors(trainer.network)))
    kept, _ = checkpoint.load(tmp_path / "swa" / "best.safetensors")
    for name in ("stem.0.weight", next(iter(kept))):
        if name in kept and kept[name].is_floating_point():
            assert torch.allclose(kept[name], (ends[-2][name] + ends[-1][name]) / 2, atol=1e-6)
            assert not torch.allclose(ends[-2][name], ends[-1][name])


def test_the_mean_of_a_network_without_batch_norms_is_kept_too(fer_csv: Path, tmp_path: Path) -> None:
    config = replace(recipe_for("paper"), epochs=1, ema=0.5)
    learn, tenth = Source(read_faces(fer_csv, use_cache=False)).sets(config)
    few = np.arange(5)
    trainer = Trainer(config, learn.take(few), tenth.take(few), tmp_path)
    kept, _ = checkpoint.load(trainer.run(lambda _: None))
    assert not any(torch.equal(kept[name], value) for name, value in checkpoint.to_tensors(trainer.network).items())


def test_a_training_that_was_stopped_goes_on_to_the_same_mean(fer_csv: Path, votes_csv: Path, tmp_path: Path) -> None:
    learn, tenth = Source(read_faces(fer_csv, use_cache=False), votes_csv).sets(tiny())
    whole = Trainer(tiny(swa=2, schedule="constant"), learn, tenth, tmp_path / "one").run(lambda _: None)
    for _ in range(2):
        parts = Trainer(tiny(swa=2, schedule="constant"), learn, tenth, tmp_path / "two")
        path = parts.run(lambda _: None, epochs=3)
    first, second = checkpoint.load(whole)[0], checkpoint.load(path)[0]
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_a_mean_that_has_begun_is_not_mixed_with_later_ends(fer_csv: Path, votes_csv: Path, tmp_path: Path) -> None:
    learn, tenth = Source(read_faces(fer_csv, use_cache=False), votes_csv).sets(tiny())

    def run(epochs: int, now: int) -> Path:
        config = tiny(swa=2, schedule="constant", epochs=epochs)
        return Trainer(config, learn, tenth, tmp_path / "run").run(lambda _: None, epochs=now)

    run(4, 1)
    run(3, 1)  # shorter by one: the mean begins after the first epoch, which is over
    with pytest.raises(LabError, match="another configuration"):
        run(6, 2)
    run(3, 1)


def test_a_recipe_with_a_seed(tmp_path: Path) -> None:
    assert recipe_for("small@3") == small_recipe(seed=3)
    assert recipe_for("seeds").teacher == "small@1+small@2+small@3"
    with pytest.raises(LabError, match="whole number as seed"):
        recipe_for("small@x")


def test_another_collections_faces_are_learnt_with_their_labels(
    fer_csv: Path, votes_csv: Path, tmp_path: Path
) -> None:
    import cv2

    for split, count in (("train", 3), ("test", 2)):
        for label, name in ((3, "happy"), (4, "sad")):
            folder = tmp_path / "more" / split / name
            folder.mkdir(parents=True)
            for i in range(count):
                cv2.imwrite(str(folder / f"{i}.png"), drawn_face(label, 900 + i))
    faces, config = read_faces(fer_csv, use_cache=False), tiny()
    alone, tenth = Source(faces, votes_csv).sets(config)
    more = read_faces(tmp_path / "more", use_cache=False)
    both, same = Source(faces, votes_csv, also=more).sets(config)
    assert len(both) == len(alone) + 6
    assert np.array_equal(same.faces.rows, tenth.faces.rows)
    assert both.targets[0][-1].tolist() == [1.0 if name == "sad" else 0.0 for name in FIVE]
    assert both.weights[0][-1] == config.heads[0].balance[FIVE.index("sad")]
    arguments = ["train", "--data", str(fer_csv), "--also", str(tmp_path / "more"), "--out", str(tmp_path / "run")]
    arguments += ["--also-least", "0.001", "--dtype", "float32"]
    result = CliRunner().invoke(app, [*arguments, "--epochs", "1", "--batch", "40", "--threads", "1"])
    assert "of 6 pictures have a label that the default network believes" in result.stderr
    assert result.exit_code == 0, result.output


def test_labels_that_a_network_does_not_believe_are_left_out(fer_csv: Path) -> None:
    faces = read_faces(fer_csv, use_cache=False).take(np.arange(6))

    spec = NetworkSpec(FIVE, 1, 1 / 255, (0.0,), (1.0,))
    named = faces.targets(FIVE)
    logits = np.zeros((6, 5), np.float32)
    logits[np.arange(6), named] = np.linspace(4, -4, 6)
    predict = Predictor("some", Path("some.onnx"), spec, lambda x: logits[: len(x)])
    kept = believed(faces, predict, 0.1)
    own = predict(faces.pixels)[np.arange(6), named]
    assert kept.rows.tolist() == [r for r, n, p in zip(faces.rows, named, own, strict=True) if n < 0 or p >= 0.1]
    assert 0 < len(kept) < 6
    assert len(believed(faces, predict, 0.0)) == 6


def test_seven_classes_from_a_training_to_the_moods(fer_csv: Path, votes_csv: Path, tmp_path: Path) -> None:
    from core.base.types import Expression, Mood, Reading, ReadingState
    from core.cueing.moods import MoodMap
    from core.vision.network.classifier import Classifier
    from core.vision.network.weights import load_network

    config = replace(recipe_for("seven"), network_args=FEW)
    network = build(config.network, config.network_args)
    best = tmp_path / "best.safetensors"
    checkpoint.save(best, checkpoint.to_tensors(network), {"config": config.to_json()})
    data = ["--data", str(fer_csv), "--votes", str(votes_csv), "--threads", "1"]
    place = ["--name", "seven", "--weights-dir", str(tmp_path), "--out", str(tmp_path / "run")]
    result = CliRunner().invoke(app, ["release", "--checkpoint", str(best), "--float", *place, *data])
    assert result.exit_code == 0, result.output
    said = Classifier(load_network(str(tmp_path / "seven.onnx"))).classify(drawn_face(0, 1))
    assert set(said) == set(Expression)
    angry = dict.fromkeys(Expression, 0.05) | {Expression.ANGRY: 0.7}
    judged = MoodMap().judged(Reading(0.0, ReadingState.MEASURED), angry)
    assert (judged.mood, judged.expression) == (Mood.BAD, Expression.ANGRY)


def test_a_search_over_recipes_goes_on_where_it_was_and_ends_what_is_worse(
    fer_csv: Path, votes_csv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    optuna = pytest.importorskip("optuna")
    monkeypatch.setitem(RECIPES, "small", tiny)
    arguments = ["search", "--space", "recipes", "--data", str(fer_csv), "--votes", str(votes_csv), "--epochs", "2"]
    arguments += ["--out", str(tmp_path), "--threads", "1", "--device", "cpu"]
    for trials in (1, 1):
        result = CliRunner().invoke(app, [*arguments, "--trials", str(trials)])
        assert result.exit_code == 0, result.output
    rows = json.loads(result.stdout)
    assert [row["loss"] for row in rows] == sorted(row["loss"] for row in rows)
    assert all(Path(row["checkpoint"]).is_file() and 1 <= row["weigh_fear"] <= 5 for row in rows)
    study = optuna.load_study(study_name="poise", storage=f"sqlite:///{tmp_path / 'search.db'}")
    assert [len(trial.intermediate_values) for trial in study.trials] == [2, 2]
    other = CliRunner().invoke(app, [*arguments, "--recipe", "wide"])
    assert "another recipe: give another --name" in str(other.exception)
    labels = CliRunner().invoke(app, [*arguments, "--recipe", "paper"])
    assert "learns the votes" in str(labels.exception)


def test_a_trial_that_stands_worse_is_ended(fer_csv: Path, votes_csv: Path, tmp_path: Path) -> None:
    optuna = pytest.importorskip("optuna")

    class Worse:
        number = 7

        def report(self, value: float, step: int) -> None:
            self.step = step

        def should_prune(self) -> bool:
            return self.step == 2

    trial, pipeline = Worse(), Pipeline(Source(read_faces(fer_csv, use_cache=False), votes_csv), tmp_path, print)
    with pytest.raises(optuna.TrialPruned):
        trained(trial, tiny(), pipeline, lambda _: None)
    [log] = tmp_path.glob("*/log.jsonl")
    assert len(log.read_text().splitlines()) == 2


def test_a_teacher_is_asked_once_about_pictures_that_do_not_vary(
    fer_csv: Path, votes_csv: Path, tmp_path: Path
) -> None:
    faces = read_faces(fer_csv, use_cache=False)
    asked = {}
    for name, augment_ in (("still", {}), ("varied", {"flip": 0.5})):
        config = tiny(augment=augment_, distill=0.5)
        teacher, sizes = build(config.network, config.network_args), list[int]()
        teacher.register_forward_hook(lambda _, given, __, sizes=sizes: sizes.append(len(given[0])))
        learn, tenth = Source(faces, votes_csv).sets(config)
        Trainer(config, learn, tenth, tmp_path / name, teacher=teacher).run(lambda _: None, epochs=3)
        asked[name] = sum(sizes) / len(learn)
    assert asked == {"still": 1, "varied": 3}


def test_the_papers_figures_stand_beside_ours_in_one_picture(tmp_path: Path) -> None:
    table, out = Path("models/figures/table.csv"), tmp_path / "beside.svg"
    result = CliRunner().invoke(app, ["beside", str(table), "--out", str(out)])
    assert result.exit_code == 0, result.output
    drawn = out.read_text()
    assert all(f">{text}<" in drawn for text in ("ours", "the paper", "static", "ratio, CONV channels"))
    (tmp_path / "other.csv").write_text("clip,start\na,1\n")
    wrong = CliRunner().invoke(app, ["beside", str(tmp_path / "other.csv"), "--out", str(out)])
    assert "give its table.csv" in str(wrong.exception)
    lines = table.read_text().splitlines(keepends=True)
    table = tmp_path / "half.csv"
    table.write_text("".join(line for line in lines if not line.startswith("baseline,")))
    half = CliRunner().invoke(app, ["beside", str(table), "--out", str(out)])
    assert str(half.exception).endswith(
        "no row `baseline` with parameters and MACs; run `poise lab paper` to its end"
    )
