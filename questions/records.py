"""Read other programs' files into records: the data of one question, and the line that it came from."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from questions.names import category_named, difficulty_named, field_named
from questions.parsing import Document, parse
from questions.problems import BankError, Finding
from questions.schema import LANGUAGES, STEPS
from questions.validation import language_of

_COLUMNS = {
    "ko": "text_ko",
    "korean": "text_ko",
    "한국어": "text_ko",
    "질문": "text_ko",
    "en": "text_en",
    "english": "text_en",
    "영어": "text_en",
    "question": "text",
    "분류": "category",
    "카테고리": "category",
    "힌트": "hint_ko",
}
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
_BULLET = re.compile(r"(?P<indent>\s*)(?:[-*+•]|\d{1,3}[.)])\s+(?P<text>.*)")
_HEADING = re.compile(r"#{1,6}\s*(?P<words>.*?)[\s#]*$")


@dataclass
class Record:
    """What a file says about one question, and the line (from 1) that it begins in."""

    line: int | None
    data: dict[str, Any] = field(default_factory=dict)


def from_csv(text: str, file: str) -> list[Record]:
    """Read a table whose first row names the columns: `text_ko`, `text_en`, `category` and so on."""
    header_line = text.partition("\n")[0]
    delimiter = max(",;\t", key=header_line.count)
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[Record] = []
    try:
        header = [_column(name) for name in next(rows, [])]
        _check_header(header, file)
        begin = rows.line_num + 1
        for row in rows:
            if any(cell.strip() for cell in row):
                records.append(Record(begin, _row(dict(zip(header, row, strict=False)))))
            begin = rows.line_num + 1
    except csv.Error as error:
        raise BankError(Finding("bad_csv", file, rows.line_num, params={"reason": error})) from None
    return records


def _column(name: str) -> str:
    key = name.strip().casefold()
    return _COLUMNS.get(key, key)


def _check_header(header: list[str], file: str) -> None:
    if not {"text", "text_ko", "text_en"} & set(header):
        params = {"found": ", ".join(name for name in header if name)[:80] or "nothing"}
        raise BankError(Finding("no_text_column", file, 1, params=params))


def _row(cells: dict[str, str]) -> dict[str, Any]:
    cells = {name: cell.strip() for name, cell in cells.items() if name and cell.strip()}
    data: dict[str, Any] = {name: cells[name] for name in _SINGLE if name in cells}
    if "category" in data:
        data["category"] = category_named(data["category"]) or data["category"]
    if "difficulty" in data:
        data["difficulty"] = difficulty_named(data["difficulty"]) or data["difficulty"]
    if "field" in data:
        data["field"] = field_named(data["field"]) or data["field"]
    if "tags" in cells:
        data["tags"] = [tag for tag in re.split(r"[,;\s]+", cells["tags"]) if tag]
    if "companies" in cells:
        data["companies"] = [name.strip() for name in re.split(r"[;\n]", cells["companies"]) if name.strip()]
    for name in ("text", "hint", "model_answer"):
        if texts := _in_languages(cells, name) or cells.get(name):
            data[name] = texts
    if outline := {step: texts for step in STEPS if (texts := _in_languages(cells, f"outline_{step}"))}:
        data["outline"] = outline
    follow_ups = [cells.get(f"follow_ups_{language}", "").split("\n") for language in ("ko", "en")]
    data["follow_ups"] = _paired(follow_ups[0], follow_ups[1])
    return data


def _in_languages(cells: dict[str, str], name: str) -> dict[str, str]:
    columns = {language: f"{name}_{language}" for language in LANGUAGES}
    return {language: cells[column] for language, column in columns.items() if column in cells}


def _paired(korean: list[str], english: list[str]) -> list[dict[str, str]]:
    paired = []
    for place in range(max(len(korean), len(english))):
        texts = {
            language: lines[place].strip()
            for language, lines in (("ko", korean), ("en", english))
            if place < len(lines) and lines[place].strip()
        }
        if texts:
            paired.append(texts)
    return paired


def from_json(text: str, file: str) -> list[Record]:
    """Read a list of questions, or an object with `questions`; each is a text or an object as in a bank."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise BankError(Finding("bad_json", file, error.lineno, params={"reason": error.msg})) from None
    except RecursionError:
        raise BankError(Finding("bad_json", file, params={"reason": "it is nested too deeply"})) from None
    return _records(data, file, _json_lines(text, file))


def _json_lines(text: str, file: str) -> dict[int, int]:
    """JSON's own reader keeps no lines; nearly all JSON is YAML, whose reader does."""
    try:
        return _item_lines(parse(text, file))
    except BankError:
        return {}


def _item_lines(document: Document) -> dict[int, int]:
    return {
        place[-1]: line
        for place, line in document.lines.items()
        if place and isinstance(place[-1], int) and place[:-1] in ((), ("questions",))
    }


def from_yaml(text: str, file: str) -> list[Record]:
    """Read the questions of another bank."""
    document = parse(text, file)
    return _records(document.data, file, _item_lines(document))


def _records(data: Any, file: str, lines: dict[int, int]) -> list[Record]:
    questions = data.get("questions") if isinstance(data, dict) else data
    if not isinstance(questions, list):
        params = {"found": type(questions).__name__, "expected": "a list of questions, or an object with `questions`"}
        raise BankError(Finding("wrong_type", file, 1, params=params))
    return [
        Record(lines.get(number), raw if isinstance(raw, dict) else {"text": raw})
        for number, raw in enumerate(questions)
    ]


def from_lines(text: str, _file: str) -> list[Record]:
    """Read one question a line; headings name categories, deeper bullets are follow-ups.

    `한국어 | English` on one line gives both languages.
    """
    records: list[Record] = []
    category, depth = "general", 0
    for number, line in enumerate(text.splitlines(), 1):
        if heading := _HEADING.match(line.strip()):
            category = category_named(heading["words"]) or "general"
            continue
        bullet = _BULLET.fullmatch(line.rstrip())
        words = (bullet["text"] if bullet else line).strip()
        if not words or set(words) <= set("-=*_ "):
            continue
        indent = len(bullet["indent"].expandtabs(4)) if bullet else 0
        if records and bullet and indent > depth:
            records[-1].data.setdefault("follow_ups", []).append(_languages(words))
            continue
        depth = indent
        records.append(Record(number, {"text": _languages(words), "category": category}))
    return records


def _languages(words: str) -> dict[str, str]:
    parts = [part.strip() for part in words.split(" | ")]
    if len(parts) == 2 and all(parts) and language_of(parts[0]) != language_of(parts[1]):
        return {language_of(part): part for part in parts}
    return {language_of(words): words}
