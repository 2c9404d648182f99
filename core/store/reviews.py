"""What the stored interviews say of each question: how its answer went, without reading what was measured in it."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.scoring.counts import WHOLE
from core.session.events import AnswerEnded, AnswerRated, AnswerScored, Event, Skipped, from_json_dict
from core.session.plan import InterviewPlan

_KINDS = ("answer_ended", "answer_scored", "answer_rated", "skipped")


@dataclass(frozen=True, slots=True)
class Answered:
    """A question that was answered to the end; `began` is the interview's, in ISO 8601 with its time zone.

    `used` is the share of its time (0 to 1), `score` of 100 (None: withheld), `word` the user's own, "" where he gave
    none.
    """

    question: str
    began: str
    used: float
    score: float | None
    word: str
    category: str = ""
    text: Mapping[str, str] = field(default_factory=dict, hash=False)
    """The question by language, as it was asked then."""


def answered(connection: sqlite3.Connection, limit: int) -> list[Answered]:
    """The answers of the last `limit` interviews, the newest interview first; what is damaged is passed over."""
    query = "SELECT id, began, plan, score FROM session WHERE kind = 'interview' AND plan IS NOT NULL"
    found = connection.execute(f"{query} ORDER BY id DESC LIMIT ?", (limit,)).fetchall()
    if not found:
        return []
    marks = ",".join("?" * len(_KINDS))
    events: dict[int, list[Event]] = defaultdict(list)
    query = f"SELECT session, t, kind, data FROM event WHERE session >= ? AND kind IN ({marks}) ORDER BY t, rowid"
    for row in connection.execute(query, (found[-1]["id"], *_KINDS)):
        event = _event(row)
        if event is not None:
            events[row["session"]].append(event)
    return [each for row in found if events[row["id"]] for each in _of_session(row, events[row["id"]])]


def _event(row: sqlite3.Row) -> Event | None:
    try:
        return from_json_dict(row["kind"], row["t"], json.loads(row["data"]))
    except (ValueError, TypeError, AttributeError):
        return None


def _of_session(row: sqlite3.Row, events: list[Event]) -> list[Answered]:
    """What a session says; an older Poise stored no score of an answer, then the interview's stands for it."""
    try:
        plan = InterviewPlan.from_json_dict(json.loads(row["plan"]))
    except (ValueError, TypeError, KeyError, AttributeError):
        return []
    ended: dict[int, AnswerEnded] = {}
    scores: dict[int, float | None] = {}
    words: dict[int, str] = {}
    for event in events:
        if isinstance(event, AnswerEnded):
            ended[event.index] = event
        elif isinstance(event, AnswerScored):
            scores[event.index] = event.score
        elif isinstance(event, AnswerRated):
            words[event.index] = event.word
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
        )
        for index, end in ended.items()
        if end.how in WHOLE and index < len(plan.questions) and not plan.items
    ]
