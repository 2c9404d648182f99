"""A bank read, changed, imported and exported. Called from threads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from questions.backups import backups, moment_of
from questions.editing import BankEditor, new_bank, open_bank
from questions.exchange import export_bank, preview_import, preview_text
from questions.loading import BUILT_IN, find, load_bank, load_bank_file
from questions.marking import OwnEditor
from questions.parsing import read_text
from questions.problems import BankError
from questions.schema import Bank, Question
from tui.widgets.text.entries import spoken

if TYPE_CHECKING:
    from questions.editing import BankEditor
    from questions.exchange import Preview
    from questions.marking import OwnEditor

Stamp = tuple[int, int, int] | None
LISTS = (
    *(".csv", ".tsv", ".json", ".jsonl", ".md", ".markdown", ".txt", ".yaml", ".yml", ".html", ".htm"),
    *(".srt", ".vtt", ".eml", ".org", ".tex", ".opml", ".toml"),
)
"""Endings of files that may hold questions."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A bank as a thread found it; `editor` is None as long as nothing of it was changed.

    `stamp` is how its file looked then (`stamp_of`).
    """

    bank: Bank
    built_in: bool
    editor: BankEditor | OwnEditor | None = None
    at: str | None = None
    file: Path | None = None
    stamp: Stamp = None


def stamp_of(file: Path | None) -> Stamp:
    """What tells whether a file was changed, without reading it; None where it is not there."""
    try:
        status = file.stat() if file else None
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size, status.st_ino) if status else None


def _opened(
    name: str, data: Path, bank: Bank, editor: BankEditor | OwnEditor | None, at: str | None = None
) -> Opened:
    file = find("bank", name, data)
    return Opened(bank, file.is_relative_to(BUILT_IN), editor, at, file, stamp_of(file))


def read(name: str, data: Path) -> Opened:
    """A bank as it is on the disk. Raises BankError."""
    return _opened(name, data, load_bank(name, data), None)


def editor_of(file: Path) -> BankEditor | None:
    """A bank of the user's open for changes; None where it cannot be, which a change will tell."""
    try:
        return BankEditor(file)
    except BankError:
        return None


def make(name: str, data: Path, questions: tuple[Question, ...]) -> Opened:
    """A new bank with its first questions. Raises BankError."""
    editor = new_bank(Bank(name, {spoken(): name}, questions), data)
    return _opened(name, data, editor.bank, editor)


def changed(
    editor: BankEditor | OwnEditor | None, name: str, data: Path, change: Callable[[BankEditor], str | None]
) -> Opened:
    """A bank after a change; `change` gives the id to put the cursor on. Raises BankError.

    A built-in bank is copied for it.
    """
    opened = editor if isinstance(editor, BankEditor) else open_bank(name, data)
    at = change(opened)
    return _opened(name, data, opened.bank, opened, at)


def marked(
    editor: BankEditor | OwnEditor | None, name: str, data: Path, questions: Sequence[tuple[str, Question]]
) -> Opened:
    """A bank after a change of the user's part of some questions; a built-in one stays as it is. Raises BankError."""
    if editor is None:
        built_in = find("bank", name, data).is_relative_to(BUILT_IN)
        editor = OwnEditor(name, data) if built_in else open_bank(name, data)
    editor.change_all(questions)
    return _opened(name, data, editor.bank, editor)


def stepped(editor: BankEditor | OwnEditor, name: str, data: Path, back: bool) -> Opened:
    """A bank after its last change was taken back, or made again. Raises BankError."""
    _ = editor.undo() if back else editor.redo()
    return _opened(name, data, editor.bank, editor)


def change_all(questions: Sequence[tuple[str, Question]], editor: BankEditor) -> None:
    """Put questions in the place of others, as one change."""
    editor.change_all(questions)


def remove(ids: Sequence[str], editor: BankEditor) -> None:
    """Remove questions, as one change."""
    editor.remove_all(ids)


def move_all(ids: Sequence[str], to: int, editor: BankEditor) -> str:
    """Put questions, in their order, before what stands at a place now; as one change."""
    chosen = set(ids)
    questions = editor.bank.questions
    before = [question for question in questions[:to] if question.id not in chosen]
    behind = [question for question in questions[to:] if question.id not in chosen]
    editor.replace_all([*before, *(q for q in questions if q.id in chosen), *behind])
    return next(iter(ids))


def text_of(editor: BankEditor | OwnEditor | None, name: str, data: Path) -> tuple[BankEditor, str]:
    """The bank's editor and text, for an editor outside. Raises BankError."""
    opened = editor if isinstance(editor, BankEditor) else open_bank(name, data)
    return opened, opened.text


def take_text(text: str, editor: BankEditor) -> None:
    """Take over a whole text, as one change."""
    editor.take_text(text)


def keep_mine(editor: BankEditor) -> None:
    """Put the bank as it is here in the place of what another program wrote; that is kept as a backup."""
    editor.overrule()


def earlier(name: str, data: Path) -> list[tuple[Path, datetime, int]]:
    """The backups of a bank, the newest first: file, moment (local time), number of questions."""
    found = []
    for file in backups(name, data):
        try:
            count = len(load_bank_file(file).questions)
        except BankError:
            continue
        found.append((file, moment_of(file).astimezone(), count))
    return found


def bring_back(file: Path, editor: BankEditor) -> None:
    """Put a backup in the place of the bank, as one change."""
    editor.take_text(read_text(file))


def take_in(preview: Preview, editor: BankEditor) -> str | None:
    """Add and complete what an import found."""
    editor.take_in(preview.added, [(change.old.id, change.new) for change in preview.changed])
    return editor.bank.questions[-1].id if preview.added else preview.changed[0].old.id


def put(question_id: str, question: Question, editor: BankEditor) -> str:
    """Replace a question."""
    editor.change(question_id, question)
    return question.id


def move(question_id: str, to: int, editor: BankEditor) -> str:
    """Put a question at another place."""
    editor.move(question_id, to)
    return question_id


def pasted(text: str, bank: Bank | None) -> Preview:
    """What pasted lines would add to the bank. Raises BankError."""
    return preview_text(text, bank)


def preview_of(line: str, bank: Bank | None) -> Preview:
    """What a file would add to the bank. Raises BankError."""
    return preview_import(Path(line).expanduser(), bank)


def exported(line: str, bank: Bank) -> Path:
    """Write the bank for another program; gives the file. Raises BankError."""
    path = Path(line).expanduser()
    export_bank(bank, path)
    return path
