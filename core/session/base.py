"""What every session's state machine is built on: time without pauses, and the events that it tells."""

from __future__ import annotations

from core.base.clock import Clock, Stopwatch
from core.session.events import Event, Paused, Resumed
from core.session.snapshot import PauseReason, Phase


class Machine:
    """What interview and watching share: time, pauses, events."""

    def __init__(self, clock: Clock, phase: Phase, t: float = 0.0) -> None:
        self._clock = clock
        self._origin = clock.now() - t
        self._watch = Stopwatch(clock)
        self._events: list[Event] = []
        self.phase = phase
        self.paused: PauseReason | None = None

    @property
    def t(self) -> float:
        """Seconds since the session began, pauses included."""
        return self._clock.now() - self._origin

    @property
    def phase_elapsed_s(self) -> float:
        """Seconds of this phase, pauses left out."""
        return self._watch.elapsed

    @property
    def counting(self) -> bool:
        """Whether the face counts now."""
        return self.phase in (Phase.ANSWER, Phase.WATCHING) and self.paused is None

    def starts_at(self, t: float) -> None:
        """Set the session's time to `t`, before anything has happened."""
        self._origin = self._clock.now() - t

    def take_events(self) -> list[Event]:
        """What has happened since the last call."""
        events, self._events = self._events, []
        return events

    def _tell(self, event: Event) -> None:
        self._events.append(event)

    def _pause(self, reason: PauseReason) -> None:
        self.paused = reason
        self._watch.pause()
        self._tell(Paused(self.t, reason))

    def _resume(self) -> None:
        self.paused = None
        self._watch.resume()
        self._tell(Resumed(self.t))
