"""Players that keep to the contract and do as they are told."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sounds.players.base import Availability, State
from sounds.requests import SoundEvent
from sounds.shape import RATE
from sounds.wav import Samples

OK = Availability("ok")


class FakeClock:
    def __init__(self) -> None:
        self.now = 100.0
        self.ends: list[float] = []  # when the sounds that were begun are over

    def __call__(self) -> float:
        return self.now


@dataclass
class FakePlayback:
    """Plays until its time is over, or as `ends` says; what was stopped cannot fail any more."""

    clock: FakeClock
    samples: Samples
    rate: int
    ends: State | None = None
    reason: str = ""
    started_at: float = 0.0
    stopped_at: float | None = None

    def __post_init__(self) -> None:
        self.started_at = self.clock()
        self.clock.ends.append(self.started_at + self.seconds)

    @property
    def seconds(self) -> float:
        return self.samples.size / self.rate

    def position_s(self) -> float:
        return self.clock() - self.started_at

    def poll(self) -> State:
        if self.stopped_at is not None:
            return State.DONE
        if self.ends:
            return self.ends
        return State.DONE if self.position_s() >= self.seconds else State.PLAYING

    def stop(self) -> None:
        if self.stopped_at is None:
            self.stopped_at = self.clock()


@dataclass
class FakePlayer:
    name: str
    clock: FakeClock
    found: Availability = OK
    speaks: bool = True
    behaviour: State | None = None
    reason: str = ""
    played: list[FakePlayback] = field(default_factory=list)
    probes: int = 0
    closed: bool = False

    def probe(self) -> Availability:
        self.probes += 1
        return self.found

    def play(self, samples: Samples, rate: int) -> FakePlayback:
        assert self.found.works, "only a player that works is played"
        assert all(each.poll() is not State.PLAYING for each in self.played), "two sounds at once"
        ends = self.behaviour if self.speaks else State.DONE
        self.played.append(FakePlayback(self.clock, samples, rate, ends, self.reason))
        return self.played[-1]

    def close(self) -> None:
        self.closed = True


class Told:
    """Collects what a stage or a `SoundOut` tells."""

    def __init__(self) -> None:
        self.events: list[SoundEvent] = []

    def __call__(self, event: SoundEvent) -> None:
        self.events.append(event)

    def tell(self, code: str, **params: object) -> None:
        self(SoundEvent(code, params))

    def codes(self) -> list[str]:
        return [event.code for event in self.events]


def silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * RATE), dtype=np.int16)
