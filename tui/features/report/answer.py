"""One answer of a report: the question, and below it strip, marks and figures for the present width."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from core.report.report import AnswerReport
from tui.features.report import view as view
from tui.widgets.outside import Static


class AnswerPanel(Vertical):
    """A panel as high as its content."""

    DEFAULT_CSS = """
    AnswerPanel { height: auto; margin-bottom: 1; }
    AnswerPanel .question { text-style: bold; height: auto; }
    AnswerPanel .facts { padding-left: 3; height: auto; }
    """

    def __init__(self, answer: AnswerReport, language: str) -> None:
        super().__init__()
        self._answer, self._language = answer, language

    def compose(self) -> ComposeResult:
        """The question; the rest is known with the width."""
        yield Static(view.heading(self._answer, self._language), classes="question")
        yield Static(classes="facts")

    def on_resize(self, event: events.Resize) -> None:
        """The strip is drawn for the width."""
        lines = view.answer_lines(self._answer, max(20, event.size.width - 4))
        self.query_one(".facts", Static).update(Content("\n").join(lines))
