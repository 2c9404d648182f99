"""Odd places to read from and write to: one line on what is wrong, never a traceback, never a wait for ever."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from core.base.errors import SettingsError, SourceError
from core.camera.opening import open_source
from core.settings.file import save
from core.settings.model import load
from tests import warm
from tests.waiting import LONG_S


def poise(home: Path, *arguments: str, stdout: IO[bytes] | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "POISE_DATA_DIR": str(home), "POISE_CONFIG": str(home / "settings.toml")}
    return warm.run(arguments, env=environment, stdout=stdout)


def test_settings_that_are_a_pipe_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "settings.toml")
    with pytest.raises(SettingsError, match="not a plain file"):
        load(tmp_path / "settings.toml")


def test_settings_nested_too_deeply_are_named(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("a = " + "[" * 5000 + "]" * 5000)
    with pytest.raises(SettingsError, match="nested too deeply"):
        load(tmp_path / "settings.toml")


def test_settings_that_are_a_link_stay_one(tmp_path: Path) -> None:
    real, link = tmp_path / "real.toml", tmp_path / "settings.toml"
    real.write_text("")
    link.symlink_to(real)
    save({"language": "ko"}, link)
    assert link.is_symlink()
    assert "ko" in real.read_text(encoding="utf-8")


def test_settings_folder_is_its_owners_alone_whatever_the_umask_is(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        save({"language": "ko"}, tmp_path / "config" / "settings.toml")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "config").stat().st_mode) == 0o700


def test_address_that_is_none_is_named() -> None:
    with pytest.raises(SourceError, match="not an address of a stream"):
        open_source("http://[bad")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_output_to_a_full_disk_is_told_in_one_line(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        result = poise(tmp_path, "history", stdout=full)
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert "output cannot be written" in result.stderr


def test_terminal_without_hangul_still_gets_its_lines(tmp_path: Path) -> None:
    environment = {**os.environ, "POISE_DATA_DIR": str(tmp_path), "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "tui.cli.main", "history", "--lang", "ko"]
    result = subprocess.run(command, env=environment, capture_output=True, timeout=LONG_S, check=False)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("watch", "--fast", "--camera", "{pipe}"),
        ("watch", "--fast", "--camera", "demo", "--weights", "{pipe}"),
        ("replay", "{pipe}"),
        ("voice", "import", "{pipe}"),
        ("questions", "check", "{pipe}"),
        ("questions", "import", "{pipe}", "--into", "mine"),
        ("interview", "--fast", "--camera", "demo", "--bank", "{pipe}"),
    ],
    ids=lambda arguments: " ".join(arguments),
)
def test_pipe_in_place_of_a_file_is_refused_at_once(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    pipe = tmp_path / "pipe.onnx"
    os.mkfifo(pipe)
    result = poise(tmp_path, *(word.format(pipe=pipe) for word in arguments))
    assert result.returncode == 2, result.stderr
    assert "pipe.onnx" in result.stderr + result.stdout
    assert "Traceback" not in result.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_help_to_a_full_disk_is_told_in_one_line(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        result = poise(tmp_path, "--help", stdout=full)
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("closed", ["0", "1", "2", "0 1 2"])
def test_stream_that_is_closed_from_the_first_ends_nothing(tmp_path: Path, closed: str) -> None:
    """It was a traceback, and an AttributeError in place of the error that was meant."""
    fast = ("watch", "--fast", "--seconds", "0.3", "--record", "--camera")
    watch = [sys.executable, "-m", "tui.cli.main", *fast]
    shut = "".join(f" {number}{'<' if number == '0' else '>'}&-" for number in closed.split())
    environment = {**os.environ, "POISE_DATA_DIR": str(tmp_path)}
    line = ["sh", "-c", f'"$@"{shut}', "sh", *watch]
    done = subprocess.run([*line, "demo"], env=environment, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stderr
    assert (tmp_path / "sessions.db").exists()
    if "2" in closed:
        wrong = subprocess.run([*line, "no.mp4"], env=environment, capture_output=True, timeout=60, check=False)
        assert wrong.returncode == 2


@pytest.mark.parametrize("number", ["nan", "inf", "1e999", "-nan"])
def test_option_that_is_no_number_is_named(tmp_path: Path, number: str) -> None:
    """It passed every limit, and watched for ever."""
    result = poise(tmp_path, "watch", "--fast", "--camera", "demo", f"--seconds={number}", "--lang", "en")
    assert result.returncode == 2
    assert result.stderr == "poise: --seconds: write a number\n"


def test_profile_nested_too_deeply_is_named(tmp_path: Path) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "deep.json").write_text("[" * 200_000)
    result = poise(tmp_path, "watch", "--fast", "--camera", "demo", "--profile", "deep")
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert "deep.json: not a calibration profile" in result.stderr
