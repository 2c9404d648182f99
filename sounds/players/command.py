"""Players that are a program of the system, run once for each sound."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sounds import children
from sounds.errors import hint
from sounds.players.base import Availability, State
from sounds.shape import RATE
from sounds.wav import Samples

_PROBE_S = 3.0
_NO_DEVICE = (
    "audio open error",
    "cannot find card",
    "connection refused",
    "connection failure",
    "error initializing portaudio",
    "error querying device",
    "host is down",
    "no such device",
    "no such file or directory",
    "unknown pcm",
)


class FailedPlayback:
    """A sound that never began."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self.started_at = time.monotonic()

    def position_s(self) -> float:
        """Nothing of it was heard."""
        return 0.0

    def poll(self) -> State:
        """Failed from the first."""
        return State.FAILED

    def stop(self) -> None:
        """Nothing to stop."""


class ChildPlayback:
    """A sound that a child of its own plays; the child ends when the sound does."""

    def __init__(self, child: subprocess.Popen[bytes], file: children.SampleFile) -> None:
        self._child, self._file = child, file
        self._state = State.PLAYING
        self.reason = ""
        self.started_at = time.monotonic()

    def position_s(self) -> float:
        """By the clock: what a killed child had buffered is not heard."""
        return time.monotonic() - self.started_at

    def poll(self) -> State:
        """Look whether the child has ended, and how."""
        if self._state is State.PLAYING and (code := self._child.poll()) is not None:
            self.reason = children.end(self._child)
            self._file.close()
            self._state = State.FAILED if code else State.DONE
        return self._state

    def stop(self) -> None:
        """Kill the child: what it has not played is not played."""
        if self.poll() is State.PLAYING:
            children.end(self._child)
            self._file.close()
            self._state = State.DONE


@dataclass(frozen=True)
class CommandPlayer:
    """Runs ``command`` with the path of a wav in the place of ``{}``."""

    name: str
    command: tuple[str, ...]
    part: str
    speaks: bool = True

    def probe(self) -> Availability:
        """Play 10 ms of silence: only that shows that a device, not just the command, is there."""
        if shutil.which(self.command[0]) is None:
            return Availability("no_command", {"command": self.command[0]}, hint(self.part) if self.part else "")
        return probed(self.play(np.zeros(RATE // 100, dtype=np.int16), RATE))

    def play(self, samples: Samples, rate: int) -> ChildPlayback | FailedPlayback:
        """One child for this sound."""
        try:
            file = children.SampleFile(samples, rate)
        except OSError as error:
            return FailedPlayback(str(error))
        try:
            child = children.spawn([part.format(file.path) for part in self.command], inherited=file.inherited)
        except OSError as error:
            file.close()
            return FailedPlayback(str(error))
        return ChildPlayback(child, file)

    def close(self) -> None:
        """Holds nothing between two sounds."""


def probed(playback: ChildPlayback | FailedPlayback, limit_s: float = _PROBE_S) -> Availability:
    """Wait for a trial playback and say how it went."""
    until = time.monotonic() + limit_s
    while playback.poll() is State.PLAYING and time.monotonic() < until:
        time.sleep(0.005)
    state = playback.poll()
    playback.stop()
    if state is State.PLAYING:
        return Availability("hangs", {"seconds": f"{limit_s:g}"})
    if state is State.DONE or "busy" in playback.reason.lower():  # busy with our own open stream, most likely
        return Availability("ok")
    code = "no_device" if without_device(playback.reason) else "failed"
    return Availability(code, {"reason": playback.reason})


def without_device(complaint: str) -> bool:
    """Whether what a program complained of is that there is no card, or no sound server."""
    return any(words in complaint.lower() for words in _NO_DEVICE)


def system_players(platform: str = sys.platform) -> list[CommandPlayer]:
    """The programs that may be there, best first: those that share the card with others come before ALSA's."""
    if platform == "darwin":
        return [CommandPlayer("afplay", ("afplay", "{}"), "")]
    return [
        CommandPlayer("pw-play", ("pw-play", "--latency=20ms", "{}"), "pipewire"),
        CommandPlayer("paplay", ("paplay", "--latency-msec=100", "{}"), "pulse"),
        CommandPlayer("aplay", ("aplay", "-q", "{}"), "alsa"),
    ]


def simpleaudio_player() -> CommandPlayer:
    """The paper's player, in a child of its own because it crashes on Python 3.12 and later."""
    worker = Path(__file__).parents[1] / "workers" / "simpleaudio_play.py"
    return SimpleaudioPlayer("simpleaudio", (sys.executable, str(worker), "{}"), "simpleaudio")


class SimpleaudioPlayer(CommandPlayer):
    """Like a program of the system; but what may be missing is a Python package."""

    def probe(self) -> Availability:
        """Tell a missing package from a missing device."""
        found = super().probe()
        if "No module named" in found.params.get("reason", ""):
            return Availability("no_library", {"library": "simpleaudio"}, hint("simpleaudio"))
        return found
