"""Processes of `poise` that do not start from nothing: a server has its libraries loaded and forks for each of them.

Loading libraries is half of what a command takes, and the same in every test. What is forked is else a process of
its own that runs the command's `main`: environment, folder, streams, session, terminal and signals are those asked
for, and it ends as an interpreter does. Tests of the start itself (what is loaded, interpreter options, streams that
are closed from the first, the installed command) start `poise` by its command. `tests/system/test_warm.py` compares.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO, Any

from tests.waiting import LONG_S
from tests.warm_server import NUMBER

POISE = str(Path(sys.executable).parent / "poise")
SERVERS: set[int] = set()
"""The numbers of the processes that fork: children of the tests', of whichever tests came first."""
Stream = int | IO[Any] | None
"""As `subprocess.Popen` takes them: a descriptor, a file, PIPE, DEVNULL, or None for the test's own."""


class Process:
    """A forked `poise`, with what is needed of `subprocess.Popen`'s interface."""

    def __init__(self, told: socket.socket, readers: dict[int, IO[str]]) -> None:
        self._told = told
        self.stdout, self.stderr = readers.get(1), readers.get(2)
        self.returncode: int | None = None
        self.pid = NUMBER.unpack(told.recv(NUMBER.size))[0]

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, below 0 for a signal; TimeoutExpired where it does not end in time."""
        if self.returncode is None:
            if not select.select([self._told], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(POISE, timeout or 0.0)
            self.returncode = os.waitstatus_to_exitcode(NUMBER.unpack(self._told.recv(NUMBER.size))[0])
            self._told.close()
        return self.returncode

    def poll(self) -> int | None:
        """Its exit code; None while it runs."""
        try:
            return self.wait(0.0)
        except subprocess.TimeoutExpired:
            return None

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once, and wait for that."""
        self.send_signal(signal.SIGKILL)
        self.wait(LONG_S)

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        for reader in (self.stdout, self.stderr):
            if reader is not None:
                reader.close()


def start(
    arguments: Sequence[str],
    streams: tuple[Stream, Stream, Stream],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    terminal: bool = False,
    deaf_to_hangup: bool = False,
) -> Process:
    """Begin `poise` with these arguments.

    With `terminal` it leads a session of its own, whose terminal is its standard input.
    """
    environment = dict(os.environ if env is None else env)
    asked = {
        "argv": [POISE, *arguments],
        "environment": environment,
        "folder": str(cwd or Path.cwd()),
        "terminal": terminal,
        "hangup": signal.SIG_IGN if deaf_to_hangup else signal.SIG_DFL,
    }
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    readers, opened, given = dict[int, IO[str]](), [theirs.detach()], list[int]()
    for number, stream in enumerate(streams):
        if stream == subprocess.PIPE:
            reading, writing = os.pipe()
            readers[number] = os.fdopen(reading, encoding="utf-8")
            opened.append(writing)
            given.append(writing)
        elif stream == subprocess.DEVNULL:
            opened.append(os.open(os.devnull, os.O_RDWR))
            given.append(opened[-1])
        else:
            given.append(number if stream is None else stream if isinstance(stream, int) else stream.fileno())
    server = _server(environment.get("LD_PRELOAD", ""))
    socket.send_fds(server, [json.dumps(asked).encode()], [*given, opened[0]])
    for descriptor in opened:
        os.close(descriptor)
    return Process(ours, readers)


def run(
    arguments: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdout: IO[Any] | None = None,
    timeout: float = LONG_S,
) -> subprocess.CompletedProcess[str]:
    """Run `poise` to its end, with nothing on its standard input, and give what it wrote."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        with start(arguments, (subprocess.DEVNULL, stdout or out, err), env=env, cwd=cwd) as process:
            code = process.wait(timeout)
        for written in (out, err):
            written.seek(0)
        return subprocess.CompletedProcess([POISE, *arguments], code, out.read(), err.read())


@cache
def _server(preload: str) -> socket.socket:
    """The connection to this test process's server, which ends with it; what is preloaded cannot come later."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, "-c", "from tests.warm_server import serve; serve()", str(theirs.fileno())]
    own = {**os.environ, "LD_PRELOAD": preload} if preload else None
    root = Path(__file__).resolve().parents[1]
    process = subprocess.Popen(command, cwd=root, env=own, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
    theirs.close()
    SERVERS.add(process.pid)

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours
