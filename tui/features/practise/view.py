"""Questions by category, for practising a single one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.content import Content

from tui.features.practise.data import QuestionRow
from tui.i18n import _, ngettext
from tui.widgets.field import FieldView
from tui.widgets.text.categories import category_name
from tui.widgets.text.width import fit

ALL, FAVOURITES = "", "favourites"
MARKS: Mapping[str, str] = {"new": "·", "due": "↻", "sits": "✓"}
"""How a question stands: not answered yet, due again, or answered and not due now."""


def categories(questions: Sequence[QuestionRow]) -> list[str]:
    """The categories that have questions, in the bank's order; before them the favourites, where there are any."""
    favourites = [FAVOURITES] if any(row.bookmark for row in questions) else []
    return [*favourites, *dict.fromkeys(row.category for row in questions)]


def in_category(category: str, questions: Sequence[QuestionRow]) -> list[QuestionRow]:
    """The questions of one category, or all."""
    if category == FAVOURITES:
        return [row for row in questions if row.bookmark]
    return [row for row in questions if category in (ALL, row.category)]


def question_line(row: QuestionRow, cells: int) -> Content:
    """Whether it is a favourite, how it stands, and as much of it as there is room for."""
    mark = "★" if row.bookmark else " "
    return Content(fit(f"{mark}{MARKS[row.standing]} {row.text}", cells))


def category_field(category: str, questions: Sequence[QuestionRow]) -> FieldView:
    """The line above the list."""
    shown = in_category(category, questions)
    about = [ngettext("{n} question", "{n} questions", len(shown)).format(n=len(shown))]
    if answered := sum(row.standing != "new" for row in shown):
        about.append(ngettext("{n} answered", "{n} answered", answered).format(n=answered))
    if due := sum(row.standing == "due" for row in shown):
        about.append(ngettext("{n} due again", "{n} due again", due).format(n=due))
    names = {ALL: _("all"), FAVOURITES: _("Favourites")}
    name = names[category] if category in names else category_name(category)
    return FieldView("category", _("Category"), name, ", ".join(about), several=len(categories(questions)) > 1)
