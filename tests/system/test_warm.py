"""What `tests.warm` forks does as a `poise` that was started by its command."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path
from typing import IO

import pytest

from tests import warm
from tests.waiting import LONG_S

WATCH = ("watch", "--camera", "demo", "--cue", "none", "--json")


def command(arguments: tuple[str, ...], env: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [warm.POISE, *arguments], env=env, cwd=folder, capture_output=True, text=True, timeout=LONG_S, check=False
    )


@pytest.mark.parametrize(
    ("arguments", "code"), [(("history", "--json"), 0), (("history", "--data-dir", "mine"), 0), (("repport",), 2)]
)
def test_its_arguments_environment_and_folder_are_those_asked_for(
    tmp_path: Path, arguments: tuple[str, ...], code: int
) -> None:
    (tmp_path / "settings.toml").write_text('mystery = "?"\n')
    env = {**os.environ, "POISE_CONFIG": "settings.toml", "POISE_LANGUAGE": "ko"}
    started, forked = command(arguments, env, tmp_path), warm.run(arguments, env=env, cwd=tmp_path)
    assert forked.returncode == started.returncode == code
    assert (forked.stdout, forked.stderr) == (started.stdout, started.stderr)
    assert "mystery" in forked.stderr or code
    assert "POISE_LANGUAGE" not in os.environ


def forked(*arguments: str) -> warm.Process:
    return warm.start(arguments, (subprocess.DEVNULL, subprocess.PIPE, subprocess.PIPE))


def readings(process: warm.Process) -> IO[str]:
    """Its output, once the first reading has come."""
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["type"] == "reading"
    return process.stdout


@pytest.mark.parametrize(
    ("end", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9), (None, 141)]
)
def test_it_ends_by_signals_and_by_a_reader_that_goes_away(end: signal.Signals | None, code: int) -> None:
    """As `poise` does by its command: tests/tui/test_process.py."""
    with forked(*WATCH) as process:
        output = readings(process)
        assert process.poll() is None
        if end is None:
            output.close()
        else:
            process.send_signal(end)
        assert process.wait(LONG_S) == code
        assert not Path(f"/proc/{process.pid}").exists(), "it was waited for"
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


def test_it_holds_no_descriptor_that_a_command_does_not() -> None:
    """Another process's pipe, held open here, would keep its reader from seeing its end."""
    with forked(*WATCH) as first, forked(*WATCH) as second:
        first_output = readings(first)
        readings(second)
        first.send_signal(signal.SIGTERM)
        assert first_output.read(), "its end is seen while the second runs"
        assert second.poll() is None
