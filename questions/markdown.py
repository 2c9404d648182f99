"""Markdown as people keep questions in it: under headings, in lists, tables, folds, as paragraphs with answers.

What asks is a question; what stands under it is its answer and becomes a note; headings and outer items are
categories; code, comments, contents and prose are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from questions.markdown_text import NodeText, plain_links, uncommented, untagged, whole_emphasis
from questions.meanings import category_meant, says_nothing
from questions.records import Record, Section, add_follow_up, add_note, asked_record
from questions.sheets import Row, table_records
from questions.wording import LONGEST, answer_in, asks, clean, follow_up_in, marked_question, numbered

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_FRONT_MATTER = re.compile(r"\A\ufeff?(---|\+\+\+)[ \t]*\r?\n.*?\n\1[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FOLD = re.compile(
    r"<summary[^<>]*>(?P<summary>(?:(?!<summary).)*?)</summary>(?P<rest>.*)\Z", re.DOTALL | re.IGNORECASE
)
_BLOCKS = re.compile(r"<(h[1-6]|li|p|summary|dt|td)[^<>]*>((?:(?!<\1\b).)*?)</\1>", re.DOTALL | re.IGNORECASE)
_ANSWERS = re.compile(
    r"\W*(?:answers?|view answer|show answer|click.*|solution|답변?|답변 ?보기|정답|모범 ?답안|해설|예시 ?답변)\W*",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\W*(?:table of contents|contents|toc|목차|차례|references?|참고(?: ?자료| ?문헌)?|links?|license|contribut\w*|"
    r"install\w*|usage|출처|resources|further reading|see also)\W*",
    re.IGNORECASE,
)

_UPWARDS = re.compile(r"\W*\[[^\]]*\]\(#[^)]*\)\W*")
"""A link to another place of the text alone: `[⬆ Back to Top](#contents)`."""
_CALLOUT = re.compile(r"\[!\w+\][+-]?[ \t]*(?P<title>.*)\n?(?P<rest>(?s:.*))")


@dataclass
class _Heading:
    level: int
    section: Section


@dataclass
class _Found:
    """What was found so far, and where in the text the reader is."""

    records: list[Record] = field(default_factory=list)
    headings: list[_Heading] = field(default_factory=list)
    answering: int = 0
    """Level of the heading that asked, whose text is being read; 0 elsewhere, 9 under a paragraph or fold."""
    contents: list[tuple[int, str, Section]] = field(default_factory=list)
    aside: int = 0
    left: int = 0

    @property
    def section(self) -> Section:
        """The section that the last heading began."""
        return self.headings[-1].section if self.headings else Section()

    def ask(self, line: int, words: str, section: Section | None = None) -> Record:
        """Add a question, in the present section unless another is given."""
        record = (section or self.section).fill(asked_record(line, words))
        self.records.append(record)
        return record


def from_markdown(text: str, _file: str) -> list[Record]:
    """Read the questions of a Markdown text; prose gives none."""
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    front = _FRONT_MATTER.match(text)
    offset = 1 + (front[0].count("\n") if front else 0)
    body = plain_links(text[front.end() :] if front else text)
    parser = MarkdownIt("commonmark", {"maxNesting": 40}).enable(["table", "strikethrough"])
    parser.disable("inline")  # inline marks are taken off where there are any: most lines have none
    reader = _Reader(body.splitlines(), offset)
    reader.blocks(SyntaxTreeNode(parser.parse(body)).children)
    return reader.finish()


class _Reader:
    def __init__(self, lines: list[str], offset: int) -> None:
        self._text = NodeText(lines, offset)
        self._now = _Found()

    def finish(self) -> list[Record]:
        """Add what only a table of contents held, and return all."""
        known = {_bare(words) for record in self._now.records for words in record.data["text"].values()}
        for line, words, section in self._now.contents:
            if _bare(clean(words)) not in known:
                self._now.ask(line, words, section)
        return self._now.records

    def blocks(self, nodes: Sequence[SyntaxTreeNode]) -> None:
        for place, node in enumerate(nodes):
            if node.type == "heading":
                self._heading(node, nodes[place + 1 :])
            elif node.type == "html_block":
                self._html(node)
            elif self._now.answering and self._belongs_to_answer(node):
                self._answer(node)
            elif node.type in ("bullet_list", "ordered_list"):
                self._list(node, self._now.section)
            elif node.type == "table":
                self._table(node)
            elif node.type == "blockquote":
                self._quote(node)
            elif node.type == "paragraph":
                self._paragraph(node, nodes)

    def _quote(self, node: SyntaxTreeNode) -> None:
        """A quote says what stands in it; a callout (`> [!question] Why us?`) may ask, and answer below."""
        callout = _CALLOUT.fullmatch(self._text.source(node))
        title = self._text.inline(callout["title"]) if callout else ""
        if callout is None or not (asks(title) or marked_question(title)):
            self.blocks(node.children)
        else:
            add_note(self._now.ask(self._text.line(node), title), callout["rest"])

    # headings

    def _heading(self, node: SyntaxTreeNode, following: Sequence[SyntaxTreeNode]) -> None:
        now, level, words = self._now, int(node.tag[1]), self._text.words(node)
        if follow := self._follow_up_heading(level, words):
            add_follow_up(now.records[-1], follow)
            return
        if now.answering and level > now.answering and not asks(words) and not marked_question(words):
            self._answer(node)
            return
        now.answering = now.aside = 0
        while now.headings and now.headings[-1].level >= level:
            now.headings.pop()
        if _ASIDE.fullmatch(words):
            now.aside = level
        elif self._asks_as_heading(words, level, following):
            now.ask(self._text.line(node), words)
            now.answering = level
        elif level == 1 and not category_meant(words):
            now.headings.append(_Heading(level, Section()))
        else:
            now.headings.append(_Heading(level, now.section.under(words)))

    def _follow_up_heading(self, level: int, words: str) -> str | None:
        now = self._now
        return follow_up_in(words) if now.records and now.answering and level > now.answering else None

    def _asks_as_heading(self, words: str, level: int, following: Sequence[SyntaxTreeNode]) -> bool:
        """A heading asks unless it is a category's name above questions (`Tell me about yourself`)."""
        if marked_question(words):
            return not says_nothing(words)
        if not asks(words):
            return False
        below = []
        for node in following:
            if node.type == "heading" and int(node.tag[1]) <= level:
                break
            below.append(node)
        if level == 1 and any(n.type == "heading" for n in below):
            return False  # the title of the text
        asked_below = any(self._asking_items(n) for n in below if n.type in ("bullet_list", "ordered_list"))
        titles = [self._text.words(n) for n in below if n.type == "heading"]
        asked_below |= any(asks(title) and follow_up_in(title) is None for title in titles)
        return not (asked_below and category_meant(words) is not None)

    def _asking_items(self, node: SyntaxTreeNode) -> bool:
        items = [self._text.item_words(item) for item in node.children]
        return bool(items) and sum(asks(words) for words in items) * 2 >= len(items)

    # answers

    def _belongs_to_answer(self, node: SyntaxTreeNode) -> bool:
        """Text below a question is its answer, up to the next question of the same kind."""
        if self._now.answering < 9:
            return True
        if node.type == "paragraph":
            words = self._text.words(node)
            return not (marked_question(words) or (whole_emphasis(self._text.source(node)) and asks(words)))
        if node.type in ("bullet_list", "ordered_list"):
            return not self._asking_items(node)
        return node.type not in ("table",)

    def _answer(self, node: SyntaxTreeNode) -> None:
        record = self._now.records[-1]
        if node.type in ("bullet_list", "ordered_list") and all(
            self._text.item_words(item).rstrip().endswith(("?", "？")) for item in node.children
        ):
            for item in node.children:
                add_follow_up(record, self._text.item_words(item))
            return
        if node.type == "hr":
            return
        self._note(record, node)

    def _note(self, record: Record, node: SyntaxTreeNode) -> None:
        text = self._text.source(node)
        if not _UPWARDS.fullmatch(text):
            add_note(record, answer_in(text) or text)

    # lists

    def _list(self, node: SyntaxTreeNode, section: Section) -> None:
        items = [(item, self._text.item_words(item)) for item in node.children]
        asking = sum(asks(words) for _, words in items)
        questions = not self._now.aside and (asking * 2 >= len(items) or self._in_questions(section))
        for item, words in items:
            nested = [child for child in item.children if child.type in ("bullet_list", "ordered_list")]
            if self._is_contents(item, words):
                self._contents(item, words, section)
            elif asks(words) or marked_question(words):
                self._item(item, section, nested)
            elif nested and _names_group(words):
                for inner in nested:
                    self._list(inner, section.under(words))
            elif questions and _may_be_asked(words):
                self._item(item, section, nested)
            else:
                self._now.left += 1
                for inner in nested:
                    self._list(inner, section)

    def _in_questions(self, section: Section) -> bool:
        return section.category is not None

    def _item(self, item: SyntaxTreeNode, section: Section, nested: Sequence[SyntaxTreeNode]) -> None:
        lines = self._text.item_lines(item)
        end = _end_of_question(lines)
        record = self._now.ask(self._text.line(item), " ".join(lines[:end]), section)
        for line in lines[end:]:
            add_note(record, answer_in(line) or line)
        headed = bool(item.children) and item.children[0].type in ("paragraph", "heading")
        for child in item.children[1:] if headed else item.children:
            if child in nested:
                self._below(record, child)
            elif child.type != "html_block":
                self._note(record, child)

    def _below(self, record: Record, node: SyntaxTreeNode) -> None:
        """Below a question, what asks follows up, what does not answers."""
        for item in node.children:
            words = self._text.item_words(item)
            if answer_in(words) is None and (asks(words) or follow_up_in(words)):
                add_follow_up(record, follow_up_in(words) or words)
            else:
                add_note(record, answer_in(words) or clean(words))
            for child in item.children[1:]:
                if child.type in ("bullet_list", "ordered_list"):
                    self._below(record, child)
                else:
                    add_note(record, self._text.source(child))

    def _is_contents(self, item: SyntaxTreeNode, words: str) -> bool:
        source = self._text.own_source(item).strip()
        return bool(words) and re.fullmatch(r"(?:[-*+]|\d+[.)])?\s*\[.*\]\(#[^)]*\)", source, re.DOTALL) is not None

    def _contents(self, item: SyntaxTreeNode, words: str, section: Section) -> None:
        if asks(words):
            self._now.contents.append((self._text.line(item), words, section))
        for child in item.children:
            if child.type in ("bullet_list", "ordered_list"):
                self._list(child, section if asks(words) else section.under(words))

    # other blocks

    def _table(self, node: SyntaxTreeNode) -> None:
        rows: list[Row] = []
        for row in (row for part in node.children for row in part.children):
            cells = [self._text.inline(cell.children[0].content) if cell.children else "" for cell in row.children]
            rows.append((self._text.line(row), cells))
        self._now.records += table_records(rows, self._now.section)

    def _html(self, node: SyntaxTreeNode) -> None:
        now, source = self._now, self._text.source(node)
        bare = uncommented(source)
        if fold := _FOLD.search(bare):
            summary, rest = clean(untagged(fold["summary"])), untagged(fold["rest"]).strip()
            if asks(summary) or marked_question(summary):
                now.ask(self._text.line(node), summary)
                now.answering = 9
            elif not _ANSWERS.fullmatch(summary):
                now.answering = 0
                now.headings.append(_Heading(7, now.section.under(summary)))
            if rest and now.answering:
                add_note(now.records[-1], rest)
            bare = bare[: fold.start()]
        else:
            self._tagged(node, bare)
        if "</details" in source.lower() and now.answering == 9:
            now.answering = 0
            now.headings = [heading for heading in now.headings if heading.level < 7]

    def _tagged(self, node: SyntaxTreeNode, source: str) -> None:
        for match in _BLOCKS.finditer(source):
            words = clean(untagged(match[2]))
            if asks(words) and not self._now.answering:
                self._now.ask(self._text.line(node), words)

    def _paragraph(self, node: SyntaxTreeNode, siblings: Sequence[SyntaxTreeNode]) -> None:
        """A paragraph asks where it says so, stands emphasised, or is one of many that ask."""
        if self._now.aside:
            return
        now, source = self._now, self._text.source(node)
        lines = [line.strip() for line in source.splitlines() if line.strip()]
        words = self._text.inline(" ".join(lines))
        listed = len(lines) > 1 and all(numbered(line) or marked_question(line) or answer_in(line) for line in lines)
        if listed or any(marked_question(line) for line in lines) or self._all_ask(lines):
            self._lines_of(node, lines)
        elif (whole_emphasis(source) or numbered(source)) and asks(words):
            now.ask(self._text.line(node), words)
            now.answering = 9
        elif asks(words) and len(words) <= LONGEST and self._stands_in_list(siblings):
            now.ask(self._text.line(node), words)
            now.answering = 9 if not self._plain_list(siblings) else 0
        elif category_meant(words) and len(words) < 40 and (whole_emphasis(source) or words.endswith(":")):
            now.headings = [heading for heading in now.headings if heading.level < 7]
            now.headings.append(_Heading(7, now.section.under(words)))
        else:
            now.left += 1

    def _all_ask(self, lines: list[str]) -> bool:
        return len(lines) > 1 and all(asks(self._text.inline(line)) for line in lines)

    def _lines_of(self, node: SyntaxTreeNode, lines: list[str]) -> None:
        """Questions and answers line by line within a paragraph."""
        now, first, open_ = self._now, self._text.line(node), False
        for number, line in enumerate(lines):
            words = self._text.inline(line)
            answer = answer_in(words)
            if answer is not None and now.records:
                add_note(now.records[-1], answer)
            elif marked_question(words) or asks(words) or (numbered(words) and not open_):
                now.ask(first + number, words)
                open_ = marked_question(words)
            elif now.records and open_:
                add_note(now.records[-1], words)
        now.answering = 9 if open_ else 0

    def _stands_in_list(self, siblings: Sequence[SyntaxTreeNode]) -> bool:
        headed = self._now.section.category is not None
        return headed or self._plain_list(siblings)

    def _plain_list(self, siblings: Sequence[SyntaxTreeNode]) -> bool:
        paragraphs = [self._text.words(each) for each in siblings if each.type == "paragraph"]
        asking = sum(asks(words) for words in paragraphs)
        return asking * 2 >= len(paragraphs) and all(each.type in ("paragraph", "heading", "hr") for each in siblings)


def _names_group(words: str) -> bool:
    """Tell whether an outer item names what is below it, rather than being asked."""
    words = clean(words)
    if category_meant(words):
        return True
    return len(words) <= 40 and len(words.split()) <= 6 and not words.endswith((".", "!", "다", "요"))


def _end_of_question(lines: Sequence[str]) -> int:
    """Return how many lines of an item are the question: up to the last question mark, or to the answer."""
    marked = [number for number, line in enumerate(lines, 1) if line.rstrip().endswith(("?", "？"))]
    answer = next((number for number, line in enumerate(lines) if number and answer_in(line) is not None), len(lines))
    return max([number for number in marked if number <= answer], default=answer)


def _may_be_asked(words: str) -> bool:
    words = clean(words)
    return 1 < len(words) <= LONGEST and not re.fullmatch(r"https?://\S+", words) and answer_in(words) is None


def _bare(words: str) -> str:
    return re.sub(r"[\W_]+", "", words).casefold()
