"""The camera's picture in block characters, drawn line by line, with a frame around the face."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.text.width import fit, width

if TYPE_CHECKING:
    from core.camera.preview import Preview
    from tui.widgets.text.cells import CellBox, Frame
    from tui.widgets.text.tints import Colours

ALL_COLOURS = "truecolor"
"""Rich's name for a terminal that has them."""


@lru_cache(maxsize=4096)
def _halves(upper: int, lower: int) -> Style:
    """The style of `▀` of two colours, each 0xRRGGBB."""
    return Style(color=_colour(upper), bgcolor=_colour(lower))


def _colour(packed: int) -> Color:
    return Color.from_rgb(packed >> 16, packed >> 8 & 255, packed & 255)


@dataclass(frozen=True, eq=False, slots=True)
class _Drawn:
    """What stands in the widget's cells: the picture in its frame, and where the face's box is."""

    frame: Frame
    colours: Colours
    box: CellBox | None
    inks: tuple[Style, Style]


class Picture(Widget):
    """At most as many updates as `set_picture` is called; each costs a few milliseconds.

    Only what changed is drawn again. With `most_bytes` an update sends about so many bytes to the terminal at
    most: what changed least then waits for the next one.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"picture--face"}
    DEFAULT_CSS = """
    Picture { background: $background; color: $muted; }
    Picture .picture--face { color: $accent; text-style: bold; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._preview: Preview | None = None
        self._drawn: _Drawn | None = None
        self._strips: list[Strip] = []
        self._drawn_for = Size(0, 0)
        self.most_bytes: float | None = None
        self.text = ""
        """What stands in the middle while there is no picture."""

    def set_picture(self, preview: Preview | None, text: str = "") -> None:
        """Show another picture, or the text where there is none."""
        if preview is None and self._preview is None and text == self.text:
            return
        self._preview, self.text = preview, text
        before = self._drawn if self._strips and self._drawn_for == self.size else None
        if preview is None or before is None:
            self._strips = []
            self.refresh()
        else:
            self._redraw(preview, before)

    def render_line(self, y: int) -> Strip:
        """One line of cells."""
        if not self._strips or self._drawn_for != self.size:
            self._drawn_for = self.size
            self._drawn = None if self._preview is None else self._draw(self._preview)
            rows = range(self.size.height)
            self._strips = [self._row(self._drawn, row) for row in rows] if self._drawn else self._blank()
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self.rich_style)

    def _blank(self) -> list[Strip]:
        """The text in the middle of nothing."""
        columns, rows = self.size
        strips = [Strip.blank(columns, self.rich_style) for _ in range(rows)]
        if rows and self.text:
            text = fit(self.text, columns)
            left = (columns - width(text)) // 2
            line = " " * left + text + " " * (columns - left - width(text))
            strips[rows // 2] = Strip([Segment(line, self.rich_style)], columns)
        return strips

    def _draw(self, preview: Preview, before: _Drawn | None = None) -> _Drawn:
        """The picture in cells; what changed little is as it was before."""
        from tui.widgets.text import cells, tints

        image = preview.image
        shape = (int(image.shape[0]), int(image.shape[1]))
        frame = cells.frame_for(shape, *self.size)
        coloured = image.ndim == 3 and self.app.console.color_system == ALL_COLOURS
        palette = tints.TINTS if coloured and not self.app.native_ansi_color else tints.GREYS
        inks = (self.rich_style, self.get_component_rich_style("picture--face"))
        known = before if before is not None and (before.frame, before.inks) == (frame, inks) else None
        fresh = cells.pixels(image, frame.columns, frame.rows, coloured=palette is tints.TINTS)
        colours = tints.steady(fresh, palette, known.colours if known else None, self.most_bytes)
        box = cells.box_in_cells(preview.face, shape, frame) if preview.face is not None else None
        return _Drawn(frame, colours, cells.steady_box(box, known.box if known else None), inks)

    def _redraw(self, preview: Preview, before: _Drawn) -> None:
        """Draw again what is not as before: of each row a stretch."""
        from tui.widgets.text import cells, tints

        self._drawn = drawn = self._draw(preview, before)
        if (drawn.frame, drawn.inks) != (before.frame, before.inks):
            self._strips = []
            self.refresh()
            return
        changed = tints.changed(drawn.colours, before.colours)
        if drawn.box != before.box:
            cells.mark_box(changed, drawn.box, drawn.frame)
            cells.mark_box(changed, before.box, drawn.frame)
        stretches = tints.spans(changed)
        for row, _, _ in stretches:
            self._strips[drawn.frame.y + row] = self._row(drawn, drawn.frame.y + row)
        if stretches:
            x, y = drawn.frame.x, drawn.frame.y
            self.refresh(*(Region(x + first, y + row, number, 1) for row, first, number in stretches))

    def _row(self, drawn: _Drawn, y: int) -> Strip:
        """A row of the widget: half blocks, neighbours of the same two colours in one segment, the face's frame over
        them.
        """
        from tui.widgets.text.cells import frame_of_face

        columns, frame, (plain, ink) = self.size.width, drawn.frame, drawn.inks
        if not frame.y <= y < frame.y + frame.rows:
            return Strip.blank(columns, plain)
        texts, styles = self._cells(drawn, y - frame.y)
        for column, text in frame_of_face(drawn.box, y).items() if drawn.box else ():
            at = column - frame.x
            texts[at], styles[at] = text, Style(color=ink.color, bgcolor=styles[at].bgcolor, bold=True)
        runs = groupby(zip(styles, texts, strict=True), key=lambda cell: cell[0])
        middle = [Segment("".join(text for _, text in run), style) for style, run in runs]
        margin = Segment(" " * frame.x, plain)
        return Strip([margin, *middle, Segment(" " * (columns - frame.x - frame.columns), plain)], columns)

    def _cells(self, drawn: _Drawn, row: int) -> tuple[list[str], list[Style]]:
        """Text and style of each cell of the picture's row: half blocks, or denser characters for lighter cells in
        the terminal's own colours.
        """
        from tui.widgets.text.cells import shades

        upper, lower = drawn.colours[2 * row], drawn.colours[2 * row + 1]
        if self.app.native_ansi_color:
            return shades(upper, lower), [drawn.inks[0]] * len(upper)
        packed = [(half.astype(int) @ (1 << 16, 1 << 8, 1)).tolist() for half in (upper, lower)]
        return ["▀"] * len(upper), [_halves(*pair) for pair in zip(*packed, strict=True)]
