"""Questions from and to other programs: CSV (spreadsheets), JSON, YAML, Markdown and plain lists of lines.

An import is looked at before it is made: `preview_import` says what would be added, what would be completed, what the
bank has already, what is wrong, and what was kept elsewhere than one might expect; `questions.imports` makes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from questions import tables
from questions.lines import from_lines
from questions.markdown import from_markdown
from questions.objects import from_json, from_yaml
from questions.outsiders import read_foreign
from questions.problems import BankError, Finding
from questions.records import Record, counted
from questions.schema import MAX_BANK, Bank, Language, Question
from questions.sheets import from_csv
from questions.similar import same_text
from questions.validation import validate_question
from questions.writing import bank_text, write_whole

Kind = Literal["csv", "json", "md", "txt", "yaml"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_SUFFIXES: dict[str, Kind] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".json": "json",
    ".jsonl": "json",
    ".md": "md",
    ".markdown": "md",
    ".txt": "txt",
    ".yaml": "yaml",
    ".yml": "yaml",
}
Progress = Callable[[float], None]
"""Called with the part that is done, 0 to 1; whatever it raises ends the import before anything was changed."""
_EVERY = 500


@dataclass(frozen=True)
class Duplicate:
    """A question of the file that is there already: in the bank, or earlier in the file."""

    question: Question
    line: int | None
    same_as: Question


@dataclass(frozen=True)
class Completed:
    """A question of the bank to which the file adds something: another language, a hint, notes."""

    old: Question
    new: Question
    line: int | None


@dataclass(frozen=True)
class Preview:
    """What an import would do; nothing has been changed. `remarks` tell what was kept elsewhere, each kind once."""

    file: str
    added: tuple[Question, ...]
    duplicates: tuple[Duplicate, ...]
    invalid: tuple[Finding, ...]
    changed: tuple[Completed, ...] = ()
    remarks: tuple[Finding, ...] = ()


def preview_import(
    path: Path, bank: Bank | None = None, kind: Kind | None = None, progress: Progress | None = None
) -> Preview:
    """Read a file of questions and compare it with `bank`.

    The kind follows from the name's ending. UTF-8, UTF-16 (with or without its mark) and the old encodings of
    Korean and Western spreadsheets are read. Raise `BankError` where the file as a whole cannot be used.
    """
    return _previewed(read_foreign(path), str(path), kind or kind_of(path), bank, progress)


def preview_text(text: str, bank: Bank | None = None) -> Preview:
    """Read pasted text as a plain list; raise `BankError` where nothing in it is a question."""
    return _previewed(text, "", "txt", bank, None)


def _previewed(text: str, file: str, kind: Kind, bank: Bank | None, progress: Progress | None) -> Preview:
    told = progress or _silent
    told(0.0)
    records = list(counted(_reader(kind)(text, file), file))
    if not records:
        code = "no_question" if text.strip() and kind in ("md", "txt", "json") else "empty"
        raise BankError(Finding(code, file, params={"needs": "one question"} if code == "empty" else {}))
    valid, invalid = _validated(records, file, told)
    gathered = _Gathered(bank.questions if bank else ())
    for record, question in valid:
        gathered.take(record.line, question)
    total = len(gathered.added) + (len(bank.questions) if bank else 0)
    if total > MAX_BANK:
        raise BankError(Finding("no_room", file, params={"count": total, "limit": MAX_BANK}))
    remarks = (_remark(record, code, name, file) for record, _ in valid for code, name in record.kept)
    told(1.0)
    return Preview(
        file,
        tuple(gathered.added),
        tuple(gathered.duplicates),
        tuple(once(invalid)),
        tuple(gathered.changed.values()),
        tuple(once(remarks)),
    )


def _reader(kind: Kind) -> Callable[[str, str], Iterable[Record]]:
    readers: dict[Kind, Callable[[str, str], Iterable[Record]]] = {
        "csv": from_csv,
        "json": from_json,
        "md": from_markdown,
        "txt": from_lines,
        "yaml": from_yaml,
    }
    return readers[kind]


def _silent(_part: float) -> None:
    return


def _validated(
    records: list[Record], file: str, told: Progress
) -> tuple[list[tuple[Record, Question]], list[Finding]]:
    valid: list[tuple[Record, Question]] = []
    invalid: list[Finding] = []
    for number, record in enumerate(records):
        if number % _EVERY == 0:
            told(0.3 + 0.7 * number / len(records))
        if any(code == "no_question_in_row" for code, _ in record.kept):
            invalid.append(Finding("no_question_in_row", file, record.line))
            continue
        question, findings = validate_question(record.data, file)
        if question is None:
            invalid += [replace(finding, line=record.line) for finding in findings if finding.severity == "error"]
        else:
            valid.append((record, question))
    return valid, invalid


def once(findings: Iterable[Finding]) -> list[Finding]:
    """Say the same thing once, with its first line and a count."""
    seen: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        params = {key: str(value) for key, value in finding.params.items() if key not in ("found", "length")}
        key = (finding.code, finding.field, *sorted(params.items()))
        earlier = seen.get(key)
        seen[key] = finding if earlier is None else replace(earlier, times=earlier.times + finding.times)
    return list(seen.values())


def _remark(record: Record, code: str, name: str, file: str) -> Finding:
    return Finding(code, file, record.line, params={"name": f"'{name}'"}, severity="warning")


class _Gathered:
    """Sorts questions into new ones, completions of what is there, and doubles; each is looked up once."""

    def __init__(self, present: Iterable[Question]) -> None:
        self.added: list[Question] = []
        self.duplicates: list[Duplicate] = []
        self.changed: dict[str, Completed] = {}
        self._places: dict[str, int] = {}
        self._known = {key: question for question in present for key in same_text(question)}
        self._present = {question.id for question in self._known.values()}

    def take(self, line: int | None, question: Question) -> None:
        twin = next((self._known[key] for key in same_text(question) if key in self._known), None)
        if twin is None:
            self._places[_key(question)] = len(self.added)
            self.added.append(question)
            self._remember(question, question)
            return
        place = self._places.get(_key(twin))
        earlier = self.changed.get(twin.id) if place is None else None
        old = self.added[place] if place is not None else earlier.new if earlier else twin
        whole = completed(old, question)
        if whole == old:
            self.duplicates.append(Duplicate(question, line, twin))
        elif place is not None:
            self.added[place] = whole
            self.duplicates.append(Duplicate(question, line, twin))
        else:
            self.changed[twin.id] = Completed(twin, whole, line)
        self._remember(question, twin)

    def _remember(self, question: Question, twin: Question) -> None:
        for key in same_text(question):
            self._known.setdefault(key, twin)


def _key(question: Question) -> str:
    return next(iter(same_text(question)), question.id)


_FILLED = (
    *("hint", "follow_ups", "field", "difficulty", "competency", "outline"),
    *("companies", "notes", "model_answer", "tags"),
)


def completed(old: Question, new: Question) -> Question:
    """Return `old` with what only `new` says; what `old` says itself is never replaced."""
    changes: dict[str, Any] = {name: getattr(new, name) for name in _FILLED if not getattr(old, name)}
    if old.category == "general":
        changes["category"] = new.category
    for name in ("text", "hint", "model_answer"):
        mine: Mapping[Language, str] = getattr(old, name)
        changes[name] = {**getattr(new, name), **mine}
    return replace(old, **changes)


def export_bank(bank: Bank, path: Path, kind: Kind | None = None, language: Language | None = None) -> None:
    """Write a bank to a file of another kind; raise `BankError` if it exists or cannot be written.

    `language` restricts lists to one language; CSV, JSON and YAML always hold both.
    """
    if path.exists():
        raise BankError(Finding("exists", str(path)))
    write_whole(path, export_text(bank, kind or kind_of(path), language))


def export_text(bank: Bank, kind: Kind, language: Language | None = None) -> str:
    """Return a bank as CSV (with a byte order mark, for spreadsheets), JSON, Markdown, plain lines or YAML."""
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
