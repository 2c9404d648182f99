"""What an interview asks: the settings' format, bank and language become a plan, by what was asked before.

Like `tui/wiring/session.py` it serves app and command line alike.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from core.base.errors import SettingsError, StoreError
from core.session.plan import InterviewPlan, plan_interview, plan_items
from questions.disposition import arrange
from questions.joined import found_anywhere, load_joined
from questions.loading import load_format, load_inventory
from questions.schema import CATEGORIES, Bank, Category, Format, Question
from questions.selection import Asked, draw
from tui.i18n import _
from tui.wiring.parts import interview_language, open_store
from tui.wiring.start import Start

if TYPE_CHECKING:
    from core.settings.model import Settings

USUAL_FORMAT = "quick"
"""The clock for chosen questions where the format of the settings has none for questions."""


def open_bank(settings: Settings) -> Bank:
    """The bank of the settings, or several as one (`questions.joined`). Raises BankError."""
    return load_joined(settings.bank, settings.data)


def recent_questions(settings: Settings) -> list[str]:
    """The questions of the last interviews, the latest first; none where the store cannot be read now."""
    store = open_store(settings)
    try:
        return store.recent_questions() if store.path.exists() else []
    except StoreError:
        return []  # the session itself will tell what is wrong with the store


def plan_of(settings: Settings, start: Start) -> InterviewPlan | None:
    """What a new session asks; None where it only looks. Raises as `build_plan`."""
    if not start.interview:
        return None
    recent = None if start.seed is None else ()
    return build_plan(
        settings, categories=start.categories, question_ids=start.questions, recent=recent, seed=start.seed
    )


def build_plan(
    settings: Settings,
    *,
    categories: Collection[str] = (),
    question_ids: Sequence[str] = (),
    recent: Sequence[str] | None = None,
    seed: int | None = None,
) -> InterviewPlan:
    """Choose the questions of an interview: its format, bank, language and number stand in the settings.

    A format of rapid items takes its own (`categories` and `recent` say nothing of those).

    `question_ids` asks those only, in this order. `recent` names questions asked lately (by default those of the last
    sessions), the latest first; they come last. Raises BankError, and SettingsError where nothing is left to ask.
    """
    seed = random.SystemRandom().randrange(2**32) if seed is None else seed
    rules = load_format(settings.format, settings.data, kind=None)
    if rules.kind == "disposition":
        if not question_ids:
            return _items(settings, rules, seed)
        rules = load_format(USUAL_FORMAT, settings.data)
    bank, tongue = open_bank(settings), interview_language(settings)
    if question_ids:
        chosen = _named(bank, question_ids, settings)
    else:
        only = _known(categories or settings.categories.split(",")) or None
        last, count = recent_questions(settings) if recent is None else recent, settings.questions or None
        chosen = draw(bank, rules, language=tongue, seed=seed, count=count, categories=only, recent=last)
    if not chosen:
        text = _("bank {name}: no question in {language} to ask; choose another bank or language")
        raise SettingsError(text.format(name=bank.id, language=tongue))
    return plan_interview(rules, chosen, tongue)


def _named(bank: Bank, question_ids: Iterable[str], settings: Settings) -> tuple[Asked, ...]:
    """The questions of these names that are still there."""
    found = (bank.question(name) or _elsewhere(name, settings) for name in question_ids)
    return tuple(Asked(question) for question in found if question is not None)


def _elsewhere(question_id: str, settings: Settings) -> Question | None:
    """A question of another bank than that of the settings: it was asked when another one was chosen."""
    found = found_anywhere(question_id, settings.bank, settings.data)
    return found[1] if found else None


def _items(settings: Settings, rules: Format, seed: int) -> InterviewPlan:
    """Rapid items in the order of `seed`. Raises BankError, and SettingsError for less than a pair of them."""
    items = arrange(load_inventory(rules.inventory, settings.data), settings.questions or rules.questions, seed=seed)
    if not items:
        text = _("questions: {format} shows its items in pairs; ask for at least 2")
        raise SettingsError(text.format(format=rules.id))
    return plan_items(rules, items, interview_language(settings))


def _known(categories: Collection[str]) -> list[Category]:
    """The categories of these names; raises SettingsError for a name that is none."""
    names = {name.strip() for name in categories} - {""}
    if unknown := names - set(CATEGORIES):
        text = _("categories: no {unknown}; there are {known}")
        raise SettingsError(text.format(unknown=", ".join(sorted(unknown)), known=", ".join(CATEGORIES)))
    return [name for name in CATEGORIES if name in names]
