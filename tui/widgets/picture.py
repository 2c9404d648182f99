"""The camera's picture in block characters, drawn line by line, with a frame around the face."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from core.camera.preview import Preview

BOX = {"h": "─", "v": "│", "tl": "╭", "tr": "╮", "bl": "╰", "br": "╯"}


@lru_cache(maxsize=512)
def _halves(upper: int, lower: int) -> Style:
    """The style of `▀`: two of sixteen greys."""
    return Style.parse(f"rgb({upper * 17},{upper * 17},{upper * 17}) on rgb({lower * 17},{lower * 17},{lower * 17})")


class Picture(Widget):
    """At most as many updates as `set_picture` is called; each costs a few milliseconds."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"picture--face"}
    DEFAULT_CSS = """
    Picture { background: $background; color: $muted; }
    Picture .picture--face { color: $accent; text-style: bold; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._preview: Preview | None = None
        self._strips: list[Strip] = []
        self._drawn_for = Size(0, 0)
        self.text = ""
        """What stands in the middle while there is no picture."""

    def set_picture(self, preview: Preview | None, text: str = "") -> None:
        """Show another picture, or the text where there is none."""
        if preview is None and self._preview is None and text == self.text:
            return
        self._preview, self.text = preview, text
        self._strips = []
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of cells."""
        if not self._strips or self._drawn_for != self.size:
            self._drawn_for = self.size
            self._strips = self._draw() if self._preview is not None else self._blank()
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self.rich_style)

    def _blank(self) -> list[Strip]:
        """The text in the middle of nothing."""
        from tui.widgets.text.width import fit, width

        columns, rows = self.size
        strips = [Strip.blank(columns, self.rich_style) for _ in range(rows)]
        if rows and self.text:
            text = fit(self.text, columns)
            left = (columns - width(text)) // 2
            line = " " * left + text + " " * (columns - left - width(text))
            strips[rows // 2] = Strip([Segment(line, self.rich_style)], columns)
        return strips

    def _draw(self) -> list[Strip]:
        from tui.widgets.text.cells import box_in_cells, frame_for, greys

        assert self._preview is not None
        image, face = self._preview.image, self._preview.face
        columns, rows = self.size
        shape = (int(image.shape[0]), int(image.shape[1]))
        frame = frame_for(shape, columns, rows)
        levels = greys(image, frame.columns, frame.rows)
        box = box_in_cells(face, shape, frame) if face is not None else None
        line = self._shaded if self.app.native_ansi_color else self._grey
        blank = Strip.blank(columns, self.rich_style)
        strips = [blank] * frame.y
        margin = Segment(" " * frame.x, self.rich_style)
        rest = Segment(" " * (columns - frame.x - frame.columns), self.rich_style)
        for row in range(frame.rows):
            cells = line(levels[2 * row], levels[2 * row + 1])
            strip = Strip([margin, *cells, rest], columns)
            strips.append(self._framed(strip, frame.y + row, box))
        return strips + [blank] * (rows - len(strips))

    def _grey(self, upper: npt.NDArray[np.uint8], lower: npt.NDArray[np.uint8]) -> list[Segment]:
        """Half blocks, neighbours of the same two greys in one segment."""
        pairs = zip(upper.tolist(), lower.tolist(), strict=True)
        return [Segment("▀" * len(list(run)), _halves(*pair)) for pair, run in groupby(pairs)]

    def _shaded(self, upper: npt.NDArray[np.uint8], lower: npt.NDArray[np.uint8]) -> list[Segment]:
        """Denser characters for lighter cells, in the terminal's own colours."""
        from tui.widgets.text.cells import LEVELS, SHADES

        means = ((upper.astype(int) + lower) * len(SHADES) // (2 * LEVELS)).tolist()
        return [Segment("".join(SHADES[mean] for mean in means), self.rich_style)]

    def _framed(self, strip: Strip, y: int, box: tuple[int, int, int, int] | None) -> Strip:
        """The strip with its part of the face's frame drawn over it."""
        if box is None or not box[1] <= y <= box[3]:
            return strip
        left, top, right, bottom = box
        ink = self.get_component_rich_style("picture--face")
        if y in (top, bottom):
            first, last = (BOX["tl"], BOX["tr"]) if y == top else (BOX["bl"], BOX["br"])
            before, under, after = strip.divide([left, right + 1, strip.cell_length])
            return Strip.join([before, _drawn_over(under, first + BOX["h"] * (right - left - 1) + last, ink), after])
        before, one, between, other, after = strip.divide([left, left + 1, right, right + 1, strip.cell_length])
        edges = (_drawn_over(part, BOX["v"], ink) for part in (one, other))
        return Strip.join([before, next(edges), between, next(edges), after])


def _drawn_over(under: Strip, text: str, ink: Style) -> Strip:
    """`text` in place of a piece of picture, on the picture's own greys."""
    segments = []
    at = 0
    for segment in under:
        grey = Style(bgcolor=segment.style.bgcolor) if segment.style else Style.null()
        segments.append(Segment(text[at : at + segment.cell_length], Style(color=ink.color, bold=True) + grey))
        at += segment.cell_length
    return Strip(segments, under.cell_length)
