"""What answers to rapid items say about one another, in words: for screen, command line and files alike."""

from __future__ import annotations

from core.report.disposition import Disposition
from questions.consistency import CHANCE_GAP, CONTRADICTION
from tui.i18n import _, ngettext
from tui.widgets.text import words

MOST_PAIRS = 8
"""Contradictions that are told; more would bury the rest of a report."""


def disposition_lines(found: Disposition) -> list[str]:
    """The figures, each with its meaning, and what they are not."""
    lines = [_answered(found)]
    measured = found.consistency
    if measured.score is None or measured.mean_gap is None:
        return [*lines, _("No pair of statements was answered whole, so nothing can be said of your consistency.")]
    lines += [
        _("Consistency {share}: the two answers of a pair lie {gap} steps apart on average, over {n} pairs.").format(
            share=words.percent(measured.score), gap=f"{measured.mean_gap:.1f}", n=measured.pairs
        ),
        _("0 steps are 100 %; {chance} steps, as dice would give, are 0 %. The negative one is turned round.").format(
            chance=f"{CHANCE_GAP:.2f}"
        ),
        _("Your commonest step makes up {share} of the answers; the longest row of one step is {n}.").format(
            share=words.percent(measured.commonest), n=measured.longest_run
        ),
        *_contradictions(found),
    ]
    return [*lines, _("It says how steadily you answered, not what you are like, nor what an employer wants.")]


def _answered(found: Disposition) -> str:
    text = _("{answered} of {count} statements answered in time").format(
        answered=found.consistency.answered, count=found.items
    )
    if found.mean_s is None:
        return text + "."
    return _("{answered}, {seconds} each on average.").format(answered=text, seconds=words.seconds(found.mean_s))


def _contradictions(found: Disposition) -> list[str]:
    count = len(found.contradictions)
    if not count:
        return [_("No pair contradicts itself by {n} steps or more.").format(n=CONTRADICTION)]
    head = ngettext(
        "{n} pair contradicts itself by {steps} steps or more:",
        "{n} pairs contradict themselves by {steps} steps or more:",
        count,
    ).format(n=count, steps=CONTRADICTION)
    pairs = [
        f"· {each.positive} ({each.positive_step}) ↔ {each.negative} ({each.negative_step})"
        for each in found.contradictions[:MOST_PAIRS]
    ]
    more = count - len(pairs)
    return [head, *pairs, *([_("  … and {n} more").format(n=more)] if more else [])]
