"""How loud it is when nobody speaks to the microphone: the quietest moment of late (Martin 2001, minimum statistics).

Silero VAD hears other people's speech as speech, which it is. Who sits before the microphone is louder than they are.
"""

from __future__ import annotations

from collections import deque

from core.voice.detector import FRAME_S
from core.voice.settings import VoiceSettings

SIDE = 2
"""Frames on either side that the level is smoothed over."""


class Floor:
    """Streaming: one step a frame."""

    def __init__(self, settings: VoiceSettings) -> None:
        self._factor = 10.0 ** (settings.over_floor_db / 10.0)
        self._length = round(settings.floor_s / FRAME_S)
        self.reset()

    def reset(self) -> None:
        """Begin anew, as after a gap."""
        self._before: deque[float] = deque(maxlen=SIDE)
        self._least: deque[tuple[int, float]] = deque()  # rising powers: the first is the least of the window
        self._number = 0

    def passes(self, power: float, after: list[float]) -> bool:
        """Whether the frame of this mean power (and of those `after` it) lies clear of the floor."""
        around = [*self._before, power, *after]
        smooth = sum(around) / len(around)
        self._before.append(power)
        while self._least and self._least[-1][1] >= smooth:
            self._least.pop()
        self._least.append((self._number, smooth))
        if self._least[0][0] <= self._number - self._length:
            self._least.popleft()
        self._number += 1
        return bool(smooth >= self._least[0][1] * self._factor)
