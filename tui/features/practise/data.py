"""The questions that can be practised alone. Called from a thread worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from questions.due import stands
from tui.wiring.parts import interview_language
from tui.wiring.plans import open_bank
from tui.wiring.today import known_history

if TYPE_CHECKING:
    from core.settings.model import Settings


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question to practise: its category's code and its text in the interview's language.

    `standing` is "new", "due" again, or "sits": answered, and not due now.
    """

    id: str
    category: str
    text: str
    standing: str = "new"
    bookmark: bool = False


def questions(settings: Settings) -> Sequence[QuestionRow]:
    """The questions of the bank that can be asked alone, in the interview's language."""
    language = interview_language(settings)
    reviews, now = known_history(settings), datetime.now().astimezone()
    return [
        QuestionRow(
            each.id,
            each.category,
            each.says(language),
            stands(each, reviews.get(each.id, ()), now),
            each.bookmark,
        )
        for each in open_bank(settings).questions
        if each.stands_alone and each.speaks(language) and not each.retired
    ]
