"""Cards of learning programs: a line a card, its sides parted by tabs, with or without Anki's lines above.

Anki writes what its columns are into lines such as `#separator:tab` and `#tags column:3`; Quizlet and spreadsheets
write none.
"""

from __future__ import annotations

import re
from html import unescape

_ABOUT = re.compile(
    r"#(?P<name>separator|html|columns|tags|notetype|deck|guid|(?:tags|notetype|deck|guid) column):(?P<value>.*)"
)
_BREAK = re.compile(r"(?:<br ?/?>|</(?:div|p|li)>)+", re.IGNORECASE)
_LAST_BREAK = re.compile(_BREAK.pattern + r"(?=\s)", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "colon": ":", "space": " "}
_MEANT = {"tags column": "tags", "deck column": "category", "notetype column": "number", "guid column": "number"}
_SIDES = ("question", "answer", "notes")
_LEAST = 2
"""Lines with tabs from which a text is a table."""


def table_in(text: str) -> tuple[str, str] | None:
    """Return a plain text that is a table as one with its separator; None for any other text.

    The number of lines stays.
    """
    about = {match["name"]: match["value"].strip() for match in map(_ABOUT.match, text.splitlines()[:12]) if match}
    if about:
        return _cards(text, about)
    lines = [line for line in text.splitlines() if line.strip()]
    tabbed = sum("\t" in line.strip() for line in lines)
    if tabbed < _LEAST or tabbed * 5 < len(lines) * 4:
        return None
    return text, "\t"


def _cards(text: str, about: dict[str, str]) -> tuple[str, str]:
    separator = _SEPARATORS.get(about.get("separator", "tab").lower(), about.get("separator", "tab")[:1])
    above = sum(_ABOUT.match(line) is not None for line in text.splitlines()[:12])
    cards = text.splitlines(keepends=True)[above:]
    body = "".join(cards)
    if about.get("html") == "true":
        body = "".join(unescape(_TAG.sub("", _BREAK.sub("; ", _LAST_BREAK.sub("", card)))) for card in cards)
    return "\n" * (above - 1) + _header(about, separator, cards) + "\n" + body, separator


def _header(about: dict[str, str], separator: str, cards: list[str]) -> str:
    """Name the columns as Anki says, the others by the sides of a card."""
    if "columns" in about:
        return about["columns"]
    width = max((card.count(separator) + 1 for card in cards[:20]), default=1)
    named = {int(about[name]): meant for name, meant in _MEANT.items() if about.get(name, "").isdecimal()}
    sides = iter(_SIDES)
    return separator.join(named.get(place) or next(sides, "notes") for place in range(1, width + 1))
