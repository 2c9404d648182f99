"""The wheel, built once for all tests that install it, and installed once (one group, so one worker)."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import pytest

from tests.system.wheels import Installed, build_wheel, make_install


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """A home after `make install` without pipx and uv, in place of an older environment.

    It has the wheel's own files; the dependencies are read from the environment that runs the tests, whose own way to
    the sources (a .pth file) is not followed from there. `make smoke` installs them for real.
    """
    home = Installed(tmp_path_factory.mktemp("installed"))
    for folder in (home.data, home.command.parent, home.environment):
        folder.mkdir(parents=True)
    (home.data / "sessions.db").touch()
    (home.environment / "older.py").touch()
    home.command.symlink_to(home.environment / "bin" / "poise")
    done = make_install(home.folder, "install", str(wheel), tools=f"{home.command.parent}:/usr/bin:/bin")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["Poise is installed (venv): poise"]
    (home.site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return home
