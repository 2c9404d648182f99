"""An hour of voice, faster than it is spoken: from a card of 48 kHz in stereo to readings, recording and store.

A child process gives the samples as a card's does, as fast as they are taken; `Microphone`, `Hearing`, the analyser,
the FLAC file and the store are those of a session. What grows is looked at from the fifth minute on: by then all that
is kept (the floor's ten seconds, the network, SQLite's pages) is there.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import threading
import time
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import numpy as np

from core.base.clock import ManualClock
from core.engine.recording import Recording
from core.engine.voice_line import VoiceLine
from core.session.events import AnswerBegan, AnswerEnded
from core.session.watch import Watching
from core.store.store import SessionStore
from core.voice.readings import VoiceReading
from sounds.answers import AnswerWriter, read
from sounds.microphone import RATE, Ear
from sounds.resampling import Resampler
from tests.bench.voice_figures import PAUSES
from tests.bench.voice_truth import Floats, spoken
from tui.wiring.hearing import Hearing

HOUR_S, SETTLED_S, CARD_HZ = 3600.0, 300.0, 48_000
GIVEN_MB = 2.0
CARD = """import sys
w = sys.stdout.buffer
w.write(b'48000 2\\n')
data = open(sys.argv[1], 'rb').read()
while 1: w.write(data)"""


class Counted(Hearing):
    """Its clock is the number of samples: no second of it takes a second."""

    t = 0.0

    def heard(self, samples: Floats, ended: float) -> None:
        self.t += samples.size / RATE
        super().heard(samples, self.t)


def run() -> list[dict[str, Any]]:
    """What an hour takes, and what it leaves."""
    with tempfile.TemporaryDirectory() as folder:
        return _hour(Path(folder))


def _hour(folder: Path) -> list[dict[str, Any]]:
    speech = Resampler(RATE, CARD_HZ).resampled(spoken("ko", 5.0, PAUSES).samples)
    data = np.repeat(np.rint(np.clip(speech, -1, 1) * 32767).astype("<i2"), 2)
    (folder / "card.pcm").write_bytes(data.tobytes())
    ear = Ear("card", (sys.executable, "-c", CARD, str(folder / "card.pcm")), tells=True)
    hearing, writer = Counted(chain=[ear]), AnswerWriter()
    hearing.keep(writer)
    store, answer = SessionStore(folder / "sessions.db"), folder / "answers" / "answer.flac"
    recording = Recording(store, {}, None)
    recording.begin(Watching(ManualClock()))
    line = VoiceLine(hearing, recording, None)
    began = AnswerBegan(0.0, 0, 1)
    for take in (line.event, lambda event: recording.event(event, None)):
        take(began)
    writer.begin(answer, 0.0)
    seconds = time.process_time()
    seen = _until_the_end(line, recording, hearing)
    seconds = time.process_time() - seconds
    line.stop()
    writer.end(hearing.t)
    recording.event(AnswerEnded(hearing.t, 0, 1, "time", hearing.t), None)
    recording.close()
    stored = store.load().voice
    first, last = seen[0], seen[-1]
    return [
        _row("memory after five minutes of voice", first[0], "MB"),
        _row("memory after an hour", last[0], "MB"),
        _row("grown in between", last[0] - first[0], "MB", GIVEN_MB),
        _row("threads more, descriptors more", f"{last[1] - first[1]}, {last[2] - first[2]}", "", "0, 0"),
        _row("processor time a second, resampling, FLAC and store with it", 1000.0 * seconds / hearing.t, "ms"),
        _row("of an hour: stored as readings", stored[-1].until / 60.0, "min", 60),
        _row("of an hour: recorded", read(answer)[0].size / RATE / 60.0, "min", 60),
    ]


def _until_the_end(line: VoiceLine, recording: Recording, hearing: Counted) -> list[tuple[float, int, int]]:
    """Take readings as the session thread does, until the hour is over; gives what was held meanwhile."""
    told: SimpleQueue[VoiceReading] = SimpleQueue()
    seen: list[tuple[float, int, int]] = []
    line.start(lambda: hearing.t, told.put)
    due = SETTLED_S
    while hearing.t < HOUR_S:
        try:
            line.take(told.get(timeout=1.0))
        except Empty:
            continue
        recording.tick()
        if hearing.t >= due:
            seen.append(_held())
            due += SETTLED_S
    while not told.empty():
        line.take(told.get())
    return [*seen, _held()]


def _held() -> tuple[float, int, int]:
    """MB that lie in memory, threads and open descriptors of this process."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096 / 1e6, threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))


def _row(name: str, value: object, unit: str, target: object = "") -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "target": str(target)}
