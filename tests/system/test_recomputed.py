"""`poise report --json` beside the same figures, computed by other code from the raw rows of the store."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from core.base.paths import store_file
from core.session.snapshot import Action
from core.store.store import SessionStore
from tests import recompute
from tests.core.sittings import KEYS, Sittings, sit
from tests.recompute.figures import figures
from tests.tui.stored import store_session
from tui.cli.main import app

TOLD = (
    "why",
    "question",
    "advice",
    "notices",
    "about",
    "asked",
    "kind",
    "began",
    "ended",
    "format",
    "language",
    "version",
    "disposition",
    "device",
    "visitor",
    "words",
)
"""What is no figure of the readings: words, and what the session was made with."""


def report(data: Path, session: int) -> Any:
    done = CliRunner().invoke(app, ["report", str(session), "--json", "--data-dir", str(data)])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    for answer in told["answers"]:
        answer["lanes"] = {lane["label"]: drawn(lane) for lane in answer["lanes"]}
    return told


def drawn(lane: Mapping[str, Any]) -> Any:
    """What is measured in a lane, without how it is drawn."""
    return lane["values"] or lane["states"] or [[span["at"], span["seconds"]] for span in lane["spans"]]


def differences(told: Any, mine: Any, where: str = "") -> Iterator[str]:
    """The places at which two documents differ by more than rounding."""
    if isinstance(told, Mapping) and isinstance(mine, Mapping):
        for name in {**told, **mine}:
            if name not in mine and name in TOLD:
                continue
            if name not in told or name not in mine:
                yield f"{where}.{name}: only in {'the report' if name in told else 'the recomputation'}"
            else:
                yield from differences(told[name], mine[name], f"{where}.{name}")
    elif isinstance(told, Sequence) and isinstance(mine, Sequence) and not isinstance(told, str):
        if len(told) != len(mine):
            yield f"{where}: {len(told)} told, {len(mine)} recomputed"
        for number, (one, other) in enumerate(zip(told, mine, strict=False)):
            yield from differences(one, other, f"{where}[{number}]")
    elif isinstance(told, float) or isinstance(mine, float):
        if told is None or mine is None or abs(told - mine) > 1e-6 * max(1.0, abs(told)):
            yield f"{where}: {told} told, {mine} recomputed"
    elif told != mine:
        yield f"{where}: {told} told, {mine} recomputed"


def compare(data: Path, session: int) -> Any:
    told = report(data, session)
    assert list(differences(told, figures(str(store_file(data)), session))) == []
    assert told["session"]["score"] in (told["score"]["value"], None), "live and afterwards"
    return told


def test_the_recomputation_knows_nothing_of_poise() -> None:
    """Else it would repeat an error in place of finding it."""
    rooms = {"core", "tui", "questions", "models", "sounds"}
    for file in Path(recompute.__file__).parent.glob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        froms = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        names = [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
        assert not rooms & {name.partition(".")[0] for name in froms + names}, file.name


def test_a_wrong_figure_is_found(tmp_path: Path) -> None:
    session = store_session(tmp_path)
    told = report(tmp_path, session)
    told["answers"][1]["episodes"][0]["sustained_s"] += 0.001
    (found,) = differences(told, figures(str(store_file(tmp_path)), session))
    assert found.startswith(".answers[1].episodes[0].sustained_s")


@pytest.mark.parametrize("answers", [("nnnnnnssss", "......", "nn"), (), ("ddddddddddnn",)])
def test_answers_of_which_little_was_measured_are_recomputed(tmp_path: Path, answers: tuple[str, ...]) -> None:
    told = compare(tmp_path, store_session(tmp_path, answers, complete=False))
    assert None in [told["score"]["value"], *(answer["score"]["value"] for answer in told["answers"])]


@pytest.mark.xdist_group("sat")
def test_an_interview_before_the_demo_is_recomputed(tmp_path: Path, sat: Sittings) -> None:
    told = compare(tmp_path, sat(store_file(tmp_path)))
    assert [answer["how"] for answer in told["answers"]] == ["submitted", "time", "quit"]
    assert (told["answers"][0]["attempt"], told["skipped"]) == (2, [1])
    assert told["presence"]["looks"]
    assert told["calls"]
    assert told["voice"] is not None


@pytest.mark.clips
def test_an_interview_before_a_film_is_recomputed(tmp_path: Path, clips: Path) -> None:
    """Of a real face, seen without a calibration and without a microphone, and left in its second answer."""
    keys = [*((t, key) for t, key in KEYS if t < 20.0), (25.0, Action.QUIT)]
    told = compare(tmp_path, sit(SessionStore(store_file(tmp_path)), str(clips / "sad_to_happy.mp4"), keys=keys))
    assert told["episodes"]
    assert told["voice"] is None
