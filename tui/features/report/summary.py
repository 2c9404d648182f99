"""What a report says of the whole session: its first lines, and below them the session in figures."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from core.report.headline import Headline
from core.report.report import Report
from tui.features.report import view
from tui.i18n import _
from tui.widgets.outside import Static
from tui.widgets.text.headline import change_line, drill_line, finding_line, score_word


def first_lines(report: Report, first: Headline) -> list[Content]:
    """What the report screen shows on top; the drill names the key that starts it."""
    score = [view.score_line(report.score)]
    score += [Content.styled(score_word(first), "bold")] if first.word else []
    score += [Content.styled(change_line(first), "$muted")] if change_line(first) else []
    if report.plan is not None and not report.session.complete:
        score.append(Content.styled(_("interrupted"), "$muted"))
    lines = [Content("  ").join(score), Content(finding_line(first))]
    if report.session.is_demo:
        lines.insert(1, Content.styled(_("Seen by the demo camera: this is no real face."), "$mood-bad"))
    if report.session.note:
        lines.append(Content.styled(_("Note: {note}").format(note=report.session.note), "$muted"))
    drill = drill_line(first, report)
    return [*lines, Content.assemble(("→ ", "$accent bold"), drill, ("  [w]", "$muted"))] if drill else lines


class SummaryPanel(Vertical):
    """Shares, what was not measured, slips and cues, what to work on, and the marks; as high as its content."""

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
