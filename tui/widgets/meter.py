"""A measure as a short bar with its name and a word."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content
from textual.widget import Widget

from tui.widgets.text.width import bar, fit, pad

LABEL = 12
BAR = 12
QUIETEST_DB = -60.0
"""What a meter shows as nothing."""


def share_of(level_db: float) -> float:
    """A sound level in dB, 0 being the loudest, as a share of the meter, 0 to 1."""
    return min(1.0, max(0.0, 1.0 - level_db / QUIETEST_DB))


@dataclass(frozen=True, slots=True)
class MeterView:
    """A measure: `share` 0 to 1, None while nothing is known; `word` says what it means."""

    label: str
    share: float | None
    word: str
    good: bool = True


class Meter(Widget):
    """`Light  ━━━━━━──  good`; the word carries the meaning, the colour only underlines it."""

    DEFAULT_CSS = """
    Meter { height: 1; width: 100%; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown = MeterView("", None, "")

    def set_view(self, view: MeterView) -> None:
        """Redraw only what changed."""
        if view != self._shown:
            self._shown = view
            self.refresh()

    def render(self) -> Content:
        """Name, bar, word."""
        view = self._shown
        full, empty = bar(view.share or 0.0, BAR)
        style = "$mood-good" if view.good else "$mood-acceptable"
        room = max(0, self.size.width - LABEL - BAR - 2)
        return Content.assemble(
            (pad(view.label, LABEL), "$muted"),
            (full, style),
            (empty, "$rule"),
            ("  " + fit(view.word, room), "$foreground" if view.share is not None else "$muted"),
        )
