"""`make` mends the environment that an earlier, failed or interrupted run left behind."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.system.wheels import ROOT, outside_make

Find = Callable[[str], str]

FAKE_PYTHON = """#!/bin/sh
# stands for Python: `-m venv PLACE` makes an environment whose Python is this script; installing always succeeds
if [ "$2" = venv ]; then
    echo made >> "{log}"
    mkdir -p "$3/bin" && touch "$3/pyvenv.cfg" && cp "$0" "$3/bin/python"
    printf '#!/bin/sh\\necho poise "$@"\\n' > "$3/bin/poise" && chmod +x "$3/bin/poise"
elif [ "$2" = "import ensurepip, venv" ]; then
    exit {ensurepip}
fi
echo "$@" >> "{log}.all"
case "$*" in
    *"import torch"*) exit 1 ;;
    *"--index-url"*torch==*) [ ! -e "{log}.offline" ]; exit ;;
    *torch==*) exit 1 ;;
esac
"""


class Checkout:
    """A folder with the Makefile, and a Python of which it is known how often it made an environment."""

    def __init__(self, folder: Path, make: str) -> None:
        self.folder, self.make, self.log = folder, make, folder / "log"
        self.venv = folder / ".venv"
        for name in ("Makefile", "pyproject.toml", "constraints.txt"):
            shutil.copy(ROOT / name, folder / name)
        self.python(whole=True)

    def python(self, *, whole: bool) -> None:
        fake = self.folder / "python"
        fake.write_text(FAKE_PYTHON.format(log=self.log, ensurepip=0 if whole else 1))
        fake.chmod(0o755)

    def run(self, *more: str) -> subprocess.CompletedProcess[str]:
        command = [self.make, *(more or ("run",)), "ARGS=--version", f"PYTHON={self.folder / 'python'}"]
        return subprocess.run(
            command, cwd=self.folder, env=outside_make(), capture_output=True, text=True, timeout=60, check=False
        )

    @property
    def made(self) -> int:
        return self.log.read_text().count("made") if self.log.exists() else 0


@pytest.fixture
def checkout(tmp_path: Path, system_part: Find) -> Checkout:
    return Checkout(tmp_path, system_part("make"))


def empty(venv: Path) -> None:
    """Interrupted at once."""
    (venv / "bin").mkdir(parents=True)


def without_pip(venv: Path) -> None:
    """What Debian's Python leaves where python3-venv is missing: a Python that works, and no pip."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)


def without_python(venv: Path) -> None:
    """Whole once, and then the system's Python was upgraded."""
    empty(venv)
    (venv / "pyvenv.cfg").touch()
    (venv / ".installed-app").touch()
    (venv / "bin" / "python").symlink_to("/nowhere/python3.9")


def test_an_environment_is_made_once(checkout: Checkout) -> None:
    for _ in range(2):
        done = checkout.run()
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[-1] == "poise --version"
    assert checkout.made == 1


@pytest.mark.parametrize("leave", [empty, without_pip, without_python])
def test_a_half_made_environment_is_made_anew(checkout: Checkout, leave: Callable[[Path], None]) -> None:
    leave(checkout.venv)
    done = checkout.run()
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "poise --version"
    assert checkout.made == 1
    checkout.run()
    assert checkout.made == 1


def test_without_venv_the_package_is_named_and_nothing_is_left(checkout: Checkout) -> None:
    checkout.python(whole=False)
    done = checkout.run()
    assert done.returncode != 0
    assert "sudo apt install python3-venv" in done.stdout
    assert not checkout.venv.exists()
    checkout.python(whole=True)
    assert checkout.run().returncode == 0


def test_a_folder_that_is_no_environment_is_left_alone(checkout: Checkout) -> None:
    other = checkout.folder / "thesis"
    other.mkdir()
    (other / "chapter").touch()
    done = checkout.run("run", "VENV=thesis")
    assert done.returncode != 0
    assert "thesis is there and is no virtual environment" in done.stdout
    assert (other / "chapter").exists()


PC = pytest.mark.skipif(
    (platform.system(), platform.machine()) != ("Linux", "x86_64"), reason="torch is the CPU build here anyway"
)


@PC
@pytest.mark.parametrize("offline", [False, True])
def test_torch_is_the_cpu_build_or_left_out(checkout: Checkout, offline: bool) -> None:
    if offline:
        Path(f"{checkout.log}.offline").touch()
    done = checkout.run(".venv/.installed-lab-test")
    assert done.returncode == 0, done.stderr
    asked = Path(f"{checkout.log}.all").read_text()
    assert "torch==" in asked
    assert not [line for line in asked.splitlines() if "torch==" in line and "+cpu" not in line]
    assert asked.splitlines()[-1].endswith(".[test]" if offline else ".[lab,test]")
    assert ("lab and its tests are left out" in done.stdout) is offline
