"""A terminal whose other end the test holds: it may stop reading, or go away."""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tests import warm
from tests.waiting import LONG_S


class Held:
    """A process on a pseudo terminal; its output is read only while the test waits for something."""

    def __init__(self, process: warm.Process, master: int, name: str) -> None:
        self.process = process
        self._master, self._name = master, name
        self._seen = b""

    def wait_for(self, pattern: str, deadline_s: float = LONG_S) -> None:
        """Read until the output matches a regular expression; what was read before does not count again."""
        end = time.monotonic() + deadline_s
        while not (found := re.search(pattern.encode(), self._seen)):
            assert time.monotonic() < end, f"no {pattern!r} in {self._seen[-2000:]!r}"
            assert self._read(1.0) or self.process.poll() is None, (
                f"ended without {pattern!r}: {self._seen[-2000:]!r}"
            )
        self._seen = self._seen[found.end() :]

    def _read(self, timeout_s: float) -> bool:
        if not select.select([self._master], [], [], timeout_s)[0]:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:  # the other end was closed
            return False
        self._seen += data
        return bool(data)

    def type(self, text: str) -> None:
        """Type something."""
        os.write(self._master, text.encode())

    def type_until(self, text: str, happened: Callable[[], bool] | str, every_s: float = 2.0) -> None:
        """Type until the output matches or something happened: keys count a second after each change of phase."""
        for _ in range(int(LONG_S / every_s)):
            self.type(text)
            if isinstance(happened, str):
                with suppress(AssertionError):
                    self.wait_for(happened, every_s)
                    return
            elif self.read_until(happened, every_s):
                return
        raise AssertionError(f"not {happened!r} in {self._seen[-2000:]!r}")

    def read_until(self, happened: Callable[[], bool], seconds: float = LONG_S) -> bool:
        """Take what it prints until something happened; whether it did in time."""
        end = time.monotonic() + seconds
        while not happened():
            if time.monotonic() > end:
                return False
            self._read(0.05)
        return True

    def stuff(self) -> None:
        """Fill its buffer, so that it takes no more: nobody reads here meanwhile."""
        slave = os.open(self._name, os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
        with suppress(BlockingIOError):
            while True:
                os.write(slave, b"." * 512)
        os.close(slave)

    def echoes(self) -> bool:
        """Whether it shows what is typed, as a shell needs it; the app turns that off."""
        slave = os.open(self._name, os.O_RDWR | os.O_NOCTTY)
        try:
            return bool(termios.tcgetattr(slave)[3] & termios.ECHO)
        finally:
            os.close(slave)

    def vanish(self) -> None:
        """The terminal's window is closed, or its ssh or tmux killed: there is no other end any more."""
        os.close(self._master)
        self._master = -1

    def close(self) -> None:
        """End what still runs."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(LONG_S)
        if self._master >= 0:
            os.close(self._master)


@contextmanager
def held(
    arguments: Sequence[str], environment: Mapping[str, str], folder: Path, *, deaf_to_hangup: bool = False
) -> Iterator[Held]:
    """Run `poise` on a terminal of its own, leader of its session; with `deaf_to_hangup` SIGHUP is ignored."""
    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    process = warm.start(
        arguments,
        (slave, slave, slave),
        env={**os.environ, **environment},
        cwd=folder,
        terminal=True,
        deaf_to_hangup=deaf_to_hangup,
    )
    terminal = Held(process, master, os.ttyname(slave))
    os.close(slave)
    try:
        yield terminal
    finally:
        terminal.close()
