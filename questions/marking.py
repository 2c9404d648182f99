"""Mark questions of a built-in bank: bookmarks, notes and the rest of the user's part, with undo.

The bank itself is never changed; the user's part is kept beside it (`questions.own`). Changes, undo and redo are as
those of `questions.editing.BankEditor`, so that a screen need not know which of the two it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from questions.editing import BankEditor, Undoable
from questions.loading import find, load_bank
from questions.own import Own, keep_beside, own_of, read_own, tidy, with_part
from questions.problems import BankError, Finding
from questions.schema import MAX_LONG_TEXT, Bank, Question

Parts = Mapping[str, Own]


class OwnEditor(Undoable[Parts]):
    """The user's part of a built-in bank's questions, open for changes; each is written at once."""

    def __init__(self, name: str, user_dir: Path) -> None:
        """Open a bank by name; raise `BankError`."""
        super().__init__()
        self._name, self._user_dir = name, user_dir
        self.bank: Bank = load_bank(name, user_dir)

    def change_all(self, changed: Iterable[tuple[str, Question]]) -> None:
        """Take over the user's part of questions, by id, as one change; raise `BankError` where more differs."""
        before, after = dict[str, Own](), dict[str, Own]()
        for question_id, question in changed:
            old = self.bank.question(question_id)
            if old is None or old == question:
                continue
            before[question_id], after[question_id] = own_of(old), own_of(question)
        if after:
            self._make(before, after)

    def _write(self, state: Parts) -> None:
        keep_beside(self._name, state, self._user_dir)
        self.bank = load_bank(self._name, self._user_dir)
        wrong = [name for name, own in state.items() if (found := self.bank.question(name)) and own_of(found) != own]
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
