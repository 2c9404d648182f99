"""Whether a change to a bank's text can be told from the changed questions alone.

Each change is read back before it is written: the text has to mean just what was meant. To read ten thousand
questions for the sake of one takes a second; where no question's text depends on another's, that one is enough.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from questions.parsing import parse
from questions.problems import BankError
from questions.schema import MAX_BANK, Question
from questions.validation import name_from, validate_bank

_BOUND = re.compile(r"[&*!%](?<![^\s\[{,:-][&*!])(?<![^\n]%)(?:(?<=%)|[^\s&*!])")
"""What may tie parts of a YAML text together (anchors, aliases, tags, directives); also within quotes, to be safe.

The sign comes first in it and what stands before it after: so a text without such signs is passed at once.
"""


def is_apart(text: str) -> bool:
    """Tell whether nothing in a text refers to another part of it."""
    return _BOUND.search(text) is None


def own_ids(data: Any, questions: Sequence[Question]) -> bool:
    """Tell whether no id depends on the other questions: equal texts without ids are numbered in their order."""
    given = data.get("questions") if isinstance(data, dict) else data
    return all(
        (isinstance(raw, dict) and "id" in raw) or question.id == name_from(next(iter(question.text.values()), ""))
        for raw, question in zip(given or (), questions, strict=True)
    )


def holds(items: str, questions: Sequence[Question]) -> bool:
    """Tell whether items of a list, read by themselves, are just these questions."""
    if not questions:
        return not items
    try:
        bank, _ = validate_bank(parse(f"questions:\n{items}", ""), "items")
    except BankError:
        return False
    return bank is not None and bank.questions == tuple(questions)


def fits(questions: Sequence[Question]) -> bool:
    """Tell whether questions that are right by themselves are right together: ids, stages of sets, their number."""
    stages = [(question.set, question.stage) for question in questions if question.set is not None]
    return len({question.id for question in questions}) == len(questions) <= MAX_BANK and len(set(stages)) == len(
        stages
    )
