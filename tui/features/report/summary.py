"""A session in figures: shares, what was not measured, slips and cues, what to work on, and the marks."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from core.report.report import Report
from tui.features.report import view as view
from tui.i18n import _
from tui.widgets.outside import Static


class SummaryPanel(Vertical):
    """A panel as high as its content."""

    DEFAULT_CSS = """
    SummaryPanel { height: auto; }
    SummaryPanel Static { height: auto; }
    """

    def __init__(self, report: Report) -> None:
        super().__init__()
        self._report = report

    def compose(self) -> ComposeResult:
        """What does not depend on the width; the score's bar does."""
        yield Static(id="score")
        advice = view.advice_block(self._report)
        if advice:
            yield Static(_("What to work on"), classes="heading gap")
            yield Static(Content("\n").join(advice))
        yield Static(view.legend(), classes="gap")

    def on_mount(self) -> None:
        """The first size may have been told before there was anything to draw."""
        self.call_after_refresh(self._draw)

    def on_resize(self, _event: events.Resize) -> None:
        """The bar is drawn for the width."""
        self._draw()

    def _draw(self) -> None:
        lines = view.summary_lines(self._report, max(20, self.size.width - 1))
        self.query_one("#score", Static).update(Content("\n").join(lines))
