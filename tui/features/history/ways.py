"""By what the sessions of the history are chosen: how they went, format, bank, category, question and company."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import ClassVar

from core.report.choosing import Companies, companies_of
from questions.schema import CATEGORIES
from tui.app.facets import Ways
from tui.features.history.data import Past, marked
from tui.i18n import N_, _, ngettext
from tui.widgets.text.categories import category_name

STATES: Mapping[str, tuple[str, Callable[[Past], bool]]] = {
    "complete": (N_("complete interviews"), lambda row: row.complete and row.questions > 0),
    "interrupted": (N_("interrupted interviews"), lambda row: not row.complete),
    "own": (N_("with your own camera"), lambda row: not row.is_demo),
    "watch": (N_("watching without an interview"), lambda row: row.questions == 0),
}
_ORDERS: Mapping[str, Sequence[str]] = {"state": tuple(STATES), "category": CATEGORIES}


class HistoryWays(Ways[Past]):
    """The ways to choose among these sessions, whose questions are named in `language`.

    `companies` are those that are noted for a question by now.
    """

    TITLE = N_("Which sessions?")
    LABELS: ClassVar[Mapping[str, str]] = {
        "state": N_("How they went"),
        "format": N_("Format"),
        "bank": N_("Questions from"),
        "category": N_("Category"),
        "question": N_("Question"),
        "company": N_("Company"),
    }

    def __init__(self, rows: Sequence[Past], companies: Companies, language: str) -> None:
        self._rows, self._companies, self._language = rows, companies, language

    @cached_property
    def _texts(self) -> Mapping[str, str]:
        return {each.id: each.says(self._language) for row in self._rows for each in row.asked}

    def traits(self, name: str, item: Past) -> Iterable[str]:
        """By what a session is found."""
        if name == "state":
            return [state for state, (_word, fits) in STATES.items() if fits(item)]
        if name == "format":
            return (item.format,) if item.format else ()
        if name == "bank":
            return item.banks
        if name == "company":
            return companies_of(item.asked, self._companies)
        return dict.fromkeys(each.category if name == "category" else each.id for each in item.asked)

    def searched(self, item: Past) -> str:
        """What a search goes through besides what is drawn."""
        return " ".join([item.words, *marked("company", self.traits("company", item))])

    def order(self, name: str) -> Sequence[str] | None:
        """States and categories in their own order."""
        return _ORDERS.get(name)

    def word(self, name: str, value: str) -> str:
        """A value in the words of the screen."""
        if name == "state":
            return _(STATES[value][0])
        if name == "category":
            return category_name(value)
        return self._texts.get(value, value) if name == "question" else value

    def count(self, number: int) -> str:
        """So many sessions."""
        return ngettext("{n} session", "{n} sessions", number).format(n=number)

    def left(self, number: int, total: int) -> str:
        """So many of all."""
        return ngettext("{left} of {n} session", "{left} of {n} sessions", total).format(left=number, n=total)
