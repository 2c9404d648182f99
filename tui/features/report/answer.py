"""The answers of a report: a line each to choose from, and the one under the cursor beside them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region

from core.report.report import AnswerReport, Report
from tui.app.base import ReadingScreen
from tui.features.report import view as view
from tui.i18n import _
from tui.widgets.outside import Static
from tui.widgets.rows import Row, Rows
from tui.wiring.prompts import Prompts


def answer_rows(report: Report) -> list[Row]:
    """A row for each answer, and the skipped questions among them; the search finds the question too."""
    lines = {answer.index: partial(view.answer_row, answer) for answer in report.answers}
    lines |= {index: partial(view.skipped_row, report, index) for index in report.skipped}
    return [Row(str(index), lines[index], more=view.question_line(report, index)) for index in sorted(lines)]


class AnswerList(Rows):
    """One row for each question, as high as they are many; beyond its ends the page moves."""

    DEFAULT_CSS = """
    AnswerList { height: auto; overflow-y: hidden; }
    """

    def set_rows(self, rows: Sequence[Row], at: str | None = None) -> None:
        """Show them all: the page scrolls, not the list."""
        super().set_rows(rows, at)
        self.styles.height = len(rows)

    def action_move(self, step: int) -> None:
        """Another row; or the page, where there is none, or the cursor is out of sight."""
        page, place = self._page(), self.cursor + step
        if page is not None and not (self._in_sight() and 0 <= place < len(self.ids)):
            return page.action_scroll_by(2 * step)
        super().action_move(step)
        if page is not None:
            row = Region(0, self.region.y - page.body.region.y + round(page.body.scroll_y) + self.cursor, 1, 1)
            page.body.scroll_to_region(row, animate=False)
        return None

    def action_page(self, step: int) -> None:
        """The page moves by a page."""
        if (page := self._page()) is not None:
            page.action_scroll_page(step)

    def _in_sight(self) -> bool:
        page = self._page()
        return page is None or page.body.region.contains(self.region.x, self.region.y + self.cursor)

    def _page(self) -> ReadingScreen | None:
        return self.screen if isinstance(self.screen, ReadingScreen) else None


class AnswerPanel(Vertical):
    """One answer with everything that is told of it, for the present width."""

    DEFAULT_CSS = """
    AnswerPanel { height: auto; }
    AnswerPanel Static { height: auto; }
    AnswerPanel .question { text-style: bold; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: tuple[Report, int] | None = None
        self._beside: Prompts | None = None
        self._rating: list[Content] = []

    def compose(self) -> ComposeResult:
        """The question over what is told of the answer."""
        yield Static(classes="question")
        yield Static(classes="note", id="panel-hint")
        yield Static(classes="beside note")
        yield Static(classes="facts gap")

    def set_answer(self, report: Report, index: int, beside: Prompts | None, rating: list[Content]) -> None:
        """Show another one; `beside` its question, where that is wanted; `rating` asks how it went."""
        self._shown, self._beside, self._rating = (report, index), beside, rating
        self._draw()

    def on_resize(self, _event: events.Resize) -> None:
        """The strip is drawn for the width."""
        self._draw()

    def _draw(self) -> None:
        if self._shown is None:
            return
        report, index = self._shown
        answer = next((each for each in report.answers if each.index == index), None)
        lines = [Content(_("This question was skipped."))] if answer is None else self._lines(answer)
        self.query_one(".question", Static).update(view.question_line(report, index))
        hint = self.query_one("#panel-hint", Static)
        hint.update(said := view.hint_line(report, index))
        hint.display = bool(said)
        beside = self.query_one(".beside", Static)
        beside.display = self._beside is not None
        if self._beside is not None:
            parts = (Content.assemble((f"{name}: ", "bold"), text) for name, text in self._beside.lines(hint=False))
            beside.update(Content("\n").join(parts))
        self.query_one(".facts", Static).update(Content("\n").join(lines))

    def _lines(self, answer: AnswerReport) -> list[Content]:
        return [*self._rating, *view.answer_lines(answer, max(20, self.size.width))]
