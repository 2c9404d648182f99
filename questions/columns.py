"""What people call the columns of a table and the keys of an object, in both languages.

A name is first looked up as a whole, then by the words in it: `질문 내용`, `Interview Question (EN)`, `questionText`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from questions.schema import STEPS, Language

_LANGUAGE_NAMES: dict[Language, str] = {
    "ko": "ko kr kor korean 한국어 국문 한글 국어",
    "en": "en eng english 영어 영문",
}
_LANGUAGES = {word: language for language, words in _LANGUAGE_NAMES.items() for word in words.split()}
_EXACT: dict[str, str] = {
    name: field
    for field, names in {
        "id": "id, key, uid, uuid, slug",
        "number": (
            "no, no., number, num, nr, #, idx, index, seq, order, 번호, 순번, 연번, 순서, "
            "질문 번호, 문항 번호, question id, question no, question number, question_id, row, "
            "q no, 문항번호, 질문번호"
        ),
        "text": (
            "text, question, questions, q, 질문, 문항, 문제, 면접질문, 면접 질문, 질문 내용, "
            "질문내용, 문항 내용, 내용, prompt, question text, interview question, ask, content, "
            "body, 예상 질문, 예상질문, 기출 질문, 기출문제, query, front, 앞면"
        ),
        "title": "title, name, label, 제목, 이름, heading",
        "category": (
            "category, categories, cat, type, question type, topic, section, group, theme, 분류, "
            "카테고리, 유형, 구분, 영역, 주제, 항목, 종류, 질문 유형, 질문유형, 대분류, kind, "
            "면접 유형, label, competency area"
        ),
        "hint": (
            "hint, hints, tip, tips, guide, guidance, 힌트, 팁, 조언, 가이드, 질문 의도, 의도, "
            "출제 의도, 평가 포인트, what they look for, look for, purpose, intent, key points, "
            "포인트, 핵심, 답변 팁, 답변 포인트, 유의사항, advice"
        ),
        "model_answer": (
            "model answer, sample answer, best answer, example answer, 모범 답안, 모범답안, "
            "모범 답변, 모범답변, 예시 답변"
        ),
        "answer": (
            "answer, answers, a, ans, response, reply, my answer, 답, 답변, 답안, 내 답변, "
            "나의 답변, 해설, solution, back, 뒷면, completion, output, expected answer, ideal answer"
        ),
        "follow_ups": (
            "follow ups, follow up, followup, followups, follow up questions, "
            "follow up question, 꼬리 질문, 꼬리질문, 추가 질문, 추가질문, 후속 질문, 후속질문, "
            "심화 질문, probes, probe, subquestions"
        ),
        "difficulty": "difficulty, level, 난이도, 수준, 레벨, difficulty level, complexity, 난도",
        "field": (
            "field, job, role, position, department, industry, 직무, 직군, 분야, 직종, 부서, "
            "산업, 업종, job role, domain"
        ),
        "companies": (
            "company, companies, asked at, asked by, employer, organization, organisation, 회사, "
            "기업, 회사명, 기업명, 출제 기업, 기출 기업, asked in, 지원 회사, company name, "
            "companyname"
        ),
        "tags": "tags, tag, keywords, keyword, labels, 태그, 키워드, 해시태그",
        "notes": (
            "notes, note, comment, comments, remark, remarks, memo, 비고, 메모, 노트, 참고, "
            "코멘트, 설명, description, explanation, details, detail, 상세"
        ),
        "competency": "competency, competence, skill, 역량, 평가 역량, 평가역량, 평가 요소",
        "bookmark": "bookmark, favorite, favourite, starred, 즐겨찾기, 북마크",
        "retired": "retired, archived, 보관",
        "set": "set",
        "stage": "stage",
        "outline": "outline, 개요",
        "language": "language, lang, locale, 언어",
    }.items()
    for name in re.split(r",\s+", names)
}
_EXACT |= {f"outline {step}": f"outline_{step}" for step in STEPS}
_CONTAINED: tuple[tuple[str, str], ...] = (
    # the first that fits; Korean words anywhere, English ones as whole words
    ("number", "번호|순번|number|no|num|id"),
    ("follow_ups", "꼬리|후속|추가 질문|follow|followup"),
    ("difficulty", "난이도|difficulty|level"),
    ("model_answer", "모범|model|sample"),
    ("hint", "의도|포인트|힌트|팁|조언|가이드|hint|hints|tip|tips|guide|intent|purpose"),
    ("answer", "답변|답안|정답|answer|answers|response|reply"),
    ("companies", "회사|기업|company|companies|employer"),
    ("tags", "태그|키워드|tag|tags|keyword|keywords"),
    ("category", "분류|유형|카테고리|구분|category|type|topic|section"),
    ("notes", "비고|메모|참고|note|notes|memo|comment|comments|remark|date|날짜|출처|source|url|link|링크"),
    ("text", "질문|문항|question|questions|prompt"),
)
_CONTAINED_RULES = tuple(
    (
        field,
        [word for word in words.split("|") if not word.isascii()],
        frozenset(word for word in words.split("|") if word.isascii()),
    )
    for field, words in _CONTAINED
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
LONGEST = 40
"""Characters in the name of a column; longer cells are text."""


@dataclass(frozen=True)
class Column:
    """What a column or key holds: a field of a question (or "number", "answer", "title"), perhaps in one language.

    `sure` is false where only a word of the name was known.
    """

    field: str
    language: Language | None = None
    sure: bool = True


@lru_cache(maxsize=4096)
def column_named(name: str) -> Column | None:
    """Return what a column's or key's name means; None where it means nothing that a question has."""
    if not name or len(name) > LONGEST or name.rstrip().endswith(("?", "？")):
        return None
    key = _key(name)
    if key in _EXACT:
        return Column(_EXACT[key])
    words = key.split()
    language = next((_LANGUAGES[word] for word in words if word in _LANGUAGES), None)
    if language is not None:
        rest = " ".join(word for word in words if word not in _LANGUAGES)
        if not rest:
            return Column("text", language)
        found = _EXACT.get(rest) or _contained(rest)
        return Column(found, language) if found else None
    found = _contained(key)
    return Column(found, sure=False) if found else None


def _contained(key: str) -> str | None:
    words = set(key.split())
    return next(
        (
            field
            for field, korean, english in _CONTAINED_RULES
            if words & english or any(word in key for word in korean)
        ),
        None,
    )


def _key(name: str) -> str:
    if name.strip() == "#":
        return "#"
    return " ".join(re.sub(r"[\W_]+", " ", _CAMEL.sub(" ", name)).split()).casefold()


def asking_columns(names: Sequence[str]) -> list[int]:
    """Return the places of the columns that hold a question each: those whose names differ in their number alone.

    >>> asking_columns(["Company", "Question 1", "Question 2"]), asking_columns(["Question", "Question 2"])
    ([1, 2], [0, 1])
    """
    alike: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        bare = re.sub(r"\W*\d+\W*$", "", name).strip()
        column = column_named(bare)
        if column is not None and column.sure and column.field == "text" and column.language is None:
            alike.setdefault(_key(bare), []).append(place)
    return next((places for places in alike.values() if len({names[place] for place in places}) > 1), [])
