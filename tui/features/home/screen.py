"""Home: what to do next, how it went lately, what is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message

from tui.app.base import PoiseScreen
from tui.app.jobs import job
from tui.app.places import PLACES
from tui.features.home import data
from tui.features.home import view as view
from tui.features.home.data import HomeFacts
from tui.i18n import N_, _
from tui.widgets.empty import EmptyState
from tui.widgets.logo import Logo
from tui.widgets.menu import Menu
from tui.widgets.outside import Static
from tui.wiring.start import Start

if TYPE_CHECKING:
    from core.settings.model import Settings

TIGHT = 70
"""Columns of a terminal below which both sides are narrow."""
SESSIONS = {"-low": 5, "-high": 10}


class HomeScreen(PoiseScreen[None]):
    """The first screen. It is painted before anything is known and filled when the facts arrive."""

    AUTO_FOCUS = "#ways"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l,tab", "other(1)", N_("Last sessions")),
        Binding("left", "other(0)", show=False),
        Binding("escape", "other(0)", show=False),  # whoever presses it once too often is not thrown out
        Binding("q", "app.quit", N_("Quit")),
    ]

    @dataclass
    class Listed(Message):
        """The sessions alone, or (`thorough`) all the facts."""

        facts: HomeFacts
        thorough: bool

    @dataclass
    class NotListed(Message):
        """Why nothing can be known."""

        text: str

    def __init__(self, read: Callable[[Settings, bool], HomeFacts] = data.facts) -> None:
        """`read` is told whether to look at bank and machine too, which takes longer than the sessions alone."""
        super().__init__()
        self._read = read
        self._facts: HomeFacts | None = None
        self._failure = ""
        self._places = [view.Destination(p.name, p.title, p.about, p.key) for p in PLACES]

    def compose_body(self) -> ComposeResult:
        """Ways at the left; today, sessions and what is missing at the right."""
        with Vertical(id="home"):
            yield Logo()
            with Horizontal(id="halves"):
                yield Menu(id="ways")
                with Vertical(id="side"):
                    yield Static(id="today-title", classes="heading")
                    yield Static(id="today", classes="note")
                    yield Static(id="sessions-title", classes="heading gap")
                    yield Menu(id="sessions")
                    yield EmptyState("", id="no-sessions")
                    yield Static(id="mends", classes="gap")

    def on_mount(self) -> None:
        """Paint now, ask for the facts afterwards."""
        self.set_interval(60, self._ask)

    def on_screen_resume(self) -> None:
        """Facts may have changed while another screen was open."""
        self.call_after_refresh(self._ask)

    def _ask(self) -> None:
        self._list(self.poise.settings, thorough=self._facts is not None)

    @job(failed=NotListed)
    def _list(self, settings: Settings, *, thorough: bool) -> Listed:
        return self.Listed(self._read(settings, thorough), thorough)

    @on(Listed)
    def _take_facts(self, event: Listed) -> None:
        """First the sessions, then what takes longer to find out."""
        self._facts = event.facts
        if not event.thorough:
            self._ask()
        self.show()
        self.refresh_bindings()

    @on(NotListed)
    def _tell_failure_once(self, event: NotListed) -> None:
        """It is asked again every minute, and said once."""
        if event.text != self._failure:
            self.notify(event.text, severity="error")
        self._failure = event.text

    def on_resize(self, _event: events.Resize) -> None:
        """Lines are cut to the width; where that is little, the ways take less of it."""
        self.set_class(self.size.width < TIGHT, "-tight")
        self.call_after_refresh(self.show)

    def show(self) -> None:
        """Fill from the facts, or say that they are being fetched."""
        facts = self._facts or HomeFacts()
        self.query_one("#ways", Menu).set_items(view.ways(facts, self._places))
        self._show_today(facts)
        self._show_sessions(facts)
        lines = [_mend_line(mend) for mend in view.mends(facts, self._places)]
        self.query_one("#mends", Static).update(Content("\n").join(lines))

    def _show_today(self, facts: HomeFacts) -> None:
        for name in ("#today-title", "#today"):
            self.query_one(name).display = facts.today is not None
        if facts.today is not None:
            title = Content.assemble(_("Today's set"), "   ", (view.answered_today(facts.today), "not bold $muted"))
            cells = max(12, self.query_one("#side").content_size.width)
            self.query_one("#today-title", Static).update(title)
            self.query_one("#today", Static).update("\n".join(view.todays_lines(facts.today, cells)))

    def _show_sessions(self, facts: HomeFacts) -> None:
        cells = max(12, self.query_one("#side").content_size.width - 2)
        sessions, empty = self.query_one("#sessions", Menu), self.query_one("#no-sessions", EmptyState)
        some = bool(facts.sessions)
        sessions.display, empty.display = some, not some and self._facts is not None
        trend = view.trend_line(facts.sessions, 20)
        title = Content.assemble(_("Last sessions"), "   ", (trend, "$accent not bold"))
        self.query_one("#sessions-title", Static).update(title if self._facts else Content(""))
        count = SESSIONS["-high" if self.size.height >= 30 else "-low"]
        sessions.set_items(view.session_items(facts.sessions[:count], cells))
        empty.say(_("No interview yet."), "n", _("begins the first one: three questions, two minutes"))

    def on_menu_chosen(self, event: Menu.Chosen) -> None:
        """Go there."""
        if event.menu.id == "sessions":
            self._open_session(int(event.item.id))
        elif event.item.id == view.RESUME and self._facts and self._facts.interrupted:
            self.poise.goto("interview", start=Start(resume=self._facts.interrupted.id))
        elif event.item.id == view.TODAY and self._facts and self._facts.today:
            chosen = tuple(row.id for row in self._facts.today.questions)
            self.poise.goto("interview", start=Start(questions=chosen))
        else:
            self.poise.goto(event.item.id)

    def _open_session(self, session_id: int) -> None:
        rows = self._facts.sessions if self._facts else ()
        row = next(row for row in rows if row.id == session_id)
        if row.complete or not self.poise.has("report"):
            self.poise.goto("report", session_id=session_id)
        else:
            self.poise.goto("interview", start=Start(resume=session_id))

    def on_key(self, event: events.Key) -> None:
        """The letters of the ways work wherever the focus is."""
        ways = self.query_one("#ways", Menu)
        if self.focused is not ways and ways.take(event.key):
            event.stop()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing beside the ways while no session is stored."""
        return bool(self._facts and self._facts.sessions) if action == "other" and parameters == (1,) else True

    def action_other(self, side: int) -> None:
        """Between the ways and the sessions."""
        sessions = self.query_one("#sessions", Menu)
        on_ways = self.focused is not sessions
        (sessions if side and on_ways and sessions.display else self.query_one("#ways", Menu)).focus()


def _mend_line(mend: view.Mend) -> Content:
    return Content.assemble(
        ("! ", "$mood-acceptable bold"), (f"{mend.key or ' '}  ", "$accent bold"), (mend.text, "$muted")
    )
