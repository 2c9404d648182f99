"""An interview before it begins: which questions, in which language, against which clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.base.records import from_record, to_record
from questions.disposition import STRETCH, STRETCH_NAME, Item
from questions.schema import Format, Question, Round, Timing
from questions.selection import Asked


def said_in(texts: Mapping[str, str], language: str) -> str:
    """The text in `language`, or in another one where that is missing; "" without any."""
    return texts.get(language) or next(iter(texts.values()), "")


@dataclass(frozen=True, slots=True)
class PlannedQuestion:
    """One question as it will be asked; `text` by language (`ko`, `en`)."""

    id: str
    category: str
    text: Mapping[str, str] = field(hash=False)
    follow_up: bool = False
    hint: Mapping[str, str] = field(default_factory=dict, hash=False)
    timing: Timing | None = None
    """Its own clock and rules, where its round has some; else the plan's hold."""
    companies: tuple[str, ...] = ()
    """Where it was asked, as the user had noted by then."""

    def says(self, language: str) -> str:
        """The question in `language`, or in another one where that is missing."""
        return said_in(self.text, language)

    def hints(self, language: str) -> str:
        """What a listener wants to hear, in `language` or another one; "" without a hint."""
        return said_in(self.hint, language)


@dataclass(frozen=True, slots=True)
class InterviewPlan:
    """All that an interview needs to know; times in seconds.

    `submit_after_s` is the earliest moment of an answer at which it may be submitted or skipped. The plan is stored
    with the session, so that an interrupted interview goes on as it was planned whatever the banks say by then.
    """

    format: str
    language: str
    questions: tuple[PlannedQuestion, ...]
    prep_s: float
    answer_s: float
    retakes: int = 0
    submit_after_s: float = 0.0
    prep_skippable: bool = True
    skip_allowed: bool = False
    items: tuple[Item, ...] = ()
    """Rapid items instead of questions, `answer_s` each; then each question stands for a stretch of them."""

    def timing(self, index: int) -> Timing:
        """The clock and the rules of question `index` (from 0)."""
        return self.questions[index].timing or Timing(
            prep_s=self.prep_s,
            answer_s=self.answer_s,
            retakes=self.retakes,
            submit_after_s=self.submit_after_s,
            prep_skippable=self.prep_skippable,
            skip_allowed=self.skip_allowed,
        )

    @property
    def answers_s(self) -> float:
        """Answer time of all questions together, in seconds; 0 for rapid items, which are to be answered fast."""
        return sum(self.limit_s(index) or 0.0 for index in range(len(self.questions)))

    def limit_s(self, index: int) -> float | None:
        """The seconds that an answer to question `index` (from 0) may fill; None where there is nothing to fill."""
        return None if self.items else self.timing(index).answer_s

    def to_json_dict(self) -> dict[str, Any]:
        """The plan in JSON's types."""
        return to_record(self)

    @classmethod
    def from_json_dict(cls, stored: Mapping[str, Any]) -> InterviewPlan:
        """The plan back from `to_json_dict`; raises RecordError where it is none (the store tells of which)."""
        return from_record(cls, stored)


def plan_interview(rules: Format, chosen: Sequence[Asked], language: str) -> InterviewPlan:
    """Join a format (`questions.loading.load_format`) with the questions drawn for it; at least one question."""
    if not chosen:
        raise ValueError("an interview needs at least one question")
    return InterviewPlan(
        format=rules.id,
        language=language,
        questions=tuple(_planned(each.question, _own_timing(rules, each.part)) for each in chosen),
        prep_s=rules.prep_s,
        answer_s=rules.answer_s,
        retakes=rules.retakes,
        submit_after_s=rules.submit_after_s,
        prep_skippable=rules.prep_skippable,
        skip_allowed=rules.skip_allowed,
    )


def plan_items(rules: Format, items: Sequence[Item], language: str) -> InterviewPlan:
    """Join a format of rapid items with those arranged for it (`questions.disposition.arrange`); at least one."""
    if not items:
        raise ValueError("a run needs at least one item")
    firsts = range(0, len(items), STRETCH)
    return InterviewPlan(
        format=rules.id,
        language=language,
        questions=tuple(_stretch(first, min(first + STRETCH, len(items))) for first in firsts),
        prep_s=0.0,
        answer_s=rules.answer_s,
        items=tuple(items),
    )


def _stretch(begin: int, end: int) -> PlannedQuestion:
    text = {str(each): name.format(first=begin + 1, last=end) for each, name in STRETCH_NAME.items()}
    return PlannedQuestion(id=f"items-{begin + 1}", category="general", text=text)


def _own_timing(rules: Format, part: Round | None) -> Timing | None:
    timing = rules.timing(part)
    return None if timing == rules.timing() else timing


def _planned(question: Question, timing: Timing | None) -> PlannedQuestion:
    return PlannedQuestion(
        id=question.id,
        category=question.category,
        text={str(language): text for language, text in question.text.items()},
        follow_up="+" in question.id,
        hint={str(language): text for language, text in question.hint.items()},
        timing=timing,
        companies=question.companies,
    )
