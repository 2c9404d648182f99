"""Where the questions stand in the text of a bank, so that one can be changed while all else stays as it is.

ruamel.yaml keeps comments, but hangs each on the value before it: a comment above a question would stay behind
when the question moves, or vanish with its neighbour. So whole questions are moved as lines of text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

_DASH = re.compile(r" *-\s")


@dataclass(frozen=True)
class Layout:
    """A bank's text in parts: `head`, then the questions' `items`, each after its gap, then `tail`.

    Gaps are blank lines and headings (comments after a blank line, or above the first question); they keep their
    places. A comment inside a question, or right above it without a blank line before, or after a heading and a
    blank line, is part of the question's item.
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
        return "".join([self.head, *chain(*map(self._joined, self.gaps, self.items)), self.tail])

    def _joined(self, gap: str, item: str) -> tuple[str, str, str]:
        both_comments = "#" in gap.rpartition("\n\n")[2] and item.lstrip().startswith("#")
        return gap, self.newline if both_comments else "", item

    def insert(self, place: int, item: str) -> Layout:
        """Put an item before the one at `place`, below the headings there."""
        spaced = len(self.gaps) > 1 and all(gap[:1] in ("\r", "\n") for gap in self.gaps[1:] if gap is not None)
        blank = self.newline if spaced else ""
        gaps = [*self.gaps[: place + 1], blank, *self.gaps[place + 1 :]]
        return replace(self, gaps=tuple(gaps), items=(*self.items[:place], item, *self.items[place:]))

    def insert_all(self, place: int, items: Sequence[str]) -> Layout:
        """Put several items before the one at `place`, in one go: one by one takes the square of their number."""
        if not items:
            return self
        first = self.insert(place, items[0])
        at = min(place + 1, len(self.gaps))
        gaps = (*first.gaps[:at], *([first.gaps[at]] * (len(items) - 1)), *first.gaps[at:])
        return replace(first, gaps=gaps, items=(*self.items[:place], *items, *self.items[place:]))

    def with_items(self, items: Sequence[str]) -> Layout:
        """Return the layout with other items; headings that stood beyond the last one stay at the end."""
        if not items:
            return replace(self, gaps=(), items=(), tail="".join(self.gaps) + self.tail)
        spare = self.gaps[1] if len(self.gaps) > 1 and not self.gaps[1].strip() else ""
        gaps = (*self.gaps[: len(items)], *([spare] * (len(items) - len(self.gaps))))
        rest = "".join(gap for gap in self.gaps[len(items) :] if "#" in gap)
        return replace(self, gaps=gaps, items=tuple(items), tail=rest + self.tail)

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


def layout_of(text: str, first_lines: Sequence[int]) -> Layout | None:
    """Take a bank's text apart, given the line (from 1) in which each question begins.

    None where the questions are not a list with one dash a line.
    """
    text = text if text.endswith("\n") else text + "\n"
    lines = text.splitlines(keepends=True)
    starts = [_dash(lines, line - 1) for line in first_lines]
    columns = {lines[start].find("-") for start in starts}
    if len(columns) != 1 or len(set(starts)) < len(starts) or not all(_DASH.match(lines[start]) for start in starts):
        return None
    column = columns.pop()
    ends = [_end(lines, start, limit, column) for start, limit in zip(starts, [*starts[1:], len(lines)], strict=True)]
    floors = [_above(lines, starts[0]), *ends[:-1]]
    bodies = [_body(lines, start, floor) for start, floor in zip(starts, floors, strict=True)]
    return Layout(
        head="".join(lines[: floors[0]]),
        gaps=tuple("".join(lines[a:b]) for a, b in zip(floors, bodies, strict=True)),
        items=tuple("".join(lines[a:b]) for a, b in zip(bodies, ends, strict=True)),
        tail="".join(lines[ends[-1] :]),
        column=column,
        newline="\r\n" if "\r\n" in text else "\n",
    )


def _dash(lines: list[str], line: int) -> int:
    """Return the line of the dash: a question may begin below a dash that stands alone."""
    return line if _DASH.match(lines[line]) or line == 0 or lines[line - 1].strip() != "-" else line - 1


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


def _above(lines: list[str], start: int) -> int:
    """Return the first of the blank lines and comments above the first question."""
    while start and (not lines[start - 1].strip() or lines[start - 1].lstrip().startswith("#")):
        start -= 1
    return start


def _body(lines: list[str], start: int, floor: int) -> int:
    """Return where a question begins, its own comments included."""
    first = start
    while first > floor and lines[first - 1].lstrip().startswith("#"):
        first -= 1
    follows_a_question = first == floor and floor > 0 and not lines[floor - 1].rstrip().endswith("questions:")
    follows_a_heading = any("#" in line for line in lines[floor:first])
    return first if follows_a_question or follows_a_heading else start
