"""A session judged again, in figures: the same for its screen and for the effect of a setting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.i18n import N_, _
from tui.widgets.text import words

if TYPE_CHECKING:
    from core.report.replay import ReplayResult

COLUMNS = (N_("cues"), N_("marks"), N_("good"), N_("bad"), N_("score"))


def figures(result: ReplayResult) -> tuple[str, ...]:
    """Cues given, marks seen, good and bad share, score."""
    score = result.score
    value = "–" if score.value is None else f"{score.value:.0f}"
    marks = len(result.cues) - result.sounds
    return str(result.sounds), str(marks), words.percent(score.good), words.percent(score.bad), value


def effect_line(before: ReplayResult, after: ReplayResult) -> str:
    """`3 cues instead of 11 · bad 8 % instead of 31 % · score 81 instead of 62`."""
    old, new = figures(before), figures(after)
    if old == new:
        return _("No difference: {cues} cues, bad {bad}, score {score}.").format(
            cues=new[0], bad=new[3], score=new[4]
        )
    changes = [
        _("{name} {new} instead of {old}").format(name=_(name), new=after_, old=before_)
        for name, before_, after_ in zip(COLUMNS, old, new, strict=True)
        if before_ != after_
    ]
    return " · ".join(changes)
