"""The words of a Markdown text: where a node stands in it, and what it says without marks, links and tags."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_NOTED = re.compile(r"<!--.*?-->", re.DOTALL)
_QUOTE = re.compile(r"^\s*(?:>\s?)+")
_EMBEDDED = re.compile(r"!\[\[[^\[\]\n]*\]\]")
_LINKED = re.compile(r"\[\[(?:[^\[\]|\n]*\|)?([^\[\]|\n]+)\]\]")
_COMMENT = re.compile(r"%%(?:(?!%%).)*%%", re.DOTALL)
_LONGEST_MARKED = 20_000
"""Characters of a paragraph whose marks are taken off: nobody asks at such length, and it would take minutes."""
_MARKS = frozenset("*_`[<&\\!~")


class NodeText:
    """A text by lines, of which the parser saw those from `offset` (from 1) on; asked by the nodes of its tree."""

    def __init__(self, lines: list[str], offset: int) -> None:
        self._lines, self._offset = lines, offset

    def line(self, node: SyntaxTreeNode) -> int:
        """The line on which a node begins, from 1."""
        return self._offset + (node.map[0] if node.map else 0)

    def source(self, node: SyntaxTreeNode) -> str:
        """A node as it was written, without the marks of the quotes in which it stands."""
        if not node.map:
            return ""
        lines = self._lines[slice(*node.map)]
        if node.type == "blockquote" or _quoted(node):
            lines = [_QUOTE.sub("", line) for line in lines]
        return "\n".join(lines).strip()

    def own_source(self, item: SyntaxTreeNode) -> str:
        """A list's item as it was written, without what is nested in it."""
        return "\n".join(line.strip() for line in self.item_lines(item, plain=True))

    def words(self, node: SyntaxTreeNode) -> str:
        """The words of a heading or paragraph."""
        inline = next((child for child in node.children if child.type == "inline"), None)
        return self.inline(" ".join(inline.content.split("\n"))) if inline else ""

    def item_words(self, item: SyntaxTreeNode) -> str:
        """The words of a list's item, without what is nested in it."""
        return " ".join(self.item_lines(item))

    def item_lines(self, item: SyntaxTreeNode, *, plain: bool = False) -> list[str]:
        """The same line by line; `plain` keeps the marks."""
        first = item.children[0] if item.children else None
        if first is None or first.type not in ("paragraph", "heading"):
            return [""]
        content = first.children[0].content if first.children else ""
        return content.split("\n") if plain else [self.inline(line) for line in content.split("\n")]

    def inline(self, content: str) -> str:
        """Return a line's words without marks, links and tags."""
        content = re.sub(r"^\[[ xX]\]\s+", "", content.strip())
        if len(content) > _LONGEST_MARKED or not _MARKS.intersection(content):
            return content
        tokens = _inline_parser().parseInline(content)[0].children or []
        return "".join(_shown(token.type, token.content) for token in tokens).strip()


def _quoted(node: SyntaxTreeNode) -> bool:
    above = node.parent
    while above is not None and above.type != "blockquote":
        above = above.parent
    return above is not None


@lru_cache(maxsize=1)
def _inline_parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("strikethrough")


def _shown(kind: str, content: str) -> str:
    if kind in ("softbreak", "hardbreak"):
        return " "
    if kind == "html_inline":
        return " " if content.lower().startswith("<br") else ""
    return content if kind in ("text", "code_inline") else ""


def plain_links(text: str) -> str:
    """Return a text without what Obsidian and wikis add: `[[page|words]]` leaves its words, comments their lines."""
    if "%%" in text:
        text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    return _LINKED.sub(r"\1", _EMBEDDED.sub("", text)) if "[[" in text else text


def untagged(text: str) -> str:
    """Return the text without HTML tags and comments."""
    return unescape(_TAG.sub(" ", uncommented(text)))


def uncommented(text: str) -> str:
    """Return the text without HTML comments; what begins one and never ends is looked for but once."""
    end = text.rfind("-->") + len("-->")
    return _NOTED.sub(" ", text[:end]) + text[end:] if end >= len("-->") else text


def whole_emphasis(source: str) -> bool:
    """Tell whether a paragraph is bold as a whole, apart from a number before it."""
    found = re.search(r"\*\*|__", source)
    if found is None or not re.fullmatch(r"[\W\d]*", source[: found.start()]):
        return False
    _words, end, rest = source[found.end() + 1 :].partition(found[0])
    return bool(end) and re.search(r"\w", rest) is None
