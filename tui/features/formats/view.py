"""Kinds of interview as lines and as a form's fields, and what the fields say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from textual.content import Content

from questions.format_editing import round_line, rounds_from
from questions.loading import Entry
from questions.schema import Format, in_language
from tui.i18n import N_
from tui.widgets.text.entries import entry_name, spoken, unusable_line, whose
from tui.widgets.text.width import fit, pad, width

SWITCHES = ("prep_skippable", "skip_allowed")
NUMBERS = ("questions", "prep_s", "answer_s", "retakes", "next_allowed_after_s", "set_size")
FIELDS: Mapping[str, str] = {
    "title.ko": N_("Title  한국어"),
    "title.en": N_("Title  English"),
    "questions": N_("How many questions in all"),
    "prep_s": N_("Seconds to think"),
    "answer_s": N_("Seconds to answer"),
    "retakes": N_("Retakes of an answer"),
    "next_allowed_after_s": N_("Seconds from which an answer may be ended; nothing: at any time"),
    "set_size": N_("3 for sets of three questions on one experience, else 1"),
    "announced": N_("Announced categories, asked first, with commas between them"),
}
"""The fields of one line, in their order on the screen, with their labels."""
SWITCH_LABELS: Mapping[str, str] = {
    "prep_skippable": N_("Thinking may be ended early"),
    "skip_allowed": N_("A question may be left out"),
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A format in the form."""

    format: Format
    built_in: bool


def format_line(entry: Entry, cells: int) -> Content:
    """Name, what it is, and whose; or what is wrong with it."""
    if entry.error is not None:
        return unusable_line(entry, cells)
    name = entry_name(entry, cells)
    about = " · ".join(text for texts in (entry.title, entry.description) if (text := in_language(texts, spoken())))
    text = pad(fit(about, max(4, cells - width(name) - 14)), max(4, cells - width(name) - 14))
    return Content.assemble((name, "bold"), "  ", text, "  ", (whose(entry), "$muted"))


def values(found: Format) -> dict[str, str]:
    """What the fields show at first; switches as "1" or ""."""
    numbers = {name: getattr(found, name) for name in NUMBERS}
    return {
        "title.ko": found.title.get("ko", ""),
        "title.en": found.title.get("en", ""),
        **{name: "" if value is None else f"{value:g}" for name, value in numbers.items()},
        "announced": ", ".join(found.announced),
        **{name: "1" if getattr(found, name) else "" for name in SWITCHES},
        "rounds": "\n".join(round_line(part) for part in found.rounds),
    }


def changes(written: Mapping[str, str], found: Format) -> dict[str, Any]:
    """What differs from the format, as its file holds it; None takes a key away. Raises BankError."""
    before = values(found)
    changed = {name for name, text in written.items() if text.strip() != before[name]}
    said: dict[str, Any] = {name: _number(written[name]) for name in NUMBERS if name in changed}
    said |= {name: bool(written[name]) for name in SWITCHES if name in changed}
    if changed & {"title.ko", "title.en"}:
        texts = {code: written[f"title.{code}"].strip() for code in ("ko", "en")}
        said["title"] = {code: text for code, text in texts.items() if text} or None
    if "announced" in changed:
        said["announced"] = [name.strip() for name in written["announced"].split(",") if name.strip()]
    if "rounds" in changed:
        said["rounds"] = rounds_from([line for line in written["rounds"].splitlines() if line.strip()], found)
    return said


def _number(text: str) -> float | str | None:
    """A number, whole where it is; nothing for nothing; else the text, which the check of the format names."""
    text = text.strip()
    try:
        number = float(text)
    except ValueError:
        return text or None
    return int(number) if number.is_integer() else number
