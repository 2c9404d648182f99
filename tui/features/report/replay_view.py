"""A session judged by several settings, side by side."""

from __future__ import annotations

from textual.content import Content

from tui.features.report.data import Variant
from tui.i18n import N_, _
from tui.widgets.text import words
from tui.widgets.text.replayed import COLUMNS, figures
from tui.widgets.text.width import pad, right

NAMES = {
    "recorded": N_("as it was"),
    "present": N_("with today's settings"),
    "uncorrected": N_("without calibration"),
}
COLUMN_CELLS = 9


def variant_name(variant: Variant) -> str:
    """`as it was`, `preset strict`, `calibration minji`."""
    if variant.code == "preset":
        return _("cues: {name}").format(name=words.setting(variant.name))
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
