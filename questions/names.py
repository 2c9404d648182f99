"""How people call the categories when they write a list of questions by hand."""

from __future__ import annotations

import re

from questions.schema import CATEGORIES, Category, Language

HEADINGS: dict[Category, dict[Language, str]] = {
    "self_introduction": {"ko": "자기소개", "en": "Self-introduction"},
    "strengths_weaknesses": {"ko": "강점과 약점", "en": "Strengths and weaknesses"},
    "motivation": {"ko": "지원동기", "en": "Motivation"},
    "experience": {"ko": "경험", "en": "Experience"},
    "teamwork": {"ko": "협업", "en": "Teamwork"},
    "conflict": {"ko": "갈등", "en": "Conflict"},
    "problem_solving": {"ko": "문제 해결", "en": "Problem solving"},
    "situational": {"ko": "상황", "en": "Situations"},
    "values": {"ko": "가치관", "en": "Values"},
    "job_knowledge": {"ko": "직무 지식", "en": "Job knowledge"},
    "future": {"ko": "입사 후 포부", "en": "Future"},
    "stress": {"ko": "압박·심층", "en": "Under pressure"},
    "general": {"ko": "기타", "en": "General"},
}
_OTHER_NAMES: dict[str, Category] = {
    "자기 소개": "self_introduction",
    "introduction": "self_introduction",
    "장단점": "strengths_weaknesses",
    "강점 약점": "strengths_weaknesses",
    "성격의 장단점": "strengths_weaknesses",
    "strengths": "strengths_weaknesses",
    "weaknesses": "strengths_weaknesses",
    "지원 동기": "motivation",
    "경험 질문": "experience",
    "팀워크": "teamwork",
    "갈등 해결": "conflict",
    "문제해결": "problem_solving",
    "상황 질문": "situational",
    "상황면접": "situational",
    "situation": "situational",
    "인성": "values",
    "직무": "job_knowledge",
    "전공": "job_knowledge",
    "technical": "job_knowledge",
    "포부": "future",
    "압박": "stress",
    "심층": "stress",
    "pressure": "stress",
    "other": "general",
}


def category_named(words: str) -> Category | None:
    """Return the category that a heading names in Korean, in English or by its id; None if it names none."""
    return _KNOWN.get(_key(words))


def _key(words: str) -> str:
    return re.sub(r"[\W_]+", " ", words).strip().casefold()


_KNOWN: dict[str, Category] = {_key(name): category for name, category in _OTHER_NAMES.items()} | {
    _key(name): category for category in CATEGORIES for name in (category, *HEADINGS[category].values())
}
