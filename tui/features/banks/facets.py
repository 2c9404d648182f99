"""Which questions of a bank are shown: by language, category, job, difficulty, tag, and what is the user's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from questions.names import DIFFICULTY_NAMES, FIELD_NAMES
from questions.schema import CATEGORIES, DIFFICULTIES, LANGUAGES, Question
from tui.features.banks import view
from tui.i18n import N_, _, ngettext
from tui.widgets.field import FieldView
from tui.widgets.text.categories import category_name

ALL = ""
LABELS: Mapping[str, str] = {
    "language": N_("Language"),
    "category": N_("Category"),
    "field": N_("Job field"),
    "difficulty": N_("Difficulty"),
    "tag": N_("Tag"),
    "kept": N_("Yours"),
}
KEPT: Mapping[str, str] = {
    "bookmark": N_("favourites"),
    "active": N_("not retired"),
    "retired": N_("retired"),
    "notes": N_("with notes"),
}
MISSING = "no-"
"""Before a language: the questions that lack it."""


@dataclass(frozen=True)
class Facets:
    """One value for each way to choose, "" for all; a question is shown where all fit."""

    language: str = ALL
    category: str = ALL
    field: str = ALL
    difficulty: str = ALL
    tag: str = ALL
    kept: str = ALL

    def __bool__(self) -> bool:
        return self != Facets()

    def values(self) -> dict[str, str]:
        """What was chosen, by the name of the way."""
        return {name: value for name in LABELS if (value := getattr(self, name))}


def traits(name: str, question: Question) -> Iterable[str]:
    """The values by which a question is found in one way to choose."""
    if name == "language":
        return [code if question.speaks(code) else MISSING + code for code in LANGUAGES]
    if name == "tag":
        return question.tags
    if name == "kept":
        return [*_kept(question)]
    value = getattr(question, name)
    return (value,) if value else ()


def _kept(question: Question) -> Iterable[str]:
    yield "retired" if question.retired else "active"
    if question.bookmark:
        yield "bookmark"
    if question.notes or question.model_answer:
        yield "notes"


def shown(facets: Facets, questions: Sequence[Question]) -> Sequence[Question]:
    """The questions that fit, in the bank's order."""
    wanted = facets.values().items()
    if not wanted:
        return questions
    return [q for q in questions if all(value in traits(name, q) for name, value in wanted)]


def choices(name: str, questions: Iterable[Question]) -> list[tuple[str, int]]:
    """The values that a bank has in one way to choose, each with its number of questions; tags by that number."""
    found = Counter(value for question in questions for value in traits(name, question))
    orders: Mapping[str, Sequence[str]] = {
        "language": [*LANGUAGES, *(MISSING + code for code in LANGUAGES)],
        "category": CATEGORIES,
        "difficulty": DIFFICULTIES,
        "kept": tuple(KEPT),
    }
    if name in orders:
        return [(value, found[value]) for value in orders[name] if found[value]]
    return sorted(found.items(), key=lambda each: (-each[1], each[0]))


def value_name(name: str, value: str) -> str:
    """A value in the words of the screen."""
    if value == ALL:
        return _("all")
    spoken = view.spoken()
    if name == "language":
        lacks = value.startswith(MISSING)
        tongue = next(view.LANGUAGE_NAMES[code] for code in LANGUAGES if value.endswith(code))
        return _("without {language}").format(language=tongue) if lacks else tongue
    if name == "category":
        return category_name(value)
    if name == "field":
        return FIELD_NAMES[value][spoken] if value in FIELD_NAMES else value
    if name == "difficulty":
        return next(DIFFICULTY_NAMES[level][spoken] for level in DIFFICULTIES if level == value)
    return _(KEPT[value]) if name == "kept" else value


def told(facets: Facets) -> str:
    """What was chosen, in one line."""
    return " · ".join(value_name(name, value) for name, value in facets.values().items())


def fields(facets: Facets, questions: Sequence[Question]) -> list[FieldView]:
    """One row for each way to choose, with the number of questions that its value would leave."""
    return [_field(name, facets, questions) for name in LABELS]


def _field(name: str, facets: Facets, questions: Sequence[Question]) -> FieldView:
    value = getattr(facets, name)
    others = offered(name, facets, questions)
    count = next((number for each, number in others if each == value), 0)
    about = ngettext("{n} question", "{n} questions", count).format(n=count)
    return FieldView(name, _(LABELS[name]), value_name(name, value), about, several=len(others) > 1)


def offered(name: str, facets: Facets, questions: Sequence[Question]) -> list[tuple[str, int]]:
    """All values of one way to choose among the questions that fit the others."""
    left = shown(replace(facets, **{name: ALL}), questions)
    return [(ALL, len(left)), *choices(name, left)]


def stepped(name: str, step: int, facets: Facets, questions: Sequence[Question]) -> Facets:
    """The facets with the next or previous value of one way to choose."""
    values = [value for value, _count in offered(name, facets, questions)]
    present = getattr(facets, name)
    at = values.index(present) if present in values else 0
    return replace(facets, **{name: values[(at + step) % len(values)]})
