"""The first lines of a report, as its screen shows them."""

from __future__ import annotations

from textual.content import Content

from core.report.headline import Headline
from core.report.report import Report
from tui.features.report import view
from tui.i18n import _
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
