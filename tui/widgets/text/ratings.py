"""The four words for how an answer went (`questions.due.WORDS`), with the figures that say them."""

from __future__ import annotations

from collections.abc import Mapping

from questions.due import WORDS
from tui.i18n import N_, _

RATINGS: Mapping[str, str] = {
    "again": N_("badly"),
    "hard": N_("with trouble"),
    "good": N_("well"),
    "easy": N_("easily"),
}
KEYS: Mapping[str, str] = {str(number): word for number, word in enumerate(WORDS, 1)}
"""The word that each figure says."""


def asked() -> str:
    """`How did it go?  1 badly  2 with trouble  3 well  4 easily`."""
    return "  ".join((_("How did it go?"), *(f"{key} {_(RATINGS[word])}" for key, word in KEYS.items())))
