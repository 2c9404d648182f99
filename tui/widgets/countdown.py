"""A phase and the time left of it: a bar over the whole width and figures, large where there is room."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Digits

from tui.i18n import _
from tui.widgets.outside import Static
from tui.widgets.text.width import bar


@dataclass(frozen=True, slots=True)
class CountdownView:
    """A phase and its time: `share` (0 to 1) and `figures` of what is left, "" where the phase has no end."""

    title: str
    share: float = 0.0
    figures: str = ""
    last: bool = False
    running: bool = True


class TimeBar(Widget):
    """What is left, as a line that grows shorter."""

    DEFAULT_CSS = """
    TimeBar { height: 1; width: 100%; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown = CountdownView("")

    def set_view(self, view: CountdownView) -> None:
        """Redraw where a cell changes."""
        if self._cells(view) != self._cells(self._shown):
            self._shown = view
            self.refresh()

    def _cells(self, view: CountdownView) -> tuple[object, ...]:
        return (round(view.share * self.size.width), view.last, view.running, bool(view.figures))

    def render(self) -> Content:
        """Heavy for what is left, light for what has gone."""
        full, empty = bar(self._shown.share, self.size.width)
        style = "$mood-acceptable" if self._shown.last else "$accent"
        return Content.assemble((full, style if self._shown.running else "$muted"), (empty, "$rule"))


class Countdown(Vertical):
    """Title and figures over the bar. Its height never changes."""

    SCOPED_CSS = False  # it looks at the screen's size classes
    DEFAULT_CSS = """
    Countdown { height: 2; width: 100%; }
    Countdown Horizontal { height: 1; }
    Countdown #phase { width: 1fr; text-style: bold; }
    Countdown #figures { width: auto; padding-left: 1; text-style: bold; }
    Countdown #digits { display: none; width: auto; padding-left: 1; }
    .-high Countdown { height: 4; }
    .-high Countdown Horizontal { height: 3; }
    .-high Countdown #phase { padding-top: 2; }
    .-high Countdown #figures { display: none; }
    .-high Countdown #digits { display: block; height: 3; }
    Countdown.-last #figures, Countdown.-last #digits { color: $mood-acceptable; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown = CountdownView("")

    def compose(self) -> ComposeResult:
        """Title, two kinds of figures of which one shows, bar."""
        with Horizontal():
            yield Static(id="phase")
            yield Static(id="figures")
            yield Digits(id="digits")
        yield TimeBar()

    def set_view(self, view: CountdownView) -> None:
        """Show another moment; what is the same is not touched."""
        if view == self._shown:
            return
        before, self._shown = self._shown, view
        if (view.title, view.running, view.last) != (before.title, before.running, before.last):
            self.query_one("#phase", Static).update(_title(view))
            self.set_class(view.last, "-last")
        if view.figures != before.figures:
            self.query_one("#figures", Static).update(view.figures)
            self.query_one("#digits", Digits).update(view.figures)
        self.query_one(TimeBar).set_view(view)


def _title(view: CountdownView) -> Content:
    """The phase; that it stands still or that its end is near is said beside it."""
    beside = _("last seconds") if view.last else ""
    beside = beside if view.running else _("paused")
    said = (f"   {beside}", "$mood-acceptable not bold") if beside else ("", "")
    return Content.assemble((view.title, "$foreground"), said)
