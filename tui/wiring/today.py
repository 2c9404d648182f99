"""Today's set: the questions that are due by the stored answers, then new ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from core.base.errors import StoreError
from questions.due import WORDS, Review, todays
from tui.wiring.parts import interview_language, open_store
from tui.wiring.plans import open_bank

if TYPE_CHECKING:
    from core.settings.model import Settings
    from questions.schema import Question

COUNT = 5
"""Questions a day: with the shortest format four minutes, which a busy day still has."""


def history(settings: Settings) -> dict[str, list[Review]]:
    """What the stored interviews say about each question, by its id. Raises StoreError."""
    store = open_store(settings)
    found: dict[str, list[Review]] = {}
    if not store.path.exists():
        return found
    for answer in store.answered():
        word = next((word for word in WORDS if word == answer.word), None)
        score = None if answer.is_demo else answer.score
        review = Review(datetime.fromisoformat(answer.began).astimezone(), score, answer.used, word)
        found.setdefault(answer.question, []).append(review)
    return found


def known_history(settings: Settings) -> dict[str, list[Review]]:
    """The same, but nothing where the store cannot be read now: whoever opens it will say what is wrong with it."""
    try:
        return history(settings)
    except StoreError:
        return {}


def todays_set(
    settings: Settings,
    reviews: Mapping[str, Sequence[Review]],
    now: datetime,
    count: int = COUNT,
    seed: int | None = None,
) -> tuple[Question, ...]:
    """The questions to practise today, out of the banks of the settings. Raises BankError."""
    questions = open_bank(settings).questions
    return todays(questions, reviews, language=interview_language(settings), now=now, count=count, seed=seed)
