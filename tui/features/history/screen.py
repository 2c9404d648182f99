"""All sessions: how the score goes, open one, delete one and take that back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message

from core.base.errors import PoiseError
from tui.app.dialogs import LineDialog
from tui.app.facets import Facets, FilterDialog
from tui.app.jobs import job
from tui.app.lists import ListScreen, Restore
from tui.features.history import data as archive
from tui.features.history import view as view
from tui.features.history.data import Past
from tui.features.history.ways import HistoryWays
from tui.i18n import N_, _, language
from tui.widgets.outside import Static
from tui.widgets.row_list import RowList
from tui.widgets.rows import Row, Rows
from tui.widgets.text.failures import failure_words
from tui.wiring.centre import address
from tui.wiring.prompts import companies_now
from tui.wiring.start import Start

if TYPE_CHECKING:
    from core.report.choosing import Companies
    from core.settings.model import Settings


class HistoryScreen(ListScreen[Past]):
    """The list with its trend. What is deleted goes when the screen is left, so that it can be taken back."""

    PLACE = N_("History")
    CSS_PATH = "styles.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "filter", N_("Filter")),
        Binding("t", "trend", N_("Trend")),
        Binding("e", "note", N_("Note")),
        Binding("d,delete", "remove", N_("Delete")),
        Binding("u,ctrl+z", "undo", N_("Undo")),
        Binding("c", "resume", N_("Continue")),
        Binding("n", "setup", N_("New interview"), show=False),
    ]

    @dataclass
    class Planned(Message):
        """What to practise until the interview was worked out."""

        ahead: archive.Ahead | None

    @dataclass
    class Noted(Message):
        """The companies were read that are noted for questions by now."""

        companies: Companies

    def __init__(self) -> None:
        super().__init__()
        self._companies: Companies = {}
        self._ahead: archive.Ahead | None = None
        self._chosen: Facets = {}

    def compose_body(self) -> ComposeResult:
        """Trend, count, list."""
        with Vertical(classes="page"):
            yield Static(id="trend")
            yield Static(id="counted", classes="note")
            yield Static(id="ahead")
            yield RowList(N_("Words; or bank: format: company: category: q: before one"), id="past")

    def on_screen_resume(self) -> None:
        """The day and the companies may have changed meanwhile; Textual has `ListScreen` read the sessions."""
        self._plan(self.poise.settings, self.poise.services.today().date())
        self._read_companies(self.poise.settings)

    @job()
    def _plan(self, settings: Settings, today: date) -> Planned:
        return self.Planned(archive.ahead(settings, today))

    @job()
    def _read_companies(self, settings: Settings) -> Noted:
        return self.Noted(companies_now(settings))

    @on(Noted)
    def _take_companies(self, event: Noted) -> None:
        if event.companies != self._companies:
            self._companies = event.companies
            self.show()

    @on(Planned)
    def _show_ahead(self, event: Planned) -> None:
        if event.ahead != self._ahead:
            self._ahead = event.ahead
            self.show()

    def read(self, settings: Settings) -> Sequence[Past]:
        """All sessions, those too that are to be deleted."""
        return archive.rows(settings)

    def discard(self, settings: Settings, item: Past) -> Restore:
        """Nothing yet: `on_unmount` does it."""
        del settings, item
        return lambda: None

    def row(self, item: Past) -> Row:
        """A line."""
        return Row(str(item.id), partial(view.session_line, item), more=self._ways().searched(item))

    def shown(self) -> Sequence[Past]:
        """Those that pass the filter and are not waiting to be deleted."""
        return self._ways().shown(self._chosen, self._left())

    def _ways(self) -> HistoryWays:
        return HistoryWays(self.items or (), self._companies, language())

    def _left(self) -> Sequence[Past]:
        gone = {removed.item.id for removed in self.removed}
        return [row for row in self.items or () if row.id not in gone]

    def removal(self, item: Past) -> tuple[str, str]:
        """What goes with a session."""
        title = _("Delete the session of {when}?").format(when=item.began.strftime("%Y-%m-%d %H:%M"))
        text = _(
            "Readings, recordings, pictures and saved pages go with it. u brings it back until you leave this screen."
        )
        return title, " ".join((text, _("The centre keeps its copy."))) if address() else text

    def on_resize(self, _event: events.Resize) -> None:
        """The trend is drawn for the width."""
        self.call_after_refresh(self.show)

    def show(self) -> None:
        """Fill trend and list."""
        rows = self.shown()
        if self._chosen and self._left():
            self.list.say_empty(_("No session fits the filter."), "f", _("changes the filter"))
        else:
            self.list.say_empty(
                _("No session is stored yet."), "n", _("begins an interview: three questions, two minutes")
            )
        self.query_one("#trend").display = self.query_one("#counted").display = bool(rows)
        self.query_one("#trend", Static).update(view.trend(rows, self.query_one("#body").content_size.width))
        self.query_one("#counted", Static).update(view.counted(rows, self._ways().worded(self._chosen)))
        lines = view.ahead_lines(self._ahead) if self._ahead is not None else []
        self.query_one("#ahead").display = bool(lines)
        self.query_one("#ahead", Static).update("\n".join(lines))
        super().show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the session under the cursor does not offer is dimmed or hidden."""
        if action in ("filter", "trend"):
            return True if self.items else None
        if action == "note":
            return True if self.current is not None else None
        if action == "resume":
            return self.current is not None and not self.current.complete
        return super().check_action(action, parameters)

    @on(Rows.Chosen)
    def _open(self, event: Rows.Chosen) -> None:
        self.poise.goto("report", session_id=int(event.id))

    def action_filter(self) -> None:
        """Choose which sessions are shown."""

        def chosen(wanted: Facets | None) -> None:
            if wanted is not None:
                self._chosen = wanted
                self.show()

        self.app.push_screen(FilterDialog(self._ways(), self._chosen, self._left()), chosen)

    def on_unmount(self) -> None:
        """Now what was deleted is deleted for good."""
        try:
            archive.delete(self.poise.settings, [removed.item.id for removed in self.removed])
        except PoiseError as error:
            self.app.notify(failure_words(error), severity="error")

    def action_resume(self) -> None:
        """Go on where it was interrupted."""
        if self.current is not None:
            self.poise.goto("interview", start=Start(resume=self.current.id))

    def action_note(self) -> None:
        """The user's own words on the session under the cursor."""
        item = self.current
        if item is None:
            return

        def written(text: str | None) -> None:
            if text is not None:
                settings = self.poise.settings
                self.change(lambda: archive.note(settings, item.id, text.strip()), str(item.id))

        title = _("Note on the session of {when}").format(when=item.began.strftime("%Y-%m-%d %H:%M"))
        self.app.push_screen(
            LineDialog(title, _("The search finds it too. Empty takes it away."), item.note), written
        )

    def action_trend(self) -> None:
        """How scores go over time, by category and by question."""
        self.poise.goto("trend")

    def action_setup(self) -> None:
        """A new interview."""
        self.poise.goto("setup")
