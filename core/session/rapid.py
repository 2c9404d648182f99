"""Rapid items: one statement after the other, each against a short clock, answered in six steps, with no way back.

The face counts from the first item to the last. It is judged by stretches (`questions.disposition.STRETCH`), as if
each were an answer, so that a report tells where in the run it slipped.
"""

from __future__ import annotations

from core.base.clock import Clock, Stopwatch
from core.session.base import Asking
from core.session.events import AnswerBegan, AnswerEnded, Finished, ItemEnded, ItemShown, PhaseChanged, Resumed
from core.session.interview import Position, SessionSettings
from core.session.plan import InterviewPlan
from core.session.snapshot import Action, ItemView, PauseReason, Phase
from questions.disposition import STEPS, STRETCH
from questions.schema import Language, in_language

LEAST_S = 0.3
"""Nobody has read a statement before: such a key was meant for the one before it, or was pressed twice."""


class RapidItems(Asking):
    """Briefing, then the items of the plan without a break, then the end."""

    def __init__(
        self,
        plan: InterviewPlan,
        clock: Clock,
        settings: SessionSettings | None = None,
        position: Position | None = None,
    ) -> None:
        """Begin at the briefing; with `position` the first item is the one that was interrupted."""
        at = position or Position()
        super().__init__(plan, clock, at.t, (settings or SessionSettings()).camera_lost_pause_s)
        self._number = at.item
        self._attempt = at.attempt
        self._stretch = Stopwatch(clock)
        self._language: Language = "ko" if plan.language == "ko" else "en"
        if position is not None:
            self._emit(Resumed(self.t, after_restart=True))
        self._emit(PhaseChanged(self.t, Phase.BRIEFING))

    @property
    def phase_total_s(self) -> float | None:
        """The seconds of one item; none at the briefing and at the end."""
        return self._plan.answer_s if self.phase is Phase.ANSWER else None

    def allowed(self) -> frozenset[Action]:
        """The actions that `handle` takes now; an item is answered by `choose`."""
        if self.phase is Phase.FINISHED:
            return frozenset()
        if self.paused is not None:
            return frozenset({Action.RESUME, Action.QUIT})
        begin = {Action.BEGIN} if self.phase is Phase.BRIEFING else set()
        return frozenset({Action.PAUSE, Action.QUIT, *begin})

    def item(self) -> ItemView | None:
        """The item on the table."""
        if self.phase is not Phase.ANSWER:
            return None
        return ItemView(
            number=self._number,
            count=len(self._plan.items),
            text=self._plan.items[self._number].says(self._language),
            steps=tuple(in_language(step, self._language) for step in STEPS),
        )

    def tick(self) -> None:
        """End the item whose time is over."""
        if self._running and self.phase_elapsed_s >= self._plan.answer_s:
            self._end_item(None)

    def handle(self, action: Action, reason: PauseReason | None = None) -> bool:
        """Do what the user asks; False where that is not allowed now."""
        self.tick()
        if action not in self.allowed():
            return False
        if action is Action.BEGIN:
            self._begin_stretch()
            self._show()
        elif action is Action.PAUSE:
            self._pause(reason or PauseReason.USER)
        elif action is Action.RESUME:
            self._go_on()
        else:
            self._quit()
        return True

    def choose(self, number: int, step: int) -> bool:
        """Answer item `number` (from 0) by `step` (1 to 6); False where it is not on the table, or only just."""
        self.tick()
        known = step in range(1, len(STEPS) + 1)
        if not (self._running and known and number == self._number and self.phase_elapsed_s >= LEAST_S):
            return False
        self._end_item(step)
        return True

    @property
    def _running(self) -> bool:
        return self.phase is Phase.ANSWER and self.paused is None

    def _pause(self, reason: PauseReason) -> None:
        self._stretch.pause()
        super()._pause(reason)

    def _resume(self) -> None:
        self._stretch.resume()
        super()._resume()

    def _begin_stretch(self) -> None:
        self.phase = Phase.ANSWER
        self._attempt += 1
        self._stretch.restart()
        index = self._number // STRETCH
        self._emit(PhaseChanged(self.t, Phase.ANSWER, index, self._attempt))
        self._emit(AnswerBegan(self.t, index, self._attempt))

    def _show(self) -> None:
        self._watch.restart()
        item = self._plan.items[self._number]
        self._emit(ItemShown(self.t, self._number, item.id, item.says(self._language)))

    def _end_item(self, step: int | None) -> None:
        used = min(self.phase_elapsed_s, self._plan.answer_s)
        self._emit(ItemEnded(self.t, self._number, self._plan.items[self._number].id, step, used))
        last = self._number + 1 == len(self._plan.items)
        if last or (self._number + 1) % STRETCH == 0:
            self._end_stretch("time")
        self._number += not last
        if last:
            self._finish(complete=True)
            return
        if self._number % STRETCH == 0:
            self._attempt = 0
            self._begin_stretch()
        self._show()

    def _end_stretch(self, how: str) -> None:
        self._emit(AnswerEnded(self.t, self._number // STRETCH, self._attempt, how, self._stretch.elapsed))

    def _quit(self) -> None:
        if self.phase is Phase.ANSWER:
            self._end_stretch("quit")
        self._finish(complete=False)

    def _finish(self, *, complete: bool) -> None:
        self.paused = None
        self.phase = Phase.FINISHED
        self._watch.restart()
        self._emit(PhaseChanged(self.t, Phase.FINISHED))
        self._emit(Finished(self.t, complete))
