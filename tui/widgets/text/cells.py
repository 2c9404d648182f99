"""A picture in terminal cells: each cell shows two pixels, one above the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.base.types import Box, Image

SHADES = " ░▒▓█"
"""For terminals without greys: one character a cell, light by density."""
FACE = {"h": "─", "v": "│", "tl": "╭", "tr": "╮", "bl": "╰", "br": "╯"}
"""What the frame around a face is drawn with."""
_LIGHT = (0.114, 0.587, 0.299)
"""Luma of B, G and R (ITU-R BT.601)."""


CellBox = tuple[int, int, int, int]
"""Left, top, right and bottom of a face in cells, all inclusive."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the picture stands in the widget, at its top: first column, first row, columns, rows (in cells)."""

    x: int
    y: int
    columns: int
    rows: int


def frame_for(shape: tuple[int, int], columns: int, rows: int) -> Frame:
    """The largest frame of the proportions (H, W) in `columns` x `rows`; a cell is twice as high as wide."""
    height, width = shape
    scale = min(columns / width, 2 * rows / height)
    wide, high = max(1, int(width * scale)), max(1, int(height * scale / 2))
    return Frame((columns - wide) // 2, 0, wide, high)


def pixels(image: Image, columns: int, rows: int, *, coloured: bool = False) -> npt.NDArray[np.float32]:
    """`image` mirrored, as RGB of shape (2 * rows, columns, 3): the mean of each area, grey unless `coloured`."""
    mirrored = image[:, ::-1].astype(np.uint32)
    means = _means(_means(mirrored, 2 * rows, 0), columns, 1).astype(np.float32)
    if means.ndim == 3 and coloured:
        return means[..., ::-1]
    light = means @ np.array(_LIGHT, np.float32) if means.ndim == 3 else means
    return np.repeat(light[..., None], 3, axis=2)


def _means(values: npt.NDArray[np.uint32], parts: int, axis: int) -> npt.NDArray[np.uint32]:
    """Means over `parts` nearly equal stretches of `axis`; where there are fewer pixels, they repeat."""
    size = values.shape[axis]
    if size < parts:
        repeated: npt.NDArray[np.uint32] = np.take(values, np.arange(parts) * size // parts, axis)
        return repeated
    edges = np.arange(parts) * size // parts
    counts = np.diff(np.append(edges, size))
    sums = np.add.reduceat(values, edges, axis)
    along = [1] * values.ndim
    along[axis] = parts
    return (sums // counts.reshape(along)).astype(np.uint32)


def box_in_cells(face: Box, shape: tuple[int, int], frame: Frame) -> CellBox:
    """The face's box in the widget's cells, mirrored like the picture: left, top, right, bottom, all inclusive.

    Every cell that holds a part of the face is inside.
    """
    height, width = shape
    left = width - face.x - face.w
    x0 = frame.x + left * frame.columns // width
    x1 = frame.x - (-(left + face.w) * frame.columns // width) - 1
    y0 = frame.y + face.y * frame.rows // height
    y1 = frame.y - (-(face.y + face.h) * frame.rows // height) - 1
    right, bottom = frame.x + frame.columns - 1, frame.y + frame.rows - 1
    return max(x0, frame.x), max(y0, frame.y), min(max(x1, x0 + 1), right), min(max(y1, y0 + 1), bottom)


def frame_of_face(box: CellBox, row: int) -> dict[int, str]:
    """What stands in one row of cells of the frame around a face (see `box_in_cells`), by column."""
    left, top, right, bottom = box
    if row in (top, bottom):
        first, last = (FACE["tl"], FACE["tr"]) if row == top else (FACE["bl"], FACE["br"])
        return dict.fromkeys(range(left + 1, right), FACE["h"]) | {left: first, right: last}
    return {left: FACE["v"], right: FACE["v"]} if top < row < bottom else {}


def steady_box(box: CellBox | None, shown: CellBox | None) -> CellBox | None:
    """The face's box to show: the one that is shown where no side is off by more than a cell, which is trembling."""
    if box is None or shown is None:
        return box
    return shown if max(abs(new - old) for new, old in zip(box, shown, strict=True)) <= 1 else box


def mark_box(changed: npt.NDArray[np.bool_], box: CellBox | None, frame: Frame) -> None:
    """Set the cells (rows, columns) of the picture on which the frame around a face stands."""
    if box is None:
        return
    for row in range(len(changed)):
        for column in frame_of_face(box, frame.y + row):
            changed[row, column - frame.x] = True


def shades(upper: Image, lower: Image) -> list[str]:
    """A character for each cell of a row of two halves in RGB (columns, 3): the lighter, the denser."""
    light = (upper.astype(int).mean(axis=1) + lower.mean(axis=1)) / 2
    return [SHADES[int(each) * len(SHADES) // 256] for each in light]
