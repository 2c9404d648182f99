"""The microphone's faults, from sound that has them and sound that does not."""

from __future__ import annotations

import pickle
from collections.abc import Callable

import numpy as np
import pytest

from core.voice.detector import RATE, Floats
from core.voice.soundness import Fault, MicrophoneCheck

T = np.arange(4 * RATE) / RATE


def room(db: float = -70.0) -> Floats:
    noise: Floats = np.random.default_rng(5).normal(0.0, 10 ** (db / 20), T.size).astype(np.float32)
    return noise


def talk(db: float = -20.0) -> Floats:
    """Syllables of a moving pitch with pauses between words, and a room: what speech looks like to a level meter."""
    pitch = 130.0 + 25.0 * np.sin(2 * np.pi * 0.7 * T)
    voice = np.sum([np.sin(2 * np.pi * n * np.cumsum(pitch) / RATE) / n for n in range(1, 12)], axis=0)
    syllables = np.clip(np.sin(2 * np.pi * 4.5 * T), 0.0, 1.0) * (np.sin(2 * np.pi * 0.45 * T) > -0.5)
    spoken = voice * syllables
    loudest = np.sort(np.abs(spoken))[-spoken.size // 10 :].mean()
    loud: Floats = (spoken / loudest * 10 ** (db / 20)).astype(np.float32)
    return np.add(loud, room(), dtype=np.float32)


def mains(hertz: float, db: float) -> Floats:
    """The hum of a bad cable: the mains and its odd harmonics."""
    wave: Floats = np.sum([np.sin(2 * np.pi * hertz * n * T) / n for n in (1, 3, 5)], axis=0).astype(np.float32)
    hum: Floats = wave * np.float32(10 ** (db / 20))
    return hum


CASES: dict[str, tuple[Callable[[], Floats], Fault | None]] = {
    "speech": (talk, None),
    "soft speech": (lambda: talk(-35.0), None),
    "speech beside an offset": (lambda: talk(-30.0) + np.float32(0.2), None),
    "a room beside an offset": (lambda: room(-65.0) + np.float32(0.2), None),
    "silence in a room": (lambda: room(-65.0), None),
    "a switch": (lambda: np.zeros(T.size, np.float32), Fault.MUTED),
    "speech too loud": (lambda: np.clip(talk(6.0), -1.0, 1.0).astype(np.float32), Fault.CLIPPING),
    "a hum of 50 Hz": (lambda: room() + mains(50.0, -40.0), Fault.HUM),
    "a hum of 60 Hz under speech": (lambda: talk() + mains(60.0, -38.0), Fault.HUM),
    "a hum that nobody hears": (lambda: room(-62.0) + mains(50.0, -75.0), None),
    "speech from afar": (lambda: talk(-52.0), Fault.QUIET),
    "a fan": (lambda: room(-32.0), Fault.NOISY),
}


@pytest.mark.parametrize("name", CASES)
def test_each_fault_is_found_and_no_other(name: str) -> None:
    samples, fault = CASES[name]
    check = MicrophoneCheck()
    for part in np.array_split(samples(), 80):
        check.feed(part)
    assert check.fault() == fault


def test_nothing_is_said_before_a_second_was_heard() -> None:
    check = MicrophoneCheck()
    check.feed(np.zeros(RATE // 2, np.float32))
    assert check.fault() is None


def test_a_fault_is_gone_with_its_cause() -> None:
    check = MicrophoneCheck()
    check.feed(np.zeros(3 * RATE, np.float32))
    assert check.fault() is Fault.MUTED
    check.feed(talk())
    assert check.fault() is None


def test_no_more_is_kept_than_is_looked_back_at() -> None:
    check, said = MicrophoneCheck(), talk()
    for _ in range(12):
        check.feed(said)
    samples = 3 * RATE * np.dtype(np.float32).itemsize
    assert samples < len(pickle.dumps(check)) < 1.1 * samples


def test_the_level_is_that_of_this_moment() -> None:
    check = MicrophoneCheck()
    check.feed(np.concatenate([np.zeros(RATE, np.float32), np.full(RATE // 10, 0.1, np.float32)]))
    assert check.level_db == pytest.approx(-20.0, abs=0.1)
