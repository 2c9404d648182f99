"""What a job advert or CV says, by rules: role, employers, tasks, skills and demands, each as it is written there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from questions.schema import Language
from questions.validation import language_of
from questions.vocabulary import ADVERT, CERTIFICATES, COMPANY_MARK, HEADINGS, SKILLS, Part

Kind = Literal["role", "company", "employer", "task", "duty", "skill", "certificate", "demand", "wish", "project"]
"""`task`, `demand`, `wish`, `company` come from an advert; `duty`, `project`, `employer` from a CV."""

MAX_PHRASE = 60
"""Characters of a phrase that a question can quote and still be asked in one breath."""

_YEARS = re.compile(
    r"(?:19|20)\d\d\s*(?:년|[./-]\s*\d{1,2}월?)?(?:\s*\d{1,2}월)?\s*(?:[-–—~]|to|부터)\s*"
    r"(?:(?:19|20)\d\d(?:\s*년)?(?:\s*[./-]?\s*\d{1,2}월?)?|현재|재직\s*중|present|now|today)?",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^\s*(?:[-*+•·▪■□●○◦▶►✓–]|\d{1,2}[.)]|[①-⑳])\s*")
_LABEL = re.compile(r"^\s*(?P<label>[^:：]{1,30})[:：]\s*(?P<rest>.+)$")
_ROLE = (
    "모집부문",
    "모집분야",
    "직무",
    "포지션",
    "채용분야",
    "희망직무",
    "position",
    "jobtitle",
    "title",
    "role",
    "vacancy",
)
_COMPANY = ("회사명", "기업명", "회사", "기관명", "company", "employer", "organisation", "organization")


@dataclass(frozen=True)
class Fact:
    """Something that the document says; `phrase` is quoted in questions, `line` counts from 1."""

    kind: Kind
    phrase: str
    line: int
    field: str = "any"


@dataclass(frozen=True)
class Facts:
    """What was found, in the order of the document, and the job field that its words point to."""

    language: Language
    is_advert: bool
    field: str
    found: tuple[Fact, ...]


def find_facts(text: str) -> Facts:
    """Read a document's text; what the rules do not know gives nothing."""
    lines = [(number, _plain(line)) for number, line in enumerate(text.splitlines(), 1)]
    parts = list(_parts(lines))
    is_advert = any(part in ADVERT for part, *_ in parts)
    skills = list(_skills(lines))
    head = list(_head(lines))
    if is_advert and not any(fact.kind == "role" for fact in head):
        head += _title(lines)
    found = [*head, *_phrases(parts, is_advert), *skills]
    votes = Counter(fact.field for fact in skills if fact.field != "any")
    field = votes.most_common(1)[0][0] if votes else "any"
    return Facts(language_of(text), is_advert, field, tuple(_distinct(found)))


def bare(heading: str) -> str:
    """Return the letters of a heading alone: `[주요 업무]`, `Key skills:` become `주요업무`, `keyskills`."""
    return re.sub(r"[\W\d_]+", "", heading).casefold()


@lru_cache(maxsize=1)
def _known_headings() -> dict[str, Part]:
    return {name: part for part, names in HEADINGS.items() for name in names}


def _parts(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[Part, int, str]]:
    """Yield the lines with the part of the document that they stand in."""
    part: Part | None = None
    for number, line in lines:
        heading = _known_headings().get(bare(line)) if len(line) <= 40 else None
        if heading is not None:
            part = heading
            yield part, number, ""
            continue
        label = _LABEL.match(_BULLET.sub("", line))
        named = _known_headings().get(bare(label["label"])) if label else None
        if label is not None and named is not None:
            yield named, number, label["rest"]
        elif part is not None and line:
            yield part, number, line


def _head(lines: Iterable[tuple[int, str]]) -> Iterator[Fact]:
    """Find the role and the company where a line names them."""
    for number, line in lines:
        label = _LABEL.match(_BULLET.sub("", line))
        name = bare(label["label"]) if label else ""
        for kind, known in (("role", _ROLE), ("company", _COMPANY)):
            if label is not None and name in known and (phrase := _short(label["rest"])):
                yield Fact("role" if kind == "role" else "company", phrase, number)


def _title(lines: Iterable[tuple[int, str]]) -> Iterator[Fact]:
    """Take the first line of an advert for its role, where it is one."""
    number, line = next(((number, line) for number, line in lines if line), (0, ""))
    role = _short(
        re.sub(r"\[[^\]]*\]|\([^)]*\)|채용 ?(?:공고)?|모집 ?(?:공고)?|we are hiring:?", "", line, flags=re.IGNORECASE)
    )
    if role and bare(line) not in _known_headings() and not _LABEL.match(line):
        yield Fact("role", role, number)


def _plain(line: str) -> str:
    """Drop Markdown's signs: a heading's, and those around bold words."""
    return re.sub(r"^#+\s*|\*\*|__|`", "", line.strip()).strip()


def _phrases(parts: Iterable[tuple[Part, int, str]], is_advert: bool) -> Iterator[Fact]:
    employers = False
    for part, number, line in parts:
        words = _BULLET.sub("", line)
        if part == "work" and not is_advert:
            if _YEARS.search(words):
                employers = True
                if employer := _employer(words):
                    yield Fact("employer", employer, number)
            elif employers and (phrase := _short(words)):
                yield Fact("duty", phrase, number)
        elif (kind := _KINDS.get(part)) and (phrase := _short(_YEARS.sub("", words))):
            yield Fact(kind, phrase, number)


_KINDS: dict[Part, Kind] = {"tasks": "task", "requirements": "demand", "wishes": "wish", "projects": "project"}


def _employer(line: str) -> str:
    """Return the part of a dated line that names the employer: the one with a company's mark, else the first."""
    pieces = [
        piece.strip(" ,;|()[]-–—") for piece in re.split(r"\s[|·/–—-]\s|[,|;\t·]|\s{2,}", _YEARS.sub(" | ", line))
    ]
    pieces = [piece for piece in pieces if len(piece) > 1]
    marked = [piece for piece in pieces if re.search(COMPANY_MARK, piece)]
    return _short((marked or pieces or [""])[0])


def _short(phrase: str) -> str:
    """Return a phrase as it can be quoted; nothing for what is too short, too long or only an address."""
    phrase = re.sub(r"\s+", " ", phrase).strip(" .,;:·•-–—\"“”'|")
    if not 2 <= len(phrase) <= MAX_PHRASE or re.search(r"https?://|@|\d{3,4}-\d{4}", phrase):
        return ""
    return phrase if re.search(r"[^\W\d_]{2}", phrase) else ""


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    found = []
    for field, skills in SKILLS.items():
        for skill in skills:
            words = r"\s*".join(re.escape(word) for word in skill.split())
            exact = len(skill) <= 3 or skill.isupper()  # "Go" and "Lean" are words as well
            pattern = rf"(?<![A-Za-z0-9]){words}(?![A-Za-z0-9+#])"
            found.append((field, skill, re.compile(pattern, 0 if exact else re.IGNORECASE)))
    return tuple(found)


def _skills(lines: Iterable[tuple[int, str]]) -> Iterator[Fact]:
    for number, line in lines:
        hits = [
            (match.start(), match.end(), field, skill)
            for field, skill, p in _patterns()
            for match in p.finditer(line)
        ]
        for start, end, field, skill in sorted(hits):
            inside = any(a <= start and end <= b and (a, b) != (start, end) for a, b, *_ in hits)
            if not inside and not (skill == "Go" and re.match(r"Go\s+[a-z]", line[start:])):
                yield Fact("certificate" if skill in CERTIFICATES else "skill", skill, number, field)


def _distinct(facts: Iterable[Fact]) -> Iterator[Fact]:
    seen: set[tuple[Kind, str]] = set()
    for fact in facts:
        key = (fact.kind, bare(fact.phrase) or fact.phrase)
        if key not in seen:
            seen.add(key)
            yield fact
