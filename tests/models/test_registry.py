"""The registry: what is entered is found again by the engine, and only what passed may be the default."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.base.errors import WeightsError
from core.vision.network.weights import load_network
from models.base.errors import LabError
from models.measure.gate import Check, Limits, Verdict, at_least, at_most, consensus_checks, floor_checks, floors
from models.registry import entries as registry
from models.registry.spec import NetworkSpec

SPEC = NetworkSpec(channels=1, mean=(0.5,), std=(0.25,), temperature=1.5)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "registry.toml").write_text("# kept\n")
    for name in ("paper", "tiny"):
        (tmp_path / f"{name}.onnx").write_bytes(name.encode())
        registry.enter(name, tmp_path / f"{name}.onnx", SPEC, {"seed": 1, "measured": {"accuracy": 0.5}}, tmp_path)
    return tmp_path


def test_entered_networks_are_found_by_lab_and_engine(folder: Path) -> None:
    entry = registry.find("tiny", folder)
    assert entry.spec == SPEC
    assert entry.facts["measured"]["accuracy"] == 0.5
    network = load_network("default", folder)
    assert network.name == "paper"
    assert network.temperature == 1.5
    assert "# kept" in (folder / "registry.toml").read_text()


def test_changed_file_is_refused(folder: Path) -> None:
    (folder / "tiny.onnx").write_bytes(b"other")
    with pytest.raises(WeightsError, match="sha256"):
        registry.find("tiny", folder)


def test_default_only_points_to_what_passed_the_gate(folder: Path) -> None:
    with pytest.raises(LabError, match="has not passed the gate"):
        registry.set_default("tiny", folder)
    registry.note_gate("tiny", Verdict("tiny", "paper", (Check("x", 1, 1, 1, False),)).to_dict(), folder)
    with pytest.raises(LabError, match="has not passed the gate"):
        registry.set_default("tiny", folder)
    registry.note_gate("tiny", Verdict("tiny", "paper", (Check("x", 1, 1, 1, True),)).to_dict(), folder)
    registry.set_default("tiny", folder)
    assert registry.find("default", folder).name == "tiny"
    registry.set_default("paper", folder)  # the yardstick needs no verdict
    with pytest.raises(LabError, match="no network 'other'"):
        registry.set_default("other", folder)


def figures(accuracy: float, neutral: float, fear: float | None = 0.7) -> dict[str, object]:
    return {
        "consensus": {
            "accuracy": accuracy,
            "auc_bad": 0.97,
            "bad_heard_at_5pct": 0.8,
            "neutral_called_bad": neutral,
            "neutral_counted_bad": neutral,
            "ece": 0.02,
            "recall": {"fear": fear, "happy": 0.95},
        }
    }


def test_rounding_losses_pass_and_calm_people_called_sad_do_not() -> None:
    limits = Limits()
    assert all(c.passed for c in consensus_checks(figures(0.898, 0.045), figures(0.902, 0.04), limits))
    failed = [c.name for c in consensus_checks(figures(0.90, 0.2), figures(0.90, 0.04), limits) if not c.passed]
    assert failed == ["neutral faces bad"]


def test_lost_fear_is_named_and_a_class_without_faces_is_not_judged() -> None:
    failed = [c for c in consensus_checks(figures(0.9, 0.04, 0.5), figures(0.9, 0.04), Limits()) if not c.passed]
    verdict = Verdict("new", "old", tuple(failed))
    assert verdict.reasons() == ["recall of fear: 0.5, limit 0.65 (0.7)"]
    assert verdict.to_dict()["verdict"] == "fail"
    assert all(
        c.name != "recall of fear" for c in consensus_checks(figures(0.9, 0.04, None), figures(0.9, 0.04), Limits())
    )


def test_limits_bound_from_both_sides() -> None:
    assert at_least("a", 0.9, 0.9, 0.0)[0].passed
    assert not at_least("a", 0.889, 0.9, 0.01)[0].passed
    assert at_most("a", 0.025, 0.0, 0.01, free=0.03)[0].passed
    assert not at_most("a", 0.035, 0.0, 0.01, free=0.03)[0].passed
    assert at_most("a", None, 0.1, 0.0) == []


def test_shipped_default_passed_the_gate_and_keeps_its_budget() -> None:
    default, paper = registry.find("default"), registry.find("paper")
    assert default.facts["gate"]["verdict"] == "pass"
    assert default.path.stat().st_size <= 500_000
    assert default.facts["macs"] <= 26_569_221
    assert (paper.facts["parameters"], paper.facts["macs"]) == (2_602_181, 26_569_221)
    for entry in (default, paper):
        assert entry.facts["command"].startswith("poise lab ")
        assert entry.facts["measured"]["split"] == "PublicTest"
    landmarks = {f"landmark-{name}" for name in registry.read().unwrap()["landmarks"]}
    assert {path.stem for path in default.path.parent.glob("*.onnx")} == {
        default.name,
        "small-int8",  # before it, and where the lab's recipes begin
        "paper",
        "silero-vad",
        *landmarks,
    }


def test_an_aim_is_reached_within_its_interval_and_may_not_be_lost() -> None:
    def figures(accuracy: tuple[float, float], neutral: tuple[float, float]) -> dict[str, object]:
        return {"consensus": {"intervals": {"accuracy": accuracy, "neutral_called_bad": neutral}}}

    good = floors(figures((0.89, 0.91), (0.03, 0.05)))
    poor = floors(figures((0.86, 0.89), (0.30, 0.44)))
    assert [floor.held for floor in good] == [True, True]
    assert [floor.held for floor in poor] == [False, False]
    assert not any(check.passed for check in floor_checks(poor, good))
    assert all(check.passed for check in floor_checks(poor, poor))
    fine = (Check("x", 1, 1, 1, True),)
    assert Verdict("a", "b", fine, tuple(good)).certified
    assert not Verdict("a", "b", fine, tuple(poor)).certified
    assert Verdict("a", "b", fine, tuple(poor)).to_dict()["below"][0].startswith("accuracy: 0.89 at best")
