"""What only a process of its own shows: imports, first lines, signals, closed pipes."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from core.base import paths
from core.store.store import SessionStore
from tests import warm
from tests.brief import brief_bank, brief_format
from tests.waiting import LONG_S

POISE = (sys.executable, "-c", "import sys; from tui.cli.main import main; sys.argv[0] = 'poise'; main()")
DEMO = ("--camera", "demo", "--cue", "none")
LIMIT_S = 3 * LONG_S  # a whole interview on a busy machine


def python(code: str) -> str:
    done = subprocess.run((sys.executable, "-c", code), capture_output=True, text=True, timeout=LIMIT_S, check=True)
    return done.stdout.strip()


Started = subprocess.Popen[str] | warm.Process
Begun = Callable[..., tuple[Started, IO[str]]]


def started(*arguments: str) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen((*POISE, *arguments), stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True)


def forked(*arguments: str) -> warm.Process:
    return warm.start(arguments, (subprocess.DEVNULL, subprocess.PIPE, subprocess.PIPE))


@pytest.fixture
def begun() -> Iterator[Begun]:
    """Start processes and read their first line; what hangs is killed, so that no test waits for ever."""
    with contextlib.ExitStack() as stack:

        def begin(*arguments: str, by: Callable[..., Started] = started) -> tuple[Started, IO[str]]:
            process = by(*arguments)
            stack.enter_context(process)
            limit = threading.Timer(LIMIT_S, process.kill)
            stack.callback(process.kill)
            stack.callback(limit.cancel)
            limit.start()
            assert process.stdout is not None
            assert process.stdout.readline()
            return process, process.stdout

        yield begin


def test_engine_and_screen_load_neither_torch_nor_each_other() -> None:
    heavy = "[m for m in ('torch', 'textual', 'tui', 'models.training', 'sounds') if m in sys.modules]"
    assert (
        python(f"import sys, core, core.engine.runner, core.vision.reader, core.store.store; print({heavy})") == "[]"
    )
    assert (
        python(
            "import sys, tui, tui.cli.main, tui.cli.plain; print('torch' in sys.modules, 'textual' in sys.modules)"
        )
        == "False False"
    )


HEAVY = ("textual", "torch", "pydantic", "rich", "tomlkit", "ruamel", "soundfile", "sounddevice", "babel")
PICTURES = ("numpy", "cv2", "onnxruntime", "models.commands.lab")


SHARED = {"common", "options", "speaking"}
"""What the modules of the commands have in common."""


@pytest.mark.parametrize(
    ("command", "heavy"),
    [
        (("watch", "--camera", "demo", "--fast", "--json", "--seconds", "0.3"), HEAVY),
        (("--help",), HEAVY + PICTURES),
        (("history",), HEAVY + PICTURES),
    ],
)
def test_command_stays_light_and_loads_no_other(command: tuple[str, ...], heavy: tuple[str, ...]) -> None:
    code = (
        f"import sys; sys.argv = {['poise', *command]!r}\n"
        "from tui.cli.main import main\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        f"print([m for m in {heavy!r} if m in sys.modules])\n"
        "print(*(m.rpartition('.')[2] for m in sys.modules if m.startswith('tui.cli.commands.')))"
    )
    *_, loaded, commands = python(code).splitlines()
    assert loaded == "[]"
    assert set(commands.split()) - SHARED == set(command[:1]) - {"--help"}


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_signal_leaves_a_whole_session_and_a_summary(name: str, code: int, tmp_path: Path, begun: Begun) -> None:
    by = started if name == "SIGINT" else forked  # which Python itself takes before Poise does
    process, output = begun("watch", *DEMO, "--json", "--record", "--data-dir", str(tmp_path), by=by)
    process.send_signal(getattr(signal, name))
    *_, last = output.read().splitlines()
    assert process.wait(LIMIT_S) == code
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()
    assert json.loads(last)["type"] == "summary"
    session = SessionStore(paths.store_file(tmp_path)).load()
    assert session.info.complete
    assert session.readings


def interview(data: Path) -> tuple[str, ...]:
    return ("interview", "--plain", "--no-speech", "--no-voice", *DEMO, "--lang", "en", "--data-dir", str(data))


def test_interview_that_is_left_while_thinking_stores_nothing(tmp_path: Path, begun: Begun) -> None:
    process, output = begun(*interview(tmp_path), by=forked)
    while "Question 1" not in output.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert "Nothing was answered yet, so nothing is stored." in output.read()
    assert process.wait(LIMIT_S) == 130
    assert SessionStore(paths.store_file(tmp_path)).sessions() == []


def test_interview_that_is_broken_off_can_be_resumed(tmp_path: Path, begun: Begun) -> None:
    arguments = interview(tmp_path)
    brief = ("--format", brief_format(tmp_path, answer_s=10.0), "--bank", brief_bank(tmp_path))
    process, output = begun(*arguments, *brief, by=forked)
    while "Answer now" not in output.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert "Stored as session 1; `poise interview --resume` goes on with it." in output.read()
    assert process.wait(LIMIT_S) == 130
    assert SessionStore(paths.store_file(tmp_path)).unfinished() is not None
    process, output = begun("interview", "--plain", "--fast", "--resume", *arguments[2:], by=forked)
    assert "Question 1 of 1" in output.read()
    assert process.wait(LIMIT_S) == 0
    assert SessionStore(paths.store_file(tmp_path)).load(1).info.complete


def test_reader_that_goes_away_is_met_in_silence(begun: Begun) -> None:
    process, output = begun("watch", *DEMO, "--json")
    output.close()
    assert process.wait(LIMIT_S) == 141
    assert process.stderr is not None
    told = process.stderr.read().splitlines()
    assert told[0] == "poise: This is the demo camera: a drawn face, not yours."
    # on a slow machine the lowered rate is told too
    assert all(line.startswith("poise: This machine is too slow") for line in told[1:])


def test_no_library_writes_to_the_users_standard_error(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(os.urandom(5000))
    done = warm.run(("watch", "--camera", str(broken), "--fast"))
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"poise: {broken}")
