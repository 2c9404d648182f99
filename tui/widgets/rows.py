"""A long list of one-line rows: only what is on screen is drawn, so five thousand questions scroll at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from tui.i18n import N_
from tui.widgets.text.search import Search, Texts

MARK = "underline bold"
"""What a search has found in a row: seen without colours too."""
DRAWN_CELLS = 200
"""How wide a row is drawn to be searched, where it has no text of its own for that."""
Draw = Callable[[int], Content]
"""A row's line for a width in cells, exactly as wide or narrower."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `id` finds it again after a change, `draw` words it for the present width.

    `text` is what a search looks through, by default what is drawn and `more`, which a narrow line cuts off.
    """

    id: str
    draw: Draw
    text: str = ""
    more: str = ""


class Rows(ScrollView, can_focus=True):
    """Arrows or j/k, page keys, g/G, Enter, mouse. Posts `Moved`, `Chosen` and `Missed`."""

    DEFAULT_CSS = """
    Rows { height: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; background: transparent; }
    Rows > .rows--cursor { background: $panel; color: $foreground; }
    Rows:focus > .rows--cursor {
        background: $block-cursor-background; color: $block-cursor-foreground; text-style: $block-cursor-text-style;
    }
    Rows:nocolor > .rows--cursor { text-style: bold; }
    Rows:nocolor:focus > .rows--cursor { text-style: reverse; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", N_("Open")),
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home,g", "move(-1000000)", show=False),
        Binding("end,G", "move(1000000)", show=False),
    ]

    @dataclass
    class Moved(Message):
        """The cursor stands on another row now."""

        rows: Rows
        id: str

    @dataclass
    class Chosen(Message):
        """Enter or a click on the row."""

        rows: Rows
        id: str

    @dataclass
    class Missed(Message):
        """Enter where there is no row."""

        rows: Rows

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._all: Sequence[Row] = ()
        self._rows: Sequence[Row] = ()
        self._texts: Texts | None = None
        self._search = Search()
        self.cursor = 0

    @property
    def current(self) -> str | None:
        """The id of the row under the cursor."""
        return self._rows[self.cursor].id if self._rows else None

    @property
    def ids(self) -> list[str]:
        """All ids, in order."""
        return [row.id for row in self._rows]

    @property
    def total(self) -> int:
        """How many rows there are, found by the search or not."""
        return len(self._all)

    def set_rows(self, rows: Sequence[Row], at: str | None = None) -> None:
        """Replace the rows; the cursor goes to the row `at`, stays on its row, or on its place."""
        self._all, self._texts = rows, None
        self._show(at if at is not None else self.current)

    def search(self, words: str) -> None:
        """Show only the rows that match; all for no words. The cursor stays on its row if that is among them."""
        if words != self._search.words:
            self._search = Search(words)
            self._show(self.current)

    def _show(self, wanted: str | None) -> None:
        self._rows = self._found()
        places = {row.id: place for place, row in enumerate(self._rows)}
        self.cursor = max(0, places.get(wanted or "", min(self.cursor, len(self._rows) - 1)))
        self._resized()
        self._tell()

    def _found(self) -> Sequence[Row]:
        return [self._all[place] for place in self._search.places(self.texts())] if self._search else self._all

    def texts(self) -> Texts:
        """What a search looks through; put together once, which for ten thousand rows takes more than a frame."""
        if self._texts is None:
            self._texts = Texts([row.text or f"{row.draw(DRAWN_CELLS).plain} {row.more}" for row in self._all])
        return self._texts

    def _resized(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._rows))
        self._show_cursor()
        self.refresh()

    def on_resize(self, _event: events.Resize) -> None:
        """Rows are drawn for the width."""
        self._resized()

    def render_line(self, y: int) -> Strip:
        """One line of the list."""
        place = self.scroll_offset.y + y
        width = self.scrollable_content_region.width
        style = self.visual_style
        if place >= len(self._rows):
            return Strip.blank(width, style.rich_style)
        content = self._rows[place].draw(width)
        if place == self.cursor:
            style = self.get_visual_style("rows--cursor")
            content = Content(content.plain)  # the cursor's colours alone: others would drown in it
        for start, end in self._search.marks(content.plain):
            content = content.stylize(MARK, start, end)
        strip = Visual.to_strips(self, content, width, 1, style, pad=True)[0]
        return strip.extend_cell_length(width, style.rich_style).crop(0, width)

    def action_move(self, step: int) -> None:
        """Move the cursor by rows."""
        self.go_to(self.cursor + step)

    def action_page(self, step: int) -> None:
        """Move the cursor by a page."""
        self.go_to(self.cursor + step * max(1, self.size.height - 1))

    def action_choose(self) -> None:
        """Take the row under the cursor."""
        self.post_message(self.Missed(self) if self.current is None else self.Chosen(self, self.current))

    def go_to(self, place: int) -> None:
        """Put the cursor on a place, or on the nearest end."""
        place = min(max(place, 0), len(self._rows) - 1)
        if place < 0 or place == self.cursor:
            return
        self.cursor = place
        self._show_cursor()
        self.refresh()
        self._tell()

    def on_click(self, event: events.Click) -> None:
        """A click moves there; one on the row under the cursor takes it."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        place = self.scroll_offset.y + offset.y
        if place == self.cursor:
            self.action_choose()
        elif place < len(self._rows):
            self.go_to(place)

    def _show_cursor(self) -> None:
        self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True)

    def _tell(self) -> None:
        # from our own queue: a message that is made while our parent handles something goes no further than to it
        self.call_later(self._post_moved)

    def _post_moved(self) -> None:
        if self.current is not None:
            self.post_message(self.Moved(self, self.current))
