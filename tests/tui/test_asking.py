"""Before something is lost the user is asked once; scripts say --yes, and whoever cannot be asked loses nothing."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import numpy as np
import pytest
import typer

from core.base import paths
from core.store.answers import AnswerFiles
from core.store.stills import StillFiles, StillKey, StillKind
from core.store.store import SessionStore
from sounds.voices import Voices
from tests.core.test_transcripts import said
from tests.tui.commands import Poise
from tests.tui.stored import store_session
from tests.tui.test_session_choice import record
from tui.cli.asking import sure
from tui.cli.commands.speaking import UsageProblem
from tui.i18n import set_language


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("typed", "goes_on"), [("y\n", True), ("YES\n", True), ("ㅛ\n", True), ("\n", False), ("n\n", False), ("", False)]
)
def test_only_a_yes_goes_on(typed: str, goes_on: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Terminal()
    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    monkeypatch.setattr(sys, "stderr", asked)
    if goes_on:
        sure("Delete 3 recordings for good?", yes=False)
    else:
        with pytest.raises(typer.Exit) as left:
            sure("Delete 3 recordings for good?", yes=False)
        assert left.value.exit_code == 1
    assert asked.getvalue() == "Delete 3 recordings for good? [y/N] "


def test_a_question_that_would_not_be_seen_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    set_language("ko")
    with pytest.raises(UsageProblem, match="--yes"):
        sure("", yes=False)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A session with recording, snapshot and words, all saved by the app too; a cue, a profile and a setting."""
    monkeypatch.setenv("POISE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("POISE_CONFIG", str(tmp_path / "settings.toml"))
    (tmp_path / "settings.toml").write_text("volume = 7\n")
    number = store_session(tmp_path)
    record(tmp_path, number)
    StillFiles(paths.stills_dir(tmp_path)).write(StillKey(number, 0, 1, StillKind.CUE, 1.0), b"\xff\xd8\xff")
    SessionStore(paths.store_file(tmp_path)).keep_words(number, 0, 1, said("one"))
    Voices(paths.recordings_dir(tmp_path)).save("smile", np.full(16_000, 900, np.int16), 16_000, "sad")
    for place in ("profiles/me.json", "reports/poise-report-1.html", "reports/session-1-question-1-attempt-1.wav"):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_text("data:image/jpeg;base64,")
    return tmp_path


def everything(home: Path) -> dict[str, bytes]:
    store = SessionStore(paths.store_file(home))
    kept = {str(file.relative_to(home)): file.read_bytes() for file in home.rglob("*.*") if file.is_file()}
    kept = {name: content for name, content in kept.items() if not name.startswith("sessions.db")}
    return kept | {"words": str(len(store.load().transcripts)).encode()}


WAV, PAGE = "reports/session-1-question-1-attempt-1.wav", "reports/poise-report-1.html"
LOSING = {
    "voice answers --delete": {"answers/1/question-1-attempt-1.flac", WAV},
    "snapshots --delete": {"snapshots/1/question-1-attempt-1-cue-1000.jpg", PAGE},
    "snapshots --delete --session last": {"snapshots/1/question-1-attempt-1-cue-1000.jpg", PAGE},
    "voice words --delete": {"words", PAGE},
    "voice words --delete --all": {"words", PAGE},
    "voice remove smile": {"recordings/sad/smile.wav"},
    "calibrate --remove me": {"profiles/me.json"},
    "settings reset --all": {"settings.toml"},
}


@pytest.mark.parametrize("command", LOSING)
def test_what_loses_something_is_asked_for(command: str, home: Path, poise: Poise) -> None:
    before = everything(home)
    result = poise(*command.split())
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert "--yes" in result.stderr
    assert everything(home) == before
    done = poise(*command.split(), "--yes")
    assert done.exit_code == 0, done.output
    after = everything(home)
    assert {name for name in before if after.get(name) != before[name]} == LOSING[command]
    if command.endswith(("--delete", "--delete --all")):  # nothing is left to be lost
        assert poise(*command.split()).exit_code == 0


def test_a_settings_file_with_a_fault_is_mended_by_putting_all_back(home: Path, poise: Poise) -> None:
    file = home / "settings.toml"
    file.write_text('volume = "loud"\n')
    assert "--yes" in poise("settings", "reset", "--all").stderr
    done = poise("settings", "reset", "--all", "--yes")
    assert done.exit_code == 0, done.output
    assert file.read_text() == ""


def test_an_export_replaces_no_file_unasked(home: Path, poise: Poise) -> None:
    file = home / "mine.wav"
    file.write_text("mine")
    refused = poise("voice", "answers", "--export", file)
    assert refused.exit_code == 2
    assert f"{file}: is there already" in refused.stderr
    assert file.read_text() == "mine"
    assert poise("voice", "answers", "--export", file, "--force").exit_code == 0
    assert file.read_bytes().startswith(b"RIFF")


def test_what_an_import_put_aside_is_deleted_with_all_and_named_beside_one(home: Path, poise: Poise) -> None:
    aside = home / "before-import-20260101T000000Z"
    aside.mkdir()
    record(aside, 1)
    told = poise("voice", "answers", "--delete", "--session", "last", "--yes").stdout
    assert "1 recording deleted" in told
    assert f"{aside} holds what was here before an import" in told
    assert "1 recording deleted" in poise("voice", "answers", "--delete", "--yes").stdout
    assert AnswerFiles(paths.answers_dir(aside)).answers() == []


def test_words_of_all_sessions_go_at_once_there_too_where_an_import_put_them_aside(home: Path, poise: Poise) -> None:
    aside = paths.store_file(home / "before-import-20260101T000000Z")
    store_session(aside.parent)
    SessionStore(aside).keep_words(1, 0, 1, said("two"))
    refused = poise("voice", "words", "last", "--delete", "--all", "--yes")
    assert refused.exit_code == 2
    assert "Delete the words of 2 answers" in poise("voice", "words", "--delete", "--all").stderr
    assert "The words of 2 answers deleted" in poise("voice", "words", "--delete", "--all", "--yes").stdout
    assert [SessionStore(file).worded() for file in (paths.store_file(home), aside)] == [0, 0]
