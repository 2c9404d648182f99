"""A PostgreSQL server of a test's own: Debian's programs, a folder that is thrown away, an own port."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pg8000.dbapi

from tests.conftest import missing

BINARIES = Path("/usr/lib/postgresql")


def binaries() -> Path:
    """The folder with initdb and pg_ctl."""
    found = sorted(BINARIES.glob("*/bin/initdb"))
    if not found:
        missing("PostgreSQL (Debian's package postgresql)")
    return found[-1].parent


class Server:
    """Starts, is killed in the middle of what it does, starts again. It refuses to run as root."""

    def __init__(self) -> None:
        self._bin = binaries()
        self._user = "postgres" if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="poise-postgres-"))
        if self._user:
            shutil.chown(self.folder, self._user)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._run("initdb", "-D", self._data, "-A", "trust", "-U", "poise", "-E", "UTF8", "--locale=C")

    @property
    def url(self) -> str:
        """Where a booth finds it."""
        return f"postgresql://poise:secret@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start, and wait until it takes connections."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        self._run("pg_ctl", "-D", self._data, "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def kill(self) -> None:
        """As when the power of the machine goes: nothing is finished, nothing is said."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def remove(self) -> None:
        """Stop it if it runs, and take its folder away."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, statement: str) -> list[Any]:
        """Run one statement; the rows that come of it."""
        with closing(pg8000.dbapi.connect("poise", host="127.0.0.1", port=self.port, database="postgres")) as link:
            link.autocommit = True
            cursor = link.cursor()
            cursor.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        subprocess.run(
            [os.fspath(self._bin / program), *arguments],
            user=self._user,
            cwd="/",
            check=check,
            timeout=120,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        )
