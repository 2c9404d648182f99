"""JSON and YAML of any shape: lists, objects by category, lists within lists, answers by question."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from questions.columns import column_named
from questions.meanings import category_meant
from questions.parsing import Document, Place, parse
from questions.problems import BankError, Finding
from questions.records import Record, Section, add_note, fields_record, texts_of
from questions.schema import Bank, Question
from questions.wording import asks, clean

_DOCUMENT = re.compile(r"^---(?=\s|$)", re.MULTILINE)
_TOML = re.compile(r"^\[\[?[\w.-]+\]\]?[ \t]*$|^[\w-]+[ \t]*=[ \t]*\[", re.MULTILINE)
_DEEPEST = 40
_DOTS = 200
"""In a line of TOML: a key of thousands takes its reader the square of them."""
_NEAR = 100_000
"""Characters in which the next question's place is looked for: a search to the end each time takes the square."""
_ABOUT = ("title", "notes", "id", "number", "language")
"""Keys that say something about what stands beside them, and hold no questions."""
_HEAD = frozenset(
    ("title", "description", "version", "author", "date", "name", "source", "url", "license", "$schema")
)


def from_json(text: str, file: str) -> Iterator[Record]:
    """Read the questions of a JSON file, or of JSON lines; raise `BankError`."""
    try:
        data = _lines_or_whole(text, file)
    except RecursionError:
        raise BankError(Finding("bad_json", file, params={"reason": "it is nested too deeply"})) from None
    yield from _all(data, file, _Lines(text))


def _lines_or_whole(text: str, file: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > 1 and all(line.lstrip().startswith("{") and line.rstrip().endswith("}") for line in lines):
            try:
                return [json.loads(line) for line in lines]  # JSON lines
            except json.JSONDecodeError:
                pass
        raise BankError(Finding("bad_json", file, error.lineno, params={"reason": error.msg})) from None


def toml_in(text: str) -> dict[str, Any] | None:
    """Return what a text says that is TOML with tables or lists in it; None for other texts."""
    if not _TOML.search(text) or any(line.count(".") > _DOTS for line in text.splitlines()):
        return None
    toml = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        data: dict[str, Any] = toml.loads(text)
    except (ValueError, RecursionError):
        return None
    return data


def from_data(data: Any, text: str, file: str) -> Iterator[Record]:
    """Read the questions of what a text said; raise `BankError`."""
    yield from _all(data, file, _Lines(text))


def from_yaml(text: str, file: str) -> Iterator[Record]:
    """Read the questions of a YAML file, of all documents that are in it; raise `BankError`."""
    for before, part in _documents(text):
        try:
            document = parse(part, file)
        except BankError:
            parse("\n" * before + part, file)  # fails alike, and names the line of the whole file
            raise
        yield from _all(document.data, file, _Lines("", document, before))


def _documents(text: str) -> list[tuple[int, str]]:
    """Part a YAML text at the marks between documents, each with how many lines stood before it."""
    start = len(text) - len(text.lstrip())
    marks = [match.start() for match in _DOCUMENT.finditer(text) if match.start() > start]
    found, lines = [], 0
    for begin, end in zip([0, *marks], [*marks, len(text)], strict=True):
        part = text[begin:end]
        if _DOCUMENT.sub("", part).strip():
            found.append((lines, part))
        lines += part.count("\n")
    return found or [(0, text)]


class _Lines:
    """Where something stands: YAML's reader knows, JSON's does not; there the text is searched, each time onwards."""

    def __init__(self, text: str, document: Document | None = None, before: int = 0) -> None:
        self._text, self._document, self._before = text, document, before
        self._at, self._line = 0, 1

    def of(self, place: Place, words: object) -> int | None:
        if self._document is not None:
            line = self._document.line(place)
            return None if line is None else line + self._before
        found = (
            self._text.find(json.dumps(words, ensure_ascii=False), self._at, self._at + _NEAR) if words != "" else -1
        )
        if found < 0 and words != "":
            found = self._text.find(json.dumps(words), self._at, self._at + _NEAR)
        if found >= 0:
            self._line += self._text.count("\n", self._at, found)
            self._at = found
        return self._line


def _all(data: Any, file: str, lines: _Lines) -> Iterator[Record]:
    if isinstance(data, (str, int, float)) or data is None:
        params = {"found": type(data).__name__, "expected": "a list of questions, or an object with `questions`"}
        raise BankError(Finding("wrong_type", file, 1, params=params))
    if isinstance(data, dict) and not any(key not in _HEAD or isinstance(data[key], list) for key in data):
        params = {"found": "NoneType", "expected": "a list of questions, or an object with `questions`"}
        raise BankError(Finding("wrong_type", file, 1, params=params))
    yield from _within(data, Section(), (), lines)


def _within(data: Any, section: Section, place: Place, lines: _Lines) -> Iterator[Record]:
    if len(place) > _DEEPEST:
        return
    if isinstance(data, list):
        for number, item in enumerate(data):
            yield from _item(item, section, (*place, number), lines)
    elif isinstance(data, dict):
        yield from _object(data, section, place, lines)


def _item(item: Any, section: Section, place: Place, lines: _Lines) -> Iterator[Record]:
    if isinstance(item, str):
        yield section.fill(Record(lines.of(place, item), {"text": texts_of(clean(item))}))
    elif isinstance(item, (list, dict)):
        if isinstance(item, list) and item and all(isinstance(each, str) for each in item) and _pair(item):
            yield from _answered(item[0], item[1], section, place, lines)
        else:
            yield from _within(item, section, place, lines)
    elif item is not None:
        yield Record(lines.of(place, item), {"text": item})


def _pair(item: list[str]) -> bool:
    """`["Why us?", "I like it."]`: a question with its answer."""
    return len(item) == 2 and asks(item[0]) and not asks(item[1])


def _text_key(data: dict[str, Any]) -> str | None:
    """Return the key of an object under which its question stands."""
    best: str | None = None
    for key, value in data.items():
        column = column_named(str(key))
        if column is None or column.field not in ("text", "title") or not value:
            continue
        if not (isinstance(value, str) or (isinstance(value, dict) and _texts_only(value))):
            continue
        if column.field == "text" and column.sure:
            return str(key)
        best = best or str(key)
    return best


def _texts_only(value: dict[str, Any]) -> bool:
    """An object of texts by language, or a question within a question."""
    if all(isinstance(text, str) for text in value.values()):
        columns = [column_named(str(key)) for key in value]
        return all(column is not None and column.field == "text" for column in columns)
    return _text_key(value) is not None


def _object(data: dict[str, Any], section: Section, place: Place, lines: _Lines) -> Iterator[Record]:
    text_key = _text_key(data)
    parts = [key for key, value in data.items() if _holds_questions(key, value)]
    if text_key is not None and not (parts and (column := column_named(text_key)) and column.field == "title"):
        yield section.fill(_record(data, text_key, place, lines))
        return
    inner = section
    for key, value in data.items():
        column = column_named(str(key))
        if key not in parts and isinstance(value, str) and column and column.field in ("category", "title") and place:
            inner = inner.under(value)
    for key, value in data.items():
        here, column = (*place, str(key)), column_named(str(key))
        if column is not None and column.field in _ABOUT and key not in parts:
            continue
        if isinstance(value, str):
            if asks(str(key)):
                yield from _answered(str(key), value, inner, here, lines)
            elif asks(value):
                yield inner.under(str(key)).fill(Record(lines.of(here, value), {"text": texts_of(clean(value))}))
        elif value is None and asks(str(key)):
            yield from _answered(str(key), "", inner, here, lines)
        elif isinstance(value, dict) and asks(str(key)) and _text_key(value) is None:
            yield from _described(str(key), value, inner, here, lines)
        elif isinstance(value, list) and asks(str(key)) and not _meant_as_heading(str(key), value):
            yield from _answered(str(key), "\n".join(str(each) for each in value), inner, here, lines)
        else:
            deeper = inner if str(key).isdecimal() or _is_id(str(key), value) else inner.under(str(key))
            yield from _within(value, deeper, here, lines)


def _is_id(key: str, value: Any) -> bool:
    """`{"q1": {"question": …}}`: the key numbers an object, it is no heading."""
    return isinstance(value, dict) and _text_key(value) is not None and category_meant(key) is None


def _meant_as_heading(key: str, value: list[Any]) -> bool:
    """`"Tell me about yourself": ["Who are you?", …]`: a heading that asks, above questions."""
    return category_meant(key) is not None or any(
        isinstance(each, dict) or (isinstance(each, str) and asks(each)) for each in value
    )


def _holds_questions(key: str, value: Any) -> bool:
    """Tell whether a part of an object may hold questions of its own, rather than say something about one."""
    if not isinstance(value, (list, dict)) or not value:
        return False
    column = column_named(str(key))
    if column is not None and column.field not in ("text", "title", "category"):
        return False
    if isinstance(value, dict):
        return not _texts_only(value)
    return any(isinstance(each, dict) or (isinstance(each, str) and asks(each)) for each in value)


_OWN = frozenset((*Question.__annotations__, *Bank.__annotations__))


def _record(data: dict[str, Any], text_key: str, place: Place, lines: _Lines) -> Record:
    value = data[text_key]
    words = value if isinstance(value, str) else str(next(iter(value.values()), ""))
    line = lines.of(place, words)
    exact = isinstance(value, dict) and "id" in data and set(data) <= _OWN
    record = fields_record(((str(key), inner) for key, inner in data.items()), line, exact=exact)
    return record or Record(line, {"text": value})


def _answered(key: str, answer: str, section: Section, place: Place, lines: _Lines) -> Iterator[Record]:
    record = section.fill(Record(lines.of(place, key), {"text": texts_of(clean(key))}))
    add_note(record, answer)
    yield record


def _described(key: str, about: dict[str, Any], section: Section, place: Place, lines: _Lines) -> Iterator[Record]:
    """`"Why us?": {"hint": …, "answer": …}`."""
    record = fields_record(
        (("text", key), *((str(name), value) for name, value in about.items())), lines.of(place, key)
    )
    if record is not None:
        yield section.fill(record)
