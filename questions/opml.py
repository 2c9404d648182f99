"""Outlines as outliners save them (OPML 2.0), said as the Markdown that the readers know."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

from questions.webpages import feed_all
from questions.wording import asks

_HEAD = 2_000
"""Characters among which the mark of an outline stands."""
_DEEPEST = 6
"""Levels of headings that Markdown has."""


def outline_in(text: str) -> str | None:
    """Return an outline as Markdown, each item on its line as far as those before leave it; None for other texts.

    What has items below it is a heading, what has none an item. No reader of XML is asked, which would follow what
    the file tells it to fetch or to repeat.
    """
    head = text[:_HEAD].lstrip().lower()
    if not head.startswith("<") or "<opml" not in head:
        return None
    reader = _Outline()
    feed_all(reader, text)
    said: list[str] = []
    for item, line in _lines(reader.items):
        said += [""] * (item.line - 1 - len(said)) + [line]
    return "\n".join(said)


@dataclass
class _Item:
    line: int
    words: str
    note: str
    above: _Item | None
    depth: int
    has_more: bool = False


class _Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.items: list[_Item] = []
        self._open: list[_Item] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "outline":
            said = {name: " ".join((value or "").split()) for name, value in attrs}
            above = self._open[-1] if self._open else None
            item = _Item(self.getpos()[0], said.get("text", ""), said.get("_note", ""), above, len(self._open))
            if above is not None:
                above.has_more = True
            self.items.append(item)
            self._open.append(item)

    def handle_endtag(self, tag: str) -> None:
        if tag == "outline" and self._open:
            self._open.pop()


def _lines(items: list[_Item]) -> list[tuple[_Item, str]]:
    """Headings and items; where an item comes after the headings below its own, that one is said again."""
    said: list[tuple[_Item, str]] = []
    under: _Item | None = None
    for item in items:
        if not item.has_more and item.above is not under and item.above is not None and not asks(item.above.words):
            said.append((item, _heading(item.above)))
        said.append((item, _heading(item) if item.has_more else f"- {item.words}"))
        if item.note:
            said.append((item, f"  {item.note}"))
        under = item if item.has_more else item.above
    return said


def _heading(item: _Item) -> str:
    return "#" * min(_DEEPEST, item.depth + 1) + " " + item.words
