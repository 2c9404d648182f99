"""What the interview screen shows, from a snapshot and the seconds since it came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual.geometry import Size

from core.cueing.cues import CueLevel
from core.session.snapshot import Action, ItemView, Phase, Snapshot
from tui.i18n import N_, _, ngettext
from tui.widgets.countdown import CountdownView
from tui.widgets.marks import CueView, MoodView, mood_of
from tui.widgets.menu import MenuItem
from tui.widgets.text import answered, clock, words
from tui.widgets.text.categories import category_name
from tui.widgets.text.keys import by_keys
from tui.widgets.text.notices import notice_text

LAST_S = 10.0
"""From here on the countdown is marked; in short phases from their last third on."""
SETTLE_S = 1.0
"""So long a new phase takes no key: it may have been meant for the phase before, or be pressed twice."""
CUE_SHOWN_S = 6.0
"""So long a cue's reasons stay on the screen."""
MAIN = (Action.BEGIN, Action.READY, Action.SUBMIT, Action.NEXT)
"""What Enter does: the first of these that is allowed."""
EXPECTED: Mapping[Phase, tuple[Action, ...]] = {
    Phase.BRIEFING: (Action.BEGIN,),
    Phase.QUESTION: (Action.READY,),
    Phase.PREP: (Action.READY,),
    Phase.ANSWER: (Action.SUBMIT,),
    Phase.REVIEW: (Action.NEXT,),
}
"""What Enter will do later in a phase, when it is not allowed yet."""
HINTS: Mapping[Phase, str] = {
    Phase.BRIEFING: N_("Sit upright, look into the camera. The questions come one by one, each against the clock."),
    Phase.QUESTION: N_("Read the question. The time to think starts by itself."),
    Phase.PREP: N_("Think. Your face does not count yet."),
    Phase.ANSWER: N_("Answer aloud and look into the camera, not at this screen."),
    Phase.REVIEW: N_("Breathe out. The next question comes by itself."),
    Phase.FINISHED: N_("Well done."),
    Phase.WATCHING: N_("Watching."),
}

SELF_FROM, SELF_HIGH = 120, 30
"""Columns and rows from which there is room for a picture of the user."""


def room_for_self(size: Size) -> bool:
    """Whether a terminal has room for a picture of the user."""
    return size.width >= SELF_FROM and size.height >= SELF_HIGH


def keys_of(snapshot: Snapshot) -> tuple[object, ...]:
    """What the footer depends on."""
    return (snapshot.allowed, snapshot.phase, snapshot.paused)


def may_think(snapshot: Snapshot | None) -> bool:
    """Whether questions are asked, and none is being answered."""
    return snapshot is not None and snapshot.item is None and snapshot.phase in (Phase.QUESTION, Phase.PREP)


@dataclass(frozen=True, slots=True)
class InterviewView:
    """All of it; two equal ones need no redrawing."""

    countdown: CountdownView
    question: str
    hint: str
    index: int
    count: int
    progress: str
    mood: MoodView
    cue: CueView
    status: str
    paused: bool = False
    steps: ItemView | None = None


def view_of(snapshot: Snapshot, since_s: float) -> InterviewView:
    """The screen for a snapshot that came `since_s` seconds ago."""
    question, item = snapshot.question, snapshot.item
    if item is not None:
        number, count, text = item.number, item.count, item.text
    else:
        number, count, text = (question.index, question.count, question.text) if question else (-1, 0, "")
    return InterviewView(
        countdown=countdown(snapshot, since_s),
        question=text,
        hint=_hint(snapshot),
        index=number,
        count=count,
        progress=_progress(snapshot),
        mood=mood_of(snapshot),
        cue=cue(snapshot, since_s),
        status=words.camera(snapshot.camera),
        paused=snapshot.paused is not None,
        steps=item,
    )


def time_left(snapshot: Snapshot, since_s: float) -> float | None:
    """Seconds left of the phase now, never below 0; None where it has no end. A pause stands still."""
    if snapshot.phase_total_s is None:
        return None
    moved = 0.0 if snapshot.paused else max(0.0, since_s)
    return max(0.0, snapshot.phase_total_s - snapshot.phase_elapsed_s - moved)


def settled(snapshot: Snapshot, since_s: float) -> bool:
    """Whether the phase is old enough that a key pressed now was meant for it; in a pause it always is."""
    return snapshot.paused is not None or snapshot.phase_elapsed_s + since_s >= SETTLE_S


def countdown(snapshot: Snapshot, since_s: float) -> CountdownView:
    """Title, bar and figures; the last ten seconds of thinking and answering are marked."""
    left = time_left(snapshot, since_s)
    title = _capital(words.phase(snapshot.phase))
    running = snapshot.paused is None
    if left is None or not snapshot.phase_total_s or snapshot.phase in (Phase.QUESTION, Phase.REVIEW):
        return CountdownView(title, running=running)
    counts = snapshot.phase in (Phase.PREP, Phase.ANSWER)
    share = left / snapshot.phase_total_s
    last = counts and left <= min(LAST_S, snapshot.phase_total_s / 3)
    return CountdownView(title, share, clock.time_left(left), last, running)


def _hint(snapshot: Snapshot) -> str:
    if snapshot.paused is not None:
        return _capital(words.pause(snapshot.paused)) + "."
    if snapshot.item is not None:
        return _("How far does it hold for you? Answer at once, and keep the face you have in an interview.")
    if snapshot.phase is Phase.BRIEFING:
        return "\n\n".join((_(HINTS[snapshot.phase]), *notices(snapshot)))
    if snapshot.phase is Phase.REVIEW:
        return _review_hint(snapshot)
    return "\n".join(part for part in (_(HINTS[snapshot.phase]), submit_hint(snapshot)) if part)


def _review_hint(snapshot: Snapshot) -> str:
    """How the answer went, and what comes next."""
    found = snapshot.answered
    lines = answered.answered_lines(found) if found is not None else []
    if found is None or not found.last:
        again = _("Answer again, or go on? The next question comes by itself.")
        lines.append(again if Action.RETAKE in snapshot.allowed else _(HINTS[snapshot.phase]))
    return "\n".join(lines)


def submit_hint(snapshot: Snapshot) -> str:
    """When submitting begins, as the countdown will show it; "" where it is allowed, or never will be."""
    start, total = snapshot.submit_from_s, snapshot.phase_total_s
    if start is None or total is None or Action.SUBMIT in snapshot.allowed or start >= total:
        return ""
    return _("You may submit once the clock shows {time}.").format(time=clock.time_left(total - start))


def notices(snapshot: Snapshot) -> list[str]:
    """What the user should know about camera and sound, in words."""
    return [by_keys(notice_text(notice)) for notice in snapshot.notices]


def failures(snapshot: Snapshot) -> list[str]:
    """Why the session ended by itself, in words; empty where it did not."""
    return [notice_text(notice) for notice in snapshot.notices if notice.code == "session_failed"]


def _progress(snapshot: Snapshot) -> str:
    question, item = snapshot.question, snapshot.item
    if item is not None:
        return _("Item {number} of {count}").format(number=item.number + 1, count=item.count)
    if question is None:
        return ""
    parts = [
        _("Question {number} of {count}").format(number=question.index + 1, count=question.count),
        category_name(question.category),
    ]
    if question.attempt > 1:
        parts.append(_("attempt {number}").format(number=question.attempt))
    if left := question.retakes_left:
        parts.append(ngettext("{n} retake left", "{n} retakes left", left).format(n=left))
    return " · ".join(parts)


def cue(snapshot: Snapshot, since_s: float) -> CueView:
    """The last cue in words for a few seconds, and how many there were."""
    cues = snapshot.totals.cues
    count = words.cues(cues) if cues.given else _("no cues")
    last = snapshot.last_cue
    if last is None or snapshot.t + since_s - last.t > CUE_SHOWN_S:
        return CueView("", False, count)
    text = f"{words.how(last, stored=False)}: {words.why(last.why)}"
    return CueView(text, last.level >= CueLevel.MARK, count)


def main_action(snapshot: Snapshot) -> Action | None:
    """What Enter does now, None where it does nothing."""
    return next((action for action in MAIN if action in snapshot.allowed), None)


def main_label(snapshot: Snapshot) -> str:
    """What Enter does now, or will do later in this phase; "" in none."""
    action = main_action(snapshot) or next(iter(EXPECTED.get(snapshot.phase, ())), None)
    return _capital(words.action(action)) if action else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def leaving(*, stored: bool) -> tuple[str, list[MenuItem]]:
    """What becomes of an interview that is left, and the ways to answer the question."""
    leave = _("Leave; continue it later") if stored else _("Leave")
    items = [MenuItem("stay", _("Go on with the interview"), key="s"), MenuItem("leave", leave, key="l")]
    if stored:
        return _("All answers so far are stored. From home, r continues at this question."), items
    return _("Nothing was answered yet, so nothing is stored."), items
