"""The lab's commands from end to end on drawn faces, and what they say when something is missing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

pytest.importorskip("torch")

from models.base.errors import LabError
from models.commands.lab import app
from models.registry import entries as registry
from models.study.rows import STEPS, Row, all_keys, method_of, paper_says
from models.study.tables import dependency_verdict

pytestmark = pytest.mark.lab
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, fer_csv: Path) -> Path:
    """The paper's network after two epochs on seventy faces, in a registry of its own."""
    folder = tmp_path_factory.mktemp("lab")
    common = ["--data", str(fer_csv), "--cache-dir", str(folder / "cache")]
    runner = CliRunner()
    short = ["--epochs", "2", "--dtype", "float32", "--threads", "1"]  # few processors are quick in bfloat16
    result = runner.invoke(app, ["train", *common, "--out", str(folder / "run"), *short])
    assert result.exit_code == 0, result.output
    assert "epoch   2/2" in result.stderr
    best = folder / "run" / "best.safetensors"
    export = ["export", str(best), "--name", "paper", *common, "--weights-dir", str(folder / "weights")]
    result = runner.invoke(app, export)
    assert result.exit_code == 0, result.output
    assert "greatest difference from torch" in result.stderr
    return folder


def test_evaluate_by_name_gives_the_promised_json(
    trained: Path, fer_csv: Path, votes_csv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POISE_WEIGHTS_DIR", str(trained / "weights"))
    arguments = ["--data", str(fer_csv), "--votes", str(votes_csv), "--split", "publictest", "--json"]
    result = CliRunner().invoke(app, ["evaluate", "default", *arguments])
    figures = json.loads(result.stdout)
    assert set(figures) >= {"accuracy", "classes", "recall", "precision", "confusion", "moods", "consensus"}
    assert set(figures["moods"]) >= {"accuracy", "recall", "precision", "confusion"}
    assert set(figures["consensus"]) >= {
        "accuracy",
        "moods",
        "auc_bad",
        "neutral_called_bad",
        "bad_heard_at_5pct",
        "ece",
    }
    assert figures["faces"] == 25
    assert sum(map(sum, figures["confusion"])) == 25
    by_file = CliRunner().invoke(app, ["evaluate", str(trained / "run" / "best.safetensors"), *arguments])
    assert json.loads(by_file.stdout)["confusion"] == figures["confusion"]


def test_registry_keeps_what_the_network_costs_and_how_it_was_made(trained: Path) -> None:
    facts = registry.find("paper", trained / "weights").facts
    assert facts["parameters"] == 2_602_181
    assert facts["macs"] == 26_569_221
    assert json.loads(facts["recipe"])["epochs"] == 2
    assert facts["measured"]["split"] == "PublicTest"


def test_exporting_anew_replaces_the_entry(trained: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(trained / "weights", tmp_path / "weights")
    other = small_checkpoint(tmp_path)
    arguments = ["export", str(other), "--name", "paper", "--weights-dir", str(tmp_path / "weights")]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    before, after = (registry.find("paper", folder / "weights").facts["sha256"] for folder in (trained, tmp_path))
    assert before != after


def test_tables_for_people(trained: Path, fer_csv: Path, votes_csv: Path) -> None:
    file = str(trained / "weights" / "paper.onnx")
    result = CliRunner().invoke(app, ["evaluate", file, "--data", str(fer_csv), "--votes", str(votes_csv)])
    assert "expressions by FER's labels" in result.output
    assert "neutral faces called bad" in result.output


def test_splits_stand_side_by_side_with_intervals(trained: Path, fer_csv: Path, votes_csv: Path) -> None:
    file = str(trained / "weights" / "paper.onnx")
    arguments = ["evaluate", file, "--data", str(fer_csv), "--votes", str(votes_csv), "--plain"]
    parts = ["--split", "PublicTest", "--split", "tenth"]
    found = json.loads(CliRunner().invoke(app, [*arguments, *parts, "--json"]).stdout)
    assert [part["split"] for part in found] == ["PublicTest", "tenth"]
    for part in found:
        low, high = part["consensus"]["intervals"]["accuracy"]
        assert low <= part["consensus"]["accuracy"] <= high
    table = CliRunner().invoke(app, [*arguments, *parts]).output
    assert all(title in table for title in ("PublicTest, 25 faces", "tenth, "))


def test_ceiling_needs_the_votes_and_ranks_people(fer_csv: Path, votes_csv: Path) -> None:
    arguments = ["ceiling", "--data", str(fer_csv), "--faces", "2000", "--json"]
    assert "--votes" in str(CliRunner().invoke(app, arguments).exception)
    figures = json.loads(CliRunner().invoke(app, [*arguments, "--votes", str(votes_csv)]).stdout)
    accuracy = [judge["accuracy"] for judge in figures["judges"].values()]
    assert accuracy == sorted(accuracy)
    assert accuracy[0] < accuracy[-1]


def test_paper_study_makes_rows_tables_and_figures_and_goes_on(
    trained: Path, fer_csv: Path, votes_csv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.data.reader import read_faces
    from models.data.targets import Source
    from models.study.figures import write_figures
    from models.study.prepare import study
    from models.study.tables import markdown, write_tables

    monkeypatch.setenv("POISE_WEIGHTS_DIR", str(trained / "weights"))
    source = Source(read_faces(fer_csv, use_cache=False), votes_csv)
    checkpoint = str(small_checkpoint(tmp_path / "trained"))
    keys = ["baseline", "fc-0.5", "conv-0.5", "both-0.8-tuned", "int4", "also-small", "also-paper"]

    def started(keys: list[str]) -> tuple[list[str], list[Row]]:
        said: list[str] = []
        work = study(tmp_path, "paper", source, 1, [checkpoint, "paper"])
        rows = work.run(keys, said.append)
        assert [row.key for row in rows] == keys
        assert rows[0].ratio == pytest.approx(1.0)
        return said, rows

    said, rows = started(keys)
    write_tables(rows, tmp_path)
    write_figures([row for row in rows if not row.key.startswith(("fc", "conv"))], tmp_path)
    table = markdown(rows).splitlines()
    assert len(table) == len(keys) + 2
    assert "105,740" in table[5]
    assert "Pruning FC alone leaves every convolution as it was" in (tmp_path / "dependencies.md").read_text()
    assert (tmp_path / "prune-both.svg").read_text().startswith("<?xml")
    assert any("int4" in line for line in said)
    again, _ = started(["baseline", "int4", "also-paper"])
    assert [row.method for row in rows[-2:]] == ["small", "paper"]
    assert str(tmp_path) not in (tmp_path / "table.csv").read_text()
    assert rows[-1].parameters == 2_602_181
    assert "7 rows kept from the last start" in again
    assert not any("int4" in line for line in again)


def test_a_checkpoint_beside_the_rows_is_called_by_its_recipe_and_two_cannot_be_called_alike(tmp_path: Path) -> None:
    from models.study.prepare import beside_keys

    checkpoint = str(small_checkpoint(tmp_path))
    assert beside_keys(["paper", checkpoint]) == {"also-paper": "paper", "also-small": checkpoint}
    with pytest.raises(LabError, match="stands there already"):
        beside_keys(["small", checkpoint])
    with pytest.raises(LabError, match="give a name"):
        beside_keys([str(tmp_path / "some.onnx")])


def test_prune_and_quantize_write_files_that_run(
    trained: Path, fer_csv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POISE_WEIGHTS_DIR", str(trained / "weights"))
    runner, pruned, small = CliRunner(), tmp_path / "pruned.onnx", tmp_path / "int4.onnx"
    result = runner.invoke(
        app, ["prune", "paper", "--out", str(pruned), "--conv", "0.8", "--fc", "0.8", "--threads", "1"]
    )
    assert "2,602,181 -> 105,740" in result.stderr
    result = runner.invoke(app, ["quantize", "int4", str(pruned), "--out", str(small)])
    assert result.exit_code == 0, result.output
    assert small.stat().st_size < 70_000
    result = runner.invoke(app, ["evaluate", str(small), "--data", str(fer_csv), "--json"])
    assert json.loads(result.stdout)["faces"] == 25
    static = runner.invoke(app, ["quantize", "static", str(pruned), "--out", str(small)])
    assert isinstance(static.exception, LabError)
    assert "give --data" in str(static.exception)


def small_checkpoint(folder: Path) -> Path:
    """A fresh network of our own, of few channels, as a checkpoint."""
    from dataclasses import replace

    from models.networks import checkpoint
    from models.networks.build import build
    from models.training.config import small_recipe

    few = {"outputs": 14, "widths": [8, 8, 16], "blocks": [0, 1, 0]}
    config = replace(small_recipe(), network_args=few, dtype="float32")
    network = build(config.network, config.network_args)
    path = folder / "small" / "best.safetensors"
    checkpoint.save(path, checkpoint.to_tensors(network), {"config": config.to_json()})
    return path


def test_release_calibrates_quantizes_and_names_the_command_that_makes_it_again(
    fer_csv: Path, votes_csv: Path, tmp_path: Path
) -> None:
    arguments = ["--checkpoint", str(small_checkpoint(tmp_path)), "--name", "tried", "--weights-dir", str(tmp_path)]
    data = ["--data", str(fer_csv), "--votes", str(votes_csv), "--threads", "1"]
    result = CliRunner().invoke(app, ["release", *arguments, "--out", str(tmp_path / "run"), *data])
    assert result.exit_code == 0, result.output
    entry = registry.find("tried", tmp_path)
    assert entry.spec.temperature == pytest.approx(entry.facts["calibration"]["temperature"], abs=1e-3)
    assert len(entry.facts["calibration"]["shifts"]) == 5
    judged = CliRunner().invoke(app, ["evaluate", str(entry.path), *data[:4], "--plain", "--json"])
    seen = json.loads(judged.stdout)["consensus"]["accuracy"]
    assert entry.facts["measured"]["consensus_accuracy"] == pytest.approx(seen, abs=1e-4)
    assert "--recipe small --name tried --head 0 --int8 --shifts" in entry.facts["command"]
    assert "--threads 1" in entry.facts["command"]
    import onnx

    assert "QuantizeLinear" in {node.op_type for node in onnx.load(entry.path).graph.node}
    refused = CliRunner().invoke(app, ["release", *data, "--out", str(tmp_path), "--before", "teacher"])
    assert "RECIPE=CHECKPOINT" in str(refused.exception)


def test_our_network_is_pruned_and_learns_on_with_the_head_that_is_left(
    fer_csv: Path, votes_csv: Path, tmp_path: Path
) -> None:
    best, out = small_checkpoint(tmp_path), tmp_path / "pruned.onnx"
    data = ["--data", str(fer_csv), "--votes", str(votes_csv), "--threads", "1"]
    result = CliRunner().invoke(
        app, ["prune", str(best), "--out", str(out), "--conv", "0.5", "--finetune", "1", *data]
    )
    assert result.exit_code == 0, result.output
    result = CliRunner().invoke(app, ["evaluate", str(out), "--data", str(fer_csv), "--json"])
    assert json.loads(result.stdout)["faces"] == 25


def test_search_measures_files_goes_on_and_draws_the_front(fer_csv: Path, votes_csv: Path, tmp_path: Path) -> None:
    optuna = pytest.importorskip("optuna")
    best = str(small_checkpoint(tmp_path))
    arguments = ["search", "--data", str(fer_csv), "--votes", str(votes_csv), "--weights", best, "--trials", "1"]
    arguments += ["--out", str(tmp_path), "--threads", "1"]
    arguments += ["--split", "PublicTest", "--held-out", "Training"]  # half as many faces
    spaces = ((["--space", "compress"], {"conv", "fc"}),) * 2
    for space, chosen in (*spaces, (["--space", "widths", "--name", "other"], {"first", "middle", "last"})):
        result = CliRunner().invoke(app, [*arguments, *space])
        assert result.exit_code == 0, result.output
        front = json.loads(result.stdout)
        assert all(row["size_bytes"] > 0 and row["macs"] > 0 for row in front)
        assert chosen < set(front[0])
        assert (tmp_path / f"front-{space[1]}.svg").read_text().startswith("<?xml")
    storage = f"sqlite:///{tmp_path / 'search.db'}"
    assert [len(optuna.load_study(study_name=name, storage=storage).trials) for name in ("poise", "other")] == [2, 1]
    refused = CliRunner().invoke(app, [*arguments, "--space", "widths"])
    assert "give another --name" in str(refused.exception)


def test_curves_of_a_training_are_drawn_and_a_broken_line_is_named(trained: Path, tmp_path: Path) -> None:
    out = tmp_path / "curves.svg"
    result = CliRunner().invoke(app, ["curves", str(trained / "run"), "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert out.read_text().startswith("<?xml")
    assert [line.split(",")[:2] for line in out.with_suffix(".csv").read_text().splitlines()[1:]] == [
        ["run", "1"],
        ["run", "2"],
    ]
    (tmp_path / "log.jsonl").write_text('{"epoch": 1}\n')
    broken = CliRunner().invoke(app, ["curves", str(tmp_path), "--out", str(out)])
    assert f"{tmp_path / 'log.jsonl'}, line 1" in str(broken.exception)


def test_quantization_aware_training_ends_in_int8(trained: Path, fer_csv: Path, tmp_path: Path) -> None:
    import onnx

    out = tmp_path / "qat.onnx"
    best = str(trained / "run" / "best.safetensors")
    arguments = ["qat", best, "--out", str(out), "--data", str(fer_csv), "--epochs", "1", "--threads", "1"]
    result = CliRunner().invoke(app, ["quantize", *arguments])
    assert result.exit_code == 0, result.output
    assert out.stat().st_size < 2_650_000
    assert "QuantizeLinear" in {node.op_type for node in onnx.load(out).graph.node}


def test_a_class_without_pictures_is_told_and_no_error(fer_csv: Path, tmp_path: Path) -> None:
    lines = [line for line in fer_csv.read_text().splitlines() if not line.startswith("2,")]
    source = tmp_path / "fer.csv"
    source.write_text("\n".join(lines) + "\n")
    arguments = ["train", "--data", str(source), "--out", str(tmp_path / "run"), "--epochs", "1"]
    result = CliRunner().invoke(app, [*arguments, "--dtype", "float32", "--threads", "1"])
    assert result.exit_code == 0, result.output
    assert "fear: no pictures" in result.stderr


def test_every_row_has_a_name_and_the_papers_figures_stand_beside() -> None:
    keys = all_keys()
    assert len(keys) == len(set(keys)) == 1 + 6 * len(STEPS) + 8
    assert all(method_of(key) for key in keys)
    assert paper_says("fc-0.3") == "falls after 0.5"
    assert paper_says("fc-0.3-tuned") == ""
    assert paper_says("int4").startswith("64.5 %")
    assert dependency_verdict([]) == ""


BLOCKED = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"torch", "onnx", "safetensors", "optuna", "matplotlib", "torch_pruning", "torchao"}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Missing())
sys.argv = ["lab", *sys.argv[1:]]
from models.commands.lab import main
main()
"""


def without_torch(*arguments: str, weights: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "POISE_WEIGHTS_DIR": str(weights)}
    command = [sys.executable, "-c", BLOCKED, *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)


def test_onnx_files_are_evaluated_without_torch(trained: Path, fer_csv: Path) -> None:
    result = without_torch("evaluate", "paper", "--data", str(fer_csv), "--json", weights=trained / "weights")
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["faces"] == 25


def test_training_without_torch_names_the_extra_in_one_line(trained: Path, fer_csv: Path, tmp_path: Path) -> None:
    result = without_torch("train", "--data", str(fer_csv), "--out", str(tmp_path), weights=trained / "weights")
    assert result.returncode == 2
    assert "pip install 'poise-interview[lab]'" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
