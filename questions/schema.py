"""What a question, a bank and a kind of interview are.

Plain frozen dataclasses: the app's first screen needs them long before pydantic is loaded. pydantic reads
the same definitions (types and limits) when a file is validated, see `questions.validation`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal, TypeVar, get_args

from annotated_types import Ge, Interval, Len

T = TypeVar("T")

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

Category = Literal[
    "self_introduction",
    "strengths_weaknesses",
    "motivation",
    "company_fit",
    "experience",
    "teamwork",
    "conflict",
    "problem_solving",
    "situational",
    "values",
    "job_knowledge",
    "future",
    "stress",
    "closing",
    "general",
]
CATEGORIES: tuple[Category, ...] = get_args(Category)

Stage = Literal["experience", "difficulty", "learned"]
STAGES: tuple[Stage, ...] = get_args(Stage)

FIELDS = (
    "any",
    "software",
    "data",
    "sales",
    "marketing",
    "finance",
    "production",
    "public_service",
    "nursing",
    "research",
    "customer_service",
)
"""The job fields that Poise's own banks know; a bank of the user's may name any other."""

Difficulty = Literal["easy", "medium", "hard"]
DIFFICULTIES: tuple[Difficulty, ...] = get_args(Difficulty)

Step = Literal["situation", "task", "action", "result"]
STEPS: tuple[Step, ...] = get_args(Step)
"""The four parts of an answer, in order; see `questions.outlines` for what each means where nothing happened yet."""

Name = Annotated[str, Len(1, 64)]
"""Identifies a question within its bank, or a set: letters, digits, `-`, `_` and `.`."""

MAX_BANK = 20_000
"""Questions in one bank: more than anybody can practise, few enough to be edited at ease."""

MAX_TEXT = 500
"""Characters in one text; what is longer cannot be read before the countdown is over."""

Texts = Mapping[Language, Annotated[str, Len(1, MAX_TEXT)]]
"""The same thing said in each language that the file has; never empty."""

MAX_LONG_TEXT = 4000
"""Characters in notes or a model answer: about ten minutes of speech."""

LongTexts = Mapping[Language, Annotated[str, Len(1, MAX_LONG_TEXT)]]
"""As `Texts`, of several lines."""

Outline = Mapping[Step, Texts]
"""What to say in each part of an answer."""

_STRICT = {"extra": "forbid"}


def in_language(texts: Mapping[Language, str], language: Language) -> str:
    """Return the text in `language`, else in the other one, else nothing."""
    return texts.get(language) or next(iter(texts.values()), "")


@dataclass(frozen=True)
class Question:
    """One question.

    `set` and `stage` join three questions on one experience (what, what was hard, what was learned);
    the second and third make sense only after the first. `follow_ups` may be asked right after the answer.
    `notes`, `model_answer`, `bookmark`, `companies` (where it was asked) and `retired` (not asked any more) are the
    user's own: in a bank of his own they stand in its file, for a built-in one in a file beside it (`questions.own`).
    """

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT

    id: Name
    category: Category
    text: Texts = dataclasses.field(hash=False)
    follow_ups: Annotated[tuple[Texts, ...], Len(0, 8)] = dataclasses.field(default=(), hash=False)
    hint: Texts = dataclasses.field(default_factory=dict, hash=False)
    competency: Annotated[str, Len(0, 64)] = ""
    tags: Annotated[tuple[Name, ...], Len(0, 12)] = ()
    set: Name | None = None
    stage: Stage | None = None
    field: Annotated[str, Len(0, 64)] = ""
    difficulty: Difficulty | None = None
    outline: Outline = dataclasses.field(default_factory=dict, hash=False)
    notes: Annotated[str, Len(0, MAX_LONG_TEXT)] = ""
    model_answer: LongTexts = dataclasses.field(default_factory=dict, hash=False)
    bookmark: bool = False
    companies: Annotated[tuple[Annotated[str, Len(1, 64)], ...], Len(0, 20)] = ()
    retired: bool = False

    def says(self, language: Language) -> str:
        """Return the question in `language`, or in the other one where that is missing."""
        return in_language(self.text, language)

    def speaks(self, language: Language) -> bool:
        """Tell whether the question exists in `language`."""
        return language in self.text

    @property
    def stands_alone(self) -> bool:
        """Tell whether it can be asked without the question before it in its set."""
        return self.stage in (None, STAGES[0])

    def follow_up(self, number: int) -> Question:
        """Return follow-up `number` (from 0) as a question of its own, with the id `ID+1`, `ID+2`, ..."""
        return Question(
            id=f"{self.id}+{number + 1}",
            category=self.category,
            text=self.follow_ups[number],
            competency=self.competency,
            tags=self.tags,
            field=self.field,
            difficulty=self.difficulty,
        )


@dataclass(frozen=True)
class Bank:
    """A collection of questions; `id` is its file's name without `.yaml`."""

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT

    id: Name
    title: Texts = dataclasses.field(hash=False)
    questions: Annotated[tuple[Question, ...], Len(0, MAX_BANK)]
    description: Texts = dataclasses.field(default_factory=dict, hash=False)

    def question(self, question_id: str) -> Question | None:
        """Return the question with that id, follow-ups (`ID+1`) included, or None."""
        parent_id, _, number = question_id.partition("+")
        for question in self.questions:
            if question.id == question_id:
                return question
            if question.id == parent_id and number.isdecimal() and 0 < int(number) <= len(question.follow_ups):
                return question.follow_up(int(number) - 1)
        return None

    def count(self, language: Language) -> int:
        """Return how many questions exist in `language`."""
        return sum(question.speaks(language) for question in self.questions)


@dataclass(frozen=True)
class Timing:
    """The clock and the rules of one answer; times in seconds."""

    prep_s: float
    answer_s: float
    retakes: int
    submit_after_s: float
    prep_skippable: bool
    skip_allowed: bool


@dataclass(frozen=True)
class Round:
    """A phase of an interview: how many questions, out of which categories, each with how many follow-ups.

    `set_size` asks in sets of that many. The times and rules below it take the place of the format's own; None keeps
    those.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT

    categories: Annotated[tuple[Category, ...], Len(1)]
    questions: Annotated[int, Interval(ge=1, le=50)]
    follow_ups: Annotated[int, Interval(ge=0, le=4)] = 0
    name: Texts = dataclasses.field(default_factory=dict, hash=False)
    set_size: Annotated[int, Interval(ge=1, le=3)] = 1
    prep_s: Annotated[float, Interval(ge=0, le=600)] | None = None
    answer_s: Annotated[float, Interval(ge=5, le=1800)] | None = None
    retakes: Annotated[int, Interval(ge=0, le=20)] | None = None
    next_allowed_after_s: Annotated[float, Ge(0)] | None = None
    prep_skippable: bool | None = None
    skip_allowed: bool | None = None


FormatKind = Literal["interview", "disposition"]


@dataclass(frozen=True)
class Format:
    """A kind of interview, or of rapid items: how many questions, in which order, against which clock.

    Times are seconds. `next_allowed_after_s` is the earliest moment of the answer at which it may be
    submitted: None means at any time, `answer_s` means never early. `announced` categories come first, one question
    each, then the `rounds`, then sets of `set_size` (1: single questions) from all other categories until
    `questions` are asked. `closing` is never drawn to fill up: it belongs at the end, in a round of its own.
    `kind` disposition shows `questions` items of `inventory`, each for `answer_s`.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT

    id: Name
    title: Texts = dataclasses.field(hash=False)
    questions: Annotated[int, Interval(ge=1, le=1000)]
    prep_s: Annotated[float, Interval(ge=0, le=600)]
    answer_s: Annotated[float, Interval(ge=5, le=1800)]
    description: Texts = dataclasses.field(default_factory=dict, hash=False)
    retakes: Annotated[int, Interval(ge=0, le=20)] = 0
    next_allowed_after_s: Annotated[float, Ge(0)] | None = None
    prep_skippable: bool = True
    skip_allowed: bool = False
    set_size: Annotated[int, Interval(ge=1, le=3)] = 1
    announced: tuple[Category, ...] = ()
    rounds: tuple[Round, ...] = ()
    kind: FormatKind = "interview"
    inventory: Name = "general"

    def timing(self, part: Round | None = None) -> Timing:
        """Return the clock and the rules of an answer in a round, or outside of all rounds."""
        return Timing(
            prep_s=_own(part.prep_s if part else None, self.prep_s),
            answer_s=_own(part.answer_s if part else None, self.answer_s),
            retakes=_own(part.retakes if part else None, self.retakes),
            submit_after_s=_own(part.next_allowed_after_s if part else None, self.submit_after_s),
            prep_skippable=_own(part.prep_skippable if part else None, self.prep_skippable),
            skip_allowed=_own(part.skip_allowed if part else None, self.skip_allowed),
        )

    @property
    def submit_after_s(self) -> float:
        """Earliest moment of an answer, in seconds, at which it may be submitted."""
        return self.next_allowed_after_s or 0.0


def _own(value: T | None, default: T) -> T:
    return default if value is None else value
