"""Watching without an interview: the device of the paper."""

from __future__ import annotations

from core.base.clock import Clock
from core.base.types import Reading
from core.session.base import Machine
from core.session.events import AnswerBegan, AnswerEnded, Finished, PhaseChanged
from core.session.plan import InterviewPlan
from core.session.snapshot import Action, PauseReason, Phase, QuestionView


class Watching(Machine):
    """The paper's device: one phase, in which every reading counts, until it is ended."""

    kind = "watch"
    plan: InterviewPlan | None = None

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock, Phase.WATCHING)
        self._tell(PhaseChanged(0.0, Phase.WATCHING))
        self._tell(AnswerBegan(0.0, 0, 1))

    @property
    def phase_total_s(self) -> float | None:
        """Watching has no end of its own."""
        return None

    @property
    def submit_from_s(self) -> float | None:
        """Nothing is submitted."""
        return None

    def allowed(self) -> frozenset[Action]:
        """The actions that `handle` takes now."""
        if self.phase is Phase.FINISHED:
            return frozenset()
        return frozenset({Action.QUIT, Action.RESUME if self.paused else Action.PAUSE})

    def question(self) -> QuestionView | None:
        """There is no question."""
        return None

    def tick(self) -> None:
        """Nothing ends by itself."""

    def speech_done(self) -> None:
        """Nothing is spoken."""

    def speech_failed(self) -> None:
        """Nothing is spoken."""

    def handle(self, action: Action, reason: PauseReason | None = None) -> bool:
        """Pause, resume or end."""
        if action not in self.allowed():
            return False
        if action is Action.PAUSE:
            self._pause(reason or PauseReason.USER)
        elif action is Action.RESUME:
            self._resume()
        else:
            self._tell(AnswerEnded(self.t, 0, 1, "quit", self.phase_elapsed_s))
            self.phase = Phase.FINISHED
            self._tell(PhaseChanged(self.t, Phase.FINISHED))
            self._tell(Finished(self.t, complete=True))
        return True

    def observe(self, reading: Reading) -> bool:  # noqa: ARG002
        """Every reading counts unless the session is paused or over."""
        return self.counting
