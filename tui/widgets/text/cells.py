"""A grey picture in terminal cells: each cell shows two pixels, one above the other, in sixteen greys."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.base.types import Box, Image

LEVELS = 16
SHADES = " ░▒▓█"
"""For terminals without greys: one character a cell, light by density."""


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


def greys(image: Image, columns: int, rows: int) -> npt.NDArray[np.uint8]:
    """`image` (H, W) mirrored, as levels 0 to 15 of shape (2 * rows, columns): the mean of each pixel's area."""
    mirrored = image[:, ::-1].astype(np.uint32)
    by_rows = _means(mirrored, 2 * rows, 0)
    return (_means(by_rows, columns, 1) * LEVELS // 256).astype(np.uint8)


def _means(values: npt.NDArray[np.uint32], parts: int, axis: int) -> npt.NDArray[np.uint32]:
    """Means over `parts` nearly equal stretches of `axis`; where there are fewer pixels, they repeat."""
    size = values.shape[axis]
    if size < parts:
        repeated: npt.NDArray[np.uint32] = np.take(values, np.arange(parts) * size // parts, axis)
        return repeated
    edges = np.arange(parts) * size // parts
    counts = np.diff(np.append(edges, size))
    sums = np.add.reduceat(values, edges, axis)
    return (sums // (counts[:, None] if axis == 0 else counts)).astype(np.uint32)


def box_in_cells(face: Box, shape: tuple[int, int], frame: Frame) -> tuple[int, int, int, int]:
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
