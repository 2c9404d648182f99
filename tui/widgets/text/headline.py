"""The first lines of a report in words: score and change, where the slips lie, what to practise next."""

from __future__ import annotations

from core.report.headline import WORDS_FROM, Headline
from core.report.report import Report
from tui.i18n import N_, _
from tui.widgets.text import words
from tui.widgets.text.clock import clock_time

MINUTE_S = 60.0
"""From there on a length of time is read more easily on a clock."""

SCORE_WORDS = {"steady": N_("steady"), "good": N_("good"), "mixed": N_("mixed"), "shaky": N_("unsteady")}


def score_word(first: Headline) -> str:
    """One word for the score, "" without one."""
    return _(SCORE_WORDS[first.word]) if first.word else ""


def change_line(first: Headline) -> str:
    """`+6 points against your last attempt (session 4)`, "" without one."""
    if first.change is None:
        return ""
    if first.change == 0:
        return _("as many points as at your last attempt (session {id})").format(id=first.before)
    return _("{points} points against your last attempt (session {id})").format(
        points=f"{first.change:+d}", id=first.before
    )


def finding_line(first: Headline) -> str:
    """The one sentence on where the slips lie."""
    texts = {
        "slips_at_start": _("You slip when you begin to speak: {n} of {count} slips lie in the first {seconds}."),
        "slips_in_answer": _("One answer stands out: {n} of {count} slips lie in answer {number}."),
        "slips_spread": _("Slips without a pattern: {count}, the longest {longest}."),
        "one_slip": _("One slip, of {longest}."),
        "no_slip": _("No slip in {seconds} of measured time."),
        "nothing_measured": _("No face was measured, so nothing can be said of it."),
    }
    shown = {
        name: _length(float(value)) if name in ("seconds", "longest") else f"{float(value):.0f}"
        for name, value in first.finding.params.items()
    }
    return texts[first.finding.code].format(**shown)


def _length(seconds: float) -> str:
    return words.seconds(seconds) if seconds < MINUTE_S else clock_time(seconds)


def drill_line(first: Headline, report: Report) -> str:
    """What to practise next, "" where no answer can be practised again."""
    answer = next((each for each in report.answers if each.index == first.drill), None)
    if answer is None or answer.question is None:
        return ""
    if answer.silent:
        return _("Practise next: question {number} again, hardly a word was heard.").format(number=answer.index + 1)
    if answer.score.value is None:
        return _("Practise next: question {number} again, least of it was measured.").format(number=answer.index + 1)
    others = [each.score.value for each in report.answers if each.score.value is not None and each is not answer]
    lowest = bool(others) and round(answer.score.value) < round(min(others))  # as they are shown
    if lowest and answer.score.value < WORDS_FROM[0][0]:
        text = _("Practise next: question {number} again, it had the lowest score ({score}).")
    else:  # the lowest of one, of equals, or of those that are all well, is no reproach
        text = _("Practise next: question {number} once more; it scored {score}.")
    return text.format(number=answer.index + 1, score=f"{answer.score.value:.0f}")
