"""Signals, noise of libraries, the bell."""

from __future__ import annotations

import fcntl
import os
import signal
import stat
import struct
import sys
import termios

import pytest

from core.base import paths
from tests.waiting import LONG_S
from tui.wiring import errors
from tui.wiring.terminal import (
    LOG_LIMIT,
    Hangup,
    TerminalError,
    bell,
    ended_by_signals,
    leaving,
    noise_to_log,
    open_log,
    require_terminal,
    ring_on,
    sized,
)


@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), ("SIGHUP", 129)])
def test_signal_ends_like_ctrl_c_with_its_own_exit_code(name: str, code: int) -> None:
    number = getattr(signal, name)
    before = signal.getsignal(number)
    with pytest.raises(KeyboardInterrupt) as ended, ended_by_signals():
        os.kill(os.getpid(), number)
    assert isinstance(ended.value, Hangup)
    assert ended.value.exit_code == code
    assert signal.getsignal(number) is before


def test_second_signal_does_not_break_off_the_closing() -> None:
    closed: list[bool] = []

    def work() -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)
            os.kill(os.getpid(), signal.SIGINT)
            closed.append(True)

    with pytest.raises(Hangup), ended_by_signals():
        work()
    assert closed


def test_ignored_signal_stays_ignored() -> None:
    """nohup means it."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with ended_by_signals():
            os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


async def test_app_leaves_by_its_own_loop_on_sigterm() -> None:
    import asyncio

    left: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    with leaving(left.set_result, lambda: None):
        os.kill(os.getpid(), signal.SIGTERM)
        assert await asyncio.wait_for(left, LONG_S) == 143


def test_noise_of_libraries_goes_to_the_log(capfd: pytest.CaptureFixture[str]) -> None:
    with noise_to_log():
        os.write(2, b"ALSA lib: unable to open slave\n")
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "after\n"
    assert "ALSA lib: unable to open slave" in paths.log_file().read_text()


def test_standard_error_of_python_still_reaches_the_user(capfd: pytest.CaptureFixture[str]) -> None:
    with noise_to_log():
        assert sys.__stderr__ is not None
        print("poise: seen", file=sys.__stderr__, flush=True)
    assert capfd.readouterr().err == "poise: seen\n"


def test_log_is_the_owners_alone_and_does_not_grow_for_ever() -> None:
    os.close(open_log())
    log = paths.log_file()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    log.write_bytes(b"x" * (LOG_LIMIT + 1))
    os.close(open_log())
    assert log.stat().st_size == 0
    assert len(list(log.parent.iterdir())) == 2


def test_log_that_cannot_be_written_disturbs_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/dev/null/nowhere")
    descriptor = open_log()
    os.write(descriptor, b"lost")
    os.close(descriptor)


def test_app_without_terminal_says_what_to_do() -> None:
    with pytest.raises(TerminalError, match=r"needs a terminal.*--plain"):
        require_terminal()


@pytest.mark.parametrize(("given", "becomes"), [((0, 0), (80, 24)), ((100, 0), (100, 24)), ((120, 36), (120, 36))])
def test_terminal_without_a_size_is_given_one(given: tuple[int, int], becomes: tuple[int, int]) -> None:
    """On a serial console or a bare pty the app drew without end and took no key."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", given[1], given[0], 0, 0))
    sized(theirs)
    assert tuple(os.get_terminal_size(ours)) == becomes
    os.close(ours)
    os.close(theirs)


def test_bell_rings_and_survives_a_closed_terminal() -> None:
    read, write = os.pipe()
    ring = ring_on(write)
    ring()
    assert os.read(read, 10) == b"\a"
    os.close(write)
    os.close(read)
    ring()


def test_without_terminal_there_is_no_bell() -> None:
    """A bell that nobody hears must not pass for a player."""
    assert bell() is None


def test_errors_for_the_user_are_known_by_their_room() -> None:
    from core.base.errors import SettingsError
    from questions.problems import BankError, Finding
    from sounds.errors import SoundError

    for error in (SettingsError("x"), BankError(Finding("not_found")), SoundError("a", "b")):
        assert errors.is_for_user(error)
        assert errors.exit_code(error) == 2
    assert not errors.is_for_user(ValueError("x"))


def test_unexpected_error_leaves_its_traceback_in_the_log() -> None:
    try:
        raise RuntimeError("the sky\nfell down")
    except RuntimeError as error:
        told = errors.record(error)
    assert "RuntimeError: the sky fell down" in told
    assert str(paths.log_file()) in told
    assert "test_terminal.py" in paths.log_file().read_text()
