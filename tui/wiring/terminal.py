"""The terminal: signals that end a session cleanly, noise of libraries kept off it, and its bell."""

from __future__ import annotations

import contextlib
import os
import signal
import struct
import sys
from collections.abc import Callable, Iterable, Iterator
from types import FrameType

from core.base import paths
from core.base.errors import PoiseError
from tui.i18n import _
from tui.wiring.guard import PATIENCE_S, Modes, end_sessions, guarded

LOG_LIMIT = 1_000_000
"""Bytes at which the log is moved aside when it is next opened."""


class TerminalError(PoiseError):
    """What needs a terminal was started without one."""


class Hangup(KeyboardInterrupt):
    """A signal that asks to end; whatever handles Ctrl-C handles it too."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number


ENDING = tuple(name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
IMPATIENT = 3
"""So many Ctrl-C end a command that is already ending."""


@contextlib.contextmanager
def ended_by_signals() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into an exception of the main thread, so that sessions are closed as by Ctrl-C.

    What comes after the first signal is ignored: `timeout` sends its signal twice, and the second must not break
    off the closing that the first began. What cannot end, since nobody reads its output, is ended by a guard.
    """
    came: list[int] = []

    def end(number: int, frame: FrameType | None) -> None:
        came.append(number)
        if number == signal.SIGINT and (len(came) == 1 or came.count(number) == IMPATIENT):
            signal.default_int_handler(number, frame)
        elif len(came) == 1:
            raise Hangup(number)

    with guarded(end_sessions), handled((*ENDING, "SIGINT"), end):
        yield


@contextlib.contextmanager
def handled(names: Iterable[str], handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Handle these signals so for a while; an ignored one (nohup, a background job) stays ignored."""
    numbers = [getattr(signal, name) for name in names]
    before = {number: signal.getsignal(number) for number in numbers}
    for number in numbers:
        if before[number] is not signal.SIG_IGN:
            signal.signal(number, handler)
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old if old is not None else signal.SIG_DFL)


@contextlib.contextmanager
def leaving(leave: Callable[[int], None], gone: Callable[[], None]) -> Iterator[None]:
    """For the app: a signal leaves it by `leave(exit code)` on its own event loop.

    After SIGHUP, or where the terminal is gone though that is ignored, there is nothing to be left in order: `gone`
    closes the sessions, then the process ends at once, because Textual would fail on every further byte that it
    writes. The same happens where the terminal takes no more output, which Textual waits for.
    """

    def end(number: int, _frame: FrameType | None) -> None:
        if number == getattr(signal, "SIGHUP", None):
            gone()
            os._exit(128 + number)
        # the loop sleeps in select(), from which only a thread-safe call wakes it
        asyncio.get_running_loop().call_soon_threadsafe(leave, 128 + number)

    def finish() -> None:
        gone()
        modes.restore()

    import asyncio

    terminal = sys.__stdin__.fileno() if sys.__stdin__ is not None and sys.__stdin__.isatty() else None
    modes = Modes(terminal)
    with guarded(finish, terminal=terminal, last_s=PATIENCE_S), handled((*ENDING, "SIGINT"), end):
        yield


def open_log() -> int:
    """The log file as a descriptor for appending, owner-only; the null device where it cannot be written."""
    file = paths.log_file()
    try:
        paths.private_folder(file.parent)
        if file.exists() and file.stat().st_size > LOG_LIMIT:
            file.replace(file.with_suffix(".old.log"))
        return os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_CLOEXEC", 0), 0o600)
    except OSError:
        return os.open(os.devnull, os.O_WRONLY)


@contextlib.contextmanager
def noise_to_log() -> Iterator[None]:
    """Point descriptor 2 at the log; Python's own standard error keeps a copy of the real one.

    ALSA and OpenCV write to descriptor 2 from C, and Textual draws on it: a line of theirs would tear the screen.
    """
    sys.stderr.flush()
    real, log = os.dup(2), open_log()
    streams = sys.stderr, sys.__stderr__
    own = os.fdopen(os.dup(real), "w", buffering=1, encoding="utf-8", errors="backslashreplace")
    if streams[0] is streams[1]:  # tests put their own stream there
        sys.stderr = own
    sys.__stderr__ = own  # type: ignore[misc]
    os.dup2(log, 2)
    try:
        with records_to(log):
            yield
    finally:
        os.dup2(real, 2)
        sys.stderr, sys.__stderr__ = streams  # type: ignore[misc]
        for descriptor in (real, log):
            os.close(descriptor)
        with contextlib.suppress(OSError):
            own.close()


@contextlib.contextmanager
def records_to(log: int) -> Iterator[None]:
    """Write what the packages log (a player set aside, a camera lost) to the log file, with its time."""
    import logging

    stream = os.fdopen(os.dup(log), "w", buffering=1, encoding="utf-8", errors="backslashreplace")
    handler, root = logging.StreamHandler(stream), logging.getLogger()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
        stream.close()


def require_terminal() -> None:
    """Raise TerminalError where the app could neither draw nor read keys."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise TerminalError(
            _("the app needs a terminal; try `poise watch` or `poise interview --plain`, or `ssh -t` over SSH")
        )
    if os.environ.get("TERM", "") in ("", "dumb"):
        raise TerminalError(_("this terminal (TERM=dumb) cannot show the app; try `poise interview --plain`"))
    sized(sys.stdin.fileno())


def sized(descriptor: int) -> None:
    """Give a terminal without a size (a serial line, a bare pty) 24 lines of 80: Textual draws without end there."""
    try:
        import fcntl
        import termios

        columns, lines = os.get_terminal_size(descriptor)
        if 0 in (columns, lines):
            fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", lines or 24, columns or 80, 0, 0))
    except (ImportError, OSError):
        return  # no terminal, or one that keeps its size


def ring_on(descriptor: int) -> Callable[[], None]:
    """What rings the user's terminal: a BEL passes through SSH to where the user sits."""

    def ring() -> None:
        with contextlib.suppress(OSError):
            os.write(descriptor, b"\a")

    return ring


def bell() -> Callable[[], None] | None:
    """The bell of the terminal on standard error or output; None where neither is one."""
    for stream in (sys.__stderr__, sys.__stdout__):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            if stream is not None and stream.isatty():
                return ring_on(os.dup(stream.fileno()))
    return None


def over_ssh() -> bool:
    """Whether the terminal is at the other end of SSH."""
    return bool(os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY"))
