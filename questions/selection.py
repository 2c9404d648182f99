"""Which questions are asked, and in which order: a pure function of bank, format, seed and history."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from random import Random

from questions.schema import CATEGORIES, STAGES, Bank, Category, Format, Language, Question, Round
from questions.similar import each_once

Unit = tuple[Question, ...]
"""Questions that are asked together, in this order: one alone, one with follow-ups, or a set."""


@dataclass(frozen=True)
class Asked:
    """A question of an interview, with the round it is asked in: None for announced ones and for what fills up."""

    question: Question
    part: Round | None = None


def draw(
    bank: Bank,
    format_: Format,
    *,
    language: Language,
    seed: int | str,
    count: int | None = None,
    categories: Collection[Category] | None = None,
    recent: Sequence[str] = (),
) -> tuple[Asked, ...]:
    """Choose the questions of an interview, each with the round that it belongs to (`Format.timing` gives its clock).

    The same arguments always give the same ones: first the bank's first question of each announced category (they are
    known beforehand, so they never vary), then the rounds, then the rest, in sets if the format asks in sets.
    No question comes twice, under another id neither. `count` overrides the format's number. `categories` restricts
    the choice.
    `recent` names questions asked lately, the latest first: they come only when nothing else is left, the one
    asked longest ago first. The result is shorter than asked for where the bank has no more questions in
    `language`, and empty where it has none.
    """
    wanted = format_.questions if count is None else count
    chooser = _Chooser(bank, language, categories, Random(str(seed)), recent)
    for category in format_.announced:
        chooser.take_first(category)
    for part in format_.rounds:
        chooser.take_round(part)
    others = [category for category in CATEGORIES if category not in (*format_.announced, "closing")]
    for allowed in (others, CATEGORIES):
        if format_.set_size > 1:
            chooser.take_sets(wanted - len(chooser.chosen), allowed, format_.set_size)
        chooser.take(wanted - len(chooser.chosen), allowed)
    return tuple(chooser.chosen[:wanted])


def sets_of(bank: Bank) -> dict[str, Unit]:
    """Return the complete sets of a bank, each in the order experience, difficulty, learned."""
    return sets_in(bank.questions)


def sets_in(questions: Iterable[Question]) -> dict[str, Unit]:
    """Return the complete sets among some questions of one bank."""
    found: dict[str, dict[str, Question]] = {}
    for question in questions:
        if question.set is not None and question.stage is not None:
            found.setdefault(question.set, {})[question.stage] = question
    return {
        name: tuple(stages[stage] for stage in STAGES) for name, stages in found.items() if len(stages) == len(STAGES)
    }


def _ordered(questions: Iterable[Question], rng: Random, recent: Sequence[str]) -> list[Question]:
    """Shuffle; then what was never asked first, and what was asked last at the end."""
    age = {question_id: -place for place, question_id in reversed(list(enumerate(recent, 1)))}
    shuffled = list(questions)
    rng.shuffle(shuffled)
    never = -len(recent) - 1
    return sorted(shuffled, key=lambda question: age.get(question.id, never))


def _whole(unit: Unit, language: Language) -> bool:
    return all(question.speaks(language) and not question.retired for question in unit)


class _Chooser:
    """Takes questions out of a pool until enough are chosen."""

    def __init__(
        self,
        bank: Bank,
        language: Language,
        categories: Collection[Category] | None,
        rng: Random,
        recent: Sequence[str],
    ) -> None:
        self.chosen: list[Asked] = []
        self._part: Round | None = None
        self._language: Language = language
        self._sets = {name: unit for name, unit in sets_of(bank).items() if _whole(unit, language)}
        allowed = categories or CATEGORIES
        usable = (q for q in bank.questions if q.speaks(language) and q.category in allowed and not q.retired)
        alone = each_once(question for question in usable if question.stands_alone)
        self._pool = _ordered(alone, rng, recent)
        self._recent = frozenset(recent)
        self._file_order = {question: place for place, question in enumerate(bank.questions)}

    def take_round(self, part: Round) -> None:
        """Choose the questions of a round, in sets where it asks in sets."""
        self._part = part
        before = len(self.chosen)
        if part.set_size > 1:
            self.take_sets(part.questions, part.categories, part.set_size)
        self.take(part.questions - (len(self.chosen) - before), part.categories, follow_ups=part.follow_ups)
        self._part = None

    def take_first(self, category: Category) -> None:
        """Choose the first question of a category in the order of the file."""
        first = min((q for q in self._pool if q.category == category), key=self._file_order.__getitem__, default=None)
        if first is not None:
            self._ask((first,))

    def take(self, number: int, categories: Collection[Category], *, follow_ups: int = 0) -> None:
        """Choose `number` single questions, each followed by its first follow-ups."""
        for question in self._spread(categories)[: max(0, number)]:
            self._ask((question, *self._follow_ups(question, follow_ups)))

    def take_sets(self, number: int, categories: Collection[Category], size: int) -> None:
        """Choose sets until `number` more questions are chosen: whole sets first, then questions with follow-ups."""
        wanted = len(self.chosen) + number
        questions = self._spread(categories)
        units = [self._sets[question.set][:size] for question in questions if question.set in self._sets]
        for unit in units + [(q, *self._follow_ups(q, size - 1)) for q in questions if q.set not in self._sets]:
            if len(self.chosen) < wanted and len(unit) == size:
                self._ask(unit)

    def _ask(self, unit: Unit) -> None:
        self.chosen.extend(Asked(question, self._part) for question in unit)
        self._pool.remove(unit[0])

    def _follow_ups(self, question: Question, number: int) -> Unit:
        """Return what may be asked after a question: its follow-ups, else the rest of its set."""
        if not question.follow_ups and question.set in self._sets:
            return self._sets[question.set][1 : number + 1]
        follow_ups = (question.follow_up(place) for place in range(len(question.follow_ups)))
        return tuple(follow_up for follow_up in follow_ups if follow_up.speaks(self._language))[:number]

    def _spread(self, categories: Collection[Category]) -> list[Question]:
        """Order what is left so that categories take turns, and what was asked lately comes last."""
        turns: dict[tuple[bool, Category], int] = {}
        ranked: list[tuple[bool, int, int, Question]] = []
        for place, question in enumerate(self._pool):
            if question.category in categories:
                asked = question.id in self._recent
                turn = turns[asked, question.category] = turns.get((asked, question.category), 0) + 1
                ranked.append((asked, turn, place, question))
        return [question for *_, question in sorted(ranked, key=lambda entry: entry[:3])]
