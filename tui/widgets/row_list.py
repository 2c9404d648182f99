"""A list with its search: `/` opens a line, what is typed there is looked for, Esc ends it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from tui.i18n import N_, _
from tui.widgets.empty import EmptyState
from tui.widgets.line import Line
from tui.widgets.rows import Row, Rows


class RowList(Vertical):
    """Search line, rows, and what is said where there is none. Posts what `Rows` posts."""

    DEFAULT_CSS = """
    RowList { height: 1fr; width: 1fr; }
    RowList > Input { display: none; }
    RowList.-searching > Input { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash,f3", "search", N_("Search"), key_display="/"),
        Binding("escape", "end_search", N_("End the search")),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
    ]

    def __init__(
        self, asks: str = N_("Words or parts of words"), *, rows: type[Rows] = Rows, id: str | None = None
    ) -> None:
        """`asks` stands in the search line as long as it is empty, untranslated; `rows` is how they are shown."""
        super().__init__(id=id)
        self._asks, self._shown_by = asks, rows
        self._words = ""
        self._said = ("", "", "")
        self._known = self._awaited = False

    def compose(self) -> ComposeResult:
        """The three of them."""
        yield Line(placeholder=_(self._asks), compact=True)
        yield EmptyState("")
        yield self._shown_by()

    @property
    def rows(self) -> Rows:
        """The rows themselves."""
        return self.query_one(Rows)

    @property
    def words(self) -> str:
        """What is looked for now."""
        return self._words

    def set_rows(self, rows: Sequence[Row] | None, at: str | None = None) -> None:
        """Replace the rows (see `Rows.set_rows`); None as long as they are not known."""
        self._known = rows is not None
        self.rows.set_rows(rows or (), at)
        self._show_empty()
        self.screen.refresh_bindings()
        if self._known and self._awaited:
            self._awaited = False
            if self.screen.is_current and self.rows.has_focus:  # else the user went on to something else meanwhile
                self.rows.action_choose()

    def say_empty(self, text: str, key: str = "", todo: str = "") -> None:
        """What is said where there is no row at all: what is missing, and the key that mends it."""
        self._said = (text, key, todo)
        self._show_empty()

    def _show_empty(self) -> None:
        empty = self.query_one(EmptyState)
        empty.display = self._known and not self.rows.ids
        if self._words and self.rows.total:
            empty.say(_("Nothing matches “{words}”.").format(words=self._words), "esc", _("ends the search"))
        else:
            empty.say(*self._said)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is something to search, or may be once it is read; or a search to be ended."""
        del parameters
        if action == "search":
            return True if self.is_mounted and (self.rows.total or not self._known) else None
        searching = self.has_class("-searching")
        return searching and (action == "end_search" or self.query_one(Input).has_focus)

    def action_search(self) -> None:
        """Open the search line; what will be looked through is put together before the first letter comes."""
        self.add_class("-searching")
        self.query_one(Input).focus()
        self.call_after_refresh(self.rows.texts)

    def action_end_search(self) -> None:
        """All rows again."""
        self.look_for("")
        self.rows.focus()

    def action_move(self, step: int) -> None:
        """Up and down move in the rows while words are typed."""
        self.rows.action_move(step)

    def look_for(self, words: str) -> None:
        """Search as if these words had been typed."""
        self.set_class(bool(words), "-searching")
        self.query_one(Input).value = words
        self._search(words)

    @on(Rows.Missed)
    def _wait_for_rows(self, event: Rows.Missed) -> None:
        """Enter typed ahead, before the rows were read, counts once they are."""
        if not self._known or self.rows.ids:
            event.stop()
            self._awaited = not self._known
            if self._known:
                self.rows.action_choose()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._search(event.value)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.rows.focus()

    def _search(self, words: str) -> None:
        self._words = words
        self.rows.search(words)
        self._show_empty()
