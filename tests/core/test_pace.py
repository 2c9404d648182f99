"""The rate follows what the machine can do, without swinging."""

from __future__ import annotations

import itertools

import pytest

from core.camera.base import ALL_FRAMES, RateGate
from core.camera.pace import Pace


def run(pace: Pace, seconds: float, cost: float, start: float = 0.0) -> float:
    """Frames that take `cost` each, at the pace's own rate; gives the time at the end."""
    now = start
    while now < start + seconds:
        now += max(cost, 1 / pace.fps)
        pace.spent(now, cost)
    return now


def test_fast_machine_keeps_the_full_rate() -> None:
    pace = Pace()
    run(pace, 60, cost=0.004)
    assert pace.fps == 15.0
    assert not pace.slowed


@pytest.mark.parametrize(("cost", "fps"), [(0.06, 10.0), (0.1, 7.0), (0.14, 5.0), (0.3, 3.0), (2.0, 3.0)])
def test_slow_machine_gets_the_rate_that_it_can_hold(cost: float, fps: float) -> None:
    pace = Pace()
    run(pace, 20, cost)
    assert pace.fps == fps
    assert pace.slowed


def test_one_hiccup_changes_nothing() -> None:
    pace = Pace()
    now = run(pace, 30, cost=0.004)
    pace.spent(now + 0.5, 0.3)
    run(pace, 5, cost=0.004, start=now + 0.5)
    assert pace.fps == 15.0


def test_rate_comes_back_when_the_load_is_gone() -> None:
    pace = Pace()
    now = run(pace, 20, cost=0.2)
    assert pace.fps == 3.0
    run(pace, 60, cost=0.004, start=now)
    assert pace.fps == 15.0


def test_rate_does_not_swing_at_the_edge() -> None:
    pace, rates, now = Pace(), [], 0.0
    for _ in range(3000):
        now += max(0.06, 1 / pace.fps)
        pace.spent(now, 0.06)
        rates.append(pace.fps)
    assert sum(before != after for before, after in itertools.pairwise(rates)) <= 1


@pytest.mark.parametrize(
    ("source_fps", "wanted"), [(30.0, 15.0), (24.0, 15.0), (25.0, 10.0), (15.0, 15.0), (60.0, 7.0)]
)
def test_gate_thins_evenly_to_the_wanted_rate(source_fps: float, wanted: float) -> None:
    gate, seconds = RateGate(), 20
    passed = [n / source_fps for n in range(int(seconds * source_fps)) if gate.due(n / source_fps, wanted)]
    assert len(passed) == pytest.approx(seconds * wanted, rel=0.03)
    gaps = [after - before for before, after in itertools.pairwise(passed)]
    assert max(gaps) <= 1 / wanted + 1 / source_fps + 1e-9


def test_gate_without_limit_lets_everything_through() -> None:
    gate = RateGate()
    assert all(gate.due(0.0, ALL_FRAMES) for _ in range(5))
