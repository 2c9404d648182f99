"""How loud it is, in a stream: the speech band every 10 ms, and what it is when nobody speaks to the microphone.

The floor is the quietest moment of late (Martin 2001, minimum statistics). Silero VAD hears other people's speech as
speech, which it is; who sits before the microphone is louder than they are.
"""

from __future__ import annotations

from collections import deque

import numpy as np
import numpy.typing as npt

from core.voice.detector import FRAME_S, RATE, Floats
from core.voice.settings import VoiceSettings

HOP = 160
HOP_S = HOP / RATE
WINDOW = 320
Doubles = npt.NDArray[np.float64]


class Envelope:
    """Band levels in dB of full scale, one value for each 10 ms; a window is 20 ms."""

    def __init__(self, low_hz: float, high_hz: float) -> None:
        bins = np.fft.rfftfreq(WINDOW, 1.0 / RATE)
        self._band = (bins >= low_hz) & (bins <= high_hz)
        self._window = np.hanning(WINDOW)
        self._scale = 2.0 / (WINDOW * float(np.sum(self._window**2)))
        self.reset()

    def reset(self) -> None:
        """Begin anew, as after a gap."""
        self._rest = np.zeros(WINDOW - HOP, np.float32)

    def levels(self, samples: Floats) -> Doubles:
        """One level for each HOP that is complete with these samples."""
        joined = np.concatenate([self._rest, samples])
        count = (joined.size - WINDOW) // HOP + 1
        if count <= 0:
            self._rest = joined
            return np.zeros(0)
        frames = np.lib.stride_tricks.sliding_window_view(joined, WINDOW)[::HOP][:count]
        spectrum = np.abs(np.fft.rfft(frames * self._window, axis=1)) ** 2
        self._rest = joined[count * HOP :]
        power = spectrum[:, self._band].sum(axis=1) * self._scale
        levels: Doubles = 10.0 * np.log10(np.maximum(power, 1e-12))
        return levels


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
