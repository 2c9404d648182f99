"""A session in one panel: the first lines, its figures, what to work on, the marks, and how it came about."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from core.report.headline import Headline
from core.report.report import Report
from tui.features.report import view as view
from tui.features.report.first_lines import first_lines
from tui.i18n import _
from tui.widgets.outside import Static


class SummaryPanel(Vertical):
    """A panel as high as its content."""

    DEFAULT_CSS = """
    SummaryPanel { height: auto; }
    SummaryPanel Static { height: auto; }
    """

    def __init__(self, report: Report, first: Headline) -> None:
        super().__init__()
        self._report = report
        self._first = first

    def compose(self) -> ComposeResult:
        """What does not depend on the width; the score's bar does."""
        report = self._report
        yield Static(Content("\n").join(first_lines(report, self._first)), id="first")
        yield Static(classes="gap", id="score")
        advice = view.advice_block(report)
        if advice:
            yield Static(_("What to work on"), classes="heading gap")
            yield Static(Content("\n").join(advice))
        yield Static(view.legend(), classes="gap")

    def on_resize(self, event: events.Resize) -> None:
        """The bar is drawn for the width."""
        room = max(20, event.size.width - 1)
        lines = view.summary_lines(self._report, room)
        if len(self._report.answers) > 1:
            lines += [Content(""), *(view.answer_row(answer, room) for answer in self._report.answers)]
        self.query_one("#score", Static).update(Content("\n").join(lines))
