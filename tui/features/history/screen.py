"""All sessions: how the score goes, open one, delete one and take that back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from tui.app.base import PoiseScreen
from tui.app.dialogs import ChooseDialog
from tui.app.messages import Loaded
from tui.features.history import data as archive
from tui.features.history import view as view
from tui.i18n import N_, _
from tui.widgets.empty import EmptyState
from tui.widgets.menu import MenuItem
from tui.widgets.outside import Static
from tui.widgets.rows import Row, Rows
from tui.wiring.services import Start


class HistoryScreen(PoiseScreen[None]):
    """The list with its trend. What is deleted goes when the screen is left, so that it can be taken back."""

    PLACE = N_("History")
    CSS_PATH = "styles.tcss"
    AUTO_FOCUS = "#past"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash,f3", "search", N_("Search"), key_display="/"),
        Binding("f", "filter", N_("Filter")),
        Binding("d,delete", "remove", N_("Delete")),
        Binding("u,ctrl+z", "undo", N_("Undo")),
        Binding("c", "resume", N_("Continue")),
        Binding("n", "setup", N_("New interview"), show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[archive.Past] | None = None
        self._filter = "all"
        self._words = ""
        self._deleted: list[int] = []

    def compose_body(self) -> ComposeResult:
        """Trend, count, search, list."""
        with Vertical(classes="page"):
            yield Static(id="trend")
            yield Static(id="counted", classes="note")
            yield Input(self._words, placeholder=_("Search by date and format"), id="search", compact=True)
            yield EmptyState("", id="no-sessions")
            yield Rows(id="past")

    def on_screen_resume(self) -> None:
        """A session may have been added meanwhile."""
        settings = self.poise.settings
        self.load("rows", lambda: archive.rows(settings))

    def on_loaded(self, event: Loaded) -> None:
        """The sessions are listed."""
        if event.what == "rows":
            self._rows = event.value
            self.show()

    def on_resize(self, _event: events.Resize) -> None:
        """The trend is drawn for the width."""
        self.call_after_refresh(self.show)

    def _shown(self) -> list[archive.Past]:
        return view.shown(self._rows or (), self._filter, frozenset(self._deleted), self._words)

    def show(self) -> None:
        """Fill trend and list."""
        rows = self._shown()
        nothing = self._rows is not None and not rows
        empty = self.query_one("#no-sessions", EmptyState)
        empty.display = nothing
        if self._words:
            empty.say(_("No session matches “{words}”.").format(words=self._words), "esc", _("ends the search"))
        else:
            empty.say(_("No session is stored yet."), "n", _("begins an interview: three questions, two minutes"))
        self.query_one("#trend").display = self.query_one("#counted").display = bool(rows)
        self.query_one("#trend", Static).update(view.trend(rows, self.query_one("#body").content_size.width))
        self.query_one("#counted", Static).update(view.counted(rows, self._filter))
        self.query_one(Rows).set_rows([Row(str(row.id), partial(view.session_line, row)) for row in rows])
        self.refresh_bindings()

    def _current(self) -> archive.Past | None:
        wanted = self.query_one(Rows).current
        return next((row for row in self._rows or () if str(row.id) == wanted), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the session under the cursor does not offer is dimmed or hidden."""
        del parameters
        if action == "undo":
            return bool(self._deleted)
        if action in ("remove", "filter", "search"):
            return True if self._rows else None
        if action == "resume" and self.is_mounted and self.query(Rows):
            row = self._current()
            return row is not None and not row.complete
        return True

    def on_rows_moved(self, _event: Rows.Moved) -> None:
        """What can be done depends on the session."""
        self.refresh_bindings()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Open its report."""
        self.poise.goto("report", session_id=int(event.id))

    def action_search(self) -> None:
        """Open the search line."""
        search = self.query_one("#search", Input)
        search.add_class("open")
        search.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search while typing."""
        self._words = event.value
        self.show()

    def on_input_submitted(self, _event: Input.Submitted) -> None:
        """Enter goes to what was found."""
        self.query_one(Rows).focus()

    def action_leave(self) -> None:
        """Escape ends the search first."""
        search = self.query_one("#search", Input)
        if search.has_class("open"):
            search.remove_class("open")
            self._words = search.value = ""
            self.show()
            self.query_one(Rows).focus()
        else:
            super().action_leave()

    def action_filter(self) -> None:
        """The next filter that leaves something."""
        left = view.shown(self._rows or (), "all", frozenset(self._deleted))
        self._filter = view.next_filter(left, self._filter)
        self.show()

    def action_remove(self) -> None:
        """Delete a session, after asking."""
        row = self._current()
        if row is None:
            return
        title = _("Delete the session of {when}?").format(when=row.began.strftime("%Y-%m-%d %H:%M"))
        text = _("Readings, cues and score go with it. u brings it back until you leave this screen.")
        items = [MenuItem("keep", _("Keep it")), MenuItem("delete", _("Delete it"))]

        def answered(answer: str | None) -> None:
            if answer == "delete":
                self._deleted.append(row.id)
                self.show()

        self.app.push_screen(ChooseDialog(title, text, items), answered)

    def action_undo(self) -> None:
        """Bring the session back that was deleted last."""
        if self._deleted:
            back = self._deleted.pop()
            self.show()
            rows = self.query_one(Rows)
            if str(back) in rows.ids:
                rows.go_to(rows.ids.index(str(back)))

    def on_unmount(self) -> None:
        """Now what was deleted is deleted for good."""
        from core.base.errors import PoiseError

        try:
            archive.delete(self.poise.settings, self._deleted)
        except PoiseError as error:
            self.app.notify(str(error), severity="error")

    def action_resume(self) -> None:
        """Go on where it was interrupted."""
        row = self._current()
        if row is not None:
            self.poise.goto("interview", start=Start(resume=row.id))

    def action_setup(self) -> None:
        """A new interview."""
        self.poise.goto("setup")
