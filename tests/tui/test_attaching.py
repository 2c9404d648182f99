"""Two logins and one camera: the second is told who has it, and may look on."""

from __future__ import annotations

import json
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.base import paths
from core.base.errors import SourceError
from core.settings.model import Settings
from tests import warm
from tests.waiting import LONG_S, wait_until
from tui.wiring.parts import open_camera
from tui.wiring.showing import SUFFIX, AttachError, Showing, attach, holders


@pytest.fixture(autouse=True)
def runtime(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder with a name too long for a socket's address."""
    folder = tmp_path / ("long" * 30)
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    return folder


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[warm.Process]:
    """`poise watch` in another process, on the demo camera."""
    command = ("watch", "--camera", "demo", "--cue", "none", "--policy", "strict", "--quiet")
    with (tmp_path / "shown").open("wb") as out, warm.start(command, (subprocess.DEVNULL, out, out)) as process:
        yield process


def begun() -> None:
    wait_until(lambda: bool(holders()), LONG_S, lambda: "no session shows itself")


def looked_on(*arguments: str) -> warm.Process:
    pipe = subprocess.PIPE
    return warm.start(("watch", "--attach", "--lang", "en", *arguments), (subprocess.DEVNULL, pipe, pipe))


def rest(process: warm.Process) -> str:
    """What it says at its end on standard error."""
    assert process.stdout is not None
    assert process.stderr is not None
    with process:
        process.stdout.read()
        process.wait(LONG_S)
        return process.stderr.read()


def test_second_login_looks_on_and_leaves_the_first_as_it_is(watching: warm.Process) -> None:
    begun()
    second = looked_on("--json")
    assert second.stdout is not None
    assert json.loads(second.stdout.readline())["type"] == "reading"
    second.send_signal(signal.SIGINT)
    said = rest(second)
    assert second.returncode == 130
    assert f"looking on at process {watching.pid}" in said
    assert watching.poll() is None
    third = looked_on()
    assert third.stdout is not None
    assert third.stdout.readline()
    watching.send_signal(signal.SIGTERM)
    said = rest(third)
    assert third.returncode == 0
    assert "that session is over" in said
    watching.wait(LONG_S)
    assert not list(paths.runtime_dir().glob(f"{watching.pid}-*{SUFFIX}")), "the socket is gone with its session"


def test_latest_is_who_began_last_though_the_clock_was_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as ahead:
        ahead.setattr("time.time", lambda: 4e9)
        first = Showing("watch", "first")
    second = Showing("watch", "second")
    for showing in (first, second):
        showing.open()
    attached = attach()
    assert attached.holder.camera == "second"
    for each in (attached, first, second):
        each.close()


def test_who_connects_in_the_moment_of_the_end_is_hung_up_on_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was kept for ever: the others had been let go just before it was counted among them."""
    ended = Showing("watch", "demo")
    text = json.dumps

    def told_at_the_end(value: object) -> str:
        ended.close()
        return text(value)

    monkeypatch.setattr("json.dumps", told_at_the_end)
    ended.open()
    attached = attach()
    wait_until(lambda: "showing" not in [thread.name for thread in threading.enumerate()], LONG_S, lambda: "runs on")
    assert ended.viewers == 0
    assert list(attached.items()) == []
    attached.close()


def test_socket_is_its_owners_alone() -> None:
    showing = Showing("watch", "/dev/video7")
    showing.open()
    (path,) = paths.runtime_dir().glob(f"*{SUFFIX}")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    showing.close()
    assert not path.exists()


def test_nothing_to_look_on_at_is_told() -> None:
    with pytest.raises(AttachError, match="nothing of yours runs"):
        attach()


def test_killed_session_leaves_nothing_in_the_way(watching: warm.Process) -> None:
    begun()
    watching.kill()
    assert list(paths.runtime_dir().glob(f"*{SUFFIX}"))
    assert holders() == []
    assert not list(paths.runtime_dir().glob(f"*{SUFFIX}"))


ENDING = (
    "import sys; from tui.wiring import showing\n"
    "shown = showing.Showing('watch', 'demo'); shown.open()\n"
    "print(*sorted(showing.paths.runtime_dir().iterdir()), flush=True)\n"
)


def test_process_that_ends_before_its_session_is_closed_takes_its_socket_along(runtime: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", ENDING], capture_output=True, text=True, timeout=LONG_S, check=True)
    assert ended.stdout.strip().endswith(SUFFIX)
    assert not list(runtime.rglob(f"*{SUFFIX}"))


HOLDING = (
    "import sys, time; from tui.wiring.showing import Showing\n"
    "Showing('watch', '/dev/video77').open(); print('open', flush=True); sys.stdin.read()\n"
)


def test_second_login_is_told_who_holds_the_camera() -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDING], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"open\n"
        for name in ("77", "/dev/video77"):
            with pytest.raises(SourceError, match=rf"your other Poise \(process {first.pid}.*poise watch --attach"):
                open_camera(Settings(camera=name), loop=False, fast=False, clock=None)
        opened = open_camera(Settings(), loop=False, fast=False, clock=None)
        assert opened.notices[0].code == "camera_held"
        assert first.stdin is not None
        first.stdin.close()


def test_viewer_that_takes_nothing_is_let_go_and_delays_nobody() -> None:
    showing = Showing("watch", "demo")
    showing.open()
    attached = attach()
    wait_until(lambda: showing.viewers == 1, LONG_S, lambda: "not let in")
    for _ in range(5000):
        showing.tell("reading", {"filling": "x" * 1000})
    assert showing.viewers == 0
    attached.close()
    showing.close()


def test_what_is_no_session_is_passed_over(runtime: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = runtime / paths.APP
    folder.mkdir(mode=0o700)
    (folder / f"1-file{SUFFIX}").write_text("no socket")
    monkeypatch.chdir(folder)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as silly:
        silly.bind(f"2-silly{SUFFIX}")
        silly.listen()
        assert holders() == []
