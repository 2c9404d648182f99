"""What is a question and what only stands around it: numbering, marks, answers.

Lists of questions come numbered, ticked and emphasised in many ways. The words alone are kept, so that one question
is the same one wherever it was copied from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import unescape

_NUMBER = re.compile(
    r"""
    (?:[-*+•·▪◦●○■□▶►➤✓✔☐☑–—★☆◆◇▷▸‣⁃∙❖➢※👉✅📌💬❓❔⭐🔹🔸]\s+ | \[[ xX]?\]\s+ |         # bullets and boxes to tick
       (?:Q|Question|질문|문항|문제|문)\s*[.:]?\s*\#?\d{0,5}\s*[.:)\]．：）]\s* |   # Q1. Q: 질문 3)
       (?:Q|질문|문항|문제)\s*\d{1,5}\s+ | \[(?:Q|질문|문항)?\s*\d{1,5}\]\s* |
       \#?\d{1,5}\s*[.):．）：、](?!\d)\s* | \#[.)]\s+ | \#\d{1,5}\s+ |       # 1. 1000) 3:
       [(（\[]?(?!24/7)\d{1,3}\s?/\s?\d{1,3}[)）\]]?[.:)]?\s+(?=[A-Z가-힣"“'‘¿]) |     # 1/3 (2/3) [3/3]
       [(（]\d{1,5}[)）]\s* | \d{1,5}번?\s*[-–—]\s+ | \d{1,5}번[.:)]?\s+ | \d{1,2}(?:[.-]\d{1,3}){1,2}[.)]?\s+ |
       [①-⑳㉑-㉟❶-❿⓵-⓾➀-➉]\s* | (?:[0-9]️?⃣)+\s* |
       [가나다라마바사아자차카타파하][.)]\s+ | [(（][가나다라마바사아자차카타파하][)）]\s* |
       [(（]?(?:[a-zA-Z]|[ivxIVX]{1,4})[)）]\s+ | (?:[a-z]|[ivx]{2,4})\.\s+ | [ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅰⅱⅲⅳⅴ][.．)]?\s+
    )""",
    re.VERBOSE,
)
_QUESTION_MARK = re.compile(
    r"(?:\d{1,5}\s*[.)]\s*)?(?:Q|Question|질문|문항|문제|문)\s*[.:]?\s*#?\d{0,5}\s*[.:)\]]\s*\S|"
    r"\[?(?:Q|질문|문항|문제)\s*\d{1,5}\]?[.:)]?\s+\S"
)
_ANSWER_MARK = re.compile(
    r"(?:(?-i:A)|a(?=\s*\d{0,5}\s*:)|Ans|Answer|My answer|Sample answer|Model answer|"
    r"답|답변|모범\s?답안|모범\s?답변|예시|예시\s?답변|해설|해답)"
    r"\s*\d{0,5}\s*[.:)]\s*",
    re.IGNORECASE,
)
_FOLLOW_MARK = re.compile(
    r"(?:follow[- ]?ups?|꼬리\s?질문|추가\s?질문|심화\s?질문)\s*(?:questions?)?\s*\d*\s*[.:)]\s*", re.I
)
_ASKS_KO = re.compile(
    r"(?:까|까요|나요|가요|는가|은가|던가|인가|는지|은지|인지|세요|시오|십시오|해라|하라|보라|하시오|바랍니다|주시죠|볼까요"
    r"|말해줘|설명해줘|나|냐|니|죠|래요|대요|건가|건지|무엇|뭔가)\s*[.!~…。．)\]\"'”’]*$"
)
_ASKS_EN = re.compile(
    r"(?:tell|describe|explain|introduce|give|name|walk|talk|share|discuss|imagine|suppose|convince|sell|list|compare|"
    r"define|summari[sz]e|rate|recall|think of|take me|present|show|teach|help me|let'?s|please|picture|"
    r"what|what's|why|how|when|where|who|whom|whose|which|"
    r"(?:do|does|did|are|is|was|were|have|has|had|can|could|would|will|should|may|must)\s+(?:you|your|we|it|this|the|a|there))"
    r"\b",
    re.IGNORECASE,
)
_GREETS = re.compile(r"(?:안녕하세요|수고하세요|수고하십시오|안녕히\s?(?:계|가)(?:세요|십시오))\W*$")
_ENTITY = re.compile(r"&(?:#\d{1,5}|#x[0-9a-fA-F]{1,4}|quot|apos|amp);")
_ANSWERED = re.compile(r"\s(?=(?:A|Answer|답|답변)\s*\d{0,3}\s*[:.)：]\s)")
"""Where the answer begins in a line that holds it too: `Q: Why us? A: I like it.`"""
_END = re.compile(r"[?？]\s*[)\]\"'”’»」』]*\s*(?:\([^()]{1,60}\)|\[[^\[\]]{1,60}\])?\s*$")
_EMPHASIS = re.compile(r"(\*\*\*|\*\*|__|~~|==|`)(?=\S)(.+?)(?<=\S)\1")
_NEXT = re.compile(
    r"(?<=[.?!。．？])\s+(?=(?:\d{1,5}[.)]|[①-⑳㉑-㉟❶-❿]|[(（]\d{1,3}[)）]|Q\s*\d{1,3}[.:)])\s*[^\W\d])"
)
_LABEL = re.compile(r"\W*(?:Q|Question|질문|문항|문제)\s*[.:]?\s*#?\d{1,5}\s*(?:번)?\s*[.:)\]]*", re.IGNORECASE)
_MARKED = re.compile(r"\*\*|__|~~|==|`")
_TAGS = re.compile(r"(?<=[.?!。．？])(?:\s+(?:#[^\s#]+|\^[\w-]+))+$")
"""What note-taking programs add to a line: `Why us? #hr ^a1b2`."""
LONGEST = 500
"""Characters: nobody asks at greater length; longer text is prose."""


def clean(text: str) -> str:
    """Return a question without numbering, bullets, boxes and emphasis, on one line."""
    text = " ".join(text.split())
    if "&" in text:
        text = _ENTITY.sub(lambda found: unescape(found[0]), text)
    if "#" in text or "^" in text:
        text = _TAGS.sub("", text)
    text = unwrapped(text)
    for _ in range(4):  # `- [ ] 1. Q1) Why?`
        found = _NUMBER.match(text)
        shorter = text[found.end() :] if found and found.end() < len(text) else text
        shorter = unwrapped(shorter.strip())
        if shorter == text:
            break
        text = shorter
    return text


def tags_of(text: str) -> list[str]:
    """Return the tags that end a line: `["hr"]` of `Why us? #hr ^a1b2`."""
    found = _TAGS.search(text.strip())
    return [word[1:] for word in found[0].split() if word[0] == "#"] if found else []


def unwrapped(text: str) -> str:
    """Return a text without the marks of emphasis around its words."""
    if _MARKED.search(text):
        text = _EMPHASIS.sub(r"\2", text)
    if len(text) > 2 and text[0] == text[-1] and text[0] in "*_" and text[1:-1].count(text[0]) == 0:
        text = text[1:-1]
    return text


def rejoined(lines: Iterable[tuple[int, str]], goes_on: Callable[[str, str], bool]) -> list[tuple[int, str]]:
    """Join what a page broke: each (number, line) that follows at once and `goes_on` (above, line)."""
    joined: list[tuple[int, str]] = []
    before = -1
    for number, line in lines:
        if joined and number == before + 1 and goes_on(joined[-1][1], line):
            joined[-1] = (joined[-1][0], f"{joined[-1][1]} {line.strip()}")
        else:
            joined.append((number, line))
        before = number
    return joined


def numbered(text: str) -> bool:
    """Tell whether a line begins with a number, letter or bullet of a list."""
    found = _NUMBER.match(text.strip())
    return found is not None and found.end() < len(text.strip())


def parted(line: str) -> list[str]:
    """Part a line that holds several numbered questions, as a copied page has them; others stay whole.

    >>> parted("① Why us? ② Why now?"), parted("1. It cost 3. Why?")
    (['① Why us?', '② Why now?'], ['1. It cost 3. Why?'])

    So is a question that has its answer behind it.
    """
    if marked_question(line):
        asked, *answer = _ANSWERED.split(line, maxsplit=1)
        if answer and asks(asked):
            return [asked, *answer]
    parts = _NEXT.split(line)
    return parts if len(parts) > 1 and all(numbered(part) and asks(part) for part in parts) else [line]


def only_numbers(text: str) -> bool:
    """Tell whether a line only numbers what the next one asks: `Question 3`."""
    return _LABEL.fullmatch(unwrapped(text.strip())) is not None


def marked_question(text: str) -> bool:
    """Tell whether a text calls itself a question: `Q1:`, `질문 2.`."""
    return _QUESTION_MARK.match(unwrapped(text.strip())) is not None


def answer_in(text: str) -> str | None:
    """Return what follows `A:` or `답변:`; None where a text does not call itself an answer."""
    found = _ANSWER_MARK.match(unwrapped(text.strip()))
    return None if found is None else unwrapped(text.strip())[found.end() :].strip()


def follow_up_in(text: str) -> str | None:
    """Return what follows `Follow-up:` or `꼬리 질문:`; None where a text does not call itself one."""
    found = _FOLLOW_MARK.match(clean(text))
    return None if found is None else clean(clean(text)[found.end() :])


def asks(text: str) -> bool:
    """Tell whether a text asks for an answer: it ends in a question mark, or tells the listener to speak.

    >>> asks("자기소개를 해 주세요."), asks("Tell us about yourself."), asks("I like the people.")
    (True, True, False)
    """
    text = clean(text)
    if not text or len(text) > LONGEST:
        return False
    if _GREETS.search(text):
        return False
    return bool(_END.search(text) or _ASKS_KO.search(text) or _orders(text))


def _orders(text: str) -> bool:
    """English without a question mark: a whole sentence that begins as orders and questions do."""
    return _ASKS_EN.match(text) is not None and len(text.split()) > 2
