"""How scores go over time: of whole interviews, of a category, of one question."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.message import Message

from tui.app.base import PoiseScreen
from tui.app.jobs import job
from tui.features.history import data
from tui.features.history import trend_view as view
from tui.i18n import N_, _, language
from tui.widgets.outside import Static
from tui.widgets.row_list import RowList
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from core.settings.model import Settings

LEAST_ROWS, MOST_ROWS = 6, 24
"""Of the chart."""


class TrendScreen(PoiseScreen[None]):
    """A list of what has a trend, and the trend of what is under the cursor."""

    PLACE = N_("Trend")
    CSS_PATH = "styles.tcss"
    AUTO_FOCUS = "Rows"
    BINDINGS: ClassVar[list[BindingType]] = []

    @dataclass
    class Read(Message):
        """All trends were worked out."""

        lines: data.Lines

    def __init__(self) -> None:
        super().__init__()
        self._lines: data.Lines | None = None

    def compose_body(self) -> ComposeResult:
        """The chart, and below or beside it the list."""
        with Container(id="trend-panes"):
            with Vertical(id="trend-chart"):
                yield Static(id="trend-name")
                yield Static(id="trend-plot")
                yield Static(id="trend-text", classes="note")
                yield Static(id="trend-legend")
            yield RowList(id="trend-list")

    def on_mount(self) -> None:
        """Read off the event loop."""
        self._read(self.poise.settings)

    @job()
    def _read(self, settings: Settings) -> Read:
        return self.Read(data.lines(settings))

    @on(Read)
    def _take(self, event: Read) -> None:
        self._lines = event.lines
        self._fill()

    def show(self) -> None:
        """Fill the list; the chart follows its cursor."""
        if self._lines is None:
            return

        found = self._lines
        rows = [Row(each, partial(view.choice_line, found, each, language())) for each in view.choices(found)]
        self.query_one(RowList).set_rows(rows)
        self.query_one("#trend-legend", Static).update(view.legend())
        self._draw()

    def on_resize(self, _event: events.Resize) -> None:
        """The chart is drawn for its room."""
        self.call_after_refresh(self._draw)

    @on(Rows.Moved)
    def _draw(self) -> None:
        choice = self.query_one(RowList).rows.current
        if self._lines is None or choice is None:
            return
        trend = view.trend_of(self._lines, choice)
        room = self.query_one("#trend-chart").content_size.width
        wide = "horizontal" in str(self.query_one("#trend-panes").styles.layout)
        high = min(MOST_ROWS, max(LEAST_ROWS, self.size.height - 12 if wide else self.size.height // 3))
        self.query_one("#trend-name", Static).update(
            Content.styled(view.name_of(self._lines, choice, language()), "bold")
        )
        self.query_one("#trend-plot", Static).update(view.chart(trend, max(20, room), high))
        self.query_one("#trend-text", Static).update(view.in_words(trend))
        self.refresh_bindings()

    @on(Rows.Chosen)
    def _open(self, event: Rows.Chosen) -> None:
        """The answers to a question side by side; there is nothing to open in the others."""
        if event.id.startswith(view.QUESTION):
            self.poise.goto("attempts", question=event.id.removeprefix(view.QUESTION))

    def key_label(self, action: str, label: str) -> str:
        """What Enter opens."""
        current = self.query_one(RowList).rows.current or ""
        if action == "choose":
            return _("Its answers") if current.startswith(view.QUESTION) else ""
        return label
