"""An interview line by line, for dumb terminals and screen readers: nothing moves, everything is a sentence."""

from __future__ import annotations

import math
import os
import select
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from core.cueing.cues import Cue, CueLevel
from core.session.answer_time import AnswerTime
from core.session.events import (
    AnswerBegan,
    AnswerEnded,
    CueGiven,
    CueSounded,
    Event,
    ItemEnded,
    ItemShown,
    LookCalled,
    Paused,
    PhaseChanged,
    QuestionShown,
    Resumed,
    Skipped,
    VoiceCalled,
)
from core.session.snapshot import Action, Answered, PauseReason, Phase, Snapshot
from questions.disposition import STEPS
from tui.cli.output import Output
from tui.i18n import N_, _, ngettext
from tui.widgets.text import ratings, words
from tui.widgets.text.answered import answered_lines
from tui.widgets.text.categories import category_name
from tui.widgets.text.clock import clock_time
from tui.widgets.text.notices import notice_text

if TYPE_CHECKING:
    from core.session.plan import InterviewPlan
    from tui.cli.mailbox import Mailbox

POLL_S = 0.1
ENTER: Mapping[Phase, Action] = {
    Phase.BRIEFING: Action.BEGIN,
    Phase.QUESTION: Action.READY,
    Phase.PREP: Action.READY,
    Phase.ANSWER: Action.SUBMIT,
    Phase.REVIEW: Action.NEXT,
}
LETTERS: Mapping[str, Action] = {
    "r": Action.RETAKE,
    "s": Action.SKIP,
    "n": Action.NEXT,
    "q": Action.QUIT,
}
HELP = N_("Enter: go on. r: answer again. s: skip. p: pause or go on. q: quit. Each followed by Enter.")
STEP_KEYS = tuple(str(number) for number in range(1, len(STEPS) + 1))
LAST_S = 5
"""The last seconds are counted one by one."""


class Commands(Protocol):
    """What takes the user's commands: the session alone, or with its sounds (`tui.wiring.session`)."""

    def start(self) -> None:
        """Begin in a thread of its own."""

    def command(self, action: Action, reason: PauseReason | None = None) -> None:
        """Ask for something."""

    def choose(self, number: int, step: int) -> None:
        """Answer rapid item `number` (from 0) by `step` (from 1)."""

    def rate(self, index: int, word: str) -> None:
        """Keep the user's own word on the answer to question `index`."""


class Progress(Protocol):
    """What tells how the session stands (`core.engine.runner.SessionRunner`)."""

    def snapshot(self) -> Snapshot:
        """The newest snapshot."""

    def join(self, timeout: float | None = None) -> bool:
        """Wait for the end; False when it still runs."""


def due_mark(before: float | None, left: float) -> int | None:
    """The number of seconds that is to be told when the time left fell from `before` to `left`, or None.

    Every 30 s, in the last minute every 10 s, and the last five one by one: a screen reader must not talk all along.
    """
    if before is None:
        return None
    for mark in range(int(left), int(before) + 1):
        if left <= mark < before and mark > 0:
            step = 30 if mark > 60 else 10
            if mark <= LAST_S or mark % step == 0:
                return mark
    return None


class Keys:
    """Whole lines from a descriptor, without waiting. At the end of the input there are none any more."""

    def __init__(self, descriptor: int | None) -> None:
        self._descriptor = descriptor
        self._rest = b""

    @property
    def open(self) -> bool:
        """Whether there may still come some."""
        return self._descriptor is not None

    def lines(self, timeout_s: float) -> list[str]:
        """What was entered, waiting at most `timeout_s` for it."""
        if self._descriptor is None:
            return []
        if not select.select([self._descriptor], [], [], timeout_s)[0]:
            return []
        data = os.read(self._descriptor, 4096)
        if not data:
            self._descriptor = None
        *whole, self._rest = (self._rest + data).split(b"\n")
        return [line.decode("utf-8", "replace").strip().lower() for line in whole]


class PlainInterview:
    """Tells an interview and takes commands, until it is over."""

    def __init__(
        self,
        plan: InterviewPlan,
        commands: Commands,
        progress: Progress,
        events: Mailbox[Event],
        output: Output,
        keys: Keys,
        *,
        hands_free: bool = False,
        poll_s: float = POLL_S,
    ) -> None:
        """With `hands_free` it begins at once, and nothing is counted down; keys are looked for every `poll_s`."""
        self._plan, self._commands, self._progress, self._events = plan, commands, progress, events
        self._out, self._keys = output, keys
        self._hands_free, self._poll_s = hands_free, poll_s
        self._left: float | None = None
        self._phase: Phase | None = None
        self._notices_said = 0
        self._answered: Answered | None = None
        self._time = AnswerTime(0.0)

    def run(self) -> None:
        """Tell everything until the session has ended. Ctrl-C goes through; the caller stops the runner."""
        self._brief()
        if self._hands_free or not self._keys.open:
            self._commands.command(Action.BEGIN)
        self._commands.start()
        while not self._progress.join(0):
            self.step()
        self.step()

    def step(self) -> None:
        """Tell what is new, and take what was entered."""
        while (event := self._events.get(0)) is not None:
            self._tell(event)
        snapshot = self._progress.snapshot()
        self._tell_notices(snapshot)
        self._tell_answered(snapshot)
        if not self._hands_free:
            self._count_down(snapshot)
        if self._keys.open:
            self._listen(snapshot)
        else:
            self._progress.join(self._poll_s)

    def _listen(self, snapshot: Snapshot) -> None:
        for line in self._keys.lines(self._poll_s):
            self._obey(line, self._progress.snapshot())
        if not self._keys.open and snapshot.phase is Phase.BRIEFING:
            self._commands.command(Action.BEGIN)  # nobody is left who could press Enter

    def _brief(self) -> None:
        plan, say = self._plan, self._out.line
        if plan.items:
            self._brief_items()
            return
        n = len(plan.questions)
        say(ngettext("An interview with {n} question.", "An interview with {n} questions.", n).format(n=n))
        say(
            _("For each: {prep} s to think, {answer} s to answer.").format(
                prep=round(plan.prep_s), answer=round(plan.answer_s)
            )
        )
        if plan.retakes:
            text = ngettext("Each may be answered again once.", "Each may be answered again {n} times.", plan.retakes)
            say(text.format(n=plan.retakes))
        if plan.submit_after_s:
            say(_("An answer may be submitted from {n} s on.").format(n=round(plan.submit_after_s)))
        if not self._hands_free and self._keys.open:
            say(_(HELP))
            say(_("Press Enter to begin."))

    def _brief_items(self) -> None:
        plan, say = self._plan, self._out.line
        n = len(plan.items)
        text = ngettext("{n} statement, {seconds} s each.", "{n} statements, {seconds} s each.", n)
        say(text.format(n=n, seconds=round(plan.answer_s)))
        say(_("How far does it hold for you? Enter a number:"))
        for number, step in enumerate(STEPS, 1):
            say(f"  {number}  {step['ko' if plan.language == 'ko' else 'en']}")
        if not self._hands_free and self._keys.open:
            say(_("p: pause or go on. q: quit. Each followed by Enter."))
            say(_("Press Enter to begin."))

    def _tell(self, event: Event) -> None:
        say = self._out.line
        self._time.event(event)
        if isinstance(event, AnswerBegan):
            self._time = AnswerTime(event.t)
        elif isinstance(event, QuestionShown):
            self._show_question(event)
        elif isinstance(event, ItemShown):
            say(f"{event.number + 1}/{len(self._plan.items)}  {event.text}")
        elif isinstance(event, ItemEnded):
            if event.step is None:
                say(_("  time is up"))
        elif isinstance(event, PhaseChanged):
            self._phase, self._left = event.phase, None
            if (text := self._phase_words(event)) is not None:
                say(text)
        elif isinstance(event, AnswerEnded) and not self._plan.items:
            how = words.ending(event.how)
            say(_("Answer over after {time}: {how}.").format(time=clock_time(event.used_s), how=how))
        elif isinstance(event, Skipped):
            say(_("Skipped."))
        elif isinstance(event, Paused):
            say(_("{why}. Press Enter to go on.").format(why=words.pause(event.reason)))
        elif isinstance(event, Resumed):
            say(_("Going on."))
        elif isinstance(event, CueGiven):
            say(self._cue_words(event.cue) if event.cue.level > CueLevel.MARK else self._mark_words(event))
        elif isinstance(event, LookCalled | VoiceCalled):
            say(notice_text(event.notice))
        elif isinstance(event, CueSounded) and (text := words.silence(event.sound)):
            say(text)

    def _cue_words(self, cue: Cue) -> str:
        """In the time of the answer, as its report tells it."""
        return words.cue_line(cue, self._time.at(cue.t))

    def _mark_words(self, event: CueGiven) -> str:
        return _("Careful: {why}").format(why=words.why(event.cue.why))

    def _show_question(self, event: QuestionShown) -> None:
        asked = self._plan.questions[event.index]
        number = _("Question {number} of {count} ({category})").format(
            number=event.index + 1, count=len(self._plan.questions), category=category_name(asked.category)
        )
        self._out.line()
        self._out.line(self._out.paint(number, "bold"))
        self._out.line(event.text)

    def _phase_words(self, event: PhaseChanged) -> str | None:
        if event.index is None or self._plan.items:
            return None
        timing = self._plan.timing(event.index)
        if event.phase is Phase.PREP:
            return _("Think: {n} s. Your face does not count yet.").format(n=round(timing.prep_s))
        if event.phase is Phase.ANSWER:
            return _("Answer now: {n} s. Look into the camera.").format(n=round(timing.answer_s))
        if event.phase is Phase.REVIEW and not self._hands_free and self._keys.open:
            return ratings.asked()
        return None

    def _tell_answered(self, snapshot: Snapshot) -> None:
        """How the answer went, once."""
        found = snapshot.answered
        if found is not None and found != self._answered:
            for line in answered_lines(found):
                self._out.line(line)
        self._answered = found or self._answered

    def _tell_notices(self, snapshot: Snapshot) -> None:
        for notice in snapshot.notices[self._notices_said :]:
            if notice.code != "session_failed":
                self._out.line(notice_text(notice))
        self._notices_said = len(snapshot.notices)

    def _count_down(self, snapshot: Snapshot) -> None:
        if (
            self._plan.items
            or snapshot.phase not in (Phase.PREP, Phase.ANSWER)
            or snapshot.phase_total_s is None
            or snapshot.paused
        ):
            return
        left = snapshot.phase_total_s - snapshot.phase_elapsed_s
        mark = due_mark(self._left, left) if snapshot.phase is self._phase else None
        self._left = left
        if mark is not None:
            text = ngettext("{n} second left", "{n} seconds left", mark) if mark > LAST_S else "{n}"
            self._out.line(text.format(n=mark))

    def _obey(self, line: str, snapshot: Snapshot) -> None:
        if line in ("?", "h", "help"):
            self._out.line(_(HELP))
            return
        if snapshot.item is not None and line in STEP_KEYS:
            self._commands.choose(snapshot.item.number, int(line))
            return
        if snapshot.phase is Phase.REVIEW and snapshot.question is not None and line in ratings.KEYS:
            self._commands.rate(snapshot.question.index, ratings.KEYS[line])
            return
        action = self._asked(line, snapshot)
        if action is None:
            self._out.line(_("Not understood: {line}. {help}").format(line=line, help=_(HELP)))
        elif action not in snapshot.allowed:
            self._out.line(self._refusal(action, snapshot))
        else:
            self._commands.command(action, PauseReason.USER if action is Action.PAUSE else None)

    def _asked(self, line: str, snapshot: Snapshot) -> Action | None:
        if snapshot.paused is not None and line in ("", "p"):
            return Action.RESUME
        if line == "p":
            return Action.PAUSE
        return ENTER.get(snapshot.phase) if line == "" else LETTERS.get(line)

    def _refusal(self, action: Action, snapshot: Snapshot) -> str:
        wait = (snapshot.submit_from_s or 0.0) - snapshot.phase_elapsed_s
        if action in (Action.SUBMIT, Action.SKIP) and wait > 0 and not snapshot.paused:
            return _("Not yet: in {n} s.").format(n=math.ceil(wait))
        return _("Not now: {action}.").format(action=words.action(action))
