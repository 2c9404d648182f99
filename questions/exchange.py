"""Questions from and to other programs: CSV (spreadsheets), JSON, Markdown and plain lists of lines.

An import is looked at before it is made: `preview_import` says what would be added, what the bank has already
and what is wrong, by line; `BankEditor.add_all(preview.added)` then adds it as one change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from questions.parsing import decode
from questions.problems import BankError, Finding
from questions.records import Record, from_csv, from_json, from_lines, from_yaml
from questions.schema import Bank, Language, Question
from questions.similar import same_text
from questions.validation import validate_question
from questions.writing import bank_text, write_whole

Kind = Literal["csv", "json", "md", "txt", "yaml"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_SUFFIXES: dict[str, Kind] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".json": "json",
    ".md": "md",
    ".markdown": "md",
    ".txt": "txt",
    ".yaml": "yaml",
    ".yml": "yaml",
}
_READERS: dict[Kind, Callable[[str, str], list[Record]]] = {
    "csv": from_csv,
    "json": from_json,
    "md": from_lines,
    "txt": from_lines,
    "yaml": from_yaml,
}


@dataclass(frozen=True)
class Duplicate:
    """A question of the file that is there already: in the bank, or earlier in the file."""

    question: Question
    line: int | None
    same_as: Question


@dataclass(frozen=True)
class Preview:
    """What an import would do; nothing has been changed."""

    file: str
    added: tuple[Question, ...]
    duplicates: tuple[Duplicate, ...]
    invalid: tuple[Finding, ...]


def preview_import(path: Path, bank: Bank | None = None, kind: Kind | None = None) -> Preview:
    """Read a file of questions and compare it with `bank`.

    The kind follows from the name's ending. Korean spreadsheets' old encoding (CP949) and UTF-16 are read as well
    as UTF-8. Raise `BankError` where the file as a whole cannot be read.
    """
    records = _READERS[kind or kind_of(path)](_read(path), str(path))
    if not records:
        raise BankError(Finding("empty", str(path), params={"needs": "one question"}))
    invalid: list[Finding] = []
    valid: list[tuple[Record, Question]] = []
    for record in records:
        question, findings = validate_question(record.data, str(path))
        if question is None:
            invalid += [_at(finding, record.line) for finding in findings if finding.severity == "error"]
        else:
            valid.append((record, question))
    added, duplicates = _compared(valid, bank.questions if bank else ())
    return Preview(str(path), added, duplicates, tuple(invalid))


def export_bank(bank: Bank, path: Path, kind: Kind | None = None, language: Language | None = None) -> None:
    """Write a bank to a file of another kind; raise `BankError` if it exists or cannot be written.

    `language` restricts lists to one language; CSV, JSON and YAML always hold both.
    """
    if path.exists():
        raise BankError(Finding("exists", str(path)))
    write_whole(path, export_text(bank, kind or kind_of(path), language))


def export_text(bank: Bank, kind: Kind, language: Language | None = None) -> str:
    """Return a bank as CSV (with a byte order mark, for spreadsheets), JSON, Markdown, plain lines or YAML."""
    from questions import tables

    if kind == "csv":
        return tables.to_csv(bank)
    if kind == "json":
        return tables.to_json(bank)
    if kind == "yaml":
        return bank_text(bank)
    return tables.to_lines(bank, language, markdown=kind == "md")


def kind_of(path: Path) -> Kind:
    """Return the kind of a file by its name's ending; raise `BankError` for one that is not known."""
    try:
        return _SUFFIXES[path.suffix.lower()]
    except KeyError:
        found = f"'{path.suffix}'" if path.suffix else f"'{path.name}' (without an ending)"
        params = {"found": found, "allowed": ", ".join(_SUFFIXES)}
        raise BankError(Finding("not_allowed", str(path), params=params)) from None


def _read(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise BankError(Finding("not_found", str(path))) from None
    except OSError as error:
        raise BankError(Finding("unreadable", str(path), params={"reason": error.strerror or error})) from None
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return decode(raw.decode("utf-16", "replace").encode(), str(path))
    try:
        return decode(raw, str(path))
    except BankError:
        try:
            return raw.decode("cp949")
        except UnicodeDecodeError:
            pass
        raise


def _at(finding: Finding, line: int | None) -> Finding:
    return Finding(finding.code, finding.file, line, finding.field, finding.params, finding.severity)


def _compared(
    valid: Iterable[tuple[Record, Question]], present: Iterable[Question]
) -> tuple[tuple[Question, ...], tuple[Duplicate, ...]]:
    known = {key: question for question in present for key in same_text(question)}
    added: list[Question] = []
    duplicates: list[Duplicate] = []
    for record, question in valid:
        twin = next((known[key] for key in same_text(question) if key in known), None)
        if twin is not None:
            duplicates.append(Duplicate(question, record.line, twin))
            continue
        added.append(question)
        known |= dict.fromkeys(same_text(question), question)
    return tuple(added), tuple(duplicates)
