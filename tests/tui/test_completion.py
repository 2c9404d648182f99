"""Tab in bash and zsh: commands, options, and the values that there are."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests import warm

LINES = {
    "poise wa": {"watch"},
    "poise interview --format m": {"midas"},
    "poise interview --format ": {"quick", "midas", "viewinter", "hirevue", "own"},
    "poise interview --bank gen": {"general"},
    "poise interview --categories values,stress": {"values,stress"},
    "poise watch --policy g": {"gentle"},
    "poise watch --weights small": {"small-int8"},
    "poise watch --cue b": {"bell"},
    "poise watch --camera de": {"demo"},
    "poise watch --map sa": {"sad="},
    "poise watch --map sad=a": {"sad=acceptable"},
    "poise report ": {"last"},
    "poise settings set langu": {"language"},
    "poise settings set language ": {"auto", "ko", "en"},
    "poise interview --profile ": set[str](),
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "formats").mkdir()
    (tmp_path / "formats" / "own.yaml").write_text("questions: 1\n")
    return tmp_path


def completed(line: str, data: Path, shell: str) -> set[str]:
    words = {
        "bash": {"COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))},
        "zsh": {"_TYPER_COMPLETE_ARGS": line},
    }[shell]
    done = warm.run(
        (), env={**os.environ, **words, "_POISE_COMPLETE": f"complete_{shell}", "POISE_DATA_DIR": str(data)}
    )
    assert done.stderr == ""
    return set(re.findall(r'"([^":]+)"', done.stdout)) if shell == "zsh" else set(done.stdout.split())


@pytest.mark.parametrize("line", LINES, ids=lambda line: line)
def test_values_are_completed(line: str, data: Path) -> None:
    found = completed(line, data, "bash")
    assert LINES[line] <= found
    if not line.endswith(" "):
        assert found == LINES[line]


def test_zsh_gets_them_in_its_own_way(data: Path) -> None:
    assert completed("poise interview --format m", data, "zsh") == {"midas"}


def test_broken_settings_complete_to_nothing_and_say_nothing(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (data / "settings.toml").write_text("volume = [")
    monkeypatch.setenv("POISE_CONFIG", str(data / "settings.toml"))
    assert completed("poise interview --format ", data, "bash") == set()
