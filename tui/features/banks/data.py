"""A bank read, changed, imported and exported. Called from threads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from questions.schema import Bank, Question
from tui.features.banks import view as view

if TYPE_CHECKING:
    from questions.editing import BankEditor
    from questions.exchange import Preview

LISTS = (".csv", ".tsv", ".json", ".md", ".markdown", ".txt", ".yaml", ".yml")
"""Endings of files that may hold questions."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A bank as a thread found it; `editor` is None as long as nothing of it was changed."""

    bank: Bank
    built_in: bool
    editor: BankEditor | None = None
    at: str | None = None


def read(name: str, data: Path) -> Opened:
    """A bank as it is on the disk. Raises BankError."""
    from questions.loading import BUILT_IN, find, load_bank

    return Opened(load_bank(name, data), find("bank", name, data).is_relative_to(BUILT_IN))


def make(name: str, data: Path, questions: tuple[Question, ...]) -> Opened:
    """A new bank with its first questions. Raises BankError."""
    from questions.editing import new_bank

    editor = new_bank(Bank(name, {view.spoken(): name}, questions), data)
    return Opened(editor.bank, False, editor)


def changed(editor: BankEditor | None, name: str, data: Path, change: Callable[[BankEditor], str | None]) -> Opened:
    """A bank after a change; `change` gives the id to put the cursor on. Raises BankError."""
    from questions.editing import open_bank

    editor = editor or open_bank(name, data)
    at = change(editor)
    return Opened(editor.bank, False, editor, at)


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


def undo(editor: BankEditor) -> None:
    """Take the last change back."""
    editor.undo()


def redo(editor: BankEditor) -> None:
    """Make it again."""
    editor.redo()


def preview_of(line: str, bank: Bank | None) -> Preview:
    """What a file would add to the bank. Raises BankError."""
    from questions.exchange import preview_import

    return preview_import(Path(line).expanduser(), bank)


def exported(line: str, bank: Bank) -> Path:
    """Write the bank for another program; gives the file. Raises BankError."""
    from questions.exchange import export_bank

    path = Path(line).expanduser()
    export_bank(bank, path)
    return path
