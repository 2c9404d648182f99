"""What the stored interviews say of each question: how its answer went, without reading what was measured in it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.scoring.counts import WHOLE
from core.session.events import AnswerEnded, AnswerRated, AnswerScored, Event, Skipped
from core.session.plan import InterviewPlan
from core.store.counting import events_of

_KINDS = ("answer_ended", "answer_scored", "answer_rated", "skipped")


@dataclass(frozen=True, slots=True)
class Answered:
    """A question that was answered to the end; `began` is the interview's, in ISO 8601 with its time zone.

    `used` is the share of its time (0 to 1), `score` of 100 (None: withheld), `word` the user's own, "" where he
    gave none; `is_demo` tells that the face was nobody's.
    """

    question: str
    began: str
    used: float
    score: float | None
    word: str
    category: str = ""
    text: Mapping[str, str] = field(default_factory=dict, hash=False)
    """The question by language, as it was asked then."""
    is_demo: bool = False


def answered(connection: sqlite3.Connection, limit: int) -> list[Answered]:
    """The answers of the last `limit` interviews, the newest interview first; what is damaged is passed over."""
    query = "SELECT id, began, plan, score, about FROM session WHERE kind = 'interview' AND plan IS NOT NULL"
    found = connection.execute(f"{query} ORDER BY id DESC LIMIT ?", (limit,)).fetchall()
    if not found:
        return []
    events = events_of(connection, _KINDS, found[-1]["id"], found[0]["id"])
    return [each for row in found if events[row["id"]] for each in _of_session(row, events[row["id"]])]


def words_in(events: Iterable[Event]) -> Mapping[int, str]:
    """The user's own words on his answers, by their questions' indices; the last ones count."""
    return {event.index: event.word for event in events if isinstance(event, AnswerRated)}


def _of_session(row: sqlite3.Row, events: list[Event]) -> list[Answered]:
    """What a session says; an older Poise stored no score of an answer, then the interview's stands for it."""
    try:
        plan = InterviewPlan.from_json_dict(json.loads(row["plan"]))
        demo = bool(json.loads(row["about"]).get("demo"))
    except (ValueError, TypeError, KeyError, AttributeError):
        return []
    ended: dict[int, AnswerEnded] = {}
    scores: dict[int, float | None] = {}
    words = words_in(events)
    for event in events:
        if isinstance(event, AnswerEnded):
            ended[event.index] = event
        elif isinstance(event, AnswerScored):
            scores[event.index] = event.score
        elif isinstance(event, Skipped):
            ended.pop(event.index, None)
    return [
        Answered(
            question=plan.questions[index].id,
            began=row["began"],
            used=min(1.0, end.used_s / (plan.limit_s(index) or end.used_s or 1.0)),
            score=scores.get(index, row["score"]),
            word=words.get(index, ""),
            category=plan.questions[index].category,
            text=plan.questions[index].text,
            is_demo=demo,
        )
        for index, end in ended.items()
        if end.how in WHOLE and index < len(plan.questions) and not plan.items
    ]
