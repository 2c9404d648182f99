"""Cards of learning programs: a line a card, its sides parted by tabs, with or without Anki's lines above.

Anki writes what its columns are into lines such as `#separator:tab` and `#tags column:3`; Quizlet and spreadsheets
write none.
"""

from __future__ import annotations

import re
from html import unescape
from itertools import takewhile

_ABOUT = re.compile(
    r"#(?P<name>separator|html|columns|tags|notetype|deck|guid|(?:tags|notetype|deck|guid) column):(?P<value>.*)"
)
_BREAK = re.compile(r"(?:<br ?/?>|</(?:div|p|li)>)+", re.IGNORECASE)
_LAST_BREAK = re.compile(_BREAK.pattern + r"(?=\s)", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "colon": ":", "space": " "}
_MEANT = {"tags column": "tags", "deck column": "category", "notetype column": "number", "guid column": "number"}
_SIDES = ("question", "answer", "notes")
_TIMED = re.compile(r"\s*\d{1,2}:\d{2}(?::\d{2})?\t")
"""What begins a line of a meeting that was written down: when it was said."""
_LEAST = 2
"""Lines with tabs from which a text is a table."""
_MOST_ABOUT = 12
"""Lines at the top that may say what the columns are."""


def table_in(text: str) -> tuple[str, str] | None:
    """Return a plain text that is a table as one with its separator; None for any other text.

    The number of lines stays.
    """
    above = list(takewhile(lambda line: line.startswith("#"), text.splitlines()[:_MOST_ABOUT]))
    about = {match["name"]: match["value"].strip() for match in map(_ABOUT.match, above) if match}
    below = text.splitlines(keepends=True)[len(above) :]
    # a note, too, may begin with `#tags: work`: alone that says nothing of cards
    if about.keys() - {"tags"} or (about and _is_tabbed(below)):
        return _cards(len(above), below, about)
    return (text, "\t") if _is_tabbed(text.splitlines()) else None


def _is_tabbed(lines: list[str]) -> bool:
    filled = [line for line in lines if line.strip()]
    tabbed = sum("\t" in line.strip() and not _TIMED.match(line) for line in filled)
    return tabbed >= _LEAST and tabbed * 5 >= len(filled) * 4


def _cards(above: int, cards: list[str], about: dict[str, str]) -> tuple[str, str]:
    separator = _SEPARATORS.get(about.get("separator", "tab").lower(), about.get("separator", "tab")[:1])
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
