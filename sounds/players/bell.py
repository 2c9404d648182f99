"""The terminal's bell: it sounds at the user's side of an SSH connection, where the sound card is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from sounds.players.base import Availability, State
from sounds.wav import Samples


@dataclass(frozen=True)
class BellPlayback:
    """A ring is over as soon as it is sent."""

    started_at: float
    reason: str = ""

    def position_s(self) -> float:
        """None of it is left."""
        return 0.0

    def poll(self) -> State:
        """Done, or failed where the terminal is gone."""
        return State.FAILED if self.reason else State.DONE

    def stop(self) -> None:
        """Nothing can take a ring back."""


class Bell:
    """Rings through ``ring``, given by the caller: only the screen knows how to send a BEL and not tear itself."""

    name = "bell"
    speaks = False

    def __init__(self, ring: Callable[[], None] | None) -> None:
        self._ring = ring

    def probe(self) -> Availability:
        """Works wherever there is a terminal to ring."""
        return Availability("ok" if self._ring else "no_callback")

    def play(self, samples: Samples, rate: int) -> BellPlayback:
        """Ring once, whatever the sound."""
        del samples, rate
        now = time.monotonic()
        if self._ring is None:
            return BellPlayback(now, "no terminal to ring")
        try:
            self._ring()
        except Exception as error:  # the screen's callback: whatever it raises, the cue thread has to live
            return BellPlayback(now, f"the bell failed: {error}")
        return BellPlayback(now)

    def close(self) -> None:
        """Does nothing: a terminal's bell holds no device."""
