"""Building the wheel and running commands from an environment that has it, shared by the test and the smoke run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path

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
