"""`make install`: the command on the user's path, by pipx, by uv or alone, and away again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.system.wheels import ROOT, Installed, make_install, outside_make

pytestmark = pytest.mark.xdist_group("wheel")
TOOL = """#!/bin/sh
echo "$(basename "$0") $@" >> "$HOME/log"
case "$*" in *list*) echo "poise-interview 0.1.0" ;; esac
"""


def test_without_pipx_and_uv_it_has_an_environment_of_its_own(installed: Installed, tmp_path: Path) -> None:
    """In place of an older one, which left a command and a module that the new one does not have."""
    assert not (installed.environment / "older.py").exists()
    said = subprocess.run([installed.command, "--version"], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert said.stdout.startswith("poise ")


def test_uninstalling_takes_that_away_and_leaves_what_the_user_has(installed: Installed, tmp_path: Path) -> None:
    shutil.copytree(installed.environment, tmp_path / "kept", symlinks=True, copy_function=os.link)
    leads_to = installed.command.readlink()
    gone = make_install(installed.folder, "uninstall")
    assert "Poise is uninstalled (venv)" in gone.stdout
    assert not installed.command.is_symlink()
    assert not installed.environment.exists()
    assert (installed.data / "sessions.db").exists()
    assert make_install(installed.folder, "uninstall").stdout == "Poise was not installed by make install.\n"
    (tmp_path / "kept").rename(installed.environment)  # for the tests of the wheel
    installed.command.symlink_to(leads_to)


@pytest.mark.parametrize("tool", ["pipx", "uv"])
def test_pipx_or_uv_does_it_where_it_is_there(tmp_path: Path, tool: str) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / tool).write_text(TOOL)
    (tmp_path / "bin" / tool).chmod(0o755)
    for action in ("install", "uninstall"):
        done = make_install(tmp_path, action, tools=f"{tmp_path / 'bin'}:/usr/bin:/bin")
        assert done.returncode == 0, done.stderr
        assert f"({tool})" in done.stdout
        assert (f"{tmp_path / '.local' / 'bin'} is not on your PATH" in done.stdout) is (action == "install")
    log = (tmp_path / "log").read_text().splitlines()
    assert log[0].startswith(f"{tool} {'tool ' if tool == 'uv' else ''}install --force --python {sys.executable}")
    assert log[0].endswith(str(ROOT))
    assert log[-1].endswith("uninstall poise-interview")


def test_somebody_elses_command_of_that_name_is_left_alone(tmp_path: Path, wheel: Path) -> None:
    other = tmp_path / ".local" / "bin" / "poise"
    other.parent.mkdir(parents=True)
    other.write_text("#!/bin/sh\n")
    done = make_install(tmp_path, "install", str(wheel))
    assert done.returncode == 2
    assert "is there and is not this Poise" in done.stderr
    assert other.read_text() == "#!/bin/sh\n"
    make_install(tmp_path, "uninstall")
    assert other.exists()


def test_make_hands_it_on(tmp_path: Path) -> None:
    command = ["make", "-n", "-C", str(ROOT), "install", "uninstall"]
    said = subprocess.run(command, env=outside_make(), capture_output=True, text=True, check=True).stdout
    assert "tui/launcher/install.py install" in said
    assert "tui/launcher/install.py uninstall" in said
