"""Pages as browsers and word processors save them: their words as Markdown, each block on a line of its own."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from questions.markdown import from_markdown
from questions.records import Record

_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_SILENT = frozenset(("style", "script", "head", "title", "noscript", "template", "svg", "button", "nav"))
_LISTS, _TABLES = ("ul", "ol", "li", "dl", "dt", "dd"), ("table", "tr")
_PARTS = ("p", "div", "section", "article", "header", "footer", "main", "aside", "blockquote", "details", "summary")
_BLOCKS = frozenset((*_LISTS, *_TABLES, *_PARTS, "pre", "br", "hr", *(f"h{level}" for level in range(1, 7))))


def is_page(text: str) -> bool:
    """Tell whether a text is a page of HTML, whatever its file is called."""
    return _PAGE.match(text) is not None


def from_page(text: str, file: str) -> list[Record]:
    """Read the questions of a page as those of its words in Markdown; each keeps its line in the page."""
    reader = _Blocks()
    feed_all(reader, text)
    records = from_markdown("\n".join(words for _, words in reader.lines), file)
    for record in records:
        record.line = reader.lines[record.line - 1][0] if record.line else None
    return records


def feed_all(reader: HTMLParser, text: str) -> None:
    """Let a reader see a whole text; a comment that nobody ends is none: each would be searched for to the end."""
    ended = text.rfind("-->") + 1
    reader.feed(text[:ended] + text[ended:].replace("<!--", " "))
    reader.close()


class _Blocks(HTMLParser):
    """Gathers blocks: what begins and ends with a block's tag stands on a line of its own, a row of a table too."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[tuple[int, str]] = []
        self._words: list[str] = []
        self._bold, self._light = 0, False
        self._at = 1
        self._mark = ""
        self._lists: list[str] = []
        self._silent: list[str] = []
        self._row: list[list[str]] | None = None
        self._headed = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block."""
        del attrs
        if self._silent[-1:] == ["head"] and (tag == "body" or tag in _BLOCKS):
            self._silent.pop()  # a page may leave its end out, as those of rows and cells
        if tag in _SILENT or self._silent:
            if tag in _SILENT:
                self._silent.append(tag)
        elif tag in ("b", "strong"):
            self._bold += 1
        elif tag in ("td", "th"):
            self._row = [*(self._row or []), []]
        elif tag in _BLOCKS:
            self._end_block()
            self._begin(tag)

    def _begin(self, tag: str) -> None:
        if tag == "table":
            self._headed = False
        elif tag == "tr":
            self._end_row()
            self._row, self._at = [], self.getpos()[0]
        elif tag in ("ul", "ol"):
            self._lists.append(tag)
        elif tag == "li":
            self._mark = "    " * (len(self._lists) - 1) + ("1. " if self._lists[-1:] == ["ol"] else "- ")
        elif re.fullmatch(r"h[1-6]", tag):
            self._mark = "#" * int(tag[1]) + " "

    def handle_endtag(self, tag: str) -> None:
        """End a block."""
        if self._silent:
            if tag == self._silent[-1]:
                self._silent.pop()
            return
        if tag in ("b", "strong"):
            self._bold = max(0, self._bold - 1)
        elif tag == "tr":
            self._end_row()
        elif tag == "table":
            self._end_row()
            self.lines.append((self.getpos()[0], ""))
        elif tag in _BLOCKS:
            self._end_block()
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()

    def handle_data(self, data: str) -> None:
        """Take words."""
        if self._silent:
            return
        if self._row is not None:
            if self._row:
                self._row[-1].append(data)
            return
        if data.strip() and not self._words:
            self._at = self.getpos()[0] + data[: len(data) - len(data.lstrip())].count("\n")
        self._light |= bool(data.strip()) and not self._bold
        self._words.append(data)

    def close(self) -> None:
        """End what the page left open."""
        super().close()
        self._end_row()
        self._end_block()

    def _end_block(self) -> None:
        """Put what was gathered on a line, with an empty one below it; within a table it is part of its cell."""
        if self._row:
            self._row[-1].append(" ")
            return
        if words := _spaced(self._words):
            emphasised = words if self._light or self._mark else f"**{words}**"
            self.lines += [(self._at, self._mark + emphasised), (self._at, "")]
            self._mark = ""
        self._words, self._light = [], False

    def _end_row(self) -> None:
        cells = [_spaced(cell).replace("|", "/") for cell in self._row or ()]
        self._row = None
        if not any(cells):
            return
        self.lines.append((self._at, f"| {' | '.join(cells)} |"))
        if not self._headed:
            self.lines.append((self._at, "|" + "---|" * len(cells)))
        self._headed = True


def _spaced(words: list[str]) -> str:
    return " ".join("".join(words).split())
