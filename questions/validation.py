"""From a parsed document to a `Bank` or `Format`, with a finding for everything that does not fit.

What people write by hand is completed first: a bare line is a question, a bare text belongs to the language
it is written in, and a question without an id gets one made of its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args
from unicodedata import normalize

from questions.disposition import Inventory, Pair
from questions.parsing import CONTROL, Document, Place
from questions.problems import BankError, Finding
from questions.schema import (
    CATEGORIES,
    DIFFICULTIES,
    LANGUAGES,
    MAX_TEXT,
    STAGES,
    STEPS,
    Bank,
    Format,
    FormatKind,
    Question,
    Round,
)

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T", Bank, Format, Question, Inventory)

MAX_QUESTIONS = 50
"""Questions of one interview: some four hours."""

NAME = re.compile(r"[\w][\w.-]{0,63}")
_HANGUL = re.compile(r"[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
_LETTER = re.compile(r"[^\W\d_]")
_TEXTS = ("text", "title", "description", "hint")


def language_of(text: str) -> Literal["ko", "en"]:
    """Guess the language: a third of the letters in Hangul makes it Korean (names and terms stay Latin)."""
    if text.isascii():
        return "en"
    letters = len(_LETTER.findall(text))
    return "ko" if letters and len(_HANGUL.findall(text)) * 3 >= letters else "en"


def name_from(text: str) -> str:
    """Make an id out of a text: the same text always gives the same one."""
    return "q-" + sha256(" ".join(text.split()).encode(errors="replace")).hexdigest()[:8]


def validate_bank(document: Document, name: str) -> tuple[Bank | None, list[Finding]]:
    """Return the bank, or None, and what is wrong with it."""
    data = _top(document, "questions")
    data.setdefault("title", {"en": name})
    if data.get("questions", ...) is None:
        data["questions"] = []
    if isinstance(data.get("questions"), list):
        data["questions"] = _with_own_ids(data["questions"])
    bank, findings = _validated(Bank, data, document, name)
    if bank is not None:
        findings += [*_bad_names(bank, document), *_doubled(bank, document), *_bad_stages(bank, document)]
    return _unless_errors(bank, findings)


def validate_format(document: Document, name: str) -> tuple[Format | None, list[Finding]]:
    """Return the format, or None, and what is wrong with it."""
    data = _top(document, "questions: 5, prep_s: 30 and answer_s: 90")
    data.setdefault("title", {"en": name})
    if isinstance(data.get("rounds"), list):
        data["rounds"] = [_with_texts(part, ("name",)) for part in data["rounds"]]
    format_, findings = _validated(Format, data, document, name)
    if format_ is not None:
        findings += _impossible(format_, document)
    return _unless_errors(format_, findings)


def validate_inventory(document: Document, name: str) -> tuple[Inventory | None, list[Finding]]:
    """Return the rapid items of a file, or None, and what is wrong with them."""
    data = _top(document, "traits and pairs")
    data.setdefault("title", {"en": name})
    if isinstance(data.get("traits"), dict):
        data["traits"] = {trait: _texts(words) for trait, words in data["traits"].items()}
    if isinstance(data.get("pairs"), list):
        data["pairs"] = [_with_texts(pair, ("positive", "negative")) for pair in data["pairs"]]
    inventory, findings = _validated(Inventory, data, document, name)
    if inventory is not None:
        findings += _bad_pairs(inventory, document)
    return _unless_errors(inventory, findings)


def validate_question(data: dict[str, Any], file: str = "") -> tuple[Question | None, list[Finding]]:
    """Return a question that was typed or imported, or None, and what is wrong with it."""
    document = Document(file, _completed(data))
    question, findings = _validated(Question, document.data, document)
    if question is not None:
        findings += _bad_question_names(question, document, ())
    return _unless_errors(question, findings)


def _unless_errors(result: T | None, findings: list[Finding]) -> tuple[T | None, list[Finding]]:
    return (None if any(finding.severity == "error" for finding in findings) else result), findings


def _top(document: Document, needs: str) -> dict[str, Any]:
    if document.data is None:
        raise BankError(Finding("empty", document.file, params={"needs": needs}))
    if isinstance(document.data, list):
        document.under = ("questions",)
        return {"questions": document.data}
    if not isinstance(document.data, dict):
        raise BankError(document.finding("wrong_type", (), found=_brief(document.data), expected=f"`{needs}`"))
    return {key: _texts(value) if key in _TEXTS else value for key, value in document.data.items()}


def _completed(raw: Any) -> Any:
    """Complete a question as its author meant it; what is wrong is left for the validation to name."""
    question: Any = {"text": raw} if isinstance(raw, str) else raw
    if not isinstance(question, dict):
        return question
    question = dict(question)
    for name in _TEXTS:
        if name in question:
            question[name] = _texts(question[name])
    if isinstance(question.get("follow_ups"), list):
        question["follow_ups"] = [_texts(text) for text in question["follow_ups"]]
    if isinstance(question.get("outline"), dict):
        question["outline"] = {step: _texts(text) for step, text in question["outline"].items()}
    if "notes" in question:
        question["notes"] = lines_of(question["notes"])
    if "model_answer" in question:
        question["model_answer"] = _long_texts(question["model_answer"])
    if isinstance(question.get("id"), int):
        question["id"] = str(question["id"])
    question.setdefault("category", "general")
    text = question.get("text")
    if "id" not in question:
        question["id"] = name_from(str(next(iter(text.values()), "") if isinstance(text, dict) else text))
    return question


def _with_texts(raw: Any, names: Sequence[str]) -> Any:
    if not isinstance(raw, dict):
        return raw
    return {key: _texts(text) if key in names else text for key, text in raw.items()}


def _with_own_ids(questions: list[Any]) -> list[Any]:
    """Complete questions, and number the made ids of equal texts; ids that people gave are left to be judged."""
    seen: dict[str, int] = {}
    whole = [_completed(question) for question in questions]
    for given, question in zip(questions, whole, strict=True):
        if isinstance(question, dict) and not (isinstance(given, dict) and "id" in given):
            made = str(question["id"])
            seen[made] = seen.get(made, 0) + 1
            if seen[made] > 1:
                question["id"] = f"{made}-{seen[made]}"
    return whole


def _texts(raw: Any) -> Any:
    if isinstance(raw, str):
        return {language_of(raw): one_line(raw)}
    if isinstance(raw, dict):
        return {key: one_line(text) if isinstance(text, str) else text for key, text in raw.items()}
    return raw


def one_line(text: str) -> str:
    """Put a text on one line, its letters composed: macOS types Korean syllables as separate ones."""
    line = " ".join(text.split())
    return line if line.isascii() else normalize("NFC", line)


def lines_of(raw: Any) -> Any:
    """Keep lines and paragraphs, and drop what a file cannot give back: blanks around them."""
    if not isinstance(raw, str):
        return raw
    return normalize("NFC", "\n".join(line.rstrip() for line in raw.splitlines()).strip())


def _long_texts(raw: Any) -> Any:
    if isinstance(raw, str):
        return {language_of(raw): lines_of(raw)}
    return {key: lines_of(text) for key, text in raw.items()} if isinstance(raw, dict) else raw


_adapters: dict[str, Any] = {}


def _adapter(kind: type[T]) -> TypeAdapter[T]:
    from pydantic import TypeAdapter

    if kind.__name__ not in _adapters:  # building one takes some 10 ms
        _adapters[kind.__name__] = TypeAdapter(kind)
    adapter: TypeAdapter[T] = _adapters[kind.__name__]
    return adapter


def _validated(
    kind: type[T], data: Any, document: Document, name: str | None = None
) -> tuple[T | None, list[Finding]]:
    from pydantic import ValidationError

    findings = list(document.findings)
    if name is not None:
        if "id" in data:
            findings.append(_unknown_field(document, ("id",), kind))
        data = {**data, "id": name}
    try:
        result = _adapter(kind).validate_python(data)
    except ValidationError as error:
        translated = _translated(error.errors(include_url=False), document, kind)
        return None, findings + sorted(translated, key=lambda finding: finding.code != "unknown_field")
    if document.escapes and _holds_controls(data):
        findings += _controls(data, document, ())
    return result, findings


def _translated(errors: list[Any], document: Document, kind: type[T]) -> Iterable[Finding]:
    places = [tuple(error["loc"]) for error in errors]
    for error, place in zip(errors, places, strict=True):
        # pydantic also complains that a list is too short when an item of it was wrong
        if any(len(other) > len(place) and other[: len(place)] == place for other in places):
            continue
        yield _finding(error, place, document, kind)


def _finding(error: Any, place: Place, document: Document, kind: type[T]) -> Finding:
    what, found, context = error["type"], error["input"], error.get("ctx", {})
    if place[-1:] == ("[key]",):
        place = place[:-1]
        keys = STEPS if place[-2:-1] == ("outline",) else LANGUAGES
        return document.finding("not_allowed", place, found=_brief(place[-1]), allowed=", ".join(keys))
    if what == "unexpected_keyword_argument":
        return _unknown_field(document, place, kind)
    if what == "missing":
        return document.finding("missing_field", place[:-1], name=place[-1])
    if what == "literal_error":
        return document.finding("not_allowed", place, found=_brief(found), allowed=_allowed(found, place))
    if what == "string_too_long" and context.get("max_length") == MAX_TEXT:
        return document.finding("text_too_long", place, length=len(found), limit=MAX_TEXT)
    if what.startswith(("greater_than", "less_than", "string_too", "too_")):
        return document.finding("out_of_range", place, found=_brief(found), expected=_limit(error))
    return document.finding("wrong_type", place, found=_brief(found), expected=_limit(error))


def _limit(error: Any) -> str:
    return str(error["msg"]).removeprefix("Input should be ").removeprefix("a valid ").removeprefix("Input ")


def _allowed(found: Any, place: Place) -> str:
    known: dict[str | int, Sequence[str]] = {
        "stage": STAGES,
        "difficulty": DIFFICULTIES,
        "kind": get_args(FormatKind),
    }
    return _nearest_first(found, known.get(place[-1], CATEGORIES))


def _nearest_first(found: Any, allowed: Sequence[str]) -> str:
    nearest = get_close_matches(str(found), allowed, n=1)
    return ", ".join([*nearest, *(name for name in allowed if name not in nearest)])


def _unknown_field(document: Document, place: Place, kind: type[T]) -> Finding:
    owner: type = kind
    if "rounds" in place:
        owner = Round
    elif "pairs" in place:
        owner = Pair
    elif "questions" in place[:-1]:
        owner = Question
    allowed = [name for name in owner.__annotations__ if name != "__pydantic_config__"]
    if owner in (Bank, Format, Inventory):
        allowed = [name for name in allowed if name != "id"]  # a file is named by its file name
    return document.finding("unknown_field", place, name=place[-1], allowed=_nearest_first(place[-1], allowed))


def _brief(value: Any) -> str:
    text = " ".join(str(value).split()) if isinstance(value, str) else repr(value)
    text = CONTROL.sub("?", text)
    return f"'{text[:40]}...'" if len(text) > 43 else f"'{text}'"


def _holds_controls(value: Any) -> bool:
    if isinstance(value, str):
        return not value.isprintable() and CONTROL.search(value) is not None
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return False
    return any(map(_holds_controls, value))


def _controls(value: Any, document: Document, place: Place) -> Iterable[Finding]:
    if isinstance(value, str):
        if control := CONTROL.search(value):
            yield document.finding("control_character", place, character=ascii(control[0]))
    elif isinstance(value, (dict, list)):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _controls(inner, document, (*place, step))


def _bad_names(bank: Bank, document: Document) -> Iterable[Finding]:
    for number, question in enumerate(bank.questions):
        yield from _bad_question_names(question, document, ("questions", number))


def _bad_question_names(question: Question, document: Document, place: Place) -> Iterable[Finding]:
    for step, name in (("id", question.id), ("set", question.set)):
        if name is not None and not NAME.fullmatch(name):
            yield document.finding("bad_name", (*place, step), name=_brief(name))
    if not question.text:
        yield document.finding("no_text", (*place, "text"), allowed=", ".join(LANGUAGES))
    for number, follow_up in enumerate(question.follow_ups):
        if not follow_up:
            yield document.finding("no_text", (*place, "follow_ups", number), allowed=", ".join(LANGUAGES))
    for outline_step, texts in question.outline.items():
        if not texts:
            yield document.finding("no_text", (*place, "outline", outline_step), allowed=", ".join(LANGUAGES))
    if (question.set is None) != (question.stage is None):
        yield document.finding("stage_without_set", place)


def _doubled(bank: Bank, document: Document) -> Iterable[Finding]:
    first: dict[str, Place] = {}
    for number, question in enumerate(bank.questions):
        place: Place = ("questions", number, "id")
        earlier = first.setdefault(question.id, place)
        if earlier != place:
            yield document.finding("duplicate_id", place, id=question.id, first=document.line(earlier))


def _bad_pairs(inventory: Inventory, document: Document) -> Iterable[Finding]:
    first: dict[str, int | None] = {}
    for number, pair in enumerate(inventory.pairs):
        place = ("pairs", number)
        if pair.trait not in inventory.traits:
            allowed = _nearest_first(pair.trait, tuple(inventory.traits))
            yield document.finding("not_allowed", (*place, "trait"), found=_brief(pair.trait), allowed=allowed)
        if pair.id in first:
            yield document.finding("duplicate_id", (*place, "id"), id=pair.id, first=first[pair.id])
        first.setdefault(pair.id, document.line((*place, "id")))
        for side, text in (("positive", pair.positive), ("negative", pair.negative)):
            if not text:
                yield document.finding("no_text", (*place, side), allowed=", ".join(LANGUAGES))


def _bad_stages(bank: Bank, document: Document) -> Iterable[Finding]:
    first: dict[tuple[str, str], Place] = {}
    for number, question in enumerate(bank.questions):
        if question.set is None or question.stage is None:
            continue
        key, place = (question.set, question.stage), ("questions", number, "stage")
        earlier = first.setdefault(key, place)
        if earlier != place:
            found = document.line(earlier)
            yield document.finding("duplicate_stage", place, set=key[0], stage=key[1], first=found)


def _impossible(format_: Format, document: Document) -> Iterable[Finding]:
    planned = len(format_.announced) + sum(part.questions * (1 + part.follow_ups) for part in format_.rounds)
    if planned > format_.questions:
        expected = f"announced and rounds ask {planned}, more than `questions`"
        yield document.finding(
            "impossible_format", ("questions",), name="questions", found=format_.questions, expected=expected
        )
    if format_.kind == "interview" and format_.questions > MAX_QUESTIONS:
        yield document.finding(
            "out_of_range",
            ("questions",),
            found=_brief(str(format_.questions)),
            expected=f"less than or equal to {MAX_QUESTIONS}",
        )
    parts: list[tuple[Place, Round | None]] = [((), None)]
    parts += [(("rounds", number), part) for number, part in enumerate(format_.rounds)]
    for place, part in parts:
        timing = format_.timing(part)
        if timing.submit_after_s > timing.answer_s:
            yield document.finding(
                "impossible_format",
                (*place, "next_allowed_after_s"),
                name="next_allowed_after_s",
                found=f"{timing.submit_after_s:g}",
                expected=f"the answer ends after {timing.answer_s:g} s",
            )
