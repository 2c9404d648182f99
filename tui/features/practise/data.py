"""The questions that can be practised alone. Called from a thread worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.wiring.parts import interview_language
from tui.wiring.plans import open_bank

if TYPE_CHECKING:
    from core.settings.model import Settings


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question to practise: its category's code and its text in the interview's language."""

    id: str
    category: str
    text: str


def questions(settings: Settings) -> Sequence[QuestionRow]:
    """The questions of the bank that can be asked alone, in the interview's language."""
    language = interview_language(settings)
    bank = open_bank(settings)
    asked = (question for question in bank.questions if question.stands_alone and question.speaks(language))
    return [QuestionRow(question.id, question.category, question.says(language)) for question in asked]
