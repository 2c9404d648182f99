"""Mark questions of a built-in bank: bookmarks, notes and the rest of the user's part, with undo.

The bank itself is never changed; the user's part is kept beside it (`questions.own`). Changes, undo and redo are as
those of `questions.editing.BankEditor`, so that a screen need not know which of the two it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from questions.editing import BankEditor
from questions.loading import find, load_bank
from questions.own import Own, keep_beside, own_of, read_own, tidy, with_part
from questions.problems import BankError, Finding
from questions.schema import MAX_LONG_TEXT, Bank, Question

Parts = Mapping[str, Own]


class OwnEditor:
    """The user's part of a built-in bank's questions, open for changes; each is written at once."""

    def __init__(self, name: str, user_dir: Path) -> None:
        """Open a bank by name; raise `BankError`."""
        self._name, self._user_dir = name, user_dir
        self._undo: list[tuple[Parts, Parts]] = []
        self._redo: list[tuple[Parts, Parts]] = []
        self.bank: Bank = load_bank(name, user_dir)

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether a change was taken back that can be made again."""
        return bool(self._redo)

    def change_all(self, changed: Iterable[tuple[str, Question]]) -> None:
        """Take over the user's part of questions, by id, as one change; raise `BankError` where more differs."""
        before, after = dict[str, Own](), dict[str, Own]()
        for question_id, question in changed:
            old = self.bank.question(question_id)
            if old is None or old == question:
                continue
            before[question_id], after[question_id] = own_of(old), own_of(question)
        if after:
            self._keep(after)
            self._undo.append((before, after))
            self._redo.clear()

    def undo(self) -> bool:
        """Take the last change back; False where there is none."""
        if not self._undo:
            return False
        before, _after = self._undo[-1]
        self._keep(before)
        self._redo.append(self._undo.pop())
        return True

    def redo(self) -> bool:
        """Make the change again that was taken back last; False where there is none."""
        if not self._redo:
            return False
        _before, after = self._redo[-1]
        self._keep(after)
        self._undo.append(self._redo.pop())
        return True

    def _keep(self, parts: Parts) -> None:
        keep_beside(self._name, parts, self._user_dir)
        self.bank = load_bank(self._name, self._user_dir)
        wrong = [name for name, own in parts.items() if (found := self.bank.question(name)) and own_of(found) != own]
        if wrong:
            raise BankError(Finding("unwritable", self._name, params={"reason": f"marks of {wrong[0]} did not stay"}))


def keep_own(bank: str, question_id: str, own: Own, user_dir: Path) -> None:
    """Keep `own` about a question, in place of what was kept; raise `BankError` where it cannot be written.

    `bank` is a bank's name. A follow-up (`ID+1`) has no entry of its own: its question has it.
    """
    question_id = question_id.partition("+")[0]
    own = tidy(own)
    for text in (own.notes, *own.model_answer.values(), *own.companies):
        if len(text) > MAX_LONG_TEXT:  # a file with such a text could not be read back, with all the other notes
            params = {"length": len(text), "limit": MAX_LONG_TEXT}
            raise BankError(Finding("note_too_long", bank, field=question_id, params=params))
    path = find("bank", bank, user_dir)
    if path.is_relative_to(user_dir):
        editor = BankEditor(path)
        question = editor.bank.question(question_id)
        if question is not None:
            editor.change(question_id, with_part(question, own))
        if question_id not in read_own(bank, user_dir):
            return
        own = Own()  # what was kept while the bank was a built-in one must not shine through
    keep_beside(bank, {question_id: own}, user_dir)
