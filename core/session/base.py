"""The base of every session: a pure state machine over an injected clock, which the session thread runs.

It takes actions (`handle`), time (`tick`) and readings (`observe`), and gives what happened through
`take_events`. An interview, watching and a calibration are such sessions.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from core.base.clock import Clock, Stopwatch
from core.base.types import Reading, ReadingState
from core.session.events import Event, Paused, Resumed
from core.session.plan import InterviewPlan
from core.session.snapshot import Action, Calibration, ItemView, PauseReason, Phase, QuestionView


class Session(ABC):
    """What the session thread needs of a session; what is the same in all of them is done here."""

    kind: ClassVar[str]
    """Its name in the store."""
    needs_camera: ClassVar[bool] = True
    """Whether it is nothing without its camera: it begins with the first picture and ends where none will come."""
    plan: InterviewPlan | None = None

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

    @property
    def phase_total_s(self) -> float | None:
        """The length of this phase in seconds, None where only the user ends it."""
        return None

    @property
    def submit_from_s(self) -> float | None:
        """Seconds of an answer from which it may be submitted; None elsewhere, and where it may be at once."""
        return None

    @abstractmethod
    def allowed(self) -> frozenset[Action]:
        """The actions that `handle` takes now."""

    @abstractmethod
    def handle(self, action: Action, reason: PauseReason | None = None) -> bool:
        """Do what the user asks; False where that is not allowed now."""

    def question(self) -> QuestionView | None:
        """The question on the table."""
        return None

    def item(self) -> ItemView | None:
        """The rapid item on the table; None in other sessions."""
        return None

    def choose(self, number: int, step: int) -> bool:  # noqa: ARG002
        """Answer rapid item `number` (from 0) by `step` (from 1); False where that is not allowed now."""
        return False

    def rate(self, index: int, word: str) -> bool:  # noqa: ARG002
        """Take the user's own word on the answer to question `index`; False where that is not allowed now."""
        return False

    def calibration(self) -> Calibration | None:
        """How far a calibration is; None in other sessions."""
        return None

    def tick(self) -> None:  # noqa: B027 - not every session ends by itself
        """Let time pass; call it at least every 0.1 s."""

    def speech_done(self) -> None:  # noqa: B027 - not every session speaks
        """The question has been read aloud."""

    def speech_failed(self) -> None:  # noqa: B027
        """Questions cannot be read aloud after all."""

    def observe(self, reading: Reading) -> bool:  # noqa: ARG002
        """Take a reading; True where it counts."""
        return self.counting

    def starts_at(self, t: float) -> None:
        """Set the session's time to `t`, before anything has happened."""
        self._origin = self._clock.now() - t

    def take_events(self) -> list[Event]:
        """What has happened since the last call."""
        events, self._events = self._events, []
        return events

    def _emit(self, event: Event) -> None:
        self._events.append(event)

    def _pause(self, reason: PauseReason) -> None:
        self.paused = reason
        self._watch.pause()
        self._emit(Paused(self.t, reason))

    def _resume(self) -> None:
        self.paused = None
        self._watch.resume()
        self._emit(Resumed(self.t))


class Asking(Session):
    """A session that asks: it goes on without its camera, but pauses where that is lost for too long."""

    kind = "interview"
    needs_camera = False

    def __init__(self, plan: InterviewPlan, clock: Clock, t: float, camera_lost_pause_s: float) -> None:
        """Begin at the briefing, at session time `t`; with `camera_lost_pause_s` 0 it never pauses by itself."""
        super().__init__(clock, Phase.BRIEFING, t)
        self.plan = plan
        self._plan = plan
        self._camera_lost_pause_s = camera_lost_pause_s
        self._lost_since: float | None = None

    def observe(self, reading: Reading) -> bool:
        """Take a reading; True where it counts, which is in an answer only. A lost camera pauses."""
        counts = self.counting
        if reading.state is not ReadingState.CAMERA_LOST:
            self._lost_since = None
        else:
            self._lost_since = self.t if self._lost_since is None else self._lost_since
            self._pause_without_camera(self.t - self._lost_since)
        return counts

    def _go_on(self) -> None:
        self._lost_since = None
        self._resume()

    def _pause_without_camera(self, lost_s: float) -> None:
        limit = self._camera_lost_pause_s
        waits = self.phase in (Phase.BRIEFING, Phase.FINISHED) or self.paused is not None
        if limit and not waits and lost_s >= limit:
            self._pause(PauseReason.CAMERA_LOST)
