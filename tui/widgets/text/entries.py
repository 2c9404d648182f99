"""Files of questions in a list: whose they are, and what is wrong with them."""

from __future__ import annotations

from textual.content import Content

from questions.loading import Entry
from questions.schema import Language
from tui.i18n import _, language
from tui.widgets.text.width import fit, pad, width


def spoken() -> Language:
    """The language of the screen as files of questions know it."""
    return "ko" if language() == "ko" else "en"


def entry_name(entry: Entry, cells: int) -> str:
    """Its name, as wide in every line of a list."""
    return pad(entry.name, min(18, max(8, cells // 4)))


def unusable_line(entry: Entry, cells: int) -> Content:
    """Its name and why it cannot be used."""
    name = entry_name(entry, cells)
    wrong = _("cannot be used") + f": {entry.error}"
    return Content.assemble((name, "bold"), "  ", ("! ", "$mood-bad bold"), fit(wrong, cells - width(name) - 4))


def whose(entry: Entry) -> str:
    """Ours or the user's."""
    return pad(_("built in") if entry.origin == "built-in" else _("your own"), 10)
