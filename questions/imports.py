"""Carry an import out, and take the last one back.

Beside the banks, `imports/BANK.json` in the user's folder keeps the bank's text before and after its last import. It
is written before the bank is: whatever ends the program in between, the bank is the old or the new one, and the
import can be taken back where it happened.
"""

from __future__ import annotations

import json
from pathlib import Path

from questions.backups import keep_backup
from questions.editing import BankEditor, open_bank, with_free_ids
from questions.exchange import Preview
from questions.loading import files
from questions.own_files import named_place, place_of
from questions.parsing import parse, read_text
from questions.problems import BankError, Finding
from questions.schema import Bank, Question
from questions.validation import validate_bank
from questions.writing import bank_text, write_whole

FOLDER = "imports"


def carry_out(preview: Preview, into: str, user_dir: Path) -> BankEditor:
    """Add what a preview found to a bank of the user's, made where there is none; raise `BankError`."""
    if into in files("bank", user_dir):
        editor = open_bank(into, user_dir)
        before: str | None = read_text(editor.path)
        after = editor.text_with(preview.added, [(change.old.id, change.new) for change in preview.changed])
        path = editor.path
    else:
        path = named_place("bank", into, user_dir)
        before, after = None, bank_text(Bank(into, {"en": into, "ko": into}, with_free_ids(preview.added, set())))
        _parsed(after, path)
    if before is not None:
        keep_backup(path, before, user_dir)
    write_whole(_journal(into, user_dir), json.dumps({"before": before, "after": after}, ensure_ascii=False))
    if before is None and path.exists():
        raise BankError(Finding("exists", str(path)))
    if before is not None and read_text(path) != before:
        raise BankError(Finding("changed_on_disk", str(path)))
    write_whole(path, after)
    return BankEditor(path)


def take_back(bank: str, user_dir: Path) -> int:
    """Take the last import into a bank back and return how many questions went; raise `BankError`.

    Where the bank was changed since, only what was imported and left alone goes.
    """
    journal = _journal(bank, user_dir)
    try:
        noted = json.loads(read_text(journal))
        before, after = noted["before"], str(noted["after"])
    except (BankError, ValueError, KeyError, TypeError, RecursionError):
        raise BankError(Finding("no_import", bank)) from None
    path = place_of("bank", bank, user_dir)
    now = read_text(path)
    old = _parsed(before, path).questions if before is not None else ()
    came = [q for q in _parsed(after, path).questions if q not in old]
    keep_backup(path, now, user_dir)
    if now == after:
        if before is None:
            path.unlink()
        else:
            write_whole(path, before)
    else:
        _take_out(BankEditor(path), came, old)
    journal.unlink(missing_ok=True)
    return len(came)


def _take_out(editor: BankEditor, came: list[Question], old: tuple[Question, ...]) -> None:
    """Remove imported questions that nobody changed since, and give completed ones their old form."""
    previous = {question.id: question for question in old}
    kept: list[Question] = []
    for question in editor.bank.questions:
        if question not in came:
            kept.append(question)
        elif question.id in previous:
            kept.append(previous[question.id])
    editor.replace_all(kept)


def _parsed(text: str, path: Path) -> Bank:
    bank, findings = validate_bank(parse(text, str(path)), path.stem)
    if bank is None:
        raise BankError(*(finding for finding in findings if finding.severity == "error"))
    return bank


def _journal(bank: str, user_dir: Path) -> Path:
    return user_dir / FOLDER / f"{bank}.json"
