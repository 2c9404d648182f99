"""The four words for how an answer went, in one line to choose from."""

from __future__ import annotations

from textual.content import Content

from tui.i18n import _
from tui.widgets.text.ratings import KEYS, RATINGS


def rating_words(rated: str) -> Content:
    """The four words with their figures, the one that was said marked."""
    parts: list[str | tuple[str, str]] = []
    for key, word in KEYS.items():
        mark, style = ("▸", "bold") if word == rated else (" ", "")
        parts += [f"{mark}", (key, "$accent bold"), (f" {_(RATINGS[word])}  ", style)]
    return Content.assemble(*parts)
