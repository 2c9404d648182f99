"""The first player in rank: PortAudio (the library behind `sounddevice`) in a child with an open stream."""

from __future__ import annotations

import contextlib
import logging
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from sounds import children
from sounds.errors import hint
from sounds.players.base import Availability, State
from sounds.players.command import FailedPlayback
from sounds.shape import RATE, resampled
from sounds.wav import Samples

log = logging.getLogger(__name__)
WORKER = Path(__file__).parents[1] / "workers" / "portaudio_play.py"
_HEADER = struct.Struct("<4sII")  # as in the worker
_AHEAD_S = 0.02  # the worker's latency
_PROBE_S = 6.0
_START_S = 0.6  # longer than any healthy device takes to begin, short enough for the next in rank to be heard
_SEND_S = 1.0
_END_S = 0.5


class PortAudioPlayback:
    """A sound in the worker's hands; its thread reports where it stands."""

    def __init__(self, worker: Worker, number: int) -> None:
        self._worker, self._number = worker, number
        self._asked = time.monotonic()
        self.state = State.PLAYING
        self.reason = ""
        self.began: float | None = None

    @property
    def started_at(self) -> float:
        """When its first sample leaves the device, by PortAudio's account."""
        return self._asked if self.began is None else self.began

    def position_s(self) -> float:
        """What the stream has taken: it runs one buffer ahead of the ear."""
        return 0.0 if self.began is None else max(0.0, time.monotonic() - self.began + _AHEAD_S)

    def poll(self) -> State:
        """Failed too where the device does not begin in time."""
        late = self.began is None and time.monotonic() - self._asked > _START_S
        if self.state is State.PLAYING and late:
            self.fail("the sound device did not begin")
            self._worker.end()
        return self.state

    def fail(self, reason: str) -> None:
        """Mark a sound that is still out as failed."""
        if self.state is State.PLAYING:
            self.reason, self.state = reason, State.FAILED

    def stop(self) -> None:
        """Fade it out within one buffer."""
        if self.state is State.PLAYING:
            self.state = State.DONE
            self._worker.send(b"STOP", self._number)


class Worker:
    """The child, and the thread that reads what it reports."""

    def __init__(self, command: Sequence[str]) -> None:
        self.ready = threading.Event()  # set when it is ready, and when it never will be
        self.rate = RATE
        self.error: tuple[str, str] | None = None
        self._chatter = ""
        self._number = 0
        self._plays: dict[int, PortAudioPlayback] = {}
        self._child = children.spawn(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self._reader = threading.Thread(target=self._read, name="portaudio-reports", daemon=True)
        self._reader.start()

    @property
    def alive(self) -> bool:
        """Whether it can still play."""
        return self.error is None and self._child.poll() is None

    def play(self, samples: Samples, rate: int) -> PortAudioPlayback:
        """Hand over one sound."""
        data = resampled(samples, rate, self.rate).astype("<i2").tobytes()
        self._number += 1
        playback = PortAudioPlayback(self, self._number)
        self._plays[self._number] = playback
        if not self.send(b"PLAY", self._number, data):
            playback.fail(self._chatter or "the sound process takes nothing")
            self.end()
        return playback

    def send(self, word: bytes, number: int, data: bytes = b"") -> bool:
        """Write one message, within a limit: a stuck child must not hold the cue thread."""
        assert self._child.stdin is not None
        return children.write_all(self._child.stdin, _HEADER.pack(word, number, len(data)) + data, _SEND_S)

    def _read(self) -> None:
        assert self._child.stdout is not None
        with contextlib.suppress(OSError, ValueError):
            for line in iter(self._child.stdout.readline, b""):
                self._hear(line.decode("utf-8", "replace").strip())
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._child.wait(_END_S)
        self._fail(("failed", self._chatter or f"the sound process ended with code {self._child.returncode}"))

    def _hear(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        if word == "ready":
            self.rate = int(rest)
            self.ready.set()
        elif word == "error":
            code, _, reason = rest.partition(" ")
            self._fail((code, reason))
        elif word == "started" and (playback := self._plays.get(int(rest.split()[0]))):
            playback.began = float(rest.split()[1])
        elif word == "done" and (ended := self._plays.pop(int(rest), None)):
            ended.state = State.DONE if ended.state is State.PLAYING else ended.state
        elif line:
            self._chatter = line[-300:]
            log.debug("portaudio: %s", line)

    def _fail(self, error: tuple[str, str]) -> None:
        self.error = self.error or error
        for playback in list(self._plays.values()):
            playback.fail(error[1])
        self.ready.set()

    def end(self, patience_s: float = 0.0) -> None:
        """End the child, kindly for ``patience_s`` and then by force, and the thread with it."""
        if self._child.stdin is not None:
            with contextlib.suppress(OSError):
                self._child.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._child.wait(patience_s)
        if self._child.poll() is None:
            self._child.kill()
        self._reader.join(_END_S)
        children.end(self._child)


class PortAudioPlayer:
    """Starts its worker at the first probe and keeps it until it is closed."""

    name = "sounddevice"
    speaks = True

    def __init__(self, command: Sequence[str] = (sys.executable, str(WORKER), str(RATE))) -> None:
        self._command = tuple(command)
        self._worker: Worker | None = None
        self._changing = threading.Lock()  # it may be closed while another thread opens it

    def probe(self) -> Availability:
        """Open the stream, or say why not; a worker that has died is replaced."""
        if self._worker is not None and not self._worker.alive:
            self.close()
        try:
            with self._changing:
                worker = self._worker = self._worker or Worker(self._command)
        except OSError as error:
            return Availability("failed", {"reason": str(error)})
        found = self._found(worker)
        if not found.works:
            self.close()
        return found

    @staticmethod
    def _found(worker: Worker) -> Availability:
        if not worker.ready.wait(_PROBE_S):
            return Availability("hangs", {"seconds": f"{_PROBE_S:g}"})
        if worker.error is None:
            return Availability("ok", {"rate": str(worker.rate)})
        code, reason = worker.error
        part = "sounddevice" if "No module named" in reason else "portaudio"
        return Availability(code, {"reason": reason}, hint(part) if code == "no_library" else "")

    def play(self, samples: Samples, rate: int) -> PortAudioPlayback | FailedPlayback:
        """Play on the open stream; fails at once where there is none."""
        worker = self._worker
        if worker is None or not worker.alive:
            return FailedPlayback("no open stream")
        return worker.play(samples, rate)

    def close(self) -> None:
        """End the worker."""
        with self._changing:
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.end(_END_S)
