"""The systemd user unit: its text, its place, and what systemd says of it."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import sys
from pathlib import Path

from core.base import paths
from core.base.errors import PoiseError
from core.base.files import write_whole

NAME = "poise-watch.service"
ANSWER_S = 20.0
TEXT = """\
# Written by `poise service install`; `poise service remove` takes it away.
[Unit]
Description=Poise watches and cues by sound
Documentation=man:poise(1)

[Service]
Type=exec
ExecStart={command}
# no camera and no sound server yet is no failure: it waits; what is one is tried again
Restart=on-failure
RestartSec=5
SuccessExitStatus=143
Nice=5
NoNewPrivileges=yes
UMask=0077

[Install]
WantedBy=default.target
"""


class ServiceError(PoiseError):
    """The service cannot be set up here."""


def unit_file() -> Path:
    """Where systemd looks for the user's own units."""
    config = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(config, "systemd", "user", NAME)


def off_file() -> Path:
    """The service pauses while this file is there."""
    return paths.config_file().with_name("service-off")


def command() -> list[str]:
    """How this very Poise is started."""
    here = Path(sys.argv[0])
    if here.name == "poise" and here.is_file() and os.access(here, os.X_OK):
        return [str(here.absolute())]
    beside = Path(sys.executable).with_name("poise")
    return [str(beside)] if beside.is_file() else [sys.executable, "-m", "poise_interview"]


def quoted(word: str) -> str:
    """A word of a command line as systemd reads it."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'


def text() -> str:
    """The unit file, which starts this very Poise."""
    return TEXT.format(command=" ".join(map(quoted, [*command(), "service", "run"])))


def write() -> Path:
    """Write the unit, whole or not at all; raises ServiceError."""
    file = unit_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, text())
    except OSError as error:
        raise ServiceError("not_writable", path=file, reason=error.strerror) from None
    return file


def systemctl(*arguments: str) -> tuple[bool, str]:
    """What `systemctl --user` says; False where it failed, or where there is no systemd of the user's."""
    if shutil.which("systemctl") is None:
        return False, "systemctl is not here"
    try:
        done = subprocess.run(
            ["systemctl", "--user", *arguments], capture_output=True, text=True, timeout=ANSWER_S, check=False
        )
    except subprocess.TimeoutExpired:
        return False, "systemctl does not answer"
    return done.returncode == 0, " ".join((done.stdout or done.stderr).split())


def lingers() -> bool:
    """Whether the user's services run without a login."""
    return Path("/var/lib/systemd/linger", getpass.getuser()).exists()
