"""What the user keeps about a question: notes, a model answer, a bookmark, who asked it, whether it is retired.

In a bank of the user's own it stands in the bank's file, where an import puts it and an export finds it. A built-in
bank is never changed, nor copied for a note (the copy would never get new questions): for it the user's folder holds
`own/BANK.json`, an object of such entries by question id; JSON, since the first screen needs it and YAML is slow.
`questions.loading.load_bank` joins the two, so that whoever reads a question sees both; what stands in the bank's
file comes first.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from questions.parsing import read_bytes
from questions.problems import BankError, Finding
from questions.schema import MAX_LONG_TEXT, Bank, Language, Question
from questions.validation import lines_of
from questions.writing import write_whole

FOLDER = "own"


@dataclass(frozen=True)
class Own:
    """What the user keeps about one question; the fields are those of `Question`."""

    notes: str = ""
    model_answer: Mapping[Language, str] = field(default_factory=dict, hash=False)
    bookmark: bool = False
    companies: tuple[str, ...] = ()
    retired: bool = False


NAMES = tuple(each.name for each in dataclasses.fields(Own))
"""The fields of a question that are the user's own."""


def own_of(question: Question) -> Own:
    """Return the user's part of a question."""
    return Own(**{name: getattr(question, name) for name in NAMES})


def with_part(question: Question, own: Own) -> Question:
    """Return the question with the user's part in place of its own."""
    return replace(question, **{name: getattr(own, name) for name in NAMES})


def keep_beside(bank: str, parts: Mapping[str, Own], user_dir: Path) -> None:
    """Keep parts, by question id, in the file beside a built-in bank; raise `BankError`."""
    _write({**read_own(bank, user_dir), **{name: tidy(own) for name, own in parts.items()}}, _file(bank, user_dir))


def read_own(bank: str, user_dir: Path) -> Mapping[str, Own]:
    """Return what is kept beside a bank about its questions, by id; raise `BankError` where the file is damaged."""
    path = _file(bank, user_dir)
    try:
        status = path.stat()
    except OSError:
        return {}
    return _read(path, (status.st_mtime_ns, status.st_size))


def with_own(bank: Bank, user_dir: Path | None) -> Bank:
    """Return the bank with what is kept beside it; a damaged file of the user's must not cost him the questions."""
    try:
        entries = read_own(bank.id, user_dir) if user_dir else {}
    except BankError:
        return bank
    if not entries:
        return bank
    return replace(bank, questions=tuple(_joined(question, entries.get(question.id)) for question in bank.questions))


def tidy(own: Own) -> Own:
    """Return it as it is kept: lines trimmed, no empty answer."""
    answers = {language: lines_of(text) for language, text in own.model_answer.items()}
    written = {language: text for language, text in answers.items() if text}
    return replace(own, notes=lines_of(own.notes), model_answer=written)


def _joined(question: Question, own: Own | None) -> Question:
    if own is None:
        return question
    return replace(question, **{name: getattr(question, name) or getattr(own, name) for name in NAMES})


def _file(bank: str, user_dir: Path) -> Path:
    return user_dir / FOLDER / f"{bank}.json"


@lru_cache(maxsize=32)
def _read(path: Path, _stamp: tuple[int, int]) -> Mapping[str, Own]:
    raw = read_bytes(path)
    try:
        return {str(name): _entry(data) for name, data in json.loads(raw).items()}
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise BankError(Finding("bad_json", str(path), params={"reason": error})) from None


def _entry(data: Mapping[str, Any]) -> Own:
    answers = data.get("model_answer", {}).items()
    return Own(
        notes=_text(data.get("notes", "")),
        model_answer={language: _text(text) for language, text in answers if language in ("ko", "en")},
        bookmark=data.get("bookmark") is True,
        companies=tuple(_text(name) for name in data.get("companies", ())),
        retired=data.get("retired") is True,
    )


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > MAX_LONG_TEXT:
        raise TypeError(f"{str(value)[:20]!r} is not a text of at most {MAX_LONG_TEXT} characters")
    return value


def _write(entries: Mapping[str, Own], path: Path) -> None:
    kept = {name: asdict(own) for name, own in sorted(entries.items()) if own != Own()}
    write_whole(path, json.dumps(kept, ensure_ascii=False, indent=1) + "\n")
