"""Sound cards that are none: ALSA's file plugin and PulseAudio's null sink, and what was played on them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from sounds import wav
from sounds.wav import Samples
from tests import warm
from tests.conftest import missing
from tests.waiting import until as until

RATE = 48_000


def need(command: str) -> None:
    from shutil import which

    if which(command) is None:
        missing(f"the command {command}")


def need_sound(name: str) -> None:
    """Skip where the system lacks what a player or recorder of this name stands on."""
    from ctypes.util import find_library

    if name != "sounddevice":
        need(name)
    elif find_library("portaudio") is None:  # as the package sounddevice looks for it
        missing("libportaudio2")


def tone(hertz: float = 440.0, seconds: float = 0.5, peak: int = 10_000) -> Samples:
    t = np.arange(int(seconds * RATE)) / RATE
    samples: Samples = np.rint(peak * np.sin(2 * np.pi * hertz * t)).astype(np.int16)
    return samples


@dataclass(frozen=True)
class Heard:
    """The one sound in a recording: its pitch, where it begins, how long it is, its peak."""

    hertz: float
    begin_s: float
    seconds: float
    peak: int


def heard(samples: Samples, rate: int = RATE, threshold: int = 300) -> Heard:
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > threshold)
    assert loud.size, f"silence only ({samples.size} samples)"
    first, last = int(loud[0]), int(loud[-1]) + 1
    piece = samples[first:last].astype(np.float64)
    spectrum = np.abs(np.fft.rfft(piece * np.hanning(piece.size), 1 << 18))
    hertz = float(np.argmax(spectrum)) * rate / (1 << 18)
    return Heard(hertz, first / rate, (last - first) / rate, int(np.abs(samples.astype(np.int32)).max()))


def bursts(samples: Samples, rate: int = RATE, gap_s: float = 0.1, threshold: int = 300) -> list[tuple[float, float]]:
    """Begin and end in seconds of every sound that silence of ``gap_s`` or more sets apart."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > threshold)
    if not loud.size:
        return []
    edges = np.flatnonzero(np.diff(loud) > gap_s * rate)
    begins: NDArray[np.int64] = np.concatenate(([loud[0]], loud[edges + 1]))
    ends: NDArray[np.int64] = np.concatenate((loud[edges], [loud[-1]]))
    return [(float(a) / rate, float(b) / rate) for a, b in zip(begins, ends, strict=True)]


class AlsaFile:
    """ALSA whose default card is a file: what is played lands there, what is recorded comes from another."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.out, self.source = folder / "played.raw", folder / "source.raw"
        self.source.write_bytes(tone(330.0, 20.0).tobytes())
        config = folder / "asound.conf"
        config.write_text(
            "pcm.!default { type plug slave { pcm filecard format S16_LE rate 48000 channels 1 } }\n"
            f'pcm.filecard {{ type file file "{self.out}" infile "{self.source}" format raw slave.pcm void }}\n'
            "pcm.void { type null }\nctl.!default { type null }\n"
        )
        monkeypatch.setenv("ALSA_CONFIG_PATH", str(config))
        monkeypatch.setenv("PULSE_SERVER", f"unix:{folder}/none")

    def played(self) -> Samples:
        return np.frombuffer(self.out.read_bytes()[: self.out.stat().st_size // 2 * 2], dtype="<i2").astype(np.int16)


class NullSink:
    """A PulseAudio of its own with a null sink that keeps real time: without ``norewinds`` its blocks are of 2 s."""

    def __init__(self, folder: Path, options: str = "norewinds=1", rate: int = RATE, channels: int = 1) -> None:
        for command in ("pulseaudio", "pactl", "parec", "paplay"):
            need(command)
        self.folder = folder
        self.address = f"unix:{folder}/native"
        self.env = {**os.environ, "PULSE_SERVER": self.address, "PULSE_COOKIE": f"{folder}/cookie"}
        own = {"HOME": str(folder), "PULSE_RUNTIME_PATH": str(folder / "run"), "XDG_RUNTIME_DIR": str(folder)}
        self.process = subprocess.Popen(
            [
                *("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"),
                *("-L", f"module-null-sink sink_name=null rate={rate} channels={channels} {options}"),
                *("-L", f"module-native-protocol-unix socket={folder}/native auth-anonymous=1"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **own},
        )
        if not until(self._answers):
            self.kill()
            pytest.fail("pulseaudio did not start")

    def use(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let the players of this process find it, ALSA's default included."""
        config = self.folder / "asound.conf"
        config.write_text("pcm.!default { type pulse }\nctl.!default { type pulse }\n")
        monkeypatch.setenv("ALSA_CONFIG_PATH", str(config))
        for name in ("PULSE_SERVER", "PULSE_COOKIE"):
            monkeypatch.setenv(name, self.env[name])

    def microphone(self, what: str, value: int) -> None:
        """`mute` it or let it stall (`suspend`), 1, and back, 0."""
        command = {"mute": ("set-source-mute", "null.monitor"), "suspend": ("suspend-sink", "null")}[what]
        subprocess.run(["pactl", *command, str(value)], env=self.env, check=True)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def _answers(self) -> bool:
        asked = subprocess.run(["pactl", "info"], env=self.env, capture_output=True, check=False)
        return asked.returncode == 0


PIPEWIRE_SINK = """context.objects = [ { factory = adapter args = { factory.name = support.null-audio-sink
  node.name = "null" media.class = Audio/Sink object.linger = true audio.position = [ MONO ] } } ]
"""


class PipeWire:
    """A PipeWire of its own with a null sink, and what was played on it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for command in ("pipewire", "wireplumber", "wpctl", "dbus-run-session", "pw-play", "pw-record"):
            need(command)
        config = folder / ".config" / "pipewire" / "pipewire.conf.d"
        config.mkdir(parents=True)
        (config / "null.conf").write_text(PIPEWIRE_SINK)
        for name, value in (("HOME", folder), ("XDG_CONFIG_HOME", folder / ".config"), ("XDG_RUNTIME_DIR", folder)):
            monkeypatch.setenv(name, str(value))
        folder.chmod(0o700)
        self._file = folder / "played.wav"
        self._children: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Start it, its session manager and the recording; `close` must follow even where this fails."""
        for _ in range(4):  # on a busy machine the manager may come before the server that it manages, and give up
            self._children.append(self._start("dbus-run-session", "--", "sh", "-c", "pipewire & exec wireplumber"))
            if until(self._has_sink, 30.0):
                break
            self.close()
        assert self._children, "pipewire did not start"
        assert until(self._records), "nothing comes from pipewire"

    def _records(self) -> bool:
        """Whether the recording runs; one that came before the session manager has ended, and is begun anew."""
        if len(self._children) == 1 or self._children[-1].poll() is not None:
            record = ("pw-record", "-P", "{ stream.capture.sink=true }", "--channels", "1", "--rate", str(RATE))
            self._children.append(self._start(*record, str(self._file)))
        return self._size() > RATE // 2

    def played(self) -> Samples:
        """What was captured so far (the header of a wav that is still written tells no length)."""
        data = self._file.read_bytes()[44:]
        return np.frombuffer(data[: len(data) // 2 * 2], dtype="<i2").astype(np.int16)

    def wait_for(self, seconds: float) -> None:
        """Wait until that much more has been captured."""
        before = self._size()
        assert until(lambda: self._size() >= before + int(seconds * RATE) * 2), "pipewire stopped"

    def close(self) -> None:
        for child in reversed(self._children):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        self._children.clear()

    def _size(self) -> int:
        return self._file.stat().st_size if self._file.exists() else 0

    @staticmethod
    def _start(*command: str) -> subprocess.Popen[bytes]:
        null = subprocess.DEVNULL
        return subprocess.Popen(command, stdin=null, stdout=null, stderr=null, start_new_session=True)

    @staticmethod
    def _has_sink() -> bool:
        """Whether the session manager, too, knows the sink: what comes before that is linked to nothing."""
        asked = subprocess.run(["wpctl", "inspect", "@DEFAULT_AUDIO_SINK@"], capture_output=True, check=False)
        return asked.returncode == 0


class Capture:
    """What the null sink plays, with the time at which each piece of it came in."""

    def __init__(self, sink: NullSink) -> None:
        command = ["parec", "-d", "null.monitor", "--raw", "--format=s16le", "--channels=1", f"--rate={RATE}"]
        self._child = subprocess.Popen(
            [*command, "--latency-msec=5"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=sink.env
        )
        self.data = bytearray()
        self._arrivals: list[tuple[int, float]] = []
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        if not until(lambda: len(self.data) > 4800):
            self.close()
            pytest.fail("nothing comes from the null sink")

    def _read(self) -> None:
        assert self._child.stdout is not None
        while data := os.read(self._child.stdout.fileno(), 4096):
            self._arrivals.append((len(self.data) // 2, time.monotonic()))
            self.data += data

    def samples(self) -> Samples:
        return np.frombuffer(bytes(self.data[: len(self.data) // 2 * 2]), dtype="<i2").astype(np.int16)

    def arrived_at(self, second: float) -> float:
        """When (`time.monotonic`) the piece with that second of the capture came in."""
        return max((a for a in self._arrivals if a[0] <= second * RATE), key=lambda a: a[0])[1]

    def run_for(self, seconds: float) -> None:
        """Wait until that much more has been captured."""
        wanted = len(self.data) + int(seconds * RATE) * 2
        assert until(lambda: len(self.data) >= wanted), "the null sink stopped"

    def close(self) -> Samples:
        self._child.kill()
        self._child.wait()
        self._thread.join()
        assert self._child.stdout is not None
        self._child.stdout.close()
        return self.samples()


@dataclass(frozen=True)
class Open:
    """Threads, open files and children of this process."""

    threads: frozenset[threading.Thread]
    files: frozenset[tuple[str, str]]
    children: frozenset[int]

    def within(self, other: Open) -> bool:
        """Whether nothing is open that is not open in `other`; what earlier tests left may end meanwhile."""
        return self.threads <= other.threads and self.files <= other.files and self.children <= other.children


def nothing_new(since: Open) -> bool:
    """Whether all that was opened since then has been closed: threads and files take a moment to go."""
    return until(lambda: open_things().within(since))


def open_things() -> Open:
    """What this process holds now."""
    children = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[1]) == os.getpid() and int(entry.name) not in warm.SERVERS:
                children.append(int(entry.name))
    files = set()
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):  # the one by which the folder is read has gone again
            files.add((entry.name, str(entry.readlink())))
    return Open(frozenset(threading.enumerate()), frozenset(files), frozenset(children))


def write_tone(path: Path, hertz: float = 440.0, seconds: float = 0.3) -> Path:
    wav.write(path, tone(hertz, seconds), RATE)
    return path
