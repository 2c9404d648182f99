"""What a file says about one question, put together from whatever its columns, keys or headings were called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from questions.columns import Column, column_named
from questions.meanings import category_meant, says_nothing
from questions.names import difficulty_named, field_named
from questions.parsing import without_controls
from questions.problems import BankError, Finding
from questions.schema import LANGUAGES, MAX_LONG_TEXT, MAX_TEXT, STEPS, Category, Difficulty, Language
from questions.validation import NAME, language_of
from questions.wording import clean, tags_of

MAX_RECORDS = 100_000
"""Questions of one file: what is larger is no list of questions; it is refused as soon as they are counted."""

MAX_HEADING = 40
"""Characters of a name that stands above questions."""

_SINGLE = ("id", "category", "field", "difficulty", "competency", "set", "stage", "notes", "bookmark", "retired")
COLUMNS = (
    *_SINGLE,
    "tags",
    "text_ko",
    "text_en",
    "hint_ko",
    "hint_en",
    "follow_ups_ko",
    "follow_ups_en",
    "companies",
    *(f"model_answer_{language}" for language in LANGUAGES),
    *(f"outline_{step}_{language}" for step in STEPS for language in LANGUAGES),
)
_MAX_TAGS, _MAX_FOLLOW_UPS, _MAX_COMPANIES, _MAX_NAME = 12, 8, 20, 64
_LISTED = re.compile(r"[,;|\n]+")


@dataclass
class Record:
    """One question, the line (from 1) it begins in, and what of it found its place elsewhere: code and name."""

    line: int | None
    data: dict[str, Any] = field(default_factory=dict)
    kept: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """Where in a file a question stands: a category, and the headings that mean none."""

    category: Category | None = None
    tags: tuple[str, ...] = ()
    difficulty: Difficulty | None = None

    def under(self, heading: str, *, deeper: bool = True) -> Section:
        """Return the section that a heading begins, below this one or in its place."""
        heading = clean(heading)
        if says_nothing(heading):
            return self if deeper else Section()
        above = self if deeper else Section()
        if level := difficulty_named(heading):
            return replace(above, difficulty=level)
        if category := category_meant(heading):
            return replace(above, category=category)
        return replace(above, tags=(*above.tags, heading))

    def fill(self, record: Record) -> Record:
        """Give a question what its section says, where it says nothing of its own."""
        if self.category is not None:
            record.data.setdefault("category", self.category)
        if self.difficulty is not None:
            record.data.setdefault("difficulty", self.difficulty)
        for tag in self.tags:
            _tag(record, tag, "heading_as_tag")
        return record


def counted(records: Iterable[Record], file: str) -> Iterator[Record]:
    """Pass records on; raise `BankError` at the first one too many."""
    for number, record in enumerate(records):
        if number >= MAX_RECORDS:
            raise BankError(Finding("too_many", file, record.line, params={"limit": MAX_RECORDS}))
        yield record


def fields_record(pairs: Iterable[tuple[str, Any]], line: int | None, *, exact: bool = False) -> Record | None:
    """Make a record of named values; None where none of them is a question's text.

    `exact` is for what Poise wrote itself: texts stay as they are. What no field can hold goes into the notes.
    """
    record, strays = Record(line), []
    given = [(name, value) for name, value in pairs if value is not None and value not in ("", [], {})]
    for place, column in _meanings(tuple(name for name, _ in given)):
        name, value = given[place]
        if column is None or not _placed(record, column, value, exact):
            strays.append((name, value))
    if not record.data.get("text"):
        return None
    for name, value in strays:
        _note(record, f"{name}: {_spelled(value)}" if name else _spelled(value))
        record.kept.append(("kept_as_note", name))
    return record


def texts_of(words: str) -> dict[Language, str]:
    """Return a text under its language; `한국어 | English` on one line gives both."""
    if "|" not in words and "/" not in words:
        return {language_of(words): words}
    parts = [part.strip() for part in re.split(r"\s+[|/]\s+", words)]
    if len(parts) == 2 and all(parts) and language_of(parts[0]) != language_of(parts[1]):
        return {language_of(part): part for part in parts}
    return {language_of(words): words}


def asked_record(line: int | None, words: str) -> Record:
    """Make a record of a line that asks."""
    record = Record(line, {"text": texts_of(clean(words))})
    for tag in tags_of(words):
        _tag(record, tag, "")
    return record


def add_note(record: Record, text: str) -> None:
    """Add a paragraph to a question's notes."""
    if text.strip():
        _note(record, text.strip())


def add_follow_up(record: Record, text: str) -> None:
    """Add a follow-up; what is too long or one too many becomes a note."""
    _follow_up(record, texts_of(clean(text)))


@lru_cache(maxsize=1024)
def _meanings(names: tuple[str, ...]) -> Sequence[tuple[int, Column | None]]:
    """Return the places of names with their meaning, each field's surest name first.

    A second text is none: it goes to the notes. Thousands of rows have the same names.
    """
    named = [(place, column_named(name)) for place, name in enumerate(names)]
    taken: set[tuple[str, Language | None]] = set()
    has_text = any(column and column.field == "text" and column.sure for _, column in named)
    meant: list[tuple[int, Column | None]] = []
    for place, column in sorted(named, key=lambda each: each[1] is None or not each[1].sure):
        if column is not None and column.field == "title":
            column = None if has_text else Column("text")
        if column is not None and column.field in ("text", "category", "difficulty", "id"):
            key = (column.field, column.language)
            if key in taken:
                column = Column("tags", None) if column.field == "category" else None
            taken.add(key)
        meant.append((place, column))
    return meant


def _placed(record: Record, column: Column, value: Any, exact: bool) -> bool:
    """Put a value where it belongs; False where it does not fit there."""
    name, data = column.field, record.data
    if name in ("number", "language"):
        return name == "language" or isinstance(value, int) or len(str(value).strip()) <= 12
    if name in ("text", "hint", "model_answer", "answer"):
        return _text_placed(record, column, value, exact)
    if name == "follow_ups":
        return _follow_ups_placed(record, column, value)
    if name.startswith("outline"):
        return _outline_placed(record, column, value)
    if name == "category":
        return _category_placed(record, value)
    if name in ("tags", "companies"):
        return _words_placed(record, name, value)
    if name == "difficulty":
        data[name] = difficulty_named(str(value))
        return data[name] is not None or bool(data.pop(name, None))
    if name in ("bookmark", "retired"):
        data[name] = value is True or str(value).strip().casefold() in ("yes", "true", "1", "y", "o", "예", "✓", "★")
        return True
    if name == "notes":
        _note(record, _spelled(value))
        return True
    return _name_placed(record, name, value, exact)


def _name_placed(record: Record, name: str, value: Any, exact: bool) -> bool:
    if isinstance(value, (dict, list)):
        return False
    text = str(value).strip()
    if name == "id" and not exact and (text.isdecimal() or not NAME.fullmatch(text)):
        return len(text) <= 12  # a running number names no question
    if len(text) > _MAX_NAME or (name in ("set", "stage") and not exact and not NAME.fullmatch(text)):
        return False
    record.data[name] = (field_named(text) or text) if name == "field" else text
    return True


def _text_placed(record: Record, column: Column, value: Any, exact: bool) -> bool:
    """Texts by language: a plain text, an object by language, or (hints) a list of them."""
    name = column.field
    known = _by_language(column, value)
    if known is None:
        return isinstance(value, dict) and name == "text" and _nested_text(record, value, exact)
    if name == "answer":
        for text in known.values():
            _note(record, text)
        return True
    if name == "text":
        if not exact:
            known = {language: clean(text) for language, text in known.items()}
    elif max(map(len, known.values())) > (MAX_TEXT if name == "hint" else MAX_LONG_TEXT):
        return False
    there = record.data.setdefault(name, {})
    if not there.keys().isdisjoint(known):
        return False
    there |= known
    return True


def _by_language(column: Column, value: Any) -> dict[Language, str] | None:
    """Return the texts that a value holds; None where it holds something else."""
    name = column.field
    if isinstance(value, dict):
        known = {
            lang: text
            for key, text in value.items()
            if (lang := _language(key)) and isinstance(text, str) and text.strip()
        }
        return known if known and len(known) == len(value) else None
    if isinstance(value, list):
        if name == "text" or any(isinstance(each, (dict, list)) for each in value):
            return None
        value = ("; " if name == "hint" else "\n").join(str(each) for each in value)
    elif name == "text" and column.language is None:
        return texts_of(str(value))
    text = str(value)
    return {column.language or language_of(text): text}


def _nested_text(record: Record, value: dict[str, Any], exact: bool) -> bool:
    """`question: {text: …, id: …}`: the object inside says it."""
    inner = fields_record(value.items(), record.line, exact=exact)
    if inner is None:
        return False
    record.data = {**inner.data, **record.data}
    record.kept += inner.kept
    return True


def _follow_ups_placed(record: Record, column: Column, value: Any) -> bool:
    data = record.data.setdefault("follow_ups", [])
    if isinstance(value, (str, dict)):
        lines: list[Any] = value.split("\n") if isinstance(value, str) else [value]
    else:
        lines = list(value) if isinstance(value, list) else [value]
    for place, each in enumerate(lines):
        if isinstance(each, dict):
            inner = {lang: text for key, text in each.items() if (lang := _language(key)) and isinstance(text, str)}
            if not inner:
                found = fields_record(each.items(), record.line)
                inner = found.data["text"] if found else {}
            if not inner:
                _note(record, _spelled(each))
                continue
        else:
            text = str(each or "").strip()
            inner = {column.language: text} if column.language else dict(texts_of(clean(text)))
            if not text:
                inner = {}
        if column.language and isinstance(value, str):  # two columns, line by line
            if place < len(data):
                data[place] |= inner if inner else {}
            else:
                data.append(inner)
        elif inner:
            _follow_up(record, inner)
    if not any(data):
        record.data.pop("follow_ups")
    return True


def _follow_up(record: Record, texts: dict[Any, str]) -> None:
    there = record.data.setdefault("follow_ups", [])
    if len(there) < _MAX_FOLLOW_UPS and all(len(text) <= MAX_TEXT for text in texts.values()):
        there.append(texts)
    else:
        _note(record, " | ".join(texts.values()))


def _outline_placed(record: Record, column: Column, value: Any) -> bool:
    _, _, step = column.field.partition("_")
    if not step:
        if isinstance(value, dict) and set(value) <= set(STEPS):
            record.data["outline"] = {
                key: texts if isinstance(texts, dict) else {language_of(str(texts)): str(texts)}
                for key, texts in value.items()
            }
            return True
        return False
    if isinstance(value, (dict, list)):
        return False
    record.data.setdefault("outline", {}).setdefault(step, {})[column.language or language_of(str(value))] = str(
        value
    )
    return True


def _category_placed(record: Record, value: Any) -> bool:
    if isinstance(value, dict):
        return False
    for number, word in enumerate(value if isinstance(value, list) else [value]):
        known = category_meant(str(word))
        if known is not None and not number:
            record.data["category"] = known
        elif not says_nothing(str(word)):
            _tag(record, str(word), "category_as_tag")
    return True


def _words_placed(record: Record, name: str, value: Any) -> bool:
    if isinstance(value, dict):
        return False
    words = [str(each) for each in value] if isinstance(value, list) else _LISTED.split(str(value))
    if name == "tags":
        parted = value if isinstance(value, list) else (part for word in words for part in word.split())
        for word in parted:
            _tag(record, str(word).lstrip("#"), "")
        return True
    there: list[str] = record.data.setdefault("companies", [])
    for word in filter(None, (word.strip() for word in words)):
        if len(there) < _MAX_COMPANIES and len(word) <= _MAX_NAME:
            there.append(word)
        else:
            _note(record, word)
    return True


def _tag(record: Record, words: str, code: str) -> None:
    """Keep a word as a tag, or as a note where there is no room."""
    tag = "-".join(without_controls(words).split())
    if not tag:
        return
    there: list[str] = record.data.setdefault("tags", [])
    if tag in there:
        return
    if len(there) < _MAX_TAGS and len(tag) <= _MAX_NAME:
        there.append(tag)
    else:
        _note(record, words)
    if code:
        record.kept.append((code, words))


def _note(record: Record, text: str) -> None:
    """Add to the notes; what is beyond their length is left out, and said."""
    text = without_controls(text).strip()
    there = record.data.get("notes", "")
    joined = f"{there}\n{text}" if there else text
    if len(joined) > MAX_LONG_TEXT:
        record.kept.append(("note_cut", ""))
    if joined:
        record.data["notes"] = joined[:MAX_LONG_TEXT].rstrip()


def _language(key: Any) -> Language | None:
    column = column_named(str(key))
    return column.language if column and column.field == "text" else None


def _spelled(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_spelled(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_spelled(each) for each in value)
    return str(value)
