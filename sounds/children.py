"""Child processes that make sound: they may print, hang or crash, and the app goes on.

All foreign sound code runs in one. ALSA writes to file descriptor 2 from C, simpleaudio crashes on new
Pythons, a sound server that has stopped answering blocks its caller for ever: none of it reaches the screen,
and a child can always be killed.
"""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from sounds import wav
from sounds.wav import Samples

_KILL_S = 1.0
_TAIL = 400


class SampleFile:
    """Samples as a wav that a child opens by name: in memory where the system can, so a full disk is no matter."""

    def __init__(self, samples: Samples, rate: int) -> None:
        data = wav.encode(samples, rate)
        if hasattr(os, "memfd_create"):
            self._handle = os.memfd_create("poise-sound")
            self.path = f"/proc/self/fd/{self._handle}"
            self.inherited: tuple[int, ...] = (self._handle,)
        else:
            self._handle, self.path = tempfile.mkstemp(suffix=".wav", prefix="poise-")
            self.inherited = ()
        with os.fdopen(os.dup(self._handle), "wb") as file:
            file.write(data)

    def close(self) -> None:
        """Give the memory, or the file, back."""
        with contextlib.suppress(OSError):
            os.close(self._handle)
        if not self.inherited:
            Path(self.path).unlink(missing_ok=True)


def spawn(
    command: Sequence[str],
    *,
    stdin: int = subprocess.DEVNULL,
    stdout: int = subprocess.DEVNULL,
    stderr: int = subprocess.PIPE,
    inherited: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own (Ctrl-C is the app's affair), its complaints in a pipe.

    Raises:
        OSError: the command is not there, or no process can be made.
    """
    return subprocess.Popen(
        list(command),
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        pass_fds=tuple(inherited),
        start_new_session=True,
        bufsize=0,
    )


def write_all(pipe: IO[bytes], data: bytes, limit_s: float) -> bool:
    """Write ``data`` to a child that may have stopped reading; False where it is gone or out of time."""
    try:
        handle, until = pipe.fileno(), time.monotonic() + limit_s
        os.set_blocking(handle, False)
        rest = memoryview(data)
        while rest:
            if not select.select([], [handle], [], max(0.0, until - time.monotonic()))[1]:
                return False
            rest = rest[os.write(handle, rest) :]
    except (OSError, ValueError):
        return False
    return True


def end(child: subprocess.Popen[bytes]) -> str:
    """Kill ``child`` if it still runs, reap it, close its pipes; returns the end of what it complained.

    A child that died without a word is quoted with its exit code: PortAudio, for one, aborts its process
    where ALSA has no configuration.
    """
    killed = child.poll() is None
    if killed:
        child.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):  # in the kernel's hands: it dies when the driver lets go
        child.wait(_KILL_S)
    text = complaint(child) or ("" if killed or not child.returncode else f"ended with code {child.returncode}")
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    return text


def complaint(child: subprocess.Popen[bytes]) -> str:
    """The last words of a child on its error pipe, in one line; never blocks."""
    if child.stderr is None or child.stderr.closed:
        return ""
    os.set_blocking(child.stderr.fileno(), False)
    with contextlib.suppress(OSError, ValueError):
        data = child.stderr.read() or b""
        return " ".join(data.decode("utf-8", "replace").split())[-_TAIL:]
    return ""
