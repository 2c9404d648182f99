"""The colours of a picture in terminal cells: few of them, and as steady as a slow line wants.

Each change of colours along a row is an escape of up to 40 bytes. Few steps of colour give neighbours the same one,
and a cell that hardly changed keeps what it shows: a camera's noise costs nothing, and nothing flickers. Colours are
for terminals with all of them. Where there are 256, skin has four tints that lie 40 steps of light apart: eyes and
mouth drown in blotches, whereas sixteen greys show them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Colours = npt.NDArray[np.uint8]
"""RGB (2 * rows, columns, 3): two halves a cell, one above the other."""
Floats = npt.NDArray[np.float32]

GREY_STEP = 17
"""Sixteen greys from black to white."""
TINT_STEP = 8
"""Between two steps of light or of tint (Y, Cb and Cr): three times as wide ones make faces pink or green, and save
little, since neighbours differ in their light."""
_LIGHT = np.array([0.299, 0.587, 0.114], np.float32)
"""Luma of R, G and B (ITU-R BT.601)."""
_TO_TINTS = np.array([_LIGHT, [-0.169, -0.331, 0.5], [0.5, -0.419, -0.081]], np.float32)
_FROM_TINTS = np.linalg.inv(_TO_TINTS).astype(np.float32)
"""Between (R, G, B) and (Y, Cb, Cr) around 0."""
_CELL_BYTES, _MOVE_BYTES = 3, 8
"""A half block in UTF-8, and a cursor's move to where a row has changed."""
_HOLD_MORE = 1.5


@dataclass(frozen=True, slots=True)
class Palette:
    """How a picture's colours become a terminal's. `hold` is the difference in a channel below which a cell keeps its
    colour, `run_bytes` what a change of colours costs.
    """

    nearest: Callable[[Floats], Colours]
    hold: float
    run_bytes: int


def greys(pixels: Floats) -> Colours:
    """Sixteen greys of pixels (h, w, 3)."""
    return np.repeat((_levels(pixels) * GREY_STEP).astype(np.uint8)[..., None], 3, axis=2)


def tints(pixels: Floats) -> Colours:
    """Thirty-two steps of light, each in tints as fine, of pixels (h, w, 3)."""
    steps = TINT_STEP * np.rint(pixels @ _TO_TINTS.T / TINT_STEP)
    colours: Colours = np.clip(np.rint(steps @ _FROM_TINTS.T), 0, 255).astype(np.uint8)
    return colours


GREYS = Palette(greys, hold=14.0, run_bytes=40)
TINTS = Palette(tints, hold=20.0, run_bytes=40)


def steady(pixels: Floats, palette: Palette, shown: Colours | None, most_bytes: float | None = None) -> Colours:
    """The colours to show for `pixels` where `shown` is on the screen, of the same size.

    What differs by less than the palette's `hold` stays; with `most_bytes` as much more of it stays as is needed for
    the change to cost no more. A change of the whole picture, as by a lamp, then comes row by row.
    """
    fresh = palette.nearest(pixels)
    if shown is None or shown.shape != fresh.shape:
        return fresh
    off = np.abs(pixels - shown).max(axis=2)
    wanted = colours = np.where((off < palette.hold)[..., None], shown, fresh)
    if most_bytes is None:
        return wanted
    hold = palette.hold
    while cost(colours, changed(colours, shown), palette) > most_bytes:
        hold *= _HOLD_MORE
        colours = np.where((off < hold)[..., None], shown, fresh)
    return colours if hold == palette.hold else _with_rows(colours, wanted, shown, palette, most_bytes)


def _with_rows(colours: Colours, wanted: Colours, shown: Colours, palette: Palette, most_bytes: float) -> Colours:
    """`colours` with as many whole rows of cells of `wanted` as can be paid, those that are most off first.

    Where nothing would change one row does whatever it costs: else a picture of which no part is cheap would never
    come.
    """
    off = np.abs(wanted.astype(int) - colours).sum(axis=(1, 2))
    for row in np.argsort(-(off[0::2] + off[1::2]), kind="stable").tolist():
        more = colours.copy()
        more[2 * row : 2 * row + 2] = wanted[2 * row : 2 * row + 2]
        if cost(more, changed(more, shown), palette) <= most_bytes or not changed(colours, shown).any():
            colours = more
    return colours


def changed(colours: Colours, shown: Colours) -> npt.NDArray[np.bool_]:
    """Which cells (rows, columns) differ."""
    halves = (colours != shown).any(axis=2)
    either: npt.NDArray[np.bool_] = halves[0::2] | halves[1::2]
    return either


def spans(cells: npt.NDArray[np.bool_]) -> list[tuple[int, int, int]]:
    """Row, first column and number of columns of what is to be drawn again, a stretch a row."""
    found = []
    for row in np.flatnonzero(cells.any(axis=1)).tolist():
        columns = np.flatnonzero(cells[row])
        found.append((row, int(columns[0]), int(columns[-1] - columns[0] + 1)))
    return found


def cost(colours: Colours, cells: npt.NDArray[np.bool_], palette: Palette) -> int:
    """About how many bytes it takes to draw these cells again."""
    pairs = np.concatenate([colours[0::2], colours[1::2]], axis=2)
    other = (pairs[:, 1:] != pairs[:, :-1]).any(axis=2)
    total = 0
    for row, first, number in spans(cells):
        runs = 1 + int(other[row, first : first + number - 1].sum())
        total += _MOVE_BYTES + runs * palette.run_bytes + number * _CELL_BYTES
    return total


def _levels(pixels: Floats) -> npt.NDArray[np.int_]:
    """Light in sixteen steps."""
    levels: npt.NDArray[np.int_] = np.rint(pixels @ _LIGHT).astype(int) // 16
    return levels
