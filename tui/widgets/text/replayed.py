"""A session judged again, in figures: the same for its screen and for the effect of a setting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.i18n import N_, _
from tui.widgets.text import words

if TYPE_CHECKING:
    from core.report.replay import ReplayResult
    from core.report.report import AnswerReport
    from core.scoring.scoring import Score

COLUMNS = (N_("cues"), N_("marks"), N_("good"), N_("bad"), N_("score"))


def figures(result: ReplayResult) -> tuple[str, ...]:
    """Cues given, marks seen, good and bad share, score."""
    return _figures(result.sounds, len(result.cues) - result.sounds, result.score)


def answer_figures(answer: AnswerReport) -> tuple[str, ...]:
    """The same of one answer."""
    return _figures(answer.totals.cues.given, answer.totals.cues.marks, answer.score)


def _figures(sounds: int, marks: int, score: Score) -> tuple[str, ...]:
    value = "–" if score.value is None else f"{score.value:.0f}"
    return str(sounds), str(marks), words.percent(score.good), words.percent(score.bad), value


def effect_line(before: ReplayResult, after: ReplayResult) -> str:
    """`3 cues instead of 11 · bad 8 % instead of 31 % · score 81 instead of 62`."""
    return difference(figures(before), figures(after))


def difference(old: tuple[str, ...], new: tuple[str, ...]) -> str:
    """What differs between two rows of figures."""
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
