"""The end that nothing may hold up: a terminal that went away, or that takes no more output.

Whoever writes to a terminal that nobody reads waits in the kernel, or in Textual's queue, and sees no flag that a
signal sets; whoever waits in a library's C code runs no handler at all. So a thread of its own stands by: the
interpreter itself tells it of each signal through a pipe. It gives the program its time to end by itself, and then
stores what runs and ends the process.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from weakref import WeakSet

if TYPE_CHECKING:
    from core.engine.runner import SessionRunner

PATIENCE_S = 2.0
"""How long after a signal the program may take to end by itself; storing takes well under the second that is left."""
LAST_S = 10.0
"""How long it may take where the terminal goes on taking output: a summary is still printed, a file closed."""
LOOK_S = 0.1
GONE = 129
"""The exit code of a hangup."""
CLOSED = b"\0"
WRITTEN_S = 3.0
"""How long the end of the program waits for a session to be written."""
ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGINT") if hasattr(signal, name))


running: WeakSet[SessionRunner] = WeakSet()
"""The sessions that may have to be ended."""


def end_sessions() -> None:
    """End every session that still runs, so that it is stored whole; for the end of the program."""
    for runner in list(running):
        runner.stop()
    for runner in list(running):
        runner.join(WRITTEN_S)


class Guard:
    """Stands by until `close`; both in the main thread. `finish` stores what runs, `end` does not return.

    `outputs` gives the descriptors that are written to. `terminal` is one whose disappearance is the end, though no
    signal came (SIGHUP was ignored when we were started): select() calls such a terminal readable for ever, and a
    program that reads it spins.
    """

    def __init__(
        self,
        finish: Callable[[], None],
        *,
        outputs: Callable[[], list[int]],
        terminal: int | None = None,
        last_s: float = LAST_S,
        patience_s: float = PATIENCE_S,
        end: Callable[[int], object] = os._exit,
    ) -> None:
        self._finish, self._end, self._outputs, self._terminal = finish, end, outputs, terminal
        self._patience_s, self._last_s = patience_s, last_s
        self._asked, self._tell = os.pipe()
        os.set_blocking(self._tell, False)
        self._before = signal.set_wakeup_fd(self._tell, warn_on_full_buffer=False)
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._stand_by, name="guard", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """The program ended by itself."""
        self._closed.set()
        signal.set_wakeup_fd(self._before, warn_on_full_buffer=False)
        with contextlib.suppress(BlockingIOError):
            os.write(self._tell, CLOSED)
        self._thread.join()
        os.close(self._asked)
        os.close(self._tell)

    def _stand_by(self) -> None:
        code = self._wait()
        if not code or (not self._hung_up() and self._ended_by_itself()):
            return
        self._finish()
        self._end(code)

    def _wait(self) -> int:
        """Sleep until something happens; the exit code, or 0 where the guard is no longer needed."""
        poll = select.poll()
        poll.register(self._asked, select.POLLIN)
        if self._terminal is not None:
            poll.register(self._terminal, 0)  # of a hangup poll() tells always
        while self._asked in dict(poll.poll()):
            number = os.read(self._asked, 1)
            if number == CLOSED:
                return 0
            if number[0] in ENDING:
                return 128 + number[0]
        return GONE

    def _hung_up(self) -> bool:
        return self._terminal is not None and _polled(self._terminal, 0) & (select.POLLHUP | select.POLLERR) != 0

    def _ended_by_itself(self) -> bool:
        if self._closed.wait(self._patience_s):
            return True
        waited = self._patience_s
        while waited < self._last_s and all(_polled(output, select.POLLOUT) for output in self._outputs()):
            if self._closed.wait(LOOK_S):
                return True
            waited += LOOK_S
        return self._closed.is_set()


def _polled(descriptor: int, events: int) -> int:
    """What poll() says of a descriptor now; 0 where it says nothing."""
    poll = select.poll()
    poll.register(descriptor, events)
    return dict(poll.poll(0)).get(descriptor, 0)


def outputs() -> list[int]:
    """The descriptors of standard output and of the real standard error."""
    found = []
    for stream in (sys.__stdout__, sys.__stderr__):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            found.append(stream.fileno())  # type: ignore[union-attr]
    return found


@contextlib.contextmanager
def guarded(finish: Callable[[], None], *, terminal: int | None = None, last_s: float = LAST_S) -> Iterator[Guard]:
    """A guard for a while."""
    guard = Guard(finish, outputs=outputs, terminal=terminal, last_s=last_s)
    try:
        yield guard
    finally:
        guard.close()


class Modes:
    """How a terminal was set before the app drew on it, to be put back where the app cannot do so itself."""

    LEFT = b"\x1b[<u\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?2004l\x1b[?1004l\x1b[?1049l\x1b[?25h\x1b[?7h"
    """Keyboard protocol, mouse, paste and focus off; the other screen, cursor and line wrap back."""

    def __init__(self, descriptor: int | None) -> None:
        import termios

        self._descriptor = -1 if descriptor is None else descriptor
        self._set = None
        if descriptor is None:
            return
        with contextlib.suppress(termios.error, OSError):
            self._set = termios.tcgetattr(descriptor)

    def restore(self) -> None:
        """Set it as it was, and write what it takes without waiting."""
        import termios

        if self._set is None:
            return
        with contextlib.suppress(termios.error, OSError):
            termios.tcsetattr(self._descriptor, termios.TCSANOW, self._set)
            # opened anew: the flag would stay with the shell that shares ours
            own = os.open(os.ttyname(self._descriptor), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
            try:
                os.write(own, self.LEFT)
            finally:
                os.close(own)
