"""By what the questions of a bank are chosen: language, category, job, difficulty, tag, what is the user's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from questions.names import DIFFICULTY_NAMES, FIELD_NAMES
from questions.schema import CATEGORIES, DIFFICULTIES, LANGUAGES, Question
from tui.app.facets import Ways
from tui.features.banks import view
from tui.i18n import N_, _, ngettext
from tui.widgets.text.categories import category_name
from tui.widgets.text.entries import spoken

KEPT: Mapping[str, str] = {
    "bookmark": N_("favourites"),
    "active": N_("not retired"),
    "retired": N_("retired"),
    "notes": N_("with notes"),
}
MISSING = "no-"
"""Before a language: the questions that lack it."""
_ORDERS: Mapping[str, Sequence[str]] = {
    "language": [*LANGUAGES, *(MISSING + code for code in LANGUAGES)],
    "category": CATEGORIES,
    "difficulty": DIFFICULTIES,
    "kept": tuple(KEPT),
}


class QuestionWays(Ways[Question]):
    """The ways to choose among questions."""

    TITLE = N_("Which questions?")
    LABELS: ClassVar[Mapping[str, str]] = {
        "language": N_("Language"),
        "category": N_("Category"),
        "field": N_("Job field"),
        "difficulty": N_("Difficulty"),
        "tag": N_("Tag"),
        "kept": N_("Yours"),
    }

    def traits(self, name: str, item: Question) -> Iterable[str]:
        """By what a question is found."""
        if name == "language":
            return [code if item.speaks(code) else MISSING + code for code in LANGUAGES]
        if name == "tag":
            return item.tags
        if name == "kept":
            return [*_kept(item)]
        value = getattr(item, name)
        return (value,) if value else ()

    def order(self, name: str) -> Sequence[str] | None:
        """Languages, categories and grades in their own order."""
        return _ORDERS.get(name)

    def word(self, name: str, value: str) -> str:
        """A value in the words of the screen."""
        if name == "language":
            lacks = value.startswith(MISSING)
            tongue = next(view.LANGUAGE_NAMES[code] for code in LANGUAGES if value.endswith(code))
            return _("without {language}").format(language=tongue) if lacks else tongue
        if name == "category":
            return category_name(value)
        if name == "field":
            return FIELD_NAMES[value][spoken()] if value in FIELD_NAMES else value
        if name == "difficulty":
            return next(DIFFICULTY_NAMES[level][spoken()] for level in DIFFICULTIES if level == value)
        return _(KEPT[value]) if name == "kept" else value

    def count(self, number: int) -> str:
        """So many questions."""
        return ngettext("{n} question", "{n} questions", number).format(n=number)

    def left(self, number: int, total: int) -> str:
        """So many of all."""
        return ngettext("{left} of {n} question", "{left} of {n} questions", total).format(left=number, n=total)


def _kept(question: Question) -> Iterable[str]:
    yield "retired" if question.retired else "active"
    if question.bookmark:
        yield "bookmark"
    if question.notes or question.model_answer:
        yield "notes"


WAYS = QuestionWays()
