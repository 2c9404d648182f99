"""`last`, a number and nothing name the same session in every command that takes one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner, Result

from core.base import paths
from core.store.answers import AnswerFiles
from core.store.stills import StillFiles, StillKey, StillKind
from core.store.store import SessionStore
from core.voice.transcript import Transcript, Word
from sounds.answers import AnswerWriter
from tests.tui.stored import store_session
from tui.cli.main import app
from tui.cli.outline import spoken

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
    writer.begin(AnswerFiles(paths.answers_dir(data)).path(session, 0, 1), 0.0)
    writer.write(np.full(16_000, 0.01 * session, np.float32), 1.0)
    writer.end(1.0)


@pytest.fixture
def two(tmp_path: Path) -> tuple[int, int]:
    """An older and the newest session, different and both with a recorded answer."""
    older, newest = store_session(tmp_path, ONE_CALM), store_session(tmp_path, ONE_SAD, score=20.0)
    for number in (older, newest):
        record(tmp_path, number)
        said = Transcript("whisper.cpp", "small", "en", (Word(f"word-{number}", 0.0, 0.5),))
        SessionStore(paths.store_file(tmp_path)).keep_words(number, 0, 1, said)
    return older, newest


OF_ONE = {"voice answers": "No answer is recorded", "snapshots": "No snapshot is kept"}
"""Commands that show all without a session, and what they say of one that left nothing."""
TAKING_A_SESSION = ("report", "replay", "voice words", *OF_ONE)


def taking_a_session(group: TyperGroup, path: str = "") -> Iterator[str]:
    """The commands below a group that say in their help that they take a session."""
    for command in spoken(group):
        whole = f"{path} {command.name}".strip()
        if isinstance(command, TyperGroup):
            yield from taking_a_session(command, whole)
        elif any("SESSION" in str(parameter.metavar) for parameter in command.params):
            yield whole


def test_these_are_all_the_commands_that_take_a_session() -> None:
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    assert sorted(taking_a_session(group)) == sorted(TAKING_A_SESSION)


@pytest.mark.parametrize("command", ["report", "replay", "voice words", "voice answers"])
def test_the_newest_has_three_names(command: str, two: tuple[int, int], tmp_path: Path) -> None:
    """`last`, its number, and nothing; where nothing means all recordings, the newest is the one that is played."""
    older, newest = two
    heard = tmp_path / "heard.wav"
    naming = ("--session",) if command == "voice answers" else ()
    options = ("--export", heard) if naming else ("--json",)

    def told(*session: object) -> str:
        heard.unlink(missing_ok=True)
        named = (*naming, *session) if session else ()
        said = shown(*command.split(), *named, *options, "--data-dir", tmp_path)
        return f"{said} {hashlib.sha256(heard.read_bytes()).hexdigest()}" if naming else said

    assert told() == told("last") == told(newest)
    assert told(older) != told()


@pytest.mark.parametrize("command", TAKING_A_SESSION)
@pytest.mark.parametrize("name", ["0", "99", "newest", "-1", "1.5", "²"])
def test_what_names_no_session_is_refused(command: str, name: str, two: tuple[int, int], tmp_path: Path) -> None:
    naming = ("--session",) if command in OF_ONE else ()
    result = poise(*command.split(), *naming, name, "--lang", "en", "--data-dir", tmp_path)
    if command in OF_ONE and name == "99":  # a session may have left nothing
        assert OF_ONE[command] in result.stdout
        return
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert name.lstrip("-") in line


def test_snapshots_of_one_session_are_listed_and_deleted_by_themselves(two: tuple[int, int], tmp_path: Path) -> None:
    older, newest = two
    for session in two:
        StillFiles(paths.stills_dir(tmp_path)).write(StillKey(session, 0, 1, StillKind.CUE, 21.5), b"\xff\xd8\xff")
    command = ("snapshots", "--data-dir", tmp_path, "--lang", "en")
    listed = json.loads(shown(*command, "--json"))
    assert [(still["session"], still["index"], still["kind"], still["t"]) for still in listed] == [
        (newest, 0, "cue", 21.5),
        (older, 0, "cue", 21.5),
    ]
    assert "question 1  at a cue" in shown(*command, "--session", "last")
    assert "1 snapshot deleted" in shown(*command, "--session", "last", "--delete", "--yes")
    assert [still["session"] for still in json.loads(shown(*command, "--json"))] == [older]
    assert "1 snapshot deleted" in shown(*command, "--delete", "--yes")
    assert not list(tmp_path.rglob("*.jpg"))


def test_recorded_answers_of_the_newest(two: tuple[int, int], tmp_path: Path) -> None:
    older, newest = two
    command = ("voice", "answers", "--data-dir", tmp_path)

    def listed(*arguments: object) -> list[int]:
        return [answer["session"] for answer in json.loads(shown(*command, "--json", *arguments))]

    assert listed() == [newest, older]
    assert listed("--session", "last") == listed("--session", newest) == [newest]
    assert "1 recording deleted" in shown(*command, "--session", "last", "--delete", "--yes", "--lang", "en")
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


def test_recording_that_is_damaged_is_named_and_not_deleted_unasked(tmp_path: Path) -> None:
    """It was not counted among those that are, so nobody was asked."""
    store_session(tmp_path, ONE_CALM)
    record(tmp_path, 1)
    path = AnswerFiles(paths.answers_dir(tmp_path)).path(1, 0, 1)
    path.write_bytes(b"no sound")
    assert f"{path}: cannot be read" in shown("voice", "answers", "--lang", "en", "--data-dir", tmp_path)
    refused = poise("voice", "answers", "--delete", "--lang", "en", "--data-dir", tmp_path)
    assert refused.exit_code == 2
    assert "Delete 1 recording" in refused.output
    assert path.exists()
    assert "1 recording deleted" in shown(
        "voice", "answers", "--delete", "--yes", "--lang", "en", "--data-dir", tmp_path
    )
