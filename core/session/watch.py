"""Watching without an interview: the device of the paper."""

from __future__ import annotations

from core.base.clock import Clock
from core.session.base import Session
from core.session.events import AnswerBegan, AnswerEnded, Finished, PhaseChanged
from core.session.snapshot import Action, PauseReason, Phase


class Watching(Session):
    """The paper's device: one phase, in which every reading counts, until it is ended."""

    kind = "watch"

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock, Phase.WATCHING)
        self._emit(PhaseChanged(0.0, Phase.WATCHING))
        self._emit(AnswerBegan(0.0, 0, 1))

    def allowed(self) -> frozenset[Action]:
        """The actions that `handle` takes now."""
        if self.phase is Phase.FINISHED:
            return frozenset()
        return frozenset({Action.QUIT, Action.RESUME if self.paused else Action.PAUSE})

    def handle(self, action: Action, reason: PauseReason | None = None) -> bool:
        """Pause, resume or end."""
        if action not in self.allowed():
            return False
        if action is Action.PAUSE:
            self._pause(reason or PauseReason.USER)
        elif action is Action.RESUME:
            self._resume()
        else:
            self._emit(AnswerEnded(self.t, 0, 1, "quit", self.phase_elapsed_s))
            self.phase = Phase.FINISHED
            self._emit(PhaseChanged(self.t, Phase.FINISHED))
            self._emit(Finished(self.t, complete=True))
        return True
