"""An interview before it begins: which questions, in which language, against which clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from questions.schema import Format, Question


@dataclass(frozen=True, slots=True)
class PlannedQuestion:
    """One question as it will be asked; `text` by language (`ko`, `en`)."""

    id: str
    category: str
    text: Mapping[str, str] = field(hash=False)
    follow_up: bool = False
    hint: Mapping[str, str] = field(default_factory=dict, hash=False)

    def says(self, language: str) -> str:
        """The question in `language`, or in another one where that is missing."""
        return self.text.get(language) or next(iter(self.text.values()), "")


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

    def to_json_dict(self) -> dict[str, Any]:
        """The plan in JSON's types."""
        return asdict(self)

    @classmethod
    def from_json_dict(cls, stored: Mapping[str, Any]) -> InterviewPlan:
        """The plan back from `to_json_dict`; raises KeyError or TypeError where it is none (the store words them)."""
        questions = tuple(PlannedQuestion(**question) for question in stored["questions"])
        return cls(**{**stored, "questions": questions})


def plan_interview(rules: Format, chosen: Sequence[Question], language: str) -> InterviewPlan:
    """Join a format (`questions.loading.load_format`) with the chosen questions; at least one question."""
    if not chosen:
        raise ValueError("an interview needs at least one question")
    return InterviewPlan(
        format=rules.id,
        language=language,
        questions=tuple(_planned(question) for question in chosen),
        prep_s=rules.prep_s,
        answer_s=rules.answer_s,
        retakes=rules.retakes,
        submit_after_s=rules.submit_after_s,
        prep_skippable=rules.prep_skippable,
        skip_allowed=rules.skip_allowed,
    )


def _planned(question: Question) -> PlannedQuestion:
    return PlannedQuestion(
        id=question.id,
        category=question.category,
        text={str(language): text for language, text in question.text.items()},
        follow_up="+" in question.id,
        hint={str(language): text for language, text in question.hint.items()},
    )
