"""Change a bank of the user's own: each change is checked, written whole, and can be undone."""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, TypeVar
from unicodedata import normalize

from questions import piecewise
from questions.backups import keep_backup
from questions.layout import Layout, layout_of
from questions.loading import BUILT_IN, FOLDERS, files, find, load_bank
from questions.own import Own, keep_beside, own_of, read_own
from questions.own_files import new_place, own_file, remove
from questions.parsing import MAX_BYTES, parse, read_text
from questions.problems import BankError, Finding
from questions.schema import Bank, Question
from questions.validation import name_from, validate_bank
from questions.writing import bank_text, changed_item, item_text, rewritten, write_whole

MOST_PIECES = 200
"""Questions written anew up to which they alone are read back; more are an import, and the whole is read."""


def open_bank(name: str, user_dir: Path) -> BankEditor:
    """Open a bank for editing; a built-in one is copied to the user's folder first. Raise `BankError`.

    What the user kept beside the built-in bank goes into the copy.
    """
    path = find("bank", name, user_dir)
    if not path.is_relative_to(BUILT_IN):
        return BankEditor(path)
    marked = load_bank(name, user_dir)
    editor = BankEditor(copy_bank(name, user_dir, name))
    editor.change_all((question.id, question) for question in marked.questions)
    if kept := read_own(name, user_dir):
        keep_beside(name, dict.fromkeys(kept, Own()), user_dir)
    editor.forget()
    return editor


def copy_bank(name: str, user_dir: Path, new_name: str) -> Path:
    """Copy a bank, comments and all, to the user's folder; return the new file. Raise `BankError`."""
    source = find("bank", name, user_dir)
    target = new_place("bank", new_name, user_dir)
    write_whole(target, read_text(source))
    return target


def new_bank(bank: Bank, user_dir: Path) -> BankEditor:
    """Write a new bank under its id in the user's folder and open it; raise `BankError`."""
    path = new_place("bank", bank.id, user_dir)
    write_whole(path, bank_text(bank))
    return BankEditor(path)


def add_to(name: str, questions: Iterable[Question], user_dir: Path) -> tuple[Question, ...]:
    """Add questions to a bank of the user's as one change, made where there is none; return them as written.

    A built-in bank is copied first. Raise `BankError`.
    """
    if name in files("bank", user_dir):
        return open_bank(name, user_dir).add_all(questions)
    return new_bank(Bank(id=name, title={"en": name, "ko": name}, questions=()), user_dir).add_all(questions)


def delete_bank(name: str, user_dir: Path) -> str:
    """Delete a bank of the user's own; return its text, which brings it back. Raise `BankError`.

    Where it hid a built-in bank, what the user kept about its questions goes beside that one.
    """
    path = own_file("bank", name, user_dir)
    text = read_text(path)
    if name in files("bank"):
        with contextlib.suppress(BankError):  # a damaged copy has nothing to give
            parts = {question.id: own_of(question) for question in load_bank(path, user_dir).questions}
            if kept := {question_id: own for question_id, own in parts.items() if own != Own()}:
                keep_beside(name, kept, user_dir)
    remove(path)
    return text


@dataclass(frozen=True)
class _State:
    """A bank and its text: in parts where they are known, which thousands of states share.

    `apart` tells that each part means the same wherever it stands (`questions.piecewise`).
    """

    bank: Bank
    layout: Layout | None
    whole: str = ""
    apart: bool = False

    @property
    def text(self) -> str:
        return self.whole or (self.layout.text if self.layout else "")


T = TypeVar("T")


class Undoable(ABC, Generic[T]):
    """Something that is changed step by step, each by what stood before it and what stands after it."""

    def __init__(self) -> None:
        self._undo: list[tuple[T, T]] = []
        self._redo: list[tuple[T, T]] = []

    @abstractmethod
    def _write(self, state: T) -> None:
        """Write a state of it; raise `BankError` where that cannot be, with everything as it was."""

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether a change was taken back that can be made again."""
        return bool(self._redo)

    def undo(self) -> bool:
        """Take the last change back; False where there is none."""
        if not self._undo:
            return False
        self._write(self._undo[-1][0])
        self._redo.append(self._undo.pop())
        return True

    def redo(self) -> bool:
        """Make the change again that was taken back last; False where there is none."""
        if not self._redo:
            return False
        self._write(self._redo[-1][1])
        self._undo.append(self._redo.pop())
        return True

    def forget(self) -> None:
        """Begin anew: nothing of what was done can be taken back."""
        self._undo, self._redo = [], []

    def _make(self, before: T, after: T) -> None:
        self._write(after)
        self._undo.append((before, after))
        self._redo.clear()


class BankEditor(Undoable[_State]):
    """A bank's file, open for changes.

    Every change is written at once and only if the file is then valid and holds exactly what was meant;
    otherwise `BankError` is raised and the file stays as it was. Comments, quotes and order are kept.
    """

    def __init__(self, path: Path) -> None:
        """Open a user's file; raise `BankError` if it is built in or has errors."""
        if path.is_relative_to(BUILT_IN):
            raise BankError(Finding("read_only", str(path)))
        super().__init__()
        self.path = path
        self._kept = False
        self._disk = read_text(path)
        self._now = self._state(self._disk)

    @property
    def bank(self) -> Bank:
        """The bank as it is now."""
        return self._now.bank

    def add(self, question: Question, at: int | None = None) -> Question:
        """Insert a question before place `at` (from 0; None: at the end) and return it as written."""
        (added,) = self.add_all([question], at)
        return added

    def add_all(self, questions: Iterable[Question], at: int | None = None) -> tuple[Question, ...]:
        """Insert several questions as one change; ids that are taken or empty get another one."""
        place = len(self.bank.questions) if at is None else at
        added = with_free_ids(questions, {question.id for question in self.bank.questions})
        self._apply(
            self._with_items(self._now.layout, place, added),
            [*self.bank.questions[:place], *added, *self.bank.questions[place:]],
            range(place, place + len(added)),
        )
        return added

    def text_with(self, added: Iterable[Question], changed: Iterable[tuple[str, Question]]) -> str:
        """Return the bank's text with some questions changed, by id, and others added at the end; write nothing."""
        return self._taken(added, changed).text

    def take_in(self, added: Iterable[Question], changed: Iterable[tuple[str, Question]]) -> None:
        """Change some questions, by id, and add others at the end, as one change."""
        self._put(self._taken(added, changed))

    def change_all(self, changed: Iterable[tuple[str, Question]]) -> None:
        """Change several questions, by id, as one change; nothing where none of them differs."""
        pairs, present = list(changed), {question.id: question for question in self.bank.questions}
        if all(present[question_id] == question for question_id, question in pairs):
            return
        after = self._taken((), pairs)
        if after.bank != self.bank:
            self._put(after)

    def _taken(self, added: Iterable[Question], changed: Iterable[tuple[str, Question]]) -> _State:
        questions, layout, fresh = list(self.bank.questions), self._now.layout, list[int]()
        places = {question.id: place for place, question in enumerate(questions)}
        items = list(layout.items) if layout else []
        for question_id, question in changed:
            place = places[question_id]
            if question == questions[place]:
                continue
            if layout is not None:
                item = changed_item(items[place], questions[place], question, layout.newline)
                items[place] = item or item_text(question, layout.column, layout.newline)
            questions[place] = question
            fresh.append(place)
        more = with_free_ids(added, set(places))
        layout = replace(layout, items=tuple(items)) if layout else None
        fresh += range(len(questions), len(questions) + len(more))
        return self._after(self._with_items(layout, len(questions), more), [*questions, *more], fresh)

    def replace_all(self, questions: Iterable[Question]) -> None:
        """Keep only these questions, in this order, as one change; those that stay as they are keep their lines."""
        wanted, layout = list(questions), self._now.layout
        places = {question: place for place, question in enumerate(self.bank.questions)}
        if layout is not None:
            items = [
                layout.items[places[question]]
                if question in places
                else item_text(question, layout.column, layout.newline)
                for question in wanted
            ]
            layout = layout.with_items(items)
        self._apply(layout, wanted, [place for place, question in enumerate(wanted) if question not in places])

    def _with_items(self, layout: Layout | None, place: int, added: Iterable[Question]) -> Layout | None:
        if layout is None:
            return None
        return layout.insert_all(place, [item_text(q, layout.column, layout.newline) for q in added])

    def change(self, question_id: str, question: Question) -> None:
        """Put `question` in the place of another; only the lines that differ are rewritten."""
        self._place(question_id)
        self.change_all([(question_id, question)])

    def remove(self, question_id: str) -> None:
        """Delete a question."""
        self._place(question_id)
        self.remove_all([question_id])

    def remove_all(self, question_ids: Iterable[str]) -> None:
        """Delete several questions as one change; headings above them stay."""
        gone = set(question_ids)
        places = [place for place, question in enumerate(self.bank.questions) if question.id in gone]
        layout = self._now.layout
        for place in reversed(places) if layout else ():
            layout = layout.remove(place) if layout else None
        if places:
            self._apply(layout, [question for question in self.bank.questions if question.id not in gone])

    def move(self, question_id: str, to: int) -> None:
        """Move a question to place `to`, counted from 0 as it shall be afterwards; beyond the ends means the end."""
        place = self._place(question_id)
        to = max(0, min(to, len(self.bank.questions) - 1))
        moved = list(self.bank.questions)
        moved.insert(to, moved.pop(place))
        layout = self._now.layout
        self._apply(layout.move(place, to) if layout else None, moved)

    @property
    def is_outdated(self) -> bool:
        """Whether another program has changed the file since it was read or written here."""
        return read_text(self.path) != self._disk

    def overrule(self) -> None:
        """Put the bank as it is here in the place of what another program has written, which is kept as a backup."""
        theirs = read_text(self.path)
        self._keep(theirs)
        self._disk = theirs
        self._write(self._now)

    def take_text(self, text: str) -> None:
        """Take over a whole text, as one change; raise `BankError` with all that is wrong with it."""
        after = self._state(normalize("NFC", text))
        if after.text != self._now.text:
            self._put(after)

    def checked(self, text: str) -> Bank:
        """Return the bank that a text gives; raise `BankError` with all that is wrong with it, and write nothing."""
        return self._state(normalize("NFC", text)).bank

    @property
    def text(self) -> str:
        """The bank's text as it is now."""
        return self._now.text

    def _apply(self, layout: Layout | None, questions: list[Question], fresh: Iterable[int] = ()) -> None:
        self._put(self._after(layout, questions, fresh))

    def _put(self, after: _State) -> None:
        self._make(self._now, after)

    def _after(self, layout: Layout | None, questions: list[Question], fresh: Iterable[int] = ()) -> _State:
        """Return the state with just these questions; the items at the places `fresh` were written anew."""
        if layout is not None:
            after = self._pieced(layout, questions, fresh) or self._meant(layout.text, questions)
            if after is not None:
                return after
        text = rewritten(self._now.text, questions)
        after = self._meant(text, questions)
        if after is None:
            self._state(text)  # names the first error
            raise BankError(Finding("unwritable", str(self.path), params={"reason": "YAML cannot express it"}))
        return after

    def _pieced(self, layout: Layout, questions: list[Question], fresh: Iterable[int]) -> _State | None:
        """Return the state if that can be told from the new items alone, without reading thousands of others."""
        places = list(fresh)
        if not self._now.apart or not questions or len(places) > MOST_PIECES:
            return None
        items = "".join(layout.items[place] for place in places)
        if not piecewise.holds(items, [questions[place] for place in places]) or not piecewise.fits(questions):
            return None
        return _State(replace(self.bank, questions=tuple(questions)), layout, apart=piecewise.is_apart(items))

    def _meant(self, text: str, questions: list[Question]) -> _State | None:
        """Return the state that a text gives, if it holds just these questions."""
        try:
            state = self._state(text)
        except BankError:
            return None
        same_head = (state.bank.title, state.bank.description) == (self.bank.title, self.bank.description)
        return state if same_head and state.bank.questions == tuple(questions) else None

    def _state(self, text: str) -> _State:
        document = parse(text, str(self.path))
        bank, findings = validate_bank(document, self.path.stem)
        if bank is None:
            raise BankError(*(finding for finding in findings if finding.severity == "error"))
        lines = [document.line(("questions", place)) or 1 for place in range(len(bank.questions))]
        layout = layout_of(text, lines)
        same = layout is not None and layout.text == text
        apart = same and piecewise.is_apart(text) and piecewise.own_ids(document.data, bank.questions)
        return _State(bank, layout, "" if same else text, apart)

    def _write(self, state: _State) -> None:
        if self.is_outdated:
            raise BankError(Finding("changed_on_disk", str(self.path)))
        if not self._kept:
            self._keep(self._disk)
        text = state.text
        if (size := len(text.encode())) > MAX_BYTES:
            raise BankError(Finding("too_big", str(self.path), params={"size": size, "limit": MAX_BYTES}))
        write_whole(self.path, text)
        self._now, self._disk = state, normalize("NFC", text)  # as `read_text` gives it back

    def _keep(self, text: str) -> None:
        if self.path.parent.name == FOLDERS["bank"]:
            keep_backup(self.path, text, self.path.parent.parent)
            self._kept = True

    def _place(self, question_id: str) -> int:
        for place, question in enumerate(self.bank.questions):
            if question.id == question_id:
                return place
        params = {"kind": "question", "name": f"'{question_id}'", "known": f"{len(self.bank.questions)} questions"}
        raise BankError(Finding("unknown_name", str(self.path), params=params))


def with_free_ids(questions: Iterable[Question], taken: set[str]) -> tuple[Question, ...]:
    """Return questions whose ids are neither taken nor doubled; those that are get a number behind."""
    taken = set(taken)
    next_number: dict[str, int] = {}
    added = []
    for question in questions:
        wanted = free = question.id or name_from(next(iter(question.text.values()), ""))
        while free in taken:
            number = next_number[wanted] = next_number.get(wanted, 1) + 1
            free = f"{wanted[:57]}-{number}"
        taken.add(free)
        added.append(replace(question, id=free))
    return tuple(added)
