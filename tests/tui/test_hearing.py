"""The microphone joined to the engine: what it does where its samples cannot be measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from core.voice.readings import VoiceReading, VoiceState
from tui.wiring.hearing import Hearing

RATE = 16_000


def test_samples_that_cannot_be_measured_do_not_end_the_hearing() -> None:
    found: list[VoiceReading] = []
    hearing = Hearing(chain=[])
    hearing.start(lambda: 0.0, found.append)
    room = np.random.default_rng(2).normal(0, 0.002, 2 * RATE).astype(np.float32)
    try:
        hearing.heard(room, 2.0)
        before = len(found)
        with pytest.raises(ValueError, match="dimension"):  # the microphone's thread logs it and goes on
            hearing.heard(np.zeros((2, 2), np.float32), 2.1)
        hearing.heard(room, 5.0)
    finally:
        found += hearing.stop()
    assert before > 0
    assert len(found) > 2 * before
    assert found[-1].until == pytest.approx(5.0, abs=0.1)


@dataclass
class Loudspeaker:
    sounding: bool = False


def test_what_poise_lets_be_heard_is_not_the_user_however_long_it_is() -> None:
    """A recording of 15 s counted as the user's own voice after its fourth second."""
    found: list[VoiceReading] = []
    hearing, speaker, t = Hearing(chain=[]), Loudspeaker(), 0.0
    clock = Clock()
    hearing.beside(speaker)
    hearing.start(clock.now, found.append)
    room = np.random.default_rng(2).normal(0, 0.002, 800).astype(np.float32)
    for step in range(20 * 25):
        t = clock.t = (step + 1) * 0.05
        speaker.sounding = 5.0 <= t < 20.0
        hearing.heard(room, t)
    found += hearing.stop()
    hidden = [reading for reading in found if reading.state is VoiceState.MASKED]
    assert hidden[0].t == pytest.approx(4.9, abs=0.1)
    assert hidden[-1].until == pytest.approx(20.4, abs=0.15)
    assert sum(reading.seconds for reading in hidden) == pytest.approx(15.5, abs=0.2)


@dataclass
class Clock:
    t: float = 0.0

    def now(self) -> float:
        return self.t
