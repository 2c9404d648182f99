"""Text measured in terminal cells: a Korean syllable takes two."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size


def width(text: str) -> int:
    """Cells that `text` takes."""
    return cell_len(text)


def fit(text: str, cells: int) -> str:
    """`text`, or as much of it as goes into `cells` with an ellipsis."""
    if cell_len(text) <= cells:
        return text
    if cells <= 1:
        return "…"[: max(cells, 0)]
    return set_cell_size(text, cells - 1).rstrip() + "…"


def pad(text: str, cells: int) -> str:
    """`text` fitted and filled with blanks to exactly `cells`."""
    fitted = fit(text, cells)
    return fitted + " " * (cells - cell_len(fitted))


def right(text: str, cells: int) -> str:
    """`text` fitted and set flush right in `cells`."""
    fitted = fit(text, cells)
    return " " * (cells - cell_len(fitted)) + fitted


def bar(share: float, cells: int, full: str = "━", empty: str = "─") -> tuple[str, str]:
    """The filled and the empty part of a bar of `cells` for a share of 0 to 1."""
    filled = round(min(max(share, 0.0), 1.0) * cells)
    return full * filled, empty * (cells - filled)
