"""From samples to readings, block by block: joins detector, nuclei and pitch, and says what could not be measured.

Nothing here knows a sound card or a thread. Readings come `LAG_S` after their sound, when speech and nuclei are
certain. Samples are let go at once; what is kept is a row of figures for each of the last frames.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from itertools import islice

import numpy as np

from core.voice.detector import FRAME, FRAME_S, RATE, Floats, SpeechDetector
from core.voice.loudness import HOP_S, SIDE, Envelope, Floor
from core.voice.nuclei import Nuclei
from core.voice.pitch import STEP_S, Pitch
from core.voice.readings import VoiceReading, VoiceState
from core.voice.settings import VoiceSettings
from core.voice.steady import Steady
from core.voice.stretches import Heard, Stretches

BATCH = 8
"""Frames that go through the network in one call: 0.26 s."""
LAG_S = 0.5
DRIFT_S = 0.3
"""Samples that come so much earlier or later than their count says mean a gap: the card stalled."""
_FULL = 32766.5 / 32768.0


@dataclass(slots=True)
class _Masks:
    """When Poise itself was to be heard, in session time."""

    spans: deque[tuple[float, float]]

    def add(self, begin: float, end: float) -> None:
        """A span, joined to the latest where they meet: what sounds long is told many times."""
        if self.spans and self.spans[-1][0] <= begin <= self.spans[-1][1]:
            first, last = self.spans.pop()
            begin, end = first, max(last, end)
        self.spans.append((begin, end))

    def hides(self, t: float) -> bool:
        return any(begin <= t < end for begin, end in self.spans)

    def forget(self, before: float) -> None:
        while self.spans and self.spans[0][1] < before:
            self.spans.popleft()


class VoiceAnalyser:
    """Streaming; used from one thread, but for `mask`, which may come from any."""

    def __init__(self, settings: VoiceSettings | None = None, detector: SpeechDetector | None = None) -> None:
        self.settings = settings or VoiceSettings()
        self._detector = detector or SpeechDetector()
        self._envelope = Envelope(self.settings.low_hz, self.settings.high_hz)
        self._nuclei, self._pitch = Nuclei(self.settings), Pitch()
        self._steady = Steady(self.settings)
        self._floor = Floor(self.settings)
        self._stretches = Stretches(self.settings)
        self._masks = _Masks(deque(maxlen=64))
        self._began: float | None = None
        self._waiting: Floats = np.zeros(0, np.float32)
        self._restart()

    def mask(self, begin: float, end: float) -> None:
        """Poise is to be heard from `begin` to `end` (session time): not measured."""
        self._masks.add(begin, end)

    def feed(self, samples: Floats, ended: float) -> list[VoiceReading]:
        """Take mono samples at 16 kHz, full scale 1, whose last one was recorded at `ended` (session time)."""
        begins = ended - samples.size / RATE
        found: list[VoiceReading] = []
        if self._began is not None and abs(self._next_t() - begins) > DRIFT_S:
            found += self.gap(VoiceState.LOST, begins)
        if self._began is None:
            self._began = begins
        self._waiting = np.concatenate([self._waiting, _sound(samples)])
        while self._waiting.size >= BATCH * FRAME:
            block, self._waiting = self._waiting[: BATCH * FRAME], self._waiting[BATCH * FRAME :]
            found += self._take(block)
        return found

    def gap(self, state: VoiceState, until: float) -> list[VoiceReading]:
        """Nothing came until `until`: `state` says why. What was heard before is returned first."""
        found = self.flush()
        return [*found, *self._stretches.gap(state, until)]

    def flush(self) -> list[VoiceReading]:
        """What is still held back, as certain as it is by now; the next samples begin anew."""
        found = []
        if self._began is not None:
            left = self._waiting.size // FRAME * FRAME
            found = self._take(self._waiting[:left]) if left else []
            found += self._settle(math.inf)
            found += self._stretches.end()
        self._restart()
        self._began = None
        return found

    def _restart(self) -> None:
        for part in (self._detector, self._envelope, self._nuclei, self._pitch, self._steady, self._floor):
            part.reset()
        self._waiting = np.zeros(0, np.float32)
        self._frames = 0
        self._hops = self._steps = 0
        self._zeros_s = 0.0
        self._rows: deque[Heard] = deque()

    def _next_t(self) -> float:
        assert self._began is not None
        return self._began + self._frames * FRAME_S + self._waiting.size / RATE

    def _take(self, block: Floats) -> list[VoiceReading]:
        assert self._began is not None
        first = len(self._rows)
        clipped = np.mean(np.abs(block.reshape(-1, FRAME)) >= _FULL, axis=1)
        block = block - block.mean(dtype=np.float64).astype(np.float32)  # a cheap card's offset is louder than speech
        probabilities = self._detector.probabilities(block)
        for number, part in enumerate(block.reshape(-1, FRAME)):
            t = self._began + (self._frames + number) * FRAME_S
            row = self._frame(t, part, float(probabilities[number]))
            row.clipped = float(clipped[number])
            self._rows.append(row)
        self._count_nuclei(block)
        self._note_pitch(block)
        self._frames += len(self._rows) - first
        end = self._began + self._frames * FRAME_S
        self._masks.forget(end - 10.0)
        return self._settle(end - LAG_S)

    def _frame(self, t: float, part: Floats, probability: float) -> Heard:
        power = float(np.mean(part.astype(np.float64) ** 2))
        level = 10.0 * math.log10(max(power, 1e-12))
        self._zeros_s = self._zeros_s + FRAME_S if level < self.settings.muted_db else 0.0
        state = VoiceState.MEASURED
        if self._zeros_s >= self.settings.muted_s:
            state = VoiceState.MUTED
            for row in self._rows:  # those that made it certain are silent for the same reason
                if row.level_db < self.settings.muted_db:
                    row.state = state
        elif self._masks.hides(t + FRAME_S / 2):
            state = VoiceState.MASKED
        return Heard(t, t + FRAME_S, state, probability, level, power)

    def _count_nuclei(self, block: Floats) -> None:
        levels = self._envelope.levels(block)
        for hop in self._nuclei.peaks(levels):
            row = self._row_at(hop * HOP_S)
            if row is not None:
                row.nuclei += 1
        for index, level in enumerate(levels.tolist()):
            row = self._row_at((self._hops + index) * HOP_S)
            if row is not None:
                row.band_db = level
        self._hops += levels.size

    def _note_pitch(self, block: Floats) -> None:
        pitches = self._pitch.pitches(block).tolist()
        for index, hertz in enumerate(pitches):
            t = (self._steps + index - 0.5) * STEP_S
            row = self._row_at(t)
            if row is not None and not math.isnan(hertz):
                row.pitches.append(hertz)
            if self._steady.step(hertz, row.band_db if row else -120.0):
                middle = self._row_at(t - self.settings.steady_s / 2)  # its onset may not be heard as speech yet
                if middle is not None:
                    middle.lengthened += 1
        self._steps += len(pitches)

    def _row_at(self, since: float) -> Heard | None:
        """The frame that was heard `since` seconds after the beginning, None where it was returned already."""
        if not self._rows:
            return None
        assert self._began is not None
        index = int((self._began + since - self._rows[0].t) / FRAME_S)
        return self._rows[index] if 0 <= index < len(self._rows) else None

    def _settle(self, until: float) -> list[VoiceReading]:
        found: list[VoiceReading] = []
        while self._rows and self._rows[0].until <= until:
            row = self._rows.popleft()
            row.over_floor = self._floor.passes(row.power, [later.power for later in islice(self._rows, SIDE)])
            found += self._stretches.take(row)
        return found


def _sound(samples: Floats) -> Floats:
    """The same within full scale; what is no number is silence, so that it stays in none of the filters."""
    return np.clip(np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0), -1.0, 1.0)
