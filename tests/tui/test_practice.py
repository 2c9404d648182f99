"""`poise practice` on stored interviews: what was answered badly comes again, and counts as answered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tui.cli.commands import practice
from tui.cli.main import app


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    (tmp_path / "banks").mkdir()
    (tmp_path / "banks" / "mine.yaml").write_text(
        "- {id: intro, category: self_introduction, text: Who are you?}\n- {id: other, text: Why us?}\n"
    )
    return tmp_path


def practised(data: Path, *more: str) -> dict[str, object]:
    result = CliRunner().invoke(app, ["practice", "--bank", "mine", "--data-dir", str(data), "--json", *more])
    assert result.exit_code == 0, result.output
    told: dict[str, object] = json.loads(result.output)
    return told


def test_without_a_history_all_questions_are_new_and_none_is_answered(data: Path) -> None:
    told = practised(data)
    assert sorted(each["id"] for each in told["questions"]) == ["intro", "other"]  # type: ignore[attr-defined]
    assert told["progress"]["general"] == {"questions": 1, "answered": 0, "sit": 0}  # type: ignore[index]


def test_start_begins_with_the_set_line_by_line(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[tuple[str, ...]] = []  # played to its end, the interview would take its minute and a half
    monkeypatch.setattr(practice, "run_plain", lambda settings, *, questions, **_: begun.append(questions))
    options = ["--bank", "mine", "--data-dir", str(data), "--start", "--plain"]
    told = CliRunner().invoke(app, ["practice", *options])
    assert told.exit_code == 0, told.output
    assert [sorted(each) for each in begun] == [["intro", "other"]]


def test_a_stored_answer_counts_for_its_question(data: Path) -> None:
    from tests.tui.stored import store_session

    store_session(data)
    told = practised(data)
    assert told["progress"]["self_introduction"]["answered"] == 1  # type: ignore[index]
    assert told["progress"]["general"]["answered"] == 0  # type: ignore[index]
