"""Look a bank or format over: errors that keep it from loading, and advice on what would disturb an interview.

>>> from pathlib import Path
>>> from questions.loading import find
>>> check(find("bank", "general"))
[]
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from questions.loading import FOLDERS, list_formats, load_format_file
from questions.parsing import Document, Place, parse, read_text
from questions.problems import BankError, Finding
from questions.schema import LANGUAGES, STAGES, Bank, Format, Language, Question
from questions.selection import sets_of
from questions.similar import bare
from questions.validation import language_of, validate_bank, validate_format, validate_inventory

SYLLABLES_PER_S = 5.1
"""Korean, as espeak-ng 1.51 read the general bank aloud at its default speed (575 syllables in 113 s)."""
WORDS_PER_S = 3.5
"""English, measured in the same way (275 words in 78 s)."""


def check(path: Path, formats: Iterable[Format] | None = None) -> list[Finding]:
    """Return all findings about the file of a bank, a format or rapid items, by line; empty if there are none.

    Errors keep the file from being used, warnings do not. Reading times are compared with `formats`
    (default: the built-in ones).
    """
    try:
        document = parse(read_text(path), str(path))
        if _is_format(document, path):
            return _sorted(validate_format(document, path.stem)[1])
        if _is_inventory(document, path):
            return _sorted(validate_inventory(document, path.stem)[1])
        bank, findings = validate_bank(document, path.stem)
    except BankError as error:
        return list(error.findings)
    if bank is not None:
        known = built_in_formats() if formats is None else tuple(formats)
        findings = [*findings, *_advice(bank, document, known)]
    return _sorted(findings)


def reading_seconds(text: str, language: Language) -> float:
    """Estimate how long a text takes to read aloud, in seconds."""
    if language == "ko":
        latin = len(re.findall(r"[A-Za-z0-9]+", text))
        return len(re.findall(r"[\uac00-\ud7a3]", text)) / SYLLABLES_PER_S + latin / WORDS_PER_S
    return len(text.split()) / WORDS_PER_S


def built_in_formats() -> tuple[Format, ...]:
    """Load the formats that Poise brings."""
    return tuple(load_format_file(entry.path) for entry in list_formats())


def _is_format(document: Document, path: Path) -> bool:
    if isinstance(document.data, dict) and {"prep_s", "answer_s"} & set(document.data):
        return True
    return path.parent.name == FOLDERS["format"] and not isinstance(document.data, list)


def _is_inventory(document: Document, path: Path) -> bool:
    return path.parent.name == FOLDERS["inventory"] or (isinstance(document.data, dict) and "pairs" in document.data)


def _sorted(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: (finding.line or 0, finding.field, finding.code))


def _advice(bank: Bank, document: Document, formats: tuple[Format, ...]) -> Iterable[Finding]:
    yield from _doubled_texts(bank, document)
    yield from _languages(bank, document)
    yield from _slow_reading(bank, document, formats)
    yield from _sets(bank, document)
    yield from _small(bank, document, formats)


def _warn(document: Document, code: str, place: Place, **params: object) -> Finding:
    finding = document.finding(code, place, **params)
    return Finding(finding.code, finding.file, finding.line, finding.field, finding.params, "warning")


def _texts(bank: Bank) -> Iterable[tuple[Place, Language, str]]:
    """Yield everything that may be asked: the questions and their follow-ups."""
    for number, question in enumerate(bank.questions):
        for language, text in question.text.items():
            yield ("questions", number, "text", language), language, text
        for place, follow_up in enumerate(question.follow_ups):
            for language, text in follow_up.items():
                yield ("questions", number, "follow_ups", place, language), language, text


def _doubled_texts(bank: Bank, document: Document) -> Iterable[Finding]:
    first: dict[tuple[Language, str], Place] = {}
    for number, question in enumerate(bank.questions):
        for language, text in question.text.items():
            place = ("questions", number, "text", language)
            earlier = first.setdefault((language, bare(text)), place)
            if earlier != place:
                yield _warn(document, "duplicate_text", place, first=document.line(earlier))


def _languages(bank: Bank, document: Document) -> Iterable[Finding]:
    used = [language for language in LANGUAGES if bank.count(language)]
    for number, question in enumerate(bank.questions):
        for language in used:
            if not question.speaks(language):
                yield _warn(document, "missing_language", ("questions", number), language=language)
    for place, language, text in _texts(bank):
        if language_of(text) != language and any(letter.isalpha() for letter in text):
            yield _warn(document, "wrong_language", place, language=language)


def _slow_reading(bank: Bank, document: Document, formats: tuple[Format, ...]) -> Iterable[Finding]:
    tightest = min(formats, key=lambda format_: format_.prep_s, default=None)
    if tightest is None:
        return
    for place, language, text in _texts(bank):
        seconds = reading_seconds(text, language)
        if seconds > tightest.prep_s:
            params = {"seconds": f"{seconds:.0f}", "format": tightest.id, "prep_s": f"{tightest.prep_s:g}"}
            yield _warn(document, "too_long_to_read", place, **params)


def _sets(bank: Bank, document: Document) -> Iterable[Finding]:
    members: dict[str, list[tuple[int, Question]]] = {}
    for number, question in enumerate(bank.questions):
        if question.set is not None:
            members.setdefault(question.set, []).append((number, question))
    complete = sets_of(bank)
    for name, found in members.items():
        place = ("questions", found[0][0], "set")
        present = [question.stage for _, question in found]
        if name not in complete:
            missing = ", ".join(stage for stage in STAGES if stage not in present)
            yield _warn(document, "incomplete_set", place, set=name, missing=missing)


def _small(bank: Bank, document: Document, formats: tuple[Format, ...]) -> Iterable[Finding]:
    shortest = min(formats, key=lambda format_: format_.questions, default=None)
    for language in LANGUAGES:
        count = bank.count(language)
        if shortest is not None and 0 < count < shortest.questions:
            params = {"count": count, "language": language, "format": shortest.id, "questions": shortest.questions}
            yield _warn(document, "few_questions", ("questions",), **params)
