"""Several banks as one: what an interview draws from where no single bank is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from questions.chosen import AUTO, GENERAL, names_of
from questions.loading import list_banks, load_bank
from questions.schema import Bank, Question
from questions.similar import each_once


def load_joined(bank: str, user_dir: Path | None = None) -> Bank:
    """Load the banks of a setting (`names_of`) as one (`joined`); raise `BankError`."""
    return joined([load_bank(name, user_dir) for name in names_of(bank) or (GENERAL,)])


def joined(banks: Sequence[Bank]) -> Bank:
    """Make one bank of several, with the first one's title; a question that two of them have counts once."""
    if len(banks) == 1:
        return banks[0]
    questions = tuple(each_once(question for one in banks for question in one.questions))
    return Bank(AUTO, banks[0].title, questions, banks[0].description)


def noted_companies(user_dir: Path | None = None) -> Mapping[str, tuple[str, ...]]:
    """Return where each question was asked, by id, as far as that was noted in the banks that can be read."""
    names = [entry.name for entry in list_banks(user_dir) if entry.error is None]
    found = (question for name in names for question in load_bank(name, user_dir).questions if question.companies)
    return {question.id: question.companies for question in found}


def found_anywhere(question_id: str, bank: str, user_dir: Path | None = None) -> tuple[str, Question] | None:
    """Return the bank that has the question, and the question: those of a setting first, then any that can be read.

    None where no bank has it. Raises `BankError`.
    """
    found = home_of(question_id, names_of(bank), user_dir)
    if found is not None:
        return found
    return home_of(question_id, [entry.name for entry in list_banks(user_dir) if entry.error is None], user_dir)


def home_of(question_id: str, names: Sequence[str], user_dir: Path | None = None) -> tuple[str, Question] | None:
    """Return the first of these banks that has the question, and the question; None where none has.

    Raises `BankError`.
    """
    for name in names:
        question = load_bank(name, user_dir).question(question_id)
        if question is not None:
            return name, question
    return None
