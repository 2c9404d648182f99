"""Questions from and to other programs: CSV (spreadsheets), JSON, YAML, Markdown and plain lists of lines.

An import is looked at before it is made: `preview_import` says what would be added, what would be completed, what the
bank has already, what is wrong, and what was kept elsewhere than one might expect; `questions.imports` makes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from questions import tables
from questions.dialects import in_known_form
from questions.flashcards import table_in
from questions.lines import from_lines
from questions.markdown import from_markdown
from questions.objects import from_data, from_json, from_yaml, toml_in
from questions.opml import outline_in
from questions.outsiders import read_foreign, without_marks
from questions.problems import BankError, Finding
from questions.records import Record, counted
from questions.schema import MAX_BANK, Bank, Language, Question
from questions.sheets import from_csv
from questions.similar import same_text
from questions.validation import validate_question
from questions.webpages import from_page, is_page
from questions.writing import bank_text, write_whole

Kind = Literal["csv", "json", "md", "txt", "yaml"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Shape = Kind | Literal["html"]
"""What can be read: pages are not written."""
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
_READ: dict[str, Shape] = {
    **_SUFFIXES,
    **dict.fromkeys((".html", ".htm"), "html"),
    **dict.fromkeys((".srt", ".vtt", ".eml", ".org", ".tex", ".opml", ".toml"), "txt"),
}
ENDINGS = tuple(_READ)
"""Of names of files that can be imported."""
MAX_LINES = 100_000
"""Lines of a text in which questions are looked for: more than any list of 20,000 has, and read in some 10 s."""
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
    return _previewed(read_foreign(path), str(path), kind or _kind_in(path, _READ), bank, progress)


def preview_text(text: str, bank: Bank | None = None) -> Preview:
    """Read pasted text as a plain list; raise `BankError` where nothing in it is a question."""
    return _previewed(without_marks(text), "", "txt", bank, None)


def _previewed(text: str, file: str, kind: Shape, bank: Bank | None, progress: Progress | None) -> Preview:
    report = progress or _silent
    report(0.0)
    found = _Gathered(bank.questions if bank else (), file)
    lines = 1 + text.count("\n")
    if kind in ("md", "txt", "html") and lines > MAX_LINES:
        raise BankError(Finding("too_many_lines", file, params={"count": lines, "limit": MAX_LINES}))
    for number, record in enumerate(counted(_read(kind, text, file), file)):
        if number % _EVERY == 0:
            report(min(0.99, (record.line or number) / lines))
        found.record(record)
    if not found.records:
        code = "no_question" if text.strip() and kind in ("md", "txt", "json", "html") else "empty"
        raise BankError(Finding(code, file, params={"needs": "one question"} if code == "empty" else {}))
    report(1.0)
    return found.preview()


def _read(kind: Shape, text: str, file: str) -> Iterable[Record]:
    """Read a text by its kind; one that calls itself plain may be a page, or a table of tabs."""
    if kind == "txt" and (outline := outline_in(text)) is not None:
        return from_markdown(outline, file)
    if kind == "txt" and (data := toml_in(text)) is not None:
        return from_data(data, text, file)
    if kind == "html" or (kind in ("md", "txt") and is_page(text)):
        return from_page(text, file)
    if kind == "txt" and (table := table_in(text)) is not None:
        try:
            return list(from_csv(*table, file))
        except BankError:  # tabs that part no cells
            pass
    if kind == "txt":
        form, text = in_known_form(text)
        if is_page(text):
            return from_page(text, file)
        return from_markdown(text, file) if form == "md" else from_lines(text, file, spoken=form == "spoken")
    return _reader(kind)(text, file)


def _reader(kind: Kind) -> Callable[[str, str], Iterable[Record]]:
    readers: dict[Kind, Callable[[str, str], Iterable[Record]]] = {
        "csv": lambda text, file: from_csv(text, "", file),
        "json": from_json,
        "md": from_markdown,
        "txt": from_lines,
        "yaml": from_yaml,
    }
    return readers[kind]


def _silent(_part: float) -> None:
    return


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
    """Sorts questions into new ones, completions of what is there, and doubles; each is looked up once.

    One that is too many for the bank ends the import there and then.
    """

    def __init__(self, present: Sequence[Question], file: str) -> None:
        self.records = 0
        self._file = file
        self._room = MAX_BANK - len(present)
        self._added: list[Question] = []
        self._duplicates: list[Duplicate] = []
        self._changed: dict[str, Completed] = {}
        self._invalid: list[Finding] = []
        self._remarks: list[Finding] = []
        self._places: dict[str, int] = {}
        self._known = {key: question for question in present for key in same_text(question)}

    def record(self, record: Record) -> None:
        """Take a record of the file."""
        self.records += 1
        if any(code == "no_question_in_row" for code, _ in record.kept):
            self._invalid.append(Finding("no_question_in_row", self._file, record.line))
            return
        question, findings = validate_question(record.data, self._file)
        if question is None:
            errors = (finding for finding in findings if finding.severity == "error")
            self._invalid += [replace(finding, line=record.line) for finding in errors]
            return
        self._remarks += [_remark(record, code, name, self._file) for code, name in record.kept]
        self._take(record.line, question)

    def preview(self) -> Preview:
        """What was found."""
        added, doubles, changed = tuple(self._added), tuple(self._duplicates), tuple(self._changed.values())
        return Preview(self._file, added, doubles, tuple(once(self._invalid)), changed, tuple(once(self._remarks)))

    def _take(self, line: int | None, question: Question) -> None:
        keys = same_text(question)
        twin = next((self._known[key] for key in keys if key in self._known), None)
        if twin is None:
            if len(self._added) == self._room:
                raise BankError(Finding("no_room", self._file, line, params={"limit": MAX_BANK}))
            self._places[_first(keys, question)] = len(self._added)
            self._added.append(question)
            twin = question
        else:
            self._join(line, question, twin)
        for key in keys:
            self._known.setdefault(key, twin)

    def _join(self, line: int | None, question: Question, twin: Question) -> None:
        """Take a question that is there: what only it says completes the other."""
        place = self._places.get(_first(same_text(twin), twin))
        earlier = self._changed.get(twin.id) if place is None else None
        old = self._added[place] if place is not None else earlier.new if earlier else twin
        whole = completed(old, question)
        if whole == old or place is not None:
            self._duplicates.append(Duplicate(question, line, twin))
        else:
            self._changed[twin.id] = Completed(twin, whole, line)
        if place is not None:
            self._added[place] = whole


def _first(keys: Sequence[str], question: Question) -> str:
    return keys[0] if keys else question.id


_FILLED = (
    *("hint", "follow_ups", "field", "difficulty", "competency", "outline"),
    *("companies", "notes", "model_answer", "tags"),
)


def completed(old: Question, new: Question) -> Question:
    """Return `old` with what only `new` says; what `old` says itself is never replaced."""
    changes: dict[str, Any] = {
        name: value for name in _FILLED if not getattr(old, name) and (value := getattr(new, name))
    }
    if old.category == "general" != new.category:
        changes["category"] = new.category
    for name in ("text", "hint", "model_answer"):
        mine: Mapping[Language, str] = getattr(old, name)
        if more := {language: text for language, text in getattr(new, name).items() if language not in mine}:
            changes[name] = {**more, **mine}
    return replace(old, **changes) if changes else old


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
    return _kind_in(path, _SUFFIXES)


_Known = TypeVar("_Known", bound=str)


def _kind_in(path: Path, known: Mapping[str, _Known]) -> _Known:
    try:
        return known[path.suffix.lower()]
    except KeyError:
        found = f"'{path.suffix}'" if path.suffix else f"'{path.name}' (without an ending)"
        params = {"found": found, "allowed": ", ".join(known)}
        raise BankError(Finding("not_allowed", str(path), params=params)) from None
