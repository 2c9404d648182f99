"""Every command of the README, run as it stands there, on a terminal of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

from tests import warm
from tests.brief import brief_bank, brief_format
from tests.system.pty import held
from tests.system.wheels import ROOT, outside_make
from tests.waiting import LONG_S

pytestmark = pytest.mark.system

STAYS = {
    "poise": "Skip the tour",
    "poise interview --format midas": "Begin",
    "poise interview --exam": "Begin",
    "poise watch": "demo camera",
    "poise lend": "ssh -t -R",
}
"""What goes on until it is left, and what it shows first; there is no webcam here, so the demo camera plays."""
ENDS = {
    "poise report": "Score",
    "poise history": "brief",
    "poise practice": "[Qq]uestion",
    "poise replay --policy gentle": "cued",
    "poise snapshots --delete": "0 snapshots deleted",
    "poise export poise.zip": "poise.zip",
    "poise import poise.zip": "restored to .*another machine",
    "poise doctor": "An interview c",
}
"""What does its work and ends; an interview has been stored before."""
REFUSED = {"poise calibrate": "no webcam gives a picture, .* plug a webcam in"}
"""What needs a webcam and says so; with one it is run by tests/tui/test_calibrate.py."""
ELSEWHERE = {
    'poise voice record "smile"': "tests/system/test_voice_record.py, with a microphone",
    "poise lab evaluate default --data fer2013.csv --votes fer2013new.csv --split PublicTest": "needs the data set",
    "poise --camera lent": "tests/system/test_lending.py, with a laptop that lends",
    "poise voice words": "tests/tui/test_words.py, with stand-ins for a recogniser",
    "poise lab paper": "takes hours; its parts are in tests/models/test_commands.py",
}


def written(name: str) -> set[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return set(re.findall(r"`(poise(?: [^`]+)?)`", text)) - {"poise-interview"}


def environment(home: Path) -> dict[str, str]:
    folders = {f"XDG_{kind}_HOME": str(home / kind) for kind in ("DATA", "CONFIG", "CACHE", "STATE")}
    return {**folders, "HOME": str(home), "TERM": "xterm-256color", "POISE_LANGUAGE": "en"}


@pytest.fixture(scope="module")
def with_interview(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one interview, for all that only reads it."""
    home = tmp_path_factory.mktemp("home")
    data = home / "DATA" / "poise"
    command = ["interview", "--fast", "--camera", "demo", "--format", brief_format(data), "--bank", brief_bank(data)]
    warm.run(command, env={**os.environ, **environment(home)}).check_returncode()
    return home


@pytest.mark.parametrize("name", ["README.md", "README.ko.md"])
def test_each_command_is_run_by_a_test(name: str) -> None:
    assert written(name) == {*STAYS, *ENDS, *REFUSED, *ELSEWHERE}


@pytest.mark.parametrize("command", STAYS)
def test_what_stays_shows_itself_and_is_left(tmp_path: Path, command: str) -> None:
    with held(command.split()[1:], environment(tmp_path), tmp_path) as pane:
        pane.wait_for(STAYS[command])
        pane.process.send_signal(signal.SIGTERM)
        assert pane.process.wait(LONG_S) == 143


@pytest.mark.parametrize("command", REFUSED)
def test_what_needs_a_webcam_says_so_in_one_line(tmp_path: Path, command: str) -> None:
    place = {**os.environ, **environment(tmp_path)}
    done = warm.run(command.split()[1:], env=place)
    assert done.returncode == 2
    assert re.search(REFUSED[command], done.stderr.splitlines()[-1])


@pytest.mark.parametrize("command", ENDS)
def test_what_ends_says_what_it_did(with_interview: Path, command: str) -> None:
    place = {**os.environ, **environment(with_interview)}
    (with_interview / "poise.zip").unlink(missing_ok=True)
    if "import" in command:
        assert warm.run(["export", "poise.zip"], env=place, cwd=with_interview).returncode == 0
        place["XDG_DATA_HOME"] = str(with_interview / "another machine")
    done = warm.run(command.split()[1:], env=place, cwd=with_interview)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(ENDS[command], done.stdout)


@pytest.mark.parametrize("name", ["README.md", "README.ko.md"])
def test_targets_of_make_are_there(name: str) -> None:
    targets = set(re.findall(r"(?:^|`)make ([a-z]+)", (ROOT / name).read_text(encoding="utf-8"), re.M))
    assert {"run", "test", "check", "bench", "install", "uninstall"} <= targets
    subprocess.run(["make", "-n", "-C", str(ROOT), *targets], env=outside_make(), check=True, capture_output=True)


def test_packages_of_the_jetson_page_are_the_projects() -> None:
    """Its environment sees the system's OpenCV, so every other dependency is named there."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (listed,) = re.findall(r"^dependencies = \[\n(.*?)^\]", project, re.M | re.S)
    wanted = set(re.findall(r'^  "([\w.-]+)', listed, re.M)) - {"opencv-python-headless"}
    page = (ROOT / "models" / "JETSON.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"pip install ('textual.*?)^~", page, re.M | re.S)
    named = {re.match(r"[\w.-]+", word.strip("'"))[0] for word in command.replace("\\", " ").split()}  # type: ignore[index]
    assert named == wanted
