"""What the tests of this room share: small banks, made in a line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from questions.schema import Bank, Category, Format, Question, Stage
from questions.selection import draw

Writer = Callable[[str, str | bytes], Path]


def question(
    name: str,
    category: Category = "experience",
    *,
    languages: str = "ko en",
    follow_ups: int = 0,
    set_: str | None = None,
    stage: Stage | None = None,
) -> Question:
    texts = {"ko": f"{name} 질문입니까?", "en": f"Is this {name}?"}
    return Question(
        name,
        category,
        {key: text for key, text in texts.items() if key in languages},  # type: ignore[misc]
        follow_ups=tuple({"ko": f"{name} 꼬리 {n}?", "en": f"{name} more {n}?"} for n in range(follow_ups)),
        set=set_,
        stage=stage,
    )


def three(name: str, category: Category = "teamwork") -> list[Question]:
    """A set: experience, difficulty, learned."""
    stages: tuple[Stage, ...] = ("experience", "difficulty", "learned")
    return [question(f"{name}-{stage}", category, set_=name, stage=stage) for stage in stages]


def bank(*questions: Question) -> Bank:
    return Bank("mine", {"en": "Mine"}, tuple(questions))


def format_(questions: int, **fields: object) -> Format:
    return Format("test", {"en": "Test"}, questions, 30, 90, **fields)  # type: ignore[arg-type]


def choose(*given: Any, **options: Any) -> tuple[Question, ...]:
    """What `questions.selection.draw` draws, without the rounds."""
    return tuple(asked.question for asked in draw(*given, **options))


def ids(questions: tuple[Question, ...]) -> list[str]:
    return [question.id for question in questions]
