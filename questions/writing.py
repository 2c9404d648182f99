"""Questions as YAML text, and files that are either written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from questions.problems import BankError, Finding
from questions.schema import LANGUAGES, STEPS, Bank, Language, Question

_FIRST_KEY = re.compile(r"\s*-\s+(?=\S)")
_ORDER = (
    "id",
    "category",
    "field",
    "difficulty",
    "competency",
    "set",
    "stage",
    "tags",
    "text",
    "hint",
    "follow_ups",
    "outline",
    "bookmark",
    "retired",
    "companies",
    "notes",
    "model_answer",
)


def plain(question: Question) -> dict[str, Any]:
    """Return a question as a file holds it: plain data in the usual order, without what is empty."""
    values = {name: getattr(question, name) for name in _ORDER}
    values |= {name: _plain_texts(values[name]) for name in ("text", "hint", "model_answer")}
    values["follow_ups"] = [_plain_texts(text) for text in question.follow_ups]
    values["outline"] = {step: _plain_texts(question.outline[step]) for step in STEPS if step in question.outline}
    values |= {name: list(values[name]) for name in ("tags", "companies")}
    values["notes"] = _block(question.notes)
    values["model_answer"] = {language: _block(text) for language, text in values["model_answer"].items()}
    return {name: value for name, value in values.items() if value}


def plain_bank(bank: Bank) -> dict[str, Any]:
    """Return a bank as a file holds it."""
    head = {"title": _plain_texts(bank.title), "description": _plain_texts(bank.description)}
    kept = {name: value for name, value in head.items() if value}
    return {**kept, "questions": [plain(question) for question in bank.questions]}


def _plain_texts(texts: Mapping[Language, str]) -> dict[str, str]:
    return {language: texts[language] for language in LANGUAGES if language in texts}


def _block(text: str) -> str:
    """Return a text of several lines as one that YAML writes as it stands: people read and mend it."""
    from ruamel.yaml import scalarstring

    return scalarstring.LiteralScalarString(text) if "\n" in text else text


def item_text(question: Question, column: int, newline: str) -> str:
    """Write a question as an item of a list whose dashes stand in `column`."""
    return _as_item(dumped(plain(question)), " " * column + "- ", newline)


def changed_item(item: str, old: Question, new: Question, newline: str) -> str | None:
    """Rewrite only what differs between `old` and `new` in an item's text; None if it cannot be done in place."""
    from ruamel.yaml import error as problems

    lines = item.splitlines(keepends=True)
    start = next((number for number, line in enumerate(lines) if not line.lstrip().startswith("#")), 0)
    dash = _FIRST_KEY.match(lines[start])
    if dash is None:
        return None
    width = dash.end()
    inner = [
        lines[start][width:],
        *(line[width:] if not line[:width].strip() else line for line in lines[start + 1 :]),
    ]
    try:
        data = round_trip().load("".join(inner))
    except problems.YAMLError:
        return None
    if not isinstance(data, dict) or "text" not in data:
        return None
    if "id" not in data:  # an id made of the text would change with it
        _insert(data, 0, "id", old.id)
    _update(data, plain(old), plain(new))
    deep = re.search(r"^\w+:\s*\n +-", "".join(inner), re.MULTILINE) is not None or "\n-" not in "".join(inner)
    return "".join(lines[:start]) + _as_item(dumped(data, deep=deep), lines[start][:width], newline)


def _update(data: Any, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    for name in [name for name in old if name not in new]:
        data.pop(name, None)
    for place, (name, value) in enumerate(new.items()):
        if old.get(name) == value:
            continue
        if isinstance(data.get(name), dict) and isinstance(value, dict):
            _update(data[name], old.get(name, {}), value)
        elif name in data:
            data[name] = value
        else:
            _insert(data, min(place, len(data)), name, value)


def _insert(data: Any, place: int, name: str, value: Any) -> None:
    data.insert(place, name, value)  # ruamel's dict has an order and keeps comments


def round_trip(*, deep: bool = True) -> Any:
    """Return a reader and writer of YAML that keeps comments, quotes and order."""
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 110
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4 if deep else 2, offset=2 if deep else 0)
    return yaml


def dumped(data: Any, *, deep: bool = True) -> str:
    """Write data as YAML; what was read by `round_trip` keeps its comments."""
    stream = StringIO()
    round_trip(deep=deep).dump(data, stream)
    return stream.getvalue()


def _as_item(text: str, dash: str, newline: str) -> str:
    indent = " " * len(dash)
    lines = [indent + line if line.strip() else "" for line in text.splitlines()]
    return newline.join([dash + lines[0][len(dash) :], *lines[1:]]) + newline


def bank_text(bank: Bank) -> str:
    """Write a whole bank as YAML."""
    return dumped(plain_bank(bank))


def rewritten(text: str, questions: list[Question]) -> str:
    """Put `questions` into a bank's text; for files that are not laid out line by line. Comments may move."""
    yaml = round_trip()
    data = yaml.load(text)
    items = [plain(question) for question in questions]
    if isinstance(data, dict):
        data["questions"] = items
    else:
        data = {"questions": items}
    return dumped(data)


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is either the old or the new one, never half; raise `BankError`."""
    try:
        _private(path.parent)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent)
    except OSError as error:
        raise _unwritable(path, error) from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        with contextlib.suppress(OSError):  # a new file, or a file system without permissions
            Path(temporary).chmod(path.stat().st_mode & 0o777)
        os.replace(temporary, path)  # noqa: PTH105 - the atomic one, by name
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise _unwritable(path, error) from None


def _private(folder: Path) -> None:
    """Make a folder and what is missing above it, each its owner's alone: `mkdir` alone cares for the last only."""
    if not folder.is_dir():
        _private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def _unwritable(path: Path, error: OSError) -> BankError:
    return BankError(Finding("unwritable", str(path), params={"reason": error.strerror or error}))
