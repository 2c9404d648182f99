"""Frames joined to readings: speech and silence decided with hysteresis, gaps and clicks too short for either."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from statistics import median

from core.voice.readings import VoiceReading, VoiceState
from core.voice.settings import VoiceSettings


@dataclass(slots=True)
class Heard:
    """One frame of 32 ms while it waits for its decision."""

    t: float
    until: float
    state: VoiceState
    probability: float
    level_db: float
    power: float
    clipped: float = 0.0
    band_db: float = -120.0
    nuclei: int = 0
    lengthened: int = 0
    pitches: list[float] = field(default_factory=list)
    over_floor: bool = True
    speech: bool = False


class Stretches:
    """Streaming: frames in, readings out."""

    def __init__(self, settings: VoiceSettings) -> None:
        self._settings = settings
        self._speaking = False
        self._undecided: deque[Heard] = deque()
        self._open: list[Heard] = []
        self._last = -math.inf

    def take(self, frame: Heard) -> list[VoiceReading]:
        """Take the next frame; returns the readings that are complete."""
        limit = self._settings.speech_off if self._speaking else self._settings.speech_on
        found: list[VoiceReading] = []
        if frame.state is not VoiceState.MEASURED:
            found += self._decide(self._speaking)
            self._speaking = False
            return [*found, *self._put(frame)]
        if (frame.over_floor and frame.probability >= limit) == self._speaking:
            found += self._decide(self._speaking)  # too short a change: it was none
            frame.speech = self._speaking
            return [*found, *self._put(frame)]
        self._undecided.append(frame)
        needed = self._settings.hang_s if self._speaking else self._settings.least_speech_s
        if frame.until - self._undecided[0].t >= needed:
            self._speaking = not self._speaking
            found += self._decide(self._speaking)
        return found

    def end(self) -> list[VoiceReading]:
        """The readings of what is still open."""
        found = [*self._decide(self._speaking), *self._close()]
        self._speaking = False
        return found

    def gap(self, state: VoiceState, until: float) -> list[VoiceReading]:
        """Nothing came since the last frame; no reading where there was none yet."""
        if math.isinf(self._last) or until <= self._last:
            return []
        reading = VoiceReading(self._last, until, state)
        self._last = until
        return [reading]

    def _decide(self, speech: bool) -> list[VoiceReading]:
        found: list[VoiceReading] = []
        while self._undecided:
            frame = self._undecided.popleft()
            frame.speech = speech
            found += self._put(frame)
        return found

    def _put(self, frame: Heard) -> list[VoiceReading]:
        found: list[VoiceReading] = []
        first = self._open[0] if self._open else None
        changed = first is not None and (first.state, first.speech) != (frame.state, frame.speech)
        if changed or (first is not None and frame.until - first.t > self._settings.stretch_s + 1e-6):
            found = self._close()
        self._open.append(frame)
        return found

    def _close(self) -> list[VoiceReading]:
        frames, self._open = self._open, []
        if not frames:
            return []
        first, last = frames[0], frames[-1]
        self._last = last.until
        if first.state is not VoiceState.MEASURED:
            return [VoiceReading(first.t, last.until, first.state)]
        power = sum(frame.power for frame in frames) / len(frames)
        pitches = [hertz for frame in frames for hertz in frame.pitches] if first.speech else []
        return [
            VoiceReading(
                t=first.t,
                until=last.until,
                state=first.state,
                speech=first.speech,
                level_db=round(10.0 * math.log10(max(power, 1e-12)), 1),
                clipped=sum(frame.clipped for frame in frames) / len(frames),
                syllables=sum(frame.nuclei for frame in frames) if first.speech else 0,
                pitch_hz=round(median(pitches), 1) if pitches else None,
                lengthened=sum(frame.lengthened for frame in frames) if first.speech else 0,
            )
        ]
