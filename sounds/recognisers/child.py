"""A recogniser's process: of low priority, with a limit, stopped when nobody wants its words any more."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence

from sounds.errors import SoundError
from sounds.recognisers.base import failed

NICENESS = 10
"""Beside a busy machine a tenth of a core's time; at 15 a recogniser hardly began where two programs were at work."""
LOOK_S = 0.1
_MOST_BYTES = 64_000_000


def run(
    name: str,
    command: Sequence[str],
    *,
    limit_s: float,
    cancelled: threading.Event,
    on_line: Callable[[bytes], object] = lambda _line: None,
    environment: Mapping[str, str] | None = None,
    at_once: bool = False,
) -> tuple[int, bytes, bytes]:
    """Run a command to its end and give exit code, standard output and standard error.

    `on_line` gets each line of both as it comes; `at_once` leaves the priority as it is, for what is short.

    Raises SoundError: ``no_recogniser`` where it cannot be started,
    ``recogniser_hangs`` after `limit_s`, ``cancelled``.
    """
    # not by us afterwards: by then it has begun, and may have made threads
    nice = None if at_once or not NICENESS else shutil.which("nice")
    try:
        if shutil.which(command[0]) is None:
            raise FileNotFoundError(errno.ENOENT, "no such command")
        child = subprocess.Popen(
            [*([nice, "-n", str(NICENESS)] if nice else ()), *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            bufsize=0,
            env={**os.environ, **(environment or {})},
        )
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"{command[0]}: {name} cannot be started ({reason}); `poise doctor` says what is missing"
        raise SoundError("no_recogniser", message, recogniser=name, reason=reason) from error
    try:
        return _listened(name, child, time.monotonic() + limit_s, cancelled, on_line)
    finally:
        _end(child)


def _listened(
    name: str,
    child: subprocess.Popen[bytes],
    until: float,
    cancelled: threading.Event,
    on_line: Callable[[bytes], object],
) -> tuple[int, bytes, bytes]:
    assert child.stdout is not None
    assert child.stderr is not None
    said = {child.stdout.fileno(): bytearray(), child.stderr.fileno(): bytearray()}
    passed_on = dict.fromkeys(said, 0)
    open_pipes = set(said)
    while open_pipes:
        _go_on(name, until, cancelled)
        for pipe in select.select(list(open_pipes), [], [], LOOK_S)[0]:
            data = os.read(pipe, 65_536)
            said[pipe] += data
            if not data:
                open_pipes.discard(pipe)
            if sum(map(len, said.values())) > _MOST_BYTES:
                raise failed(name, "it does not stop talking")
            end = said[pipe].rfind(b"\n") + 1
            for line in bytes(said[pipe][passed_on[pipe] : end]).splitlines():
                on_line(line)
            passed_on[pipe] = max(passed_on[pipe], end)
    while child.poll() is None:  # it has closed both, and still works
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(LOOK_S)
            break
        _go_on(name, until, cancelled)
    return child.returncode, bytes(said[child.stdout.fileno()]), bytes(said[child.stderr.fileno()])


def _go_on(name: str, until: float, cancelled: threading.Event) -> None:
    if cancelled.is_set():
        raise SoundError("cancelled", f"{name} was stopped", recogniser=name)
    if time.monotonic() >= until:
        message = f"{name} did not come to an end and was stopped; try a smaller model"
        raise SoundError("recogniser_hangs", message, recogniser=name)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill what still runs, its own children too, and reap it."""
    if child.poll() is None:
        with contextlib.suppress(OSError):
            os.killpg(child.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(1.0)
    for pipe in (child.stdout, child.stderr):
        if pipe is not None:
            pipe.close()


def complaint(output: bytes, code: int) -> str:
    """What a failed program complains of: its first line about an error, else its last line, else its exit code."""
    lines = [line.strip() for line in output.decode("utf-8", "replace").splitlines() if line.strip()]
    wrong = [line for line in lines if any(word in line.lower() for word in ("error", "failed", "deprecated"))]
    if code < 0:
        with contextlib.suppress(ValueError):
            return f"ended by {signal.Signals(-code).name}"
    return (wrong or lines[-1:] or [f"ended with code {code}"])[0]
