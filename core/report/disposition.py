"""What the answers to rapid items say about one another (`questions.consistency`), with the statements themselves."""

from __future__ import annotations

from dataclasses import dataclass

from core.session.events import ItemEnded
from core.store.sessions import StoredCourse
from questions.consistency import Consistency, measure
from questions.disposition import Item
from questions.schema import Language


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two statements of a pair whose answers (1 to 6) do not go together, in the session's language."""

    positive: str
    positive_step: int
    negative: str
    negative_step: int


@dataclass(frozen=True, slots=True)
class Disposition:
    """A run of rapid items: how far its answers agree, and how many seconds they took on average.

    `items` is how many were shown to their end; `mean_s` is None where none was answered.
    """

    consistency: Consistency
    items: int
    mean_s: float | None
    contradictions: tuple[Contradiction, ...]


def disposition_of(stored: StoredCourse) -> Disposition | None:
    """What a stored session says of its rapid items; None for a session without any."""
    if stored.plan is None or not stored.plan.items:
        return None
    over = [event for event in stored.events if isinstance(event, ItemEnded)]
    answers = {event.id: event.step for event in over if event.step is not None}
    shown = {event.id for event in over}
    items = [item for item in stored.plan.items if item.id in shown]
    took = [event.used_s for event in over if event.step is not None]
    found = measure(items, answers)
    language: Language = "ko" if stored.plan.language == "ko" else "en"
    by_id = {item.id: item for item in items}
    return Disposition(
        consistency=found,
        items=len(items),
        mean_s=sum(took) / len(took) if took else None,
        contradictions=tuple(_contradiction(pair, by_id, answers, language) for pair in found.contradictions),
    )


def _contradiction(pair: str, items: dict[str, Item], answers: dict[str, int], language: Language) -> Contradiction:
    """The two statements of a pair that was answered whole."""
    positive, negative = items[f"{pair}+"], items[f"{pair}-"]
    return Contradiction(positive.says(language), answers[positive.id], negative.says(language), answers[negative.id])
