"""`make install`: the command on the user's path, by pipx, by uv or alone, and away again."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.system.wheels import ROOT, outside_make

pytestmark = pytest.mark.xdist_group("wheel")
SCRIPT = ROOT / "tui" / "launcher" / "install.py"
TOOL = """#!/bin/sh
echo "$(basename "$0") $@" >> "$HOME/log"
case "$*" in *list*) echo "poise-interview 0.1.0" ;; esac
"""


def run(home: Path, *arguments: str, tools: str = "/usr/bin:/bin") -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "PIP_"))}
    offline = {"PIP_NO_DEPS": "1", "PIP_NO_INDEX": "1", "PIP_NO_COMPILE": "1", "PIP_CONFIG_FILE": os.devnull}
    return subprocess.run(
        [sys.executable, str(SCRIPT), *arguments],
        env={**kept, **offline, "HOME": str(home), "PATH": tools},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_without_pipx_and_uv_it_has_an_environment_of_its_own(tmp_path: Path, wheel: Path) -> None:
    """In place of an older one, which left a command and a module that the new one does not have."""
    data, command = tmp_path / ".local" / "share" / "poise", tmp_path / ".local" / "bin" / "poise"
    environment = data.with_name("poise-interview")
    for folder in (data, command.parent, environment):
        folder.mkdir(parents=True)
    (data / "sessions.db").touch()
    (environment / "older.py").touch()
    command.symlink_to(environment / "bin" / "poise")
    done = run(tmp_path, "install", str(wheel), tools=f"{command.parent}:/usr/bin:/bin")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["Poise is installed (venv): poise"]
    assert not (environment / "older.py").exists()
    (site,) = environment.glob("lib/python3*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    said = subprocess.run([str(command), "--version"], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert said.stdout.startswith("poise ")
    gone = run(tmp_path, "uninstall")
    assert "Poise is uninstalled (venv)" in gone.stdout
    assert not command.is_symlink()
    assert not environment.exists()
    assert (data / "sessions.db").exists()
    assert run(tmp_path, "uninstall").stdout == "Poise was not installed by make install.\n"


@pytest.mark.parametrize("tool", ["pipx", "uv"])
def test_pipx_or_uv_does_it_where_it_is_there(tmp_path: Path, tool: str) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / tool).write_text(TOOL)
    (tmp_path / "bin" / tool).chmod(0o755)
    for action in ("install", "uninstall"):
        done = run(tmp_path, action, tools=f"{tmp_path / 'bin'}:/usr/bin:/bin")
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
    done = run(tmp_path, "install", str(wheel))
    assert done.returncode == 2
    assert "is there and is not this Poise" in done.stderr
    assert other.read_text() == "#!/bin/sh\n"
    run(tmp_path, "uninstall")
    assert other.exists()


def test_make_hands_it_on(tmp_path: Path) -> None:
    command = ["make", "-n", "-C", str(ROOT), "install", "uninstall"]
    said = subprocess.run(command, env=outside_make(), capture_output=True, text=True, check=True).stdout
    assert "tui/launcher/install.py install" in said
    assert "tui/launcher/install.py uninstall" in said
