"""The microphone joined to the engine: what it does where its samples cannot be measured."""

from __future__ import annotations

import numpy as np
import pytest

from core.voice.readings import VoiceReading
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
