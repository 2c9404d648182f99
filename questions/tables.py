"""Write a bank for other programs; what is written here, `questions.records` reads again."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from io import StringIO

from questions.names import HEADINGS
from questions.records import COLUMNS
from questions.schema import CATEGORIES, LANGUAGES, STEPS, Bank, Language, Question
from questions.sheets import escaped
from questions.writing import plain_bank

_BYTE_ORDER_MARK = "\ufeff"


def to_csv(bank: Bank) -> str:
    """Return a table, one question a row; follow-ups stand on lines of their own within a cell."""
    stream = StringIO(newline="")
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for question in bank.questions:
        writer.writerow({name: escaped(cell) for name, cell in _row(question).items()})
    return _BYTE_ORDER_MARK + stream.getvalue()


def _row(question: Question) -> dict[str, str]:
    row = {
        "id": question.id,
        "category": question.category,
        "competency": question.competency,
        "set": question.set or "",
        "stage": question.stage or "",
        "tags": " ".join(question.tags),
        "field": question.field,
        "difficulty": question.difficulty or "",
        "notes": question.notes,
        "bookmark": "yes" if question.bookmark else "",
        "retired": "yes" if question.retired else "",
        "companies": "; ".join(question.companies),
    }
    for language in LANGUAGES:
        row[f"text_{language}"] = question.text.get(language, "")
        row[f"hint_{language}"] = question.hint.get(language, "")
        row[f"model_answer_{language}"] = question.model_answer.get(language, "")
        row |= {f"outline_{step}_{language}": question.outline.get(step, {}).get(language, "") for step in STEPS}
        lines = [follow_up.get(language, "") for follow_up in question.follow_ups]
        row[f"follow_ups_{language}"] = "\n".join(lines) if any(lines) else ""
    return row


def to_json(bank: Bank) -> str:
    """Return the bank as an object with the fields of a bank's file."""
    return json.dumps(plain_bank(bank), ensure_ascii=False, indent=2) + "\n"


def to_lines(bank: Bank, language: Language | None = None, *, markdown: bool) -> str:
    """Return one question a line under headings of categories; Markdown adds title, bullets and follow-ups.

    Ids, hints and sets are left out: this is for reading, printing and pasting.
    """
    heading_language: Language = language or "en"
    lines = [f"# {bank.title.get(heading_language) or next(iter(bank.title.values()))}", ""] if markdown else []
    asked = {question.category for question in bank.questions}
    for category in filter(asked.__contains__, CATEGORIES):
        lines += [f"{'##' if markdown else '#'} {HEADINGS[category][heading_language]}", ""]
        for question in bank.questions:
            if question.category == category and (words := _line(question.text, language)):
                lines.append(f"- {words}" if markdown else words)
                lines += _follow_up_lines(question, language) if markdown else []
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _follow_up_lines(question: Question, language: Language | None) -> list[str]:
    return [f"  - {words}" for text in question.follow_ups if (words := _line(text, language))]


def _line(text: Mapping[Language, str], language: Language | None) -> str:
    if language is not None:
        return text.get(language, "")
    return " | ".join(text[each] for each in LANGUAGES if each in text)
