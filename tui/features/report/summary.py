"""A session in one panel: circumstances, score and formula, what to work on, what the marks mean."""

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
        report = self._report
        notes = [Content(view.circumstances(report)), *(Content(note) for note in view.notice_lines(report))]
        yield Static(Content("\n").join(notes), classes="note")
        yield Static(classes="gap", id="score")
        advice = view.advice_block(report)
        if advice:
            yield Static(_("What to work on"), classes="heading gap")
            yield Static(Content("\n").join(advice))
        yield Static(view.legend(), classes="gap")

    def on_resize(self, event: events.Resize) -> None:
        """The bar is drawn for the width."""
        lines = view.summary_lines(self._report, max(20, event.size.width - 1))
        self.query_one("#score", Static).update(Content("\n").join(lines))
