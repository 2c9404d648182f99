"""A training that learns what networks say of faces that they never saw, beside what the voters said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from models.base.errors import LabError  # noqa: E402
from models.data.labels import FIVE  # noqa: E402
from models.data.reader import read_faces  # noqa: E402
from models.data.splits import unseen_mask  # noqa: E402
from models.data.targets import Source, told  # noqa: E402
from models.networks import checkpoint  # noqa: E402
from models.training.config import RECIPES, recipe_for  # noqa: E402
from models.training.distill import blended  # noqa: E402
from models.training.loop import Trainer, view_answers  # noqa: E402
from models.training.pipeline import Pipeline  # noqa: E402
from models.training.recorded import Recorded  # noqa: E402
from tests.models.tiny import tiny  # noqa: E402

pytestmark = pytest.mark.lab


@pytest.fixture
def source(fer_csv: Path, votes_csv: Path) -> Source:
    return Source(read_faces(fer_csv, use_cache=False), votes_csv)


def test_a_picture_is_in_the_same_part_whatever_it_is_among(source: Source) -> None:
    faces = source.faces
    masks = np.stack([unseen_mask(faces, f"{i}/3") for i in (1, 2, 3)])
    assert (masks.sum(axis=0) == 1).all()
    assert (masks.sum(axis=1) > 0).all()
    some = np.flatnonzero(masks[1])[::2]
    assert unseen_mask(faces.take(some), "2/3").all()
    with pytest.raises(LabError, match="such as 2/5"):
        unseen_mask(faces, "4/3")


def test_each_face_is_answered_by_the_teacher_that_never_saw_it(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RECIPES, "large", lambda: tiny(epochs=1, name="large", lr=0.02))
    pupil = tiny(epochs=1, name="panel", teacher="large@1", crossfit=2, trust=4.0)
    lines: list[str] = []
    Pipeline(source, tmp_path, lines.append).train(pupil, tmp_path / "pupil")
    assert len([line for line in lines if line.startswith("first the recipe")]) == 2
    learn, tenth = source.sets(pupil)
    said = Pipeline(source, tmp_path, lines.append)._strangers(pupil, learn)
    for part in ("1/2", "2/2"):
        network, config = checkpoint.load_network(tmp_path / f"large@1-without-{part[0]}-of-2" / "best.safetensors")
        assert config.unseen == part
        seen, same = source.sets(config)
        left = unseen_mask(learn.faces, part)
        assert set(seen.faces.rows) == set(learn.faces.rows[~left])
        assert np.array_equal(same.faces.rows, tenth.faces.rows)
        assert said[left] == pytest.approx(view_answers(network, config, learn.take(left)).numpy(), abs=1e-5)


def test_what_others_say_counts_for_so_many_voters(source: Source) -> None:
    config = tiny(epochs=1, trust=10.0)
    learn, _ = source.sets(config)
    said = np.full((len(learn), len(FIVE)), 0.2, np.float32)
    assert learn.votes is not None
    learn.votes.counts[:3] = 0
    counts = learn.votes.of(FIVE)
    ten, none = counts.sum(axis=1) == 10, counts.sum(axis=1) == 0
    made = told(learn, config, said)
    assert ten.any()
    assert none.sum() == 3
    assert made.targets[0][ten] == pytest.approx(counts[ten] / 20 + 0.1)
    assert made.targets[0][none] == pytest.approx(0.2)
    assert np.array_equal(made.weights[0] > 0, learn.weights[0] > 0)
    balance = np.array(config.heads[0].balance, np.float32)
    counted = made.weights[0] > 0
    assert made.weights[0][counted] == pytest.approx((made.targets[0] @ balance)[counted])
    assert made.targets[1] is learn.targets[1]
    with pytest.raises(LabError, match="give --votes"):
        told(replace(learn, votes=None), config, said)


def test_a_face_laid_over_another_says_what_both_say() -> None:
    torch.manual_seed(1)
    faces, targets = torch.rand(8, 1, 48, 48), torch.eye(8)
    same = blended(faces, [targets], [torch.ones(8)], 0.0)
    assert torch.equal(same[0], faces)
    assert torch.equal(same[1][0], targets)
    shown, [said], [weights] = blended(faces, [targets], [torch.ones(8)], 1.0)
    part = said.diagonal()
    assert ((part >= 0.5) & (part < 1)).all()
    assert said.flip(1).diagonal() == pytest.approx(1 - part)
    assert shown[3] == pytest.approx(part[3] * faces[3] + (1 - part[3]) * faces[4], abs=1e-6)
    assert weights == pytest.approx(1.0)
    only = torch.tensor([1.0, 0, 0, 0, 0, 0, 0, 0])
    _, [said], [weights] = blended(faces, [targets], [only], 1.0)
    assert said[0] == pytest.approx(targets[0], abs=1e-6)
    assert said[7] == pytest.approx(targets[0], abs=1e-6)
    assert weights[1:7] == pytest.approx(0.0)


def test_an_epoch_of_two_passes_shows_every_face_twice(source: Source, tmp_path: Path) -> None:
    config = tiny(epochs=1, passes=2)
    learn, tenth = source.sets(config)
    trainer = Trainer(config, learn, tenth, tmp_path)
    shown: list[int] = []
    step = trainer.step
    trainer.step = Recorded(lambda part: shown.extend(part.tolist()) or step(part), trainer.device)  # type: ignore[func-returns-value]
    trainer.run(lambda _: None)
    assert sorted(shown) == sorted([*range(len(learn))] * 2)
    assert trainer.steps == -(-2 * len(learn) // config.batch)


def test_the_panels_teachers_weigh_all_classes_alike() -> None:
    """What they say is how often people say it: only so can it stand beside votes."""
    for name in ("panel", "panel-wide"):
        config = recipe_for(name)
        teachers = [recipe_for(each) for each in config.teacher.split("+")]
        assert [teacher.heads[0].balance for teacher in teachers] == [(), ()]
        assert config.trust > 0
        assert config.crossfit > 1
