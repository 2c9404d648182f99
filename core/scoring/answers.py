"""What a session makes of its readings, cues and seconds by answer: the same live, in a report and in a replay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from core.base.types import Reading
from core.cueing.cues import Cue
from core.cueing.policy import CuePolicy
from core.scoring.counts import score_of_answers, skip, total_of
from core.scoring.scoring import Answer, score
from core.session.events import (
    AnswerBegan,
    AnswerEnded,
    AnswerScored,
    CueSounded,
    Event,
    LookCalled,
    Paused,
    Resumed,
    Skipped,
    VoiceCalled,
)
from core.session.plan import InterviewPlan
from core.session.snapshot import Totals


class Judge:
    """Drives the policy and the tallies by events and by the readings that count.

    With `keep` each answer keeps its readings, for reports; with `newest` only the newest one does, for what is said
    right after it. `before` are the answers of a session that was interrupted, which count too.
    """

    def __init__(
        self, policy: CuePolicy, *, keep: bool = False, newest: bool = False, before: Iterable[Answer] = ()
    ) -> None:
        self.policy = policy
        self.answers: list[Answer] = list(before)
        self.last_cue: Cue | None = None
        self._keep, self._newest = keep, newest
        self._open: Answer | None = None
        self._t = 0.0

    def event(self, event: Event) -> None:
        """Take an event of the session, in the order of time."""
        if isinstance(event, CueSounded):
            self._sounded(event)
        elif isinstance(event, (LookCalled, VoiceCalled)):
            self.policy.called(event.t)
        elif isinstance(event, AnswerBegan):
            self.close(event.t)
            self.policy.forget()
            if self.answers and not self._keep:
                self.answers[-1].readings.clear()
            self._open = Answer(event.index, event.attempt, event.t)
            self._open.tally.open(event.t)
            self.answers.append(self._open)
        elif isinstance(event, AnswerEnded):
            if self._open is not None:
                self._open.how, self._open.used_s = event.how, event.used_s
            self.close(event.t)
        elif isinstance(event, Skipped):
            skip(self.answers, event.index)
        elif self._open is not None and isinstance(event, Paused):
            self.policy.forget()
            self._open.tally.close(event.t)
            self._open.time.event(event)
        elif isinstance(event, Resumed) and event.after_restart:
            self.close(self._t)
            self.policy.reset()  # as the policy of a session that goes on begins anew
        elif self._open is not None and isinstance(event, Resumed):
            self._open.tally.open(event.t)
            self._open.time.event(event)
        self._t = event.t

    def reading(self, reading: Reading) -> Cue | None:
        """Take a reading that counts; returns the cue that is due."""
        self._t = reading.t
        cue = self.policy.step(reading)
        answer = self._open
        if answer is not None:
            answer.tally.add(reading)
            if self._keep or self._newest:
                answer.readings.append(reading)
            if cue is not None:
                answer.cues.append(cue)
        self.last_cue = cue or self.last_cue
        return cue

    def scored(self, event: AnswerEnded, allowed_s: float) -> AnswerScored:
        """What the answer that has just ended was worth, of at most `allowed_s` (0: no end)."""
        value = score(self.answers[-1].totals(), allowed_s).value
        return AnswerScored(event.t, event.index, event.attempt, value)

    def score(self, plan: InterviewPlan | None) -> float | None:
        """What the answers that count are worth together; None where that is withheld."""
        return score_of_answers(self.answers, plan.answers_s if plan else 0.0).value

    @property
    def open(self) -> Answer | None:
        """The answer that runs."""
        return self._open

    def _sounded(self, event: CueSounded) -> None:
        """Note what became of a cue, which may have been given a while ago."""
        if self.last_cue is not None and self.last_cue.t == event.t:
            self.last_cue = replace(self.last_cue, sound=event.sound)
        for answer in self.answers:
            answer.cues = [replace(cue, sound=event.sound) if cue.t == event.t else cue for cue in answer.cues]

    def close(self, t: float) -> None:
        """End the answer that is open, if one is: also of a session that was cut off."""
        if self._open is not None:
            self._open.tally.close(t)
            self._open.ended = t
            self._open.used_s = self._open.used_s or self._open.tally.totals().total_s
            self._open = None

    def totals(self) -> Totals:
        """The answers that count, added up: in a retake without the attempt that it replaces."""
        return total_of(self.answers)
