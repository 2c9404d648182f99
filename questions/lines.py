"""Plain lists, one question a line: numbered, bulleted, under headings, with answers between them, or bare."""

from __future__ import annotations

import re

from questions.meanings import category_meant
from questions.records import Record, Section, add_follow_up, add_note, texts_of
from questions.wording import LONGEST, answer_in, asks, clean, follow_up_in, marked_question, numbered

_HEADING = re.compile(
    r"#{1,6}\s+(?P<hash>.*?)[\s#]*$|\[(?P<square>[^\[\]]{1,40})\]\s*$|(?P<colon>[^.?!]{1,40})[:：]\s*$|"
    r"<(?P<angle>[^<>]{1,40})>\s*$|【(?P<corner>[^【】]{1,40})】\s*$|=+\s*(?P<bar>[^=]{1,40}?)\s*=+$"
)
_RULE = frozenset("-=*_~#· \t")


def from_lines(text: str, _file: str) -> list[Record]:
    """Read one question a line; headings name categories, what is indented below a question follows it.

    Lines that do not ask count as questions where most others ask (`A time you failed`); in prose they do not.
    """
    lines = [(number, line.rstrip()) for number, line in enumerate(text.splitlines(), 1)]
    plain = [line for _, line in lines if line.strip() and not set(line) <= _RULE and _heading_in(line) is None]
    asking = sum(asks(line) for line in plain)
    listing = asking * 2 >= len(plain) and bool(asking)
    marked = any(marked_question(line) for line in plain)
    return _Reader(listing, marked).read(lines)


class _Reader:
    def __init__(self, listing: bool, marked: bool) -> None:
        self._listing, self._marked = listing, marked
        self._records: list[Record] = []
        self._section, self._depth, self._answering = Section(), 0, False

    def read(self, lines: list[tuple[int, str]]) -> list[Record]:
        for number, line in lines:
            if line.strip() and not set(line) <= _RULE:
                self._line(number, line)
        return self._records

    def _line(self, number: int, line: str) -> None:
        words = line.strip()
        indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
        if (heading := _heading_in(line)) is not None:
            self._section, self._answering = Section().under(heading), False
        elif (answer := answer_in(words)) is not None and self._records:
            add_note(self._records[-1], answer)
            self._answering = True
        elif self._records and (follow := follow_up_in(words)):
            add_follow_up(self._records[-1], follow)
        elif self._records and indent > self._depth and numbered(words):
            self._below(words)
        elif self._is_question(words):
            self._records.append(self._section.fill(Record(number, {"text": texts_of(clean(words))})))
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

    def _is_question(self, words: str) -> bool:
        if self._marked and self._answering and not (marked_question(words) or (numbered(words) and asks(words))):
            return False
        if marked_question(words) or asks(words):
            return True
        own_words = len(clean(words)) <= LONGEST and category_meant(words) is None
        return own_words and self._listing


def _heading_in(line: str) -> str | None:
    match = _HEADING.match(line.strip())
    if match is None or asks(line):
        return None
    return next(words for words in match.groups() if words is not None)
