"""How people call the categories when they write a list of questions by hand."""

from __future__ import annotations

import re
from functools import lru_cache

from questions.schema import CATEGORIES, DIFFICULTIES, FIELDS, Category, Difficulty, Language

HEADINGS: dict[Category, dict[Language, str]] = {
    "self_introduction": {"ko": "자기소개", "en": "Self-introduction"},
    "strengths_weaknesses": {"ko": "강점과 약점", "en": "Strengths and weaknesses"},
    "motivation": {"ko": "지원동기", "en": "Motivation"},
    "company_fit": {"ko": "조직 적합도", "en": "Company fit"},
    "experience": {"ko": "경험", "en": "Experience"},
    "teamwork": {"ko": "협업", "en": "Teamwork"},
    "conflict": {"ko": "갈등", "en": "Conflict"},
    "problem_solving": {"ko": "문제 해결", "en": "Problem solving"},
    "situational": {"ko": "상황", "en": "Situations"},
    "values": {"ko": "가치관", "en": "Values"},
    "job_knowledge": {"ko": "직무 지식", "en": "Job knowledge"},
    "future": {"ko": "입사 후 포부", "en": "Future"},
    "stress": {"ko": "압박·심층", "en": "Under pressure"},
    "closing": {"ko": "마무리", "en": "Closing"},
    "general": {"ko": "기타", "en": "General"},
}
FIELD_NAMES: dict[str, dict[Language, str]] = {
    "any": {"ko": "공통", "en": "Any job"},
    "software": {"ko": "개발", "en": "Software"},
    "data": {"ko": "데이터", "en": "Data"},
    "sales": {"ko": "영업", "en": "Sales"},
    "marketing": {"ko": "마케팅", "en": "Marketing"},
    "finance": {"ko": "금융·회계", "en": "Finance"},
    "production": {"ko": "생산·품질", "en": "Production"},
    "public_service": {"ko": "공공", "en": "Public service"},
    "nursing": {"ko": "간호", "en": "Nursing"},
    "research": {"ko": "연구개발", "en": "Research"},
    "customer_service": {"ko": "고객 서비스", "en": "Customer service"},
}
DIFFICULTY_NAMES: dict[Difficulty, dict[Language, str]] = {
    "easy": {"ko": "쉬움", "en": "Easy"},
    "medium": {"ko": "보통", "en": "Medium"},
    "hard": {"ko": "어려움", "en": "Hard"},
}
_OTHER_DIFFICULTIES: dict[str, Difficulty] = {
    "1": "easy",
    "2": "medium",
    "3": "hard",
    "하": "easy",
    "중": "medium",
    "상": "hard",
    "초급": "easy",
    "중급": "medium",
    "고급": "hard",
    "beginner": "easy",
    "intermediate": "medium",
    "advanced": "hard",
    "low": "easy",
    "normal": "medium",
    "high": "hard",
    "difficult": "hard",
}
_OTHER_FIELDS: dict[str, str] = {
    "it": "software",
    "소프트웨어": "software",
    "프로그래밍": "software",
    "engineering": "software",
    "데이터 분석": "data",
    "영업 관리": "sales",
    "금융": "finance",
    "회계": "finance",
    "재무": "finance",
    "은행": "finance",
    "생산": "production",
    "품질": "production",
    "제조": "production",
    "manufacturing": "production",
    "공공기관": "public_service",
    "공기업": "public_service",
    "공무원": "public_service",
    "간호사": "nursing",
    "연구": "research",
    "고객 응대": "customer_service",
    "cs": "customer_service",
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


def difficulty_named(words: str) -> Difficulty | None:
    """Return the difficulty that a word or number means in either language; None if it means none."""
    return _KNOWN_DIFFICULTIES.get(_key(words))


def field_named(words: str) -> str | None:
    """Return the job field that a word means in either language; None if it is not one that Poise knows."""
    return _KNOWN_FIELDS.get(_key(words))


@lru_cache(maxsize=4096)
def _key(words: str) -> str:
    return re.sub(r"[\W_]+", " ", words).strip().casefold()


_KNOWN: dict[str, Category] = {_key(name): category for name, category in _OTHER_NAMES.items()} | {
    _key(name): category for category in CATEGORIES for name in (category, *HEADINGS[category].values())
}
_KNOWN_DIFFICULTIES: dict[str, Difficulty] = {_key(name): level for name, level in _OTHER_DIFFICULTIES.items()} | {
    _key(name): level for level in DIFFICULTIES for name in (level, *DIFFICULTY_NAMES[level].values())
}
_KNOWN_FIELDS: dict[str, str] = {_key(name): field for name, field in _OTHER_FIELDS.items()} | {
    _key(name): field for field in FIELDS for name in (field, *FIELD_NAMES[field].values())
}
