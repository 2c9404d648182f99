"""The microphone as a stream: samples at 16 kHz, and codes for what it cannot give.

A child process records (see `children`), the first of several that gives a sound; one thread reads its pipe. A card
that stalls, is unplugged or never was there is told as such and tried again, so that nobody waits for it.
"""

from __future__ import annotations

import logging
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sounds import children
from sounds.resampling import Resampler

log = logging.getLogger(__name__)
RATE = 16_000
Floats = NDArray[np.float32]
_FIRST_S = 4.0  # PortAudio looks at every device before it opens one
_STALL_S = 1.5
_AGAIN_S = 2.0
_READ = 1 << 15


@dataclass(frozen=True)
class Ear:
    """A command that writes 16-bit samples to stdout; with `tells` a first line "RATE CHANNELS" comes before them."""

    name: str
    command: tuple[str, ...]
    rate: int = RATE
    channels: int = 1
    tells: bool = False


def ears() -> list[Ear]:
    """Every way to hear, best first. PulseAudio and ALSA's plug resample by themselves."""
    worker = Path(__file__).parent / "workers" / "portaudio_listen.py"
    raw = ("--raw", "--format=s16le", "--channels=1", f"--rate={RATE}", "--latency-msec=50")
    alsa = ("arecord", "-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", str(RATE))
    return [
        Ear("sounddevice", (sys.executable, str(worker)), tells=True),
        Ear("parecord", ("parecord", *raw)),
        Ear("arecord", alsa),
    ]


class Listener(Protocol):
    """Whoever takes the sound; all calls come from the microphone's own thread."""

    def heard(self, samples: Floats, ended: float) -> None:
        """Mono samples at 16 kHz, full scale 1; the last was recorded at `ended` by the microphone's clock."""

    def missing(self, code: str, now: float) -> None:
        """Nothing comes: `no_microphone` where none ever gave a sound, `lost` afterwards. Told every half second."""


class Microphone:
    """Listens in a thread of its own from `start` to `stop`.

    Args:
        listener: is given what is heard.
        now: the clock in whose time it is told (seconds); session time, for an interview.
        chain: ways to hear, best first.
    """

    def __init__(self, listener: Listener, now: Callable[[], float], chain: Sequence[Ear] | None = None) -> None:
        self.name = ""
        self.reason = ""
        self._listener, self._now = listener, now
        self._chain = list(ears() if chain is None else chain)
        self._stopping = threading.Event()
        self._worked = False
        self._thread = threading.Thread(target=self._run, name="microphone", daemon=True)

    def start(self) -> None:
        """Begin to listen; returns at once."""
        self._thread.start()

    def stop(self, timeout: float = 3.0) -> bool:
        """End it; False where it takes longer. A microphone that was never started ends at once."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._try_all()
                self._wait_without(_AGAIN_S)
            except Exception:  # whoever takes the sound failed on it: that must not make us deaf for good
                log.exception("microphone")
                self._stopping.wait(_AGAIN_S)

    def _try_all(self) -> None:
        reasons = []
        for ear in self._chain:
            if self._stopping.is_set():
                return
            reason, heard = self._listen(ear)
            if heard:
                return
            reasons.append(f"{ear.name}: {reason}")
        self.reason = "; ".join(reasons)
        log.info("no microphone (%s)", self.reason)

    def _wait_without(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self._stopping.is_set() and time.monotonic() < until:
            self._miss()
            self._stopping.wait(0.5)

    def _miss(self) -> None:
        self._listener.missing("lost" if self._worked else "no_microphone", self._now())

    def _listen(self, ear: Ear) -> tuple[str, bool]:
        """Listen with one ear until it fails; returns why, and whether anything was heard."""
        try:
            child = children.spawn(ear.command, stdout=subprocess.PIPE)
        except OSError as error:
            return str(error), False
        try:
            reason, heard = self._drain(child, ear)
        finally:
            complaint = children.end(child)
        return complaint or reason, heard

    def _drain(self, child: subprocess.Popen[bytes], ear: Ear) -> tuple[str, bool]:
        assert child.stdout is not None
        shape = _Shape(ear)
        heard, since, reported = False, time.monotonic(), 0.0
        while not self._stopping.is_set():
            if not select.select([child.stdout], [], [], 0.1)[0]:
                now = time.monotonic()
                if now - since > (_STALL_S if heard else _FIRST_S):
                    return "no sound comes", heard
                if self._worked and now - max(since, reported) > 0.5:
                    reported = now
                    self._miss()
                continue
            data = os.read(child.stdout.fileno(), _READ)
            if not data:
                return "it ended early", heard
            since = time.monotonic()
            try:
                samples = shape.take(data)
            except ValueError as error:
                return f"it tells no rate ({error})", heard
            if samples.size:
                heard = self._worked = True
                self.name = ear.name
                self._listener.heard(samples, self._now())
        return "", heard


class _Shape:
    """From a child's bytes to mono samples at 16 kHz."""

    def __init__(self, ear: Ear) -> None:
        self._rest = b""
        self._untold = ear.tells
        self._set(ear.rate, ear.channels)

    def _set(self, rate: int, channels: int) -> None:
        self._channels, self._resampler = channels, Resampler(rate, RATE)

    def take(self, data: bytes) -> Floats:
        """Raises ValueError where no rate is told."""
        data = self._rest + data
        if self._untold:
            line, found, rest = data.partition(b"\n")
            if not found:
                self._rest = data
                return np.zeros(0, np.float32)
            rate, channels = (int(word) for word in line.split())
            if rate < 8000 or channels < 1:
                raise ValueError(f"{rate} Hz, {channels} channels")
            self._set(rate, channels)
            self._untold, data = False, rest
        whole = len(data) // (2 * self._channels) * 2 * self._channels
        self._rest = data[whole:]
        values = np.frombuffer(data[:whole], "<i2").astype(np.float32) / np.float32(32768.0)
        return self._resampler.resampled(values.reshape(-1, self._channels).mean(axis=1, dtype=np.float32))
