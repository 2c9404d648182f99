"""`last`, a number and nothing name the same session in every command that takes one."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from core.base import paths
from sounds.answers import AnswerFiles, AnswerWriter
from tests.tui.stored import store_session
from tui.cli.main import app

ONE_CALM, ONE_SAD = ("n" * 34,), ("s" * 34,)


def poise(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def shown(*arguments: object) -> str:
    result = poise(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def record(data: Path, session: int) -> None:
    """A second of a recorded answer to the first question of the session."""
    writer = AnswerWriter()
    writer.begin(AnswerFiles(paths.answers_dir(data)).path(session, 0, 1))
    writer.write(np.full(16_000, 0.1, np.float32))
    writer.end()


@pytest.fixture
def two(tmp_path: Path) -> tuple[int, int]:
    """An older and the newest session, different and both with a recorded answer."""
    older, newest = store_session(tmp_path, ONE_CALM), store_session(tmp_path, ONE_SAD, score=20.0)
    record(tmp_path, older)
    record(tmp_path, newest)
    return older, newest


@pytest.mark.parametrize("command", ["report", "replay"])
def test_the_newest_has_three_names(command: str, two: tuple[int, int], tmp_path: Path) -> None:
    older, newest = two
    data = ("--json", "--data-dir", tmp_path)
    without = shown(command, *data)
    assert shown(command, "last", *data) == without
    assert shown(command, newest, *data) == without
    assert shown(command, older, *data) != without


def test_recorded_answers_of_the_newest(two: tuple[int, int], tmp_path: Path) -> None:
    older, newest = two
    command = ("voice", "answers", "--data-dir", tmp_path)

    def listed(*arguments: object) -> list[int]:
        return [answer["session"] for answer in json.loads(shown(*command, "--json", *arguments))]

    assert listed() == [newest, older]
    assert listed("--session", "last") == listed("--session", newest) == [newest]
    assert "1 recording deleted" in shown(*command, "--session", "last", "--delete", "--lang", "en")
    assert listed() == [older]


def test_last_is_the_newest_session_and_not_the_newest_recording(two: tuple[int, int], tmp_path: Path) -> None:
    """What the report shows as the last session decides, also for what is deleted."""
    store_session(tmp_path)
    gone = shown("voice", "answers", "--session", "last", "--delete", "--lang", "en", "--data-dir", tmp_path)
    assert "0 recordings deleted" in gone


def test_a_clip_may_be_named_like_a_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is there is meant, as before; here it is no video, which is what is said."""
    store_session(tmp_path)
    monkeypatch.chdir(tmp_path)
    Path("1").write_text("no video")
    result = poise("replay", "1", "--data-dir", tmp_path)
    assert result.exit_code != 0
    assert result.stderr
    assert "before" not in result.stdout
