"""The state machine of an interview: pure, over an injected clock, without threads.

It takes actions (`handle`), time (`tick`) and readings (`observe`), and gives what happened through
`take_events`; `core.session.watch` is the same without questions. A countdown is the difference of two clock
readings; a pause moves its beginning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from core.base.clock import Clock
from core.session.base import Asking, Session
from core.session.events import (
    AnswerBegan,
    AnswerEnded,
    AnswerRated,
    Finished,
    PhaseChanged,
    QuestionShown,
    Resumed,
    Skipped,
)
from core.session.plan import InterviewPlan
from core.session.snapshot import Action, PauseReason, Phase, QuestionView
from core.session.watch import Watching
from questions.due import WORDS
from questions.schema import Timing

__all__ = ["Interview", "Position", "Session", "SessionSettings", "Watching"]

CHARACTERS_PER_S: Mapping[str, float] = MappingProxyType({"ko": 7.0, "en": 14.0})
"""Characters a second at which a question is read silently and understood; slow on purpose."""


@dataclass(frozen=True, slots=True)
class SessionSettings:
    """How a session behaves apart from its format; times in seconds."""

    spoken: bool = False
    """The question is read aloud: QUESTION waits for `speech_done`, at most `speech_limit` times its usual length."""
    speech_limit: float = 3.0
    least_question_s: float = 3.0
    most_question_s: float = 30.0
    review_s: float = 3.0
    """Pause between an answer and the next question."""
    retake_review_s: float = 15.0
    """The same where a retake is left, which has to be thought about."""
    camera_lost_pause_s: float = 3.0
    """A camera that is lost for so long pauses the interview; 0 never does."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where an interrupted interview goes on: `t` is the session time reached, `attempt` the last one begun.

    `item` is the first rapid item (from 0) that was not over.
    """

    index: int = 0
    attempt: int = 0
    retakes_used: int = 0
    t: float = 0.0
    item: int = 0


class Interview(Asking):
    """Briefing, then for each question QUESTION, PREP, ANSWER and REVIEW, then the end."""

    def __init__(
        self,
        plan: InterviewPlan,
        clock: Clock,
        settings: SessionSettings | None = None,
        position: Position | None = None,
    ) -> None:
        """Begin at the briefing; with `position` the first question is the one that was interrupted."""
        at = position or Position()
        self._settings = settings or SessionSettings()
        super().__init__(plan, clock, at.t, self._settings.camera_lost_pause_s)
        self._index = at.index
        self._attempt = at.attempt
        self._retakes_used = at.retakes_used
        self._rated = ""
        if position is not None:
            self._emit(Resumed(self.t, after_restart=True))
        self._emit(PhaseChanged(self.t, Phase.BRIEFING))

    @property
    def phase_total_s(self) -> float | None:
        """The length of this phase in seconds, None where only the user ends it."""
        settings = self._settings
        if self.phase is Phase.QUESTION:
            return self._question_s * (settings.speech_limit if settings.spoken else 1.0)
        if self.phase is Phase.REVIEW:
            return settings.retake_review_s if self._retakes_left else settings.review_s
        return {Phase.PREP: self._timing.prep_s, Phase.ANSWER: self._timing.answer_s}.get(self.phase)

    @property
    def submit_from_s(self) -> float | None:
        """Seconds of an answer from which it may be submitted; None elsewhere, and where it may be at once."""
        return (self._timing.submit_after_s or None) if self.phase is Phase.ANSWER else None

    def allowed(self) -> frozenset[Action]:
        """The actions that `handle` takes now."""
        if self.phase is Phase.FINISHED:
            return frozenset()
        if self.paused is not None:
            return frozenset({Action.RESUME, Action.QUIT})
        return frozenset({Action.PAUSE, Action.QUIT, *self._phase_actions()})

    def question(self) -> QuestionView | None:
        """The question on the table; none at the briefing and at the end."""
        if self.phase in (Phase.BRIEFING, Phase.FINISHED):
            return None
        asked = self._plan.questions[self._index]
        return QuestionView(
            id=asked.id,
            category=asked.category,
            text=asked.says(self._plan.language),
            index=self._index,
            count=len(self._plan.questions),
            attempt=self._attempt,
            retakes_left=self._retakes_left,
            rated=self._rated,
        )

    def tick(self) -> None:
        """End the phase whose time is over."""
        total = self.phase_total_s
        if self.paused is None and total is not None and self.phase_elapsed_s >= total:
            self._time_is_over()

    def handle(self, action: Action, reason: PauseReason | None = None) -> bool:
        """Do what the user asks; False where that is not allowed now."""
        self.tick()
        if action not in self.allowed():
            return False
        if action is Action.PAUSE:
            self._pause(reason or PauseReason.USER)
        else:
            self._handlers[action]()
        return True

    def rate(self, index: int, word: str) -> bool:
        """Take the user's word (`questions.due.WORDS`) on the answer that has just ended; the last one counts."""
        self.tick()
        if self.phase is not Phase.REVIEW or index != self._index or word not in WORDS:
            return False
        self._rated = word
        self._emit(AnswerRated(self.t, index, word))
        return True

    def speech_done(self) -> None:
        """The question has been read aloud: the time to prepare begins."""
        if self.phase is Phase.QUESTION and self.paused is None:
            self._prepare()

    def speech_failed(self) -> None:
        """Questions cannot be read aloud after all: the time to read them silently counts, also for this one."""
        self._settings = replace(self._settings, spoken=False)

    @property
    def _handlers(self) -> Mapping[Action, Callable[[], None]]:
        return {
            Action.BEGIN: self._ask,
            Action.READY: self._prepare if self.phase is Phase.QUESTION else self._answer,
            Action.SUBMIT: lambda: self._end_answer("submitted"),
            Action.RETAKE: self._retake,
            Action.NEXT: self._next,
            Action.SKIP: self._skip,
            Action.RESUME: self._go_on,
            Action.QUIT: self._quit,
        }

    def _phase_actions(self) -> set[Action]:
        timing, phase = self._timing, self.phase
        early = phase is Phase.ANSWER and self.phase_elapsed_s >= timing.submit_after_s
        rules = (
            (Action.BEGIN, phase is Phase.BRIEFING),
            (Action.READY, phase is Phase.QUESTION or (phase is Phase.PREP and timing.prep_skippable)),
            (Action.SUBMIT, early),
            (Action.RETAKE, phase in (Phase.ANSWER, Phase.REVIEW) and self._retakes_left > 0),
            (Action.NEXT, phase is Phase.REVIEW),
            (Action.SKIP, timing.skip_allowed and (early or phase in (Phase.QUESTION, Phase.PREP))),
        )
        return {action for action, holds in rules if holds}

    @property
    def _timing(self) -> Timing:
        """The clock and the rules of the question on the table."""
        return self._plan.timing(self._index)

    @property
    def _retakes_left(self) -> int:
        return max(0, self._timing.retakes - self._retakes_used)

    @property
    def _question_s(self) -> float:
        text = self._plan.questions[self._index].says(self._plan.language)
        length = 1.5 + len(text) / CHARACTERS_PER_S.get(self._plan.language, CHARACTERS_PER_S["en"])
        return min(max(length, self._settings.least_question_s), self._settings.most_question_s)

    def _enter(self, phase: Phase) -> None:
        self.phase = phase
        self._watch.restart()
        about = phase not in (Phase.BRIEFING, Phase.FINISHED)
        self._emit(PhaseChanged(self.t, phase, self._index if about else None, self._attempt))

    def _time_is_over(self) -> None:
        after = {
            Phase.QUESTION: self._prepare,
            Phase.PREP: self._answer,
            Phase.ANSWER: lambda: self._end_answer("time"),
            Phase.REVIEW: self._next,
        }
        after[self.phase]()

    def _ask(self) -> None:
        self._attempt += 1
        self._enter(Phase.QUESTION)
        asked = self._plan.questions[self._index]
        self._emit(QuestionShown(self.t, self._index, asked.id, asked.says(self._plan.language), self._attempt))

    def _prepare(self) -> None:
        if self._timing.prep_s > 0:
            self._enter(Phase.PREP)
        else:
            self._answer()

    def _answer(self) -> None:
        self._rated = ""
        self._enter(Phase.ANSWER)
        self._emit(AnswerBegan(self.t, self._index, self._attempt))

    def _stop_answer(self, how: str) -> None:
        if self.phase is Phase.ANSWER:
            used = min(self.phase_elapsed_s, self._timing.answer_s)
            self._emit(AnswerEnded(self.t, self._index, self._attempt, how, used))

    def _end_answer(self, how: str) -> None:
        self._stop_answer(how)
        self._enter(Phase.REVIEW)

    def _retake(self) -> None:
        self._stop_answer("retaken")
        self._retakes_used += 1
        self._attempt += 1
        self._prepare()

    def _skip(self) -> None:
        self._stop_answer("skipped")
        self._emit(Skipped(self.t, self._index))
        self._next()

    def _next(self) -> None:
        if self._index + 1 >= len(self._plan.questions):
            self._finish(complete=True)
            return
        self._index += 1
        self._attempt = self._retakes_used = 0
        self._ask()

    def _quit(self) -> None:
        last = self._index + 1 >= len(self._plan.questions)
        answered = self.phase is Phase.REVIEW and last
        self._stop_answer("quit")
        self._finish(complete=answered)

    def _finish(self, *, complete: bool) -> None:
        self.paused = None
        self._enter(Phase.FINISHED)
        self._emit(Finished(self.t, complete))
