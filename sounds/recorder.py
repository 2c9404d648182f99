"""Recording the user's own voice, by the first of several recorders that gives a sound.

A recorder is a child that writes 16-bit mono samples to its stdout until it is killed. A take is held in
memory (15 s are 1.4 MB): nothing is on the disk before the user has listened and chosen to keep it.
"""

from __future__ import annotations

import contextlib
import logging
import os
import select
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sounds import children
from sounds.errors import SoundError, hint
from sounds.players.base import Availability
from sounds.players.command import without_device
from sounds.shape import RATE
from sounds.wav import Samples

log = logging.getLogger(__name__)
LEVEL_S = 0.05
"""Length of the piece that one reading of the level meter tells of."""
_FIRST_S = 4.0  # PortAudio looks at every device before it opens one
_STALL_S = 2.0
_LAST_WORDS_S = 0.2
_PIECE = int(LEVEL_S * RATE) * 2
_SILENCE_DB = -90.0


@dataclass(frozen=True)
class Level:
    """One reading of the level meter, in dB of full scale (-90 to 0)."""

    peak_db: float
    rms_db: float

    @property
    def clipped(self) -> bool:
        """Too loud: the microphone's converter is at its end."""
        return self.peak_db > -0.1


@dataclass(frozen=True)
class Recorder:
    """A command that records from the default microphone to its stdout."""

    name: str
    command: tuple[str, ...]
    part: str

    def probe(self) -> Availability:
        """Record a moment; that shows a device, not just the command."""
        if shutil.which(self.command[0]) is None:
            return Availability("no_command", {"command": self.command[0]}, hint(self.part))
        try:
            take = Take([self], LEVEL_S, _nobody)
            take.wait(_FIRST_S + 1.0)
            take.result()
        except SoundError as error:
            return self._unavailable(error.params.get("reason", str(error)))
        return Availability("ok")

    def _unavailable(self, reason: str) -> Availability:
        if "PortAudio library" in reason or "No module named" in reason:
            return Availability("no_library", {"reason": reason}, hint(self.part))
        return Availability("no_device" if without_device(reason) else "failed", {"reason": reason})


def recorders() -> list[Recorder]:
    """Every recorder there is, best first."""
    worker = Path(__file__).parent / "workers" / "portaudio_listen.py"
    raw = ("--raw", "--format=s16le", "--channels=1", f"--rate={RATE}", "--latency-msec=50")
    return [
        Recorder("sounddevice", (sys.executable, str(worker), str(RATE)), "portaudio"),
        Recorder("parecord", ("parecord", *raw), "pulse"),
        Recorder("arecord", ("arecord", "-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", str(RATE)), "alsa"),
    ]


def _nobody(level: Level) -> None:
    """Nobody looks at the meter."""


class Take:
    """One recording under way, in a thread of its own.

    Args:
        chain: recorders, best first; one that gives no sound is passed over.
        seconds: length at which it ends by itself.
        on_level: called about twenty times a second from the recording thread; must be quick.

    The count-in is the caller's: what is said from now on is in the take.
    """

    def __init__(
        self, chain: Sequence[Recorder], seconds: float, on_level: Callable[[Level], None] = _nobody
    ) -> None:
        self._chain, self._on_level = list(chain), on_level
        self._wanted = int(seconds * RATE) * 2
        self._stop = threading.Event()
        self._data = bytearray()
        self._error: SoundError | None = None
        self._thread = threading.Thread(target=self._run, name="sound-take", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it now; what was recorded so far is the take."""
        self._stop.set()

    def wait(self, timeout: float) -> bool:
        """Wait for its end; False where that takes longer."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    @property
    def seconds(self) -> float:
        """How much is recorded."""
        return len(self._data) / 2 / RATE

    def result(self) -> tuple[Samples, int]:
        """The samples and their rate. Ends the take if it still runs.

        Raises:
            SoundError: ``no_recorder`` where none gave a sound, ``recording_failed`` where it broke off.
        """
        self.stop()
        self._thread.join(_FIRST_S)
        if self._error:
            raise self._error
        return np.frombuffer(bytes(self._data[: len(self._data) // 2 * 2]), dtype="<i2").astype(np.int16), RATE

    def _run(self) -> None:
        reasons = []
        for recorder in self._chain:
            reason = self._record(recorder)
            if self._data or self._stop.is_set():
                self._error = _broken(recorder.name, reason) if reason else None
                return
            log.warning("recorder %s: %s", recorder.name, reason)
            reasons.append(f"{recorder.name}: {reason}")
        reason = "; ".join(reasons)
        self._error = SoundError("no_recorder", f"nothing here can record ({reason})", reason=reason)

    def _record(self, recorder: Recorder) -> str:
        """Record with one recorder; returns why it failed, or an empty string."""
        try:
            child = children.spawn(recorder.command, stdout=subprocess.PIPE)
        except OSError as error:
            return str(error)
        try:
            reason = self._drain(child)
            with contextlib.suppress(subprocess.TimeoutExpired):  # its last words come after its last sample
                child.wait(_LAST_WORDS_S if reason else 0.0)
        finally:
            complaint = children.end(child)
        return (complaint or reason) if reason else ""

    def _drain(self, child: subprocess.Popen[bytes]) -> str:
        assert child.stdout is not None
        piece, until = bytearray(), time.monotonic() + _FIRST_S
        while not self._stop.is_set() and len(self._data) < self._wanted:
            if not select.select([child.stdout], [], [], 0.05)[0]:
                if time.monotonic() > until:
                    return "no sound comes"
                continue
            data = os.read(child.stdout.fileno(), _PIECE)
            if not data:
                return "it ended early"
            until = time.monotonic() + _STALL_S
            self._data += data[: self._wanted - len(self._data)]
            piece += data
            while len(piece) >= _PIECE:
                self._on_level(level(np.frombuffer(bytes(piece[:_PIECE]), dtype="<i2").astype(np.int16)))
                del piece[:_PIECE]
        return ""


def try_out(chain: Sequence[Recorder]) -> None:
    """Record a moment, so that nobody is asked to speak to nothing. Raises SoundError where none gives a sound."""
    take = Take(chain, LEVEL_S)
    while not take.wait(_FIRST_S):
        pass  # each of the chain has its own time
    take.result()


def level(samples: Samples) -> Level:
    """What the meter shows for a piece, shape (n,), n >= 1."""
    values = samples.astype(np.float64) / 32767.0
    return Level(_db(float(np.max(np.abs(values)))), _db(float(np.sqrt(np.mean(values**2)))))


def _db(value: float) -> float:
    return max(_SILENCE_DB, min(0.0, 20.0 * float(np.log10(max(value, 1e-9)))))


def _broken(name: str, reason: str) -> SoundError:
    message = f"the recording broke off ({name}: {reason}); is the microphone still plugged in?"
    return SoundError("recording_failed", message, recorder=name, reason=reason)
