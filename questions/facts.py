"""What a job advert or CV says, by rules: role, employers, tasks, skills and demands, each as it is written there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from questions.schema import Language
from questions.validation import language_of
from questions.vocabulary import ADVERT, CERTIFICATES, COMPANY_MARK, HEADINGS, SKILLS, Part
from questions.wording import rejoined

Kind = Literal["role", "company", "employer", "task", "duty", "skill", "certificate", "demand", "wish", "project"]
"""`task`, `demand`, `wish`, `company` come from an advert; `duty`, `project`, `employer` from a CV."""

MAX_PHRASE = 60
"""Characters of a phrase that a question can quote and still be asked in one breath."""

MAX_HEADING = 40
"""Characters of a line that may be a heading."""

_YEARS = re.compile(
    r"(?:19|20)\d\d\s*(?:년|[./-]\s*\d{1,2}월?)?(?:\s*\d{1,2}월)?\s*(?:[-–—~]|to|부터)\s*"
    r"(?:(?:19|20)\d\d(?:\s*년)?(?:\s*[./-]?\s*\d{1,2}월?)?|현재|재직\s*중|present|now|today)?",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\(?(?:(?:spring|summer|autumn|fall|winter|jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)\w*\.?\s+)?"
    r"(?:19|20)\d\d(?:\s*년)?(?:\s*[./-]?\s*(?:\d{1,2}\s*월?|여름|겨울|봄|가을))?\)?\s*$",
    re.IGNORECASE,
)
"""A time at the end of a line, which is no period: `Summer 2021`."""
_POST = re.compile(
    r"[\s,·]+(?:인턴(?:십|사원)?|사원|주임|대리|과장|차장|부장|팀장|연구원|매니저|아르바이트|intern(?:ship)?|trainee)\W*$",
    re.IGNORECASE,
)
"""What somebody was, at the end of a line that names where."""
_BULLET = re.compile(r"^\s*(?:[-*+•·▪■□●○◦▶►✓–]|\d{1,2}[.)]|[①-⑳])\s*")
_CLAUSE = re.compile(
    rf".{{15,{MAX_PHRASE}}}?(?=[,;(]|\s(?:that|which|while|so|by|including|resulting|in order|to)\s)"
)
"""The beginning of a long phrase that can be quoted by itself."""
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
    lines = rejoined([(number, _plain(line)) for number, line in enumerate(text.splitlines(), 1)], _goes_on)
    parts = list(_parts(lines))
    is_advert = any(part in ADVERT for part, *_ in parts)
    degrees = {number for part, number, _ in parts if part == "education"}
    skills = list(_skills([(number, line) for number, line in lines if number not in degrees]))
    head = list(_head(lines))
    if is_advert and not any(fact.kind == "role" for fact in head):
        known = any(fact.kind == "company" for fact in head)
        head += [fact for fact in _title(lines) if fact.kind == "role" or not known]
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


def _parts(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[Part, int, str]]:
    """Yield the lines with the part of the document that they stand in."""
    part: Part | None = None
    pointed = False
    for place, (number, line) in enumerate(lines):
        heading = _known_headings().get(bare(line)) if len(line) <= MAX_HEADING else None
        if heading is None and pointed and part != "work" and _heads_points(lines, place):
            heading = "other"  # a heading that nobody knows ends what stood above it
        if heading is not None:
            part, pointed = heading, False
            yield part, number, ""
            continue
        label = _LABEL.match(_BULLET.sub("", line))
        named = _known_headings().get(bare(label["label"])) if label else None
        if label is not None and named is not None:
            yield named, number, label["rest"]
        elif part is not None and line:
            pointed = pointed or _BULLET.match(line) is not None
            yield part, number, line


def _heads_points(lines: Sequence[tuple[int, str]], place: int) -> bool:
    """Tell whether a short line stands without a point above one with a point."""
    line = lines[place][1]
    below = next((words for _, words in lines[place + 1 :] if words), "")
    return bool(line) and len(line) <= MAX_HEADING and not _BULLET.match(line) and _BULLET.match(below) is not None


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
    if bare(line) in _known_headings() or _LABEL.match(line):
        return
    if (named := re.match(r"\[([^\]]{2,30})\]", line)) and (company := _short(named[1])):
        yield Fact("company", company, number)
    line = re.sub(
        r"\[[^\]]*\]|\([^)]*\)|채용 ?(?:공고)?|모집 ?(?:공고)?|we are hiring:?", "", line, flags=re.IGNORECASE
    )
    pieces = [piece for part in re.split(r"\s[|·/–—-]\s|\s+at\s+(?=[A-Z])", line) if (piece := _short(part))]
    companies = [piece for piece in pieces if len(pieces) > 1 and re.search(COMPANY_MARK, piece)]
    roles = [piece for piece in pieces if piece not in companies]
    if roles:
        whole = _short(line) if not companies else ""
        yield Fact("role", whole or roles[0], number)
    yield from (Fact("company", company, number) for company in companies[:1])


def _plain(line: str) -> str:
    """Drop Markdown's signs: a heading's, and those around bold words."""
    return re.sub(r"^#+\s*|\*\*|__|`", "", line.strip()).strip()


def _goes_on(above: str, line: str) -> bool:
    """Tell whether a line is the rest of the point above it: it has none of its own and begins in small letters."""
    return line[:1].islower() and bool(_BULLET.match(above)) and not _BULLET.match(line)


def _phrases(parts: Sequence[tuple[Part, int, str]], is_advert: bool) -> Iterator[Fact]:
    employers = False
    for place, (part, number, line) in enumerate(parts):
        words = _BULLET.sub("", line)
        if part == "work" and not is_advert:
            if _names_employer(parts, place):
                employers = True
                if employer := _employer(words):
                    yield Fact("employer", employer, number)
            elif employers and (phrase := _short(words)):
                yield Fact("duty", phrase, number)
        elif (kind := _KINDS.get(part)) and (phrase := _short(_YEARS.sub("", words))):
            yield Fact(kind, phrase, number)


def _names_employer(parts: Sequence[tuple[Part, int, str]], place: int) -> bool:
    """Tell whether a line of a career says where one worked: it bears a time, or stands above points."""
    part, _, line = parts[place]
    if _YEARS.search(line):
        return True
    below = parts[place + 1] if place + 1 < len(parts) else None
    heads = below is not None and below[0] == part and _BULLET.match(below[2]) is not None
    return not _BULLET.match(line) and bool(line) and (heads or _WHEN.search(line) is not None)


_KINDS: dict[Part, Kind] = {"tasks": "task", "requirements": "demand", "wishes": "wish", "projects": "project"}


def _employer(line: str) -> str:
    """Return the part of a dated line that names the employer: the one with a company's mark, else the first."""
    pieces = [
        piece.strip(" ,;|()[]-–—")
        for piece in re.split(r"\s[|·/–—-]\s|[,|;\t·]|\s{2,}", _WHEN.sub(" | ", _YEARS.sub(" | ", line)))
    ]
    pieces = [piece for piece in pieces if len(piece) > 1]
    marked = [piece for piece in pieces if re.search(COMPANY_MARK, piece)]
    return _short(_POST.sub("", (marked or pieces or [""])[0]))


def _short(phrase: str) -> str:
    """Return a phrase as it can be quoted; nothing for what is too short, too long or only an address."""
    phrase = re.sub(r"\s+", " ", phrase)
    if len(phrase) > MAX_PHRASE and (clause := _CLAUSE.match(phrase)):
        phrase = clause[0]
    phrase = phrase.strip(" .,;:·•-–—\"“”'|")
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
