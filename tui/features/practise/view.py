"""Questions by category, for practising a single one."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from tui.features.practise.data import QuestionRow
from tui.i18n import _, ngettext
from tui.widgets.field import FieldView
from tui.widgets.text.categories import category_name
from tui.widgets.text.width import fit

ALL = ""


def categories(questions: Sequence[QuestionRow]) -> list[str]:
    """The categories that have questions, in the bank's order."""
    return list(dict.fromkeys(row.category for row in questions))


def in_category(category: str, questions: Sequence[QuestionRow]) -> list[QuestionRow]:
    """The questions of one category, or all."""
    return [row for row in questions if category in (ALL, row.category)]


def category_field(category: str, questions: Sequence[QuestionRow]) -> FieldView:
    """The line above the list."""
    count = len(in_category(category, questions))
    about = ngettext("{n} question", "{n} questions", count).format(n=count)
    name = category_name(category) if category else _("all")
    return FieldView("category", _("Category"), name, about, several=len(categories(questions)) > 1)


def question_line(row: QuestionRow, cells: int) -> Content:
    """The question as far as there is room."""
    return Content(fit(f" {row.text}", cells))
