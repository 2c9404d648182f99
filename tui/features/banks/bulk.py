"""What can be done with several questions at once: the ways, and the questions that each makes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from questions.names import DIFFICULTY_NAMES, FIELD_NAMES, field_named
from questions.schema import CATEGORIES, DIFFICULTIES, FIELDS, Question
from questions.validation import one_line
from tui.i18n import N_, _
from tui.widgets.menu import MenuItem
from tui.widgets.text.categories import category_name
from tui.widgets.text.entries import spoken

Changed = Sequence[tuple[str, Question]]
"""Questions in their new form, each with the id that it has now."""

WAYS: Mapping[str, tuple[str, str]] = {
    "bookmark": ("b", N_("Favourites, or none any more")),
    "retire": ("r", N_("Retire them, or bring them back")),
    "category": ("c", N_("Category …")),
    "difficulty": ("d", N_("Difficulty …")),
    "field": ("f", N_("Job field …")),
    "tag": ("t", N_("Add a tag …")),
    "untag": ("u", N_("Take a tag away …")),
    "company": ("a", N_("Asked at a company …")),
    "move": ("m", N_("Move to a place …")),
    "remove": ("x", N_("Remove them")),
}
"""The key and the wording of each way."""
OWN_WAYS = frozenset(("bookmark", "retire", "company"))
"""Ways that change the user's part alone: a built-in bank need not be copied for them."""
MAX_TAGS, MAX_COMPANIES, MAX_NAME = 12, 20, 64


def ways(questions: Sequence[Question]) -> list[MenuItem]:
    """The ways that mean something for these questions."""
    tagged = any(question.tags for question in questions)
    return [MenuItem(name, _(text), "", key) for name, (key, text) in WAYS.items() if name != "untag" or tagged]


def values(way: str, questions: Sequence[Question]) -> list[MenuItem]:
    """The values to choose from; empty where a word is typed."""
    tongue = spoken()
    if way == "category":
        return [MenuItem(name, category_name(name)) for name in CATEGORIES]
    if way == "difficulty":
        return [*(MenuItem(level, DIFFICULTY_NAMES[level][tongue]) for level in DIFFICULTIES), _nothing()]
    if way == "field":
        return [*(MenuItem(name, FIELD_NAMES[name][tongue]) for name in FIELDS), _nothing()]
    if way == "untag":
        tags = dict.fromkeys(tag for question in questions for tag in question.tags)
        return [MenuItem(tag, tag) for tag in tags]
    return []


NOTHING = "-"


def _nothing() -> MenuItem:
    return MenuItem(NOTHING, _("none"))


def change(way: str, value: str, questions: Sequence[Question]) -> Changed:
    """The questions as one way makes them. What is there already, or finds no room, stays as it is."""
    makers: Mapping[str, Callable[[Question], Question]] = {
        "category": lambda question: replace(question, category=next(name for name in CATEGORIES if name == value)),
        "difficulty": lambda question: replace(
            question, difficulty=next((d for d in DIFFICULTIES if d == value), None)
        ),
        "field": lambda question: replace(question, field="" if value == NOTHING else field_named(value) or value),
        "tag": lambda question: _with_tag(question, value),
        "untag": lambda question: replace(question, tags=tuple(tag for tag in question.tags if tag != value)),
        "company": lambda question: _with_company(question, value),
        "bookmark": lambda question: replace(question, bookmark=not _all("bookmark", questions)),
        "retire": lambda question: replace(question, retired=not _all("retired", questions)),
    }
    made = ((question.id, makers[way](question), question) for question in questions)
    return [(name, new) for name, new, old in made if new != old]


def _all(name: str, questions: Sequence[Question]) -> bool:
    return all(getattr(question, name) for question in questions)


def _with_tag(question: Question, words: str) -> Question:
    tag = "-".join(words.lstrip("#").split())[:MAX_NAME]
    if not tag or tag in question.tags or len(question.tags) >= MAX_TAGS:
        return question
    return replace(question, tags=(*question.tags, tag))


def _with_company(question: Question, words: str) -> Question:
    company = one_line(words)[:MAX_NAME]
    if not company or company in question.companies or len(question.companies) >= MAX_COMPANIES:
        return question
    return replace(question, companies=(*question.companies, company))
