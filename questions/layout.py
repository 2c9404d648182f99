"""Where the questions stand in the text of a bank, so that one can be changed while all else stays as it is.

ruamel.yaml keeps comments, but hangs each on the value before it: a comment above a question would stay behind
when the question moves, or vanish with its neighbour. So whole questions are moved as lines of text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

_DASH = re.compile(r"\s*-\s")


@dataclass(frozen=True)
class Layout:
    """A bank's text in parts: `head`, then the questions' `items`, each after its gap, then `tail`.

    Gaps are blank lines and headings (comments after a blank line); they keep their places. A comment right
    above a question (but not above the first) or inside it is part of the question's item.
    """

    head: str
    gaps: tuple[str, ...]
    items: tuple[str, ...]
    tail: str
    column: int
    newline: str

    @property
    def text(self) -> str:
        """The whole text again."""
        return "".join([self.head, *chain(*zip(self.gaps, self.items, strict=True)), self.tail])

    def insert(self, place: int, item: str) -> Layout:
        """Put an item before the one at `place`, below the headings there."""
        spaced = len(self.gaps) > 1 and all(gap[:1] in ("\r", "\n") for gap in self.gaps[1:] if gap is not None)
        blank = self.newline if spaced else ""
        gaps = [*self.gaps[: place + 1], blank, *self.gaps[place + 1 :]]
        return replace(self, gaps=tuple(gaps), items=(*self.items[:place], item, *self.items[place:]))

    def put(self, place: int, item: str) -> Layout:
        """Replace an item."""
        return replace(self, items=(*self.items[:place], item, *self.items[place + 1 :]))

    def remove(self, place: int) -> Layout:
        """Drop an item; headings above it stay."""
        gaps = [*self.gaps, self.tail]
        gap, after = gaps.pop(place), gaps[place]
        if place == 0:
            gaps[0] = gap + (after if "#" in after or len(gaps) == 1 else "")
        else:
            gaps[place] = (gap if "#" in gap else "") + after
        items = (*self.items[:place], *self.items[place + 1 :])
        return replace(self, gaps=tuple(gaps[:-1]), items=items, tail=gaps[-1])

    def move(self, place: int, to: int) -> Layout:
        """Move an item; the gaps stay where they are."""
        items = list(self.items)
        items.insert(to, items.pop(place))
        return replace(self, items=tuple(items))


def layout_of(text: str) -> Layout | None:
    """Take a bank's text apart; None where the questions are not a list with one dash a line."""
    from ruamel.yaml import YAML

    text = text if text.endswith("\n") else text + "\n"
    sequence = _questions(YAML(typ="safe", pure=True).compose(text))
    if sequence is None or sequence.flow_style or not sequence.value:
        return None
    lines, column = text.splitlines(keepends=True), sequence.start_mark.column
    starts = [_dash(lines, item.start_mark.line, column) for item in sequence.value]
    if len(set(starts)) < len(starts):
        return None
    ends = [_end(lines, start, limit, column) for start, limit in zip(starts, [*starts[1:], len(lines)], strict=True)]
    bodies = [_body(lines, start, end) for start, end in zip(starts[1:], ends, strict=False)]
    head_end = _above(lines, starts[0], 0)
    bounds = [head_end, *ends]
    return Layout(
        head="".join(lines[:head_end]),
        gaps=tuple("".join(lines[a:b]) for a, b in zip(bounds, [starts[0], *bodies], strict=False)),
        items=tuple("".join(lines[a:b]) for a, b in zip([starts[0], *bodies], ends, strict=True)),
        tail="".join(lines[ends[-1] :]),
        column=column,
        newline="\r\n" if "\r\n" in text else "\n",
    )


def _questions(root: Any) -> Any:
    if root is None or root.id == "sequence":
        return root
    if root.id != "mapping":
        return None
    return next((value for key, value in root.value if key.value == "questions" and value.id == "sequence"), None)


def _dash(lines: list[str], line: int, column: int) -> int:
    while line and not (_DASH.match(lines[line]) and lines[line].index("-") == column):
        line -= 1
    return line


def _end(lines: list[str], start: int, limit: int, column: int) -> int:
    """Return the line after a question's last one: what is indented more than its dash, comments included."""
    end = start + 1
    for number in range(start + 1, limit):
        line = lines[number]
        if line.strip():
            if len(line) - len(line.lstrip()) <= column:
                break
            end = number + 1
    return end


def _body(lines: list[str], start: int, end_before: int) -> int:
    """Return where a question begins: with the comments right above it, unless a blank line makes them a heading."""
    first = _above(lines, start, end_before)
    return first if first == end_before else start


def _above(lines: list[str], start: int, floor: int) -> int:
    while start > floor and lines[start - 1].lstrip().startswith("#"):
        start -= 1
    return start
