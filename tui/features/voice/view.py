"""The user's recordings: when each is heard, and what the recorder says meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING

from textual.content import Content

from core.base.types import Expression
from tui.i18n import N_, _
from tui.widgets.meter import MeterView
from tui.widgets.text import words
from tui.widgets.text.width import fit, pad, right, width

if TYPE_CHECKING:
    from sounds.voices import Voice

LEVELS: Mapping[str, tuple[str, str]] = {
    "level-3": (N_("own voice"), N_("when a tone did not help")),
    "level-2": (N_("first cue"), N_("instead of the soft tone")),
}
SLOTS = (*LEVELS, "sad", "fear", "neutral", "surprise", "happy", "angry", "disgust")
SUGGESTED: Mapping[str, str] = {
    "level-3": N_("smile"),
    "level-2": N_("gently"),
    "sad": N_("lift the corners"),
    "fear": N_("breathe"),
    "angry": N_("relax the brow"),
}
COUNT_IN_S = 3.0
QUIET, LOUD = 0.35, 0.95


class Stage(str, Enum):
    """Where a recording stands."""

    COUNT = "count"
    RECORD = "record"
    WORK = "work"
    LISTEN = "listen"


def slot_title(slot: str) -> str:
    """`own voice`, or `sad`."""
    return _(LEVELS[slot][0]) if slot in LEVELS else words.expression(Expression(slot))


def slot_about(slot: str) -> str:
    """When a recording of this slot is heard."""
    if slot in LEVELS:
        return _(LEVELS[slot][1])
    return _("instead, when you look {expression}").format(expression=words.expression(Expression(slot)))


def suggested_name(slot: str) -> str:
    """A name to begin with."""
    return _(SUGGESTED[slot]) if slot in SUGGESTED else slot_title(slot)


def voice_line(voice: Voice, cells: int) -> Content:
    """Slot, name, length, and when it is heard."""
    head = pad(slot_title(voice.slot), 14)
    length = right(words.seconds(voice.seconds), 8)
    name = pad(voice.name, max(8, (cells - width(head) - width(length)) // 2))
    room = cells - width(head) - width(name) - width(length) - 3
    return Content.assemble(
        (head, "$accent"), " ", (name, "bold"), length, "  ", (fit(slot_about(voice.slot), room), "$muted")
    )


def count_in(elapsed_s: float) -> int:
    """3, 2, 1, and 0 when it begins."""
    return max(0, int(-(-(COUNT_IN_S - elapsed_s) // 1)))


def meter(level: float, loud: bool) -> MeterView:
    """The level as a bar with a word."""
    if loud or level > LOUD:
        return MeterView(_("Level"), level, _("too loud: move away a little"), good=False)
    if level < QUIET:
        return MeterView(_("Level"), level, _("quiet: come closer or speak up"), good=False)
    return MeterView(_("Level"), level, _("good"))


def stage_words(stage: Stage, elapsed_s: float, seconds: float) -> str:
    """What to do now, in large letters' place."""
    if stage is Stage.COUNT:
        return _("Get ready … {number}").format(number=count_in(elapsed_s))
    if stage is Stage.RECORD:
        return _("Speak now.  {time}").format(time=words.seconds(seconds))
    if stage is Stage.WORK:
        return _("one moment …")
    return _("Recorded: {time}. Listen, keep it, or try again.").format(time=words.seconds(seconds))
