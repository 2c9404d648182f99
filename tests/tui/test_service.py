"""`poise service`: the unit as systemd reads it, the switch, the media key, and a camera that comes late."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from core.base.errors import SourceError
from core.settings.model import Settings
from tests import warm
from tests.waiting import LONG_S, until, wait_until
from tui.service import unit
from tui.service.media_key import EV_KEY, PLAY_PAUSE, MediaKey, presses
from tui.service.running import Service, Switch


@pytest.mark.system
def test_unit_is_one_that_systemd_accepts(system_part: Callable[[str], str]) -> None:
    verify = system_part("systemd-analyze")
    file = unit.write()
    assert file.stat().st_mode & 0o777 == 0o600
    done = subprocess.run(
        [verify, "verify", "--user", "--man=no", str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert file.name not in done.stderr, done.stderr
    file.write_text(file.read_text(encoding="utf-8").replace("Type=exec", "Typ=exec\nExecStart=relative"))
    done = subprocess.run(
        [verify, "verify", "--user", "--man=no", str(file)], capture_output=True, text=True, check=False
    )
    assert file.name in done.stderr, "a wrong unit is seen as such"


def test_odd_folders_are_written_as_systemd_reads_them() -> None:
    assert unit.quoted('/home/a b/100%/$x/"y"\\z') == '"/home/a b/100%%/$$x/\\"y\\"\\\\z"'


def test_install_without_systemd_says_what_to_do(tmp_path: Path) -> None:
    env = {**os.environ, "PATH": str(tmp_path)}
    done = warm.run(("service", "install", "--lang", "en"), env=env)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "systemctl --user enable --now poise-watch.service" in done.stderr
    assert unit.unit_file().exists()
    gone = warm.run(("service", "remove", "--lang", "en"), env=env)
    assert gone.returncode == 0, gone.stderr
    assert not unit.unit_file().exists()


def test_switch_lets_go_of_the_camera_and_takes_it_again(tmp_path: Path) -> None:
    """A real service on the demo camera: its socket shows when it watches."""
    env = {**os.environ, "POISE_CAMERA": "demo", "POISE_CUE": "none"}
    said = tmp_path / "said"
    with said.open("wb") as out:
        service = warm.start(("service", "run"), (subprocess.DEVNULL, out, out), env=env)
    with service:
        wait_until(lambda: b"watching by demo" in said.read_bytes(), LONG_S, said.read_text)
        warm.run(("service", "off"), env=env).check_returncode()
        wait_until(lambda: b"poise: off" in said.read_bytes(), LONG_S, said.read_text)
        warm.run(("service", "on"), env=env).check_returncode()
        wait_until(lambda: said.read_bytes().count(b"watching by demo") == 2, LONG_S, said.read_text)
        service.send_signal(signal.SIGTERM)
        assert service.wait(LONG_S) == 143
    assert b"Traceback" not in said.read_bytes()


class Pauses(Service):
    """A service that waits for nothing."""

    def _say(self, what: str, wait_s: float) -> None:
        del wait_s
        super()._say(what, 0.0)


def test_camera_that_comes_late_or_is_refused_is_waited_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = iter(["", "", "/dev/video0", "/dev/video0"])
    watched: list[str] = []

    def watch(settings: Settings, until: Callable[[], bool]) -> None:
        assert not until()
        watched.append(settings.camera)
        if len(watched) == 1:
            raise SourceError("/dev/video0: another program uses it")

    Pauses(Settings(), Switch(tmp_path / "off"), watch, lambda wanted: next(there)).run(lambda: len(watched) == 2)
    assert watched == ["/dev/video0", "/dev/video0"]
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "poise: no webcam yet"
    assert said[-2:] == ["poise: /dev/video0: another program uses it", "poise: watching by /dev/video0"]


def event(kind: int, code: int, value: int) -> bytes:
    return struct.pack("llHHi", 0, 0, kind, code, value)


def test_play_key_switches_off_and_on_again(tmp_path: Path) -> None:
    """A pipe stands for the keyboard: the same bytes come from /dev/input."""
    device, switch = tmp_path / "event0", Switch(tmp_path / "off")
    os.mkfifo(device)
    keeping = os.open(device, os.O_RDWR)
    key = MediaKey(switch.toggle, lambda: [device])
    key.start()
    other = event(EV_KEY, 30, 1) + event(0, 0, 0)
    os.write(keeping, other + event(EV_KEY, 164, 1) + event(EV_KEY, 164, 0))
    assert until(lambda: switch.off)
    os.write(keeping, event(EV_KEY, 164, 1) + event(EV_KEY, 164, 2) + event(EV_KEY, 164, 0))
    assert until(lambda: not switch.off)
    key.close()
    os.close(keeping)


def test_only_a_press_of_that_key_counts() -> None:
    assert presses(b"") == presses(b"\0" * 7) == 0
    assert presses(event(EV_KEY, 30, 1) + event(2, 164, 1) + event(EV_KEY, 164, 0)) == 0
    assert presses(event(EV_KEY, min(PLAY_PAUSE), 1)) == 1
