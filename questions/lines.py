"""Plain lists, one question a line: numbered, bulleted, under headings, with answers between them, or bare."""

from __future__ import annotations

import re
from collections.abc import Set

from questions.meanings import category_meant
from questions.records import MAX_HEADING, Record, Section, add_follow_up, add_note, asked_record
from questions.wording import (
    LONGEST,
    answer_in,
    asks,
    clean,
    follow_up_in,
    marked_question,
    numbered,
    only_numbers,
    parted,
    rejoined,
)

_HEADING = re.compile(
    r"#{1,6}\s+(?P<hash>.*?)[\s#]*$|\[(?P<square>[^\[\]]{1,40})\]\s*$|(?P<colon>[^.?!]{1,40})[:：]\s*$|"
    r"<(?P<angle>[^<>]{1,40})>\s*$|【(?P<corner>[^【】]{1,40})】\s*$|=+\s*(?P<bar>[^=]{1,40}?)\s*=+$"
)
_RULE = frozenset("-=*_~#· \t")
_CHAT = re.compile(
    r"\s*(?:\[[^\[\]]{1,40}\]\s*\[(?:오전|오후|AM|PM)?\s*\d{1,2}:\d{2}\s*(?:AM|PM)?\]|"  # [name] [오후 3:02]
    r"\[?\d{1,4}[./년-]\s*\d{1,2}[./월-]\s*\d{1,4}[.일]?,?\s*(?:오전|오후)?\s*\d{1,2}:\d{2}(?::\d{2})?\s*(?:[AP]M)?\]?"
    r"(?:\s*[-,])?\s*[^:]{1,40}\s?:|"  # 03/03/2026, 15:02 - name:
    r"\d{1,2}:\d{2}(?::\d{2})?\t[^:\t]{1,40}:)\s*",  # 00:15:02 (tab) name:
    re.IGNORECASE,
)
_ENDED = re.compile(r"[.?!。．？…:：]\W*$")
_PAGE = re.compile(r"\W*(?:page|쪽|페이지)?\W*\d{1,4}\W*(?:(?:of|/)?\W*\d{1,4}\W*)?(?:쪽|페이지)?\W*", re.IGNORECASE)
_ASIDE = "※"
"""A remark on the question above it."""
_WRAPPED_FROM = 20
"""Characters of a line that may have been broken for want of room."""


def from_lines(text: str, _file: str, *, spoken: bool = False) -> list[Record]:
    """Read one question a line; headings name categories, what is indented below a question follows it.

    Lines that do not ask count as questions where most others ask (`A time you failed`); in prose, and in what was
    `spoken`, they do not.
    """
    lines = rejoined([(number, line.rstrip()) for number, line in enumerate(text.splitlines(), 1)], _goes_on)
    lines = [(number, part) for number, line in lines for part in parted(line)]
    said = [(number, _CHAT.sub("", line, count=1)) for number, line in lines if _CHAT.match(line)]
    if spoken or (len(said) > 1 and len(said) * 2 >= sum(bool(line.strip()) for _, line in lines)):
        said = lines if spoken else said
        return _Reader(False, False, frozenset()).read(said)  # a chat: what its people say beside asking is none
    plain = [line for _, line in lines if line.strip() and not set(line) <= _RULE and _heading_in(line) is None]
    asking = [line for line in plain if asks(line)]
    listing = len(asking) * 2 >= len(plain) and bool(asking)
    if listing and sum(map(numbered, asking)) * 5 >= len(asking) * 4:  # what has no number is no item
        plain = [line for line in plain if numbered(line)]
    marked = any(marked_question(line) for line in plain)
    return _Reader(listing, marked, set(plain)).read(lines)


def _goes_on(above: str, line: str) -> bool:
    """Tell whether a line is the rest of the numbered one above it."""
    words = line.strip()
    if not words or not _WRAPPED_FROM <= len(above) <= LONGEST or not numbered(above) or _ENDED.search(above):
        return False
    if numbered(words) or answer_in(words) is not None or follow_up_in(words) or _heading_in(line) is not None:
        return False
    return words[0].islower() or (asks(words) and not asks(above) and not words[0].isascii())


class _Reader:
    def __init__(self, listing: bool, marked: bool, items: Set[str]) -> None:
        self._listing, self._marked, self._items = listing, marked, items
        self._records: list[Record] = []
        self._section, self._depth, self._answering = Section(), 0, False

    def read(self, lines: list[tuple[int, str]]) -> list[Record]:
        for number, line in lines:
            words = line.strip()
            if words and not set(line) <= _RULE and not (len(words) <= MAX_HEADING and _PAGE.fullmatch(words)):
                self._line(number, line)
        return self._records

    def _line(self, number: int, line: str) -> None:
        words = line.strip()
        indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
        if only_numbers(words) or (words[0] == _ASIDE and not (self._records or asks(words))):
            self._answering = False
        elif (heading := _heading_in(line)) is not None:
            self._section, self._answering = Section().under(heading), False
        elif (answer := answer_in(words)) is not None and self._records:
            add_note(self._records[-1], answer)
            self._answering = True
        elif self._records and words[0] == _ASIDE and not asks(words):
            add_note(self._records[-1], words[1:].strip())
        elif self._records and (follow := follow_up_in(words)):
            add_follow_up(self._records[-1], follow)
        elif self._records and indent > self._depth and numbered(words):
            self._below(words)
        elif self._is_question(line):
            self._records.append(self._section.fill(asked_record(number, words)))
            self._depth, self._answering = indent, self._marked
        elif self._records and (self._answering or indent > self._depth):
            add_note(self._records[-1], words)
        elif category_meant(words) is not None and len(words) <= 40:
            self._section = Section().under(words)

    def _below(self, words: str) -> None:
        if asks(words):
            add_follow_up(self._records[-1], words)
        else:
            add_note(self._records[-1], clean(words))

    def _is_question(self, line: str) -> bool:
        words = line.strip()
        if self._marked and self._answering and not (marked_question(words) or (numbered(words) and asks(words))):
            return False
        if marked_question(words) or asks(words):
            return True
        own_words = len(clean(words)) <= LONGEST and category_meant(words) is None
        return own_words and self._listing and line in self._items


def _heading_in(line: str) -> str | None:
    match = _HEADING.match(line.strip())
    if match is None or asks(line):
        return None
    return next(words for words in match.groups() if words is not None)
