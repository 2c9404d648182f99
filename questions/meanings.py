"""What people mean by the heading above a list of questions: the category, whatever it is called.

`questions.names` holds the names that Poise itself writes; here are those of everybody else. A heading is first
looked up as it stands, then without the words that every heading has (`면접 질문`, `Top 10 … questions`), then by the
words in it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from questions.names import category_named
from questions.schema import Category
from questions.wording import clean

_WORDS: dict[Category, str] = {
    "self_introduction": (
        "자기소개, 소개, tell me about yourself, about yourself, about you, "
        "introduce yourself, self introduction, icebreaker, ice breaker, warm up, opening, "
        "background, 아이스브레이킹, 첫인사"
    ),
    "strengths_weaknesses": (
        "장단점, 강점, 약점, 장점, 단점, 보완점, 성격, strength, weakness, strengths, "
        "weaknesses, personality, greatest strength, greatest weakness"
    ),
    "motivation": (
        "지원동기, 지원 이유, 지원이유, 동기, 입사 동기, why us, why this company, "
        "why this job, motivation, motivations, motivational, interest in the role, "
        "why do you want to work here, career change, 이직 사유, 이직사유"
    ),
    "company_fit": (
        "조직 적합, 조직적합, 조직문화, 기업문화, 컬처핏, 컬쳐핏, 회사 이해, 기업 이해, "
        "culture fit, cultural fit, culture, company fit, fit, about the company, company, "
        "our company"
    ),
    "experience": (
        "경험, 경력, 이력, 프로젝트, 성과, 성취, behavioral, behavioural, behavior, "
        "behaviour, experience, experiences, past experience, work experience, star, "
        "achievements, accomplishments, projects, project, 경험면접, 실패, failure, mistakes"
    ),
    "teamwork": (
        "협업, 팀워크, 협동, 협력, 팀, 리더십, 소통, 의사소통, 대인관계, teamwork, "
        "team work, team, collaboration, communication, working with others, interpersonal, "
        "working together"
    ),
    "conflict": (
        "갈등, 갈등관리, 의견 충돌, 충돌, conflict, conflicts, disagreement, "
        "conflict resolution, difficult people, conflict management"
    ),
    "problem_solving": (
        "문제해결, 문제 해결, 분석력, 창의, 창의성, problem solving, problem, analytical, "
        "critical thinking, decision making, creativity, brain teasers, brainteasers"
    ),
    "situational": (
        "상황, 상황면접, 가정, 롤플레이, 시뮬레이션, situational, situation, situations, "
        "hypothetical, scenario, scenarios, case, case study, what would you do, role play"
    ),
    "values": (
        "가치관, 인성, 인성면접, 윤리, 정직, 청렴, 직업윤리, 공직관, 도덕성, 인생관, values, "
        "ethics, integrity, honesty, character, work ethic"
    ),
    "job_knowledge": (
        "직무, 전공, 기술, 기술면접, 실무, 지식, 직무역량, 직무지식, 업무, technical, "
        "technology, job, knowledge, domain, skills, skill, coding, programming, "
        "system design, role specific, job specific"
    ),
    "future": (
        "포부, 입사 후 포부, 입사후포부, 미래, 비전, 목표, 계획, 경력 목표, future, goals, "
        "career goals, career, ambition, ambitions, plans, five years, aspirations"
    ),
    "stress": (
        "압박, 심층, 스트레스, 압박면접, 돌발, stress, pressure, tough, tricky, curveball, "
        "challenging, difficult, hard"
    ),
    "closing": (
        "마무리, 마지막, 마지막으로 하고 싶은 말, 역질문, 질문 있나요, closing, final, "
        "wrap up, questions for us, last words, questions to ask"
    ),
    "general": ("기타, 공통, 일반, 빈출, general, other, others, misc, miscellaneous, common, basic, 기본"),
}
_FILLING = re.compile(
    r"\b(?:interview|interviews|interviewing|questions?|q a|qa|qna|faq|list|section|part|chapter|topic|category|"
    r"related|type|types?|based|top|most|common|popular|sample|example|examples|frequently|asked|the|about|for|and|"
    r"of|on|to|your|my|competency|competencies|round|stage|"
    r"here|are|these|following|below|some|\d+)\b|"
    r"(?:면접|질문지|질문|문항|예상|기출|관련|유형|모음|정리|리스트|목록|분야|영역|항목|대한|단골|필수|역량|부문|파트|아래|다음|\d+)"
)
_GENERIC = frozenset(
    [
        "questions",
        "question",
        "list",
        "items",
        "data",
        "results",
        "sections",
        "categories",
        "topics",
        "groups",
        "rows",
        "records",
        "entries",
        "bank",
        "banks",
        "all",
        "content",
        "contents",
        "interview",
        "질문",
        "질문들",
        "문항",
        "목록",
        "항목",
        "질문목록",
        "면접",
        "sheet1",
        "default",
        "root",
        "document",
        "면접질문",
        "interviewquestions",
        "examples",
    ]
)


def category_meant(words: str) -> Category | None:
    """Return the category that a heading means, in either language; None where it means none of them."""
    return _meant(words[:200])


@lru_cache(maxsize=4096)
def says_nothing(words: str) -> bool:
    """Tell whether a heading only says that questions follow: `Questions`, `면접 질문 모음`."""
    key = _key(clean(words))
    return not key or key.replace(" ", "") in _GENERIC or not _FILLING.sub(" ", key).strip()


@lru_cache(maxsize=4096)
def _meant(words: str) -> Category | None:
    key = _key(clean(words))
    if found := category_named(key) or category_named(key.replace(" ", "_")) or _TABLE.get(key):
        return found
    bare = " ".join(_FILLING.sub(" ", key).split())
    if not bare or len(bare) > 40:
        return None
    return category_named(bare) or _TABLE.get(bare) or _TABLE.get(bare.replace(" ", "")) or _longest_in(bare)


def _longest_in(words: str) -> Category | None:
    """Return the category of the longest known word in a heading of few words (`Team conflicts`)."""
    if len(words.split()) > 4:
        return None
    padded = f" {words} "
    for name in _BY_LENGTH:
        if (f" {name} " in padded) if name.isascii() else (len(name) > 1 and name in words):
            return _TABLE[name]
    return None


def _key(words: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", words).split()).casefold()


_TABLE: dict[str, Category] = {
    _key(name): category for category, names in _WORDS.items() for name in re.split(r",\s*", names) if _key(name)
}
_BY_LENGTH = sorted((name for name in _TABLE if _TABLE[name] != "general"), key=len, reverse=True)
