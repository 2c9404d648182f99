"""When a question is worth asking again: FSRS (free spaced repetition) over its history.

An answer is a review. What it was worth is rated from the user's own word where he gave one, else from its score and
its use of the time; FSRS then says how well the question still sits and when it is due. No learning steps within a
day: an interview question is not drilled by the minute.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from random import Random
from typing import Literal, get_args

from questions.schema import CATEGORIES, Category, Language, Question

Word = Literal["again", "hard", "good", "easy"]
WORDS: tuple[Word, ...] = get_args(Word)
Standing = Literal["new", "due", "sits"]
GOOD_SCORE, FAIR_SCORE = 80.0, 60.0
"""Of 100: from `GOOD_SCORE` on an answer went well, below `FAIR_SCORE` it has to come again soon."""
LEAST_TIME = 0.25
"""Share of the answer time: who spoke for less has not answered."""
SHORT_TIME = 0.5
"""Share of the answer time: who used less found it hard to fill."""
RETENTION = 0.9
"""Chance at which an answer counts as still sitting when it comes again: FSRS's own default."""
LONGEST_DAYS = 180
"""An interview is prepared for in months: what sat well once comes again within half a year."""


@dataclass(frozen=True)
class Review:
    """One answer: when (with its time zone), its score of 100 (None: not measured), the used share of the time."""

    when: datetime
    score: float | None
    time_used: float
    word: Word | None = None


@dataclass(frozen=True)
class Due:
    """How a question stands: when it is due, and the chance (0 to 1) that it still sits now."""

    question: Question
    when: datetime
    sits: float


@dataclass(frozen=True)
class Progress:
    """Of the questions of a category: how many there are, were answered, and are not due now."""

    questions: int
    answered: int
    sit: int


def rated(review: Review) -> Word:
    """Return what an answer was worth; the user's own word comes first.

    >>> from datetime import timezone
    >>> rated(Review(datetime(2026, 1, 1, tzinfo=timezone.utc), 90.0, 0.8))
    'good'
    """
    if review.word is not None:
        return review.word
    if review.time_used < LEAST_TIME or (review.score is not None and review.score < FAIR_SCORE):
        return "again"
    if review.time_used < SHORT_TIME or review.score is None or review.score < GOOD_SCORE:
        return "hard"
    return "good"  # "easy" is for the user to say: nothing measured shows it


def standing(question: Question, reviews: Iterable[Review], now: datetime) -> Due | None:
    """Return how a question stands after its reviews, in whatever order they come; None where there are none."""
    reviews = sorted(reviews, key=lambda each: each.when)
    if not reviews:
        return None
    from fsrs import Card, Rating, Scheduler

    ratings = {"again": Rating.Again, "hard": Rating.Hard, "good": Rating.Good, "easy": Rating.Easy}
    scheduler = Scheduler(
        desired_retention=RETENTION,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=LONGEST_DAYS,
        enable_fuzzing=False,  # the same history gives the same day
    )
    card = Card(card_id=1)
    for review in reviews:
        card, _ = scheduler.review_card(card, ratings[rated(review)], _utc(review.when))
    return Due(question, card.due, scheduler.get_card_retrievability(card, _utc(now)))


def stands(question: Question, reviews: Iterable[Review], now: datetime) -> Standing:
    """Return in a word how a question stands."""
    found = standing(question, reviews, now)
    if found is None:
        return "new"
    return "due" if found.when <= _utc(now) else "sits"


def todays(
    questions: Sequence[Question],
    history: Mapping[str, Sequence[Review]],
    *,
    language: Language,
    now: datetime,
    count: int = 5,
    seed: int | str | None = None,
) -> tuple[Question, ...]:
    """Return the set to practise today: what is due, the shakiest first, then new ones, categories taking turns.

    `history` gives the reviews by question id. No question comes twice; the same day and seed give the same set.
    Follow-ups and retired questions are left out. Shorter than `count` where nothing else is due or new.
    """
    usable = [q for q in questions if q.speaks(language) and q.stands_alone and not q.retired]
    stands = [due for q in usable if (due := standing(q, history.get(q.id, ()), now)) is not None]
    due_now = sorted((due for due in stands if due.when <= _utc(now)), key=lambda due: (due.sits, due.question.id))
    chosen = [due.question for due in due_now][:count]
    known = {due.question.id for due in stands}
    new = [q for q in usable if q.id not in known]
    Random(str(now.date() if seed is None else seed)).shuffle(new)
    return tuple([*chosen, *_in_turns(new, chosen)][:count])


def progress(
    questions: Iterable[Question], history: Mapping[str, Sequence[Review]], *, language: Language, now: datetime
) -> dict[Category, Progress]:
    """Return how far each category is, in the usual order; those without questions are left out."""
    found: dict[Category, list[Due | None]] = {}
    for question in questions:
        if question.speaks(language) and not question.retired:
            found.setdefault(question.category, []).append(standing(question, history.get(question.id, ()), now))
    return {
        category: Progress(
            questions=len(found[category]),
            answered=sum(due is not None for due in found[category]),
            sit=sum(due is not None and due.when > _utc(now) for due in found[category]),
        )
        for category in CATEGORIES
        if category in found
    }


def _in_turns(new: Iterable[Question], chosen: Iterable[Question]) -> list[Question]:
    """Order new questions so that categories take turns; those that are due today already had one."""
    turns: dict[Category, int] = {}
    for question in chosen:
        turns[question.category] = turns.get(question.category, 0) + 1
    ranked = []
    for place, question in enumerate(new):
        turns[question.category] = turns.get(question.category, 0) + 1
        ranked.append((turns[question.category], place, question))
    return [question for *_, question in sorted(ranked, key=lambda each: each[:2])]


def _utc(when: datetime) -> datetime:
    return when.astimezone(timezone.utc)
