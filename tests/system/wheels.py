"""Building the wheel and running commands from an environment that has it, shared by the test and the smoke run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.brief import brief_bank, brief_format

ROOT = Path(__file__).resolve().parents[2]

BRIEF = ("--format", "brief", "--bank", "brief")
ANSWERS_ONE_QUESTION = ("interview", "--plain", "--fast", *BRIEF, "--camera", "demo", "--lang", "en")


def outside_make() -> dict[str, str]:
    """The environment without what a make that runs these tests hands down: its flags, the Makefile's variables."""
    variables = re.findall(r"^(\w+) \?=", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    return {
        name: value
        for name, value in os.environ.items()
        if name not in variables and not name.startswith(("MAKE", "MFLAGS"))
    }


def build_wheel(folder: Path) -> Path:
    """Build the wheel of this checkout into `folder`, with the build tools already installed here."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    (wheel,) = folder.glob("poise_interview-*.whl")
    return wheel


def make_environment(folder: Path) -> Path:
    """An empty virtual environment, without pip, which takes seconds; returns its Python."""
    venv.create(folder, symlinks=True)
    return folder / "bin" / "python"


def install(python: Path, wheel: Path, *options: str) -> None:
    """Install the wheel into the environment of that Python."""
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", *options]
    subprocess.run([*pip, str(wheel)], check=True)


class Installed(NamedTuple):
    """The places of a home in which `make install` has made an environment."""

    folder: Path

    @property
    def data(self) -> Path:
        """The user's own data."""
        return self.folder / ".local" / "share" / "poise"

    @property
    def command(self) -> Path:
        """The link to the command."""
        return self.folder / ".local" / "bin" / "poise"

    @property
    def environment(self) -> Path:
        """The environment that the command is in."""
        return self.data.with_name("poise-interview")

    @property
    def site(self) -> Path:
        """The environment's site-packages."""
        (found,) = self.environment.glob("lib/python3*/site-packages")
        return found


LINKS_PIP = """
import pathlib, runpy, sys, venv
def link(_builder, context):
    import pip
    (site,) = pathlib.Path(context.env_dir).glob("lib/python3*/site-packages")
    (site / "pip").symlink_to(pathlib.Path(pip.__file__).parent)
venv.EnvBuilder._setup_pip = link
del sys.argv[0]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
"""Runs a script in which an environment that is asked for with pip is given ours: to unpack and compile the one that
Python brings along takes 4 s."""


def make_install(home: Path, *arguments: str, tools: str = "/usr/bin:/bin") -> subprocess.CompletedProcess[str]:
    """Run what `make install` and `make uninstall` run, in a home, offline, with these programs on the PATH."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "PIP_"))}
    offline = {"PIP_NO_DEPS": "1", "PIP_NO_INDEX": "1", "PIP_NO_COMPILE": "1", "PIP_CONFIG_FILE": os.devnull}
    return subprocess.run(
        [sys.executable, "-c", LINKS_PIP, str(ROOT / "tui" / "launcher" / "install.py"), *arguments],
        env={**kept, **offline, "HOME": str(home), "PATH": tools},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def poise(
    python: Path,
    home: Path,
    *arguments: str,
    command: Sequence[str] = ("poise",),
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run the command of an environment with folders of its own, from a folder without the sources."""
    data = home / ".local" / "share" / "poise"
    brief_format(data)
    brief_bank(data)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("POISE_", "XDG_", "PYTHON"))}
    return subprocess.run(
        [str(python.parent / command[0]), *command[1:], *arguments],
        cwd=home,
        env={**kept, "HOME": str(home), "NO_COLOR": "1", **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
