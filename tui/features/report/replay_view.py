"""A session judged by several settings, side by side."""

from __future__ import annotations

from textual.content import Content

from core.report.replay import ReplayResult
from tui.features.history.data import Variant
from tui.features.settings.view import WORDS
from tui.i18n import N_, _
from tui.widgets.text import words
from tui.widgets.text.width import pad, right

NAMES = {
    "recorded": N_("as it was"),
    "present": N_("with today's settings"),
    "uncorrected": N_("without calibration"),
}
COLUMNS = (N_("cues"), N_("marks"), N_("good"), N_("bad"), N_("score"))
COLUMN_CELLS = 9


def variant_name(variant: Variant) -> str:
    """`as it was`, `preset strict`, `calibration minji`."""
    if variant.code == "preset":
        return _("cues: {name}").format(name=_(WORDS[variant.name]))
    if variant.code == "profile":
        return _("calibration {name}").format(name=variant.name)
    return _(NAMES[variant.code])


def head_line(cells: int) -> Content:
    """The columns' names."""
    room = max(8, cells - COLUMN_CELLS * len(COLUMNS))
    columns = "".join(right(_(name), COLUMN_CELLS) for name in COLUMNS)
    return Content.assemble((pad(_("judged"), room) + columns, "$muted"))


def variant_line(variant: Variant, cells: int) -> Content:
    """One way to judge: its name and five figures."""
    room = max(8, cells - COLUMN_CELLS * len(COLUMNS))
    return Content(
        pad(variant_name(variant), room) + "".join(right(f, COLUMN_CELLS) for f in figures(variant.result))
    )


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


def no_session() -> str:
    """There is nothing yet to show an effect on."""
    return _("After your first session the effect of a change is shown here.")
