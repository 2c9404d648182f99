"""`make install` and `make uninstall`: Poise as a command of the user's own, from this checkout.

pipx or uv does it where one is there; else an environment of its own below `~/.local/share`, with a link to its
command in `~/.local/bin`. Only the standard library is used: this runs before anything is installed. Sessions and
settings are never touched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

NAME = "poise-interview"
ROOT = Path(__file__).resolve().parents[2]


class InstallError(Exception):
    """What stands in the way, and how to mend it, in one line."""


def bin_folder() -> Path:
    """Where a user's own commands lie."""
    return Path.home() / ".local" / "bin"


def own_environment() -> Path:
    """Poise's environment where neither pipx nor uv keeps it."""
    data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data) / NAME


def install(source: Path) -> str:
    """Install from a checkout or a wheel; returns what did it."""
    if pipx := shutil.which("pipx"):
        _run([pipx, "install", "--force", "--python", sys.executable, str(source)])
        return "pipx"
    if uv := shutil.which("uv"):
        _run([uv, "tool", "install", "--force", "--python", sys.executable, str(source)])
        return "uv"
    _install_alone(source)
    return "venv"


def _install_alone(source: Path) -> None:
    place, link = own_environment(), bin_folder() / "poise"
    if _exists(link) and not _is_ours(link):
        raise InstallError(f"{link} is there and is not this Poise; move it away, then run make install again")
    try:
        venv.create(place, with_pip=True, clear=True, symlinks=True)
    except subprocess.CalledProcessError:
        shutil.rmtree(place, ignore_errors=True)
        raise InstallError("Python's venv is missing; on Debian and Ubuntu: sudo apt install python3-venv") from None
    pip = [str(place / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    try:
        _run([*pip, str(source)])
    except InstallError:
        shutil.rmtree(place, ignore_errors=True)
        raise
    link.parent.mkdir(parents=True, exist_ok=True)
    if _exists(link):
        link.unlink()
    link.symlink_to(place / "bin" / "poise")


def uninstall() -> str:
    """Take it away again; returns what had it, "" where nothing had."""
    link = bin_folder() / "poise"
    if own_environment().is_dir():
        if _is_ours(link):
            link.unlink()
        shutil.rmtree(own_environment())
        return "venv"
    for tool, listing, removal in (
        ("pipx", ["list", "--short"], ["uninstall", NAME]),
        ("uv", ["tool", "list"], ["tool", "uninstall", NAME]),
    ):
        if (path := shutil.which(tool)) and NAME in _output([path, *listing]):
            _run([path, *removal])
            return tool
    return ""


def _exists(link: Path) -> bool:
    return link.is_symlink() or link.exists()


def _is_ours(link: Path) -> bool:
    return link.is_symlink() and own_environment() in Path(os.readlink(link)).parents  # noqa: PTH115 - not resolved


def _run(command: list[str]) -> None:
    if subprocess.run(command, check=False).returncode:
        raise InstallError(f"{Path(command[0]).name} failed; what it said stands above")


def _output(command: list[str]) -> str:
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout


def said(action: str, source: Path) -> list[str]:
    """Do it, and say what was done."""
    if action == "uninstall":
        had = uninstall()
        kept = "Your sessions, settings and recordings are still there."
        return [f"Poise is uninstalled ({had}). {kept}"] if had else ["Poise was not installed by make install."]
    lines = [f"Poise is installed ({install(source)}): poise"]
    if str(bin_folder()) not in os.environ.get("PATH", "").split(os.pathsep):
        lines.append(f"{bin_folder()} is not on your PATH: add it, or start {bin_folder() / 'poise'}")
    return lines


def main(arguments: list[str]) -> int:
    """`install [SOURCE]` or `uninstall`."""
    if sys.version_info < (3, 10):  # noqa: UP036 - this runs on whatever `python3` is
        print("Poise needs Python 3.10 or newer; name one: make install PYTHON=python3.11", file=sys.stderr)
        return 2
    try:
        print("\n".join(said(arguments[0], Path(arguments[1]) if len(arguments) > 1 else ROOT)))
    except InstallError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
