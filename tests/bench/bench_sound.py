"""How soon a cue sounds after it was decided, heard on a real-time null sink.

A cue's delay is from the call of `SoundOut.play_cue` to the arrival of its first audible sample at a listener
on the sink's monitor. The sink's own delay, and the listener's, is measured in the same run by a stream that is
already open and takes 10 ms of sound directly (`pacat`), and is taken out.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sounds.cues import CueBook
from sounds.output import SoundOut
from sounds.players.base import Player
from sounds.players.command import system_players
from sounds.players.portaudio import PortAudioPlayer
from tests.sounds.machine import Capture, NullSink, bursts, tone

CUES = 20
TARGET_MS = 50.0
Row = dict[str, object]


def run() -> list[Row]:
    """Rows for `make bench`."""
    if not all(map(shutil.which, ("pulseaudio", "parec", "pacat", "paplay", "aplay"))):
        return [{"name": "cue start (needs pulseaudio and alsa-utils)", "value": "not measured", "unit": "ms"}]
    with tempfile.TemporaryDirectory() as folder, null_sink(Path(folder)) as sink:
        own = direct_delays(sink)
        delays = {player.name: cue_delays(sink, player) for player in players()}
    return [*rows("the sink's own delay", own), *worded(delays, statistics.median(own))]


def players() -> list[Player]:
    """Those that reach a PulseAudio sink, best first."""
    return [PortAudioPlayer(), *(each for each in system_players() if each.name in ("paplay", "aplay"))]


@contextlib.contextmanager
def null_sink(folder: Path) -> Iterator[NullSink]:
    """A sound server that this process and its children find."""
    sink = NullSink(folder)
    before = dict(os.environ)
    try:
        config = folder / "asound.conf"
        config.write_text("pcm.!default { type pulse }\nctl.!default { type pulse }\n")
        os.environ.update(sink.env, ALSA_CONFIG_PATH=str(config))
        yield sink
    finally:
        os.environ.clear()
        os.environ.update(before)
        sink.kill()


def delays_of(sink: NullSink, begin: Callable[[], object], end: Callable[[], object]) -> list[float]:
    """Milliseconds from each ``begin`` to its first audible sample; ``end`` waits until the sound is over."""
    capture = Capture(sink)
    asked = []
    try:
        for _ in range(CUES):
            capture.run_for(0.25)
            asked.append(time.monotonic())
            begin()
            end()
        capture.run_for(0.3)
    finally:
        samples = capture.close()
    begins = [first for first, _ in bursts(samples, threshold=60)]
    assert len(begins) == CUES, f"{len(begins)} of {CUES} sounds arrived"
    return [1000.0 * (capture.arrived_at(first) - at) for first, at in zip(begins, asked, strict=True)]


def direct_delays(sink: NullSink) -> list[float]:
    """The same for a stream that is already open: what sink and listener themselves take."""
    arguments = ["--raw", "--format=s16le", "--channels=1", "--rate=48000", "--latency-msec=5"]
    child = subprocess.Popen(["pacat", *arguments], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0)
    assert child.stdin is not None
    burst, pipe = tone(1000.0, 0.01).tobytes(), child.stdin
    try:
        pipe.write(bytes(len(burst)))
        return delays_of(sink, lambda: pipe.write(burst), lambda: None)
    finally:
        child.kill()
        child.wait()
        pipe.close()


def cue_delays(sink: NullSink, player: Player) -> list[float]:
    """Delays of cues by one player."""
    out = SoundOut([player], CueBook())
    try:
        assert out.wait_ready(15.0)
        assert out.player == player.name, out.statuses()
        return delays_of(sink, lambda: out.play_cue(2), lambda: out.wait_idle(5.0))
    finally:
        out.close()


def worded(delays: dict[str, list[float]], own: float) -> list[Row]:
    """Rows of every player, the sink's delay taken out."""
    first = statistics.median(next(iter(delays.values()))) - own
    found = []
    for name, values in delays.items():
        corrected = [value - own for value in values]
        found += rows(f"cue start, {name}", corrected, TARGET_MS)
        found[-2]["ratio"] = (statistics.median(corrected)) / first
    return found


def rows(name: str, values: list[float], target: float | None = None) -> list[Row]:
    """Median and worst."""
    goal: Row = {} if target is None else {"target": f"< {target:g} ms"}
    return [
        {"name": f"{name}, median of {len(values)}", "value": statistics.median(values), "unit": "ms", **goal},
        {"name": f"{name}, worst", "value": max(values), "unit": "ms", **goal},
    ]
