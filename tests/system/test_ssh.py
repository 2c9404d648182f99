"""Poise at the other end of SSH: a real sshd, a real terminal, a connection that breaks."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import warm
from tests.system.ssh import POISE, sshd
from tests.system.terminal import Terminal, terminal
from tests.waiting import LONG_S, wait_until

Find = Callable[[str], str]
pytestmark = pytest.mark.system


def stored(data: Path) -> list[dict[str, object]]:
    """The sessions in a data folder, as the history prints them."""
    found = warm.run(("history", "--json", "--data-dir", str(data)))
    found.check_returncode()
    sessions: list[dict[str, object]] = json.loads(found.stdout)
    return sessions


def poise_line(data: Path, *arguments: str) -> str:
    """The shell line that runs Poise over SSH with folders of the test's own."""
    folders = {"HOME": data, "XDG_CONFIG_HOME": data / "config", "XDG_STATE_HOME": data / "state"}
    given = [f"{name}={value}" for name, value in folders.items()]
    command = shlex.join(["env", *given, POISE, *arguments, "--data-dir", str(data)])
    return f"echo $$ > {shlex.quote(str(data / 'pid'))}; exec {command}"


def running(data: Path) -> bool:
    """Whether the Poise that was started with this data folder is alive."""
    try:
        os.kill(int((data / "pid").read_text(encoding="utf-8")), 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    return folder


def test_app_opens_over_ssh_and_is_left_by_a_key(system_part: Find, tmp_path: Path, data: Path) -> None:
    with sshd(system_part, tmp_path) as server:
        line = poise_line(data)
        with terminal(system_part("tmux"), tmp_path, server.command(line), {"TERM": "xterm-256color"}) as screen:
            screen.wait_for("Skip the tour")
            screen.keys("Escape")
            screen.wait_for("Mock interview")
            screen.keys("q")
            assert screen.wait_for_end() == 0


def test_bell_rings_at_the_users_side(system_part: Find, tmp_path: Path, data: Path) -> None:
    with sshd(system_part, tmp_path) as server:
        # the demo camera begins with a smile, which this user does not want to see; nor anything that comes then
        moods = ",".join(f"{name}=bad" for name in ("happy", "neutral", "sad", "fear", "surprise"))
        strict = ("--policy", "strict", "--map", moods, "--cue", "bell")  # which cues within the first second
        line = poise_line(data, "watch", "--camera", "demo", "--seconds", "4", *strict)
        arrived = subprocess.run(server.command(line), check=True, capture_output=True, timeout=LONG_S).stdout
    assert b"\a" in arrived


def killed(screen: Terminal, data: Path, side: str) -> None:
    """Kill the client, or at the other end the server of this one connection."""
    pid = screen.pane("pane_pid")
    if side == "server":
        ours = (data / "pid").read_text(encoding="utf-8").strip()
        pid = Path(f"/proc/{ours}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[1]  # its parent
    os.kill(int(pid), signal.SIGKILL)


@pytest.mark.parametrize("side", ["client", "server"])
def test_lost_connection_stores_the_interview_to_go_on_with(
    system_part: Find, tmp_path: Path, data: Path, side: str
) -> None:
    with sshd(system_part, tmp_path) as server:
        line = poise_line(data, "interview", "--format", "quick", "--camera", "demo", "--no-voice", "--lang", "en")
        with terminal(system_part("tmux"), tmp_path, server.command(line), {"TERM": "xterm-256color"}) as screen:
            screen.wait_for("(?i)begin")
            # what is not answered at all is not stored; a key too many would only go on to the second answer
            screen.press_until("Enter", r"1\s*(/|of)\s*3", again_s=0.5)
            screen.press_until("Enter", "Answer", again_s=0.5)
            killed(screen, data, side)
            wait_until(lambda: bool(stored(data)), LONG_S, lambda: "nothing was stored")
            wait_until(lambda: not running(data), LONG_S, lambda: "Poise still runs without its terminal")
    (session,) = stored(data)
    assert session["complete"] is False
