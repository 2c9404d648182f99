"""What is said in the pause after an answer, in words: the same on the screen and line by line."""

from __future__ import annotations

from collections.abc import Mapping

from core.session.snapshot import Answered
from tui.i18n import N_, _
from tui.widgets.text import words
from tui.widgets.text.notices import by_code

RETAKES: Mapping[str, str] = {
    "no_score": N_("Another attempt is worth it: this one has no score."),
    "long_slip": N_("Another attempt is worth it: a slip that long is what stays in mind."),
    "low_score": N_("Another attempt is worth it: there is something to gain."),
    "fine": N_("No need for another attempt: go on."),
}


def result(found: Answered) -> str:
    """`Score 78, longest slip 3.2 s.`"""
    if found.score is None:
        text = words.withheld(found.withheld or "")
        text = text[:1].upper() + text[1:]
    else:
        text = _("Score {value} of 100").format(value=f"{found.score:.0f}")
    if found.longest_s:
        slip = _("longest slip {time}").format(time=words.seconds(found.longest_s))
    else:
        slip = "" if found.score is None else _("no slip")
    return f"{text}, {slip}." if slip else f"{text}."


def retake(found: Answered) -> str:
    """Whether another attempt is worth it; "" where none is left."""
    return by_code(RETAKES, found.retake, {}) if found.retake else ""


def after(found: Answered) -> str:
    """What comes next at the end; "" where another question does."""
    return _("That was the last question: the report follows.") if found.last else ""


def answered_lines(found: Answered) -> list[str]:
    """All of it, line by line."""
    return [line for line in (result(found), retake(found), after(found)) if line]
