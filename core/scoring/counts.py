"""Which answers and which cues count: the one definition for the screen, reports, files, history and replay.

An answer counts if it is the last attempt at its question and the question was not skipped; a watched session is one
answer. A cue belongs to the attempt that was open when it was given, and counts with it. So what is told of a retaken
question is told of the answer that stands, in figures, in the score and in the number of cues alike.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from core.cueing.cues import CueCount, GivenCue
from core.scoring.scoring import Answer, Score, add_totals, score
from core.session.events import AnswerBegan, AnswerEnded, Event, ItemEnded, NoteWritten, Skipped
from core.session.snapshot import Totals

AnyCue = TypeVar("AnyCue", bound=GivenCue)

WHOLE = frozenset({"time", "submitted"})
"""How an answer ended that was given to its end."""


def final_answers(answers: Iterable[Answer]) -> list[Answer]:
    """The answers that count, by their questions."""
    last = {answer.index: answer for answer in answers}
    return [last[index] for index in sorted(last) if last[index].how != "skipped"]


def total_of(answers: Iterable[Answer]) -> Totals:
    """Seconds and cues of the answers that count."""
    return add_totals(answer.totals() for answer in final_answers(answers))


def score_of_answers(answers: Iterable[Answer], allowed_s: float = 0.0) -> Score:
    """The score of a session whose answers may take `allowed_s` together."""
    return score(total_of(answers), allowed_s)


def skip(answers: Iterable[Answer], index: int) -> None:
    """Question `index` was skipped: what was said to it does not count, also where only a retake was skipped."""
    for answer in answers:
        if answer.index == index:
            answer.how = "skipped"


def by_attempt(began: Sequence[float], cues: Iterable[AnyCue]) -> list[list[AnyCue]]:
    """The cues of each attempt, for attempts that began at these session times, in order."""
    found: list[list[AnyCue]] = [[] for _ in began]
    for cue in cues:
        place = bisect_right(began, cue.t) - 1
        if place >= 0:
            found[place].append(cue)
    return found


@dataclass(frozen=True, slots=True)
class Counted:
    """How many questions (or rapid items) were answered to the end, and the cues of all answers that count.

    Beside them the user's note, "" without one.
    """

    answered: int
    cues: CueCount
    note: str = ""


def counted(events: Iterable[Event], cues: Iterable[GivenCue]) -> Counted:
    """The counts of a session by what happened alone, without its readings."""
    answers: list[Answer] = []
    items: dict[str, bool] = {}
    note = ""
    for event in events:
        if isinstance(event, AnswerBegan):
            answers.append(Answer(event.index, event.attempt, event.t))
        elif isinstance(event, AnswerEnded) and answers:
            answers[-1].how = event.how
        elif isinstance(event, Skipped):
            skip(answers, event.index)
        elif isinstance(event, ItemEnded):
            items[event.id] = event.step is not None
        elif isinstance(event, NoteWritten):
            note = event.text
    parts = by_attempt([answer.began for answer in answers], cues)
    count = {id(answer): CueCount.of(part) for answer, part in zip(answers, parts, strict=True)}
    final = final_answers(answers)
    return Counted(
        answered=sum(items.values()) if items else sum(answer.how in WHOLE for answer in final),
        cues=sum((count[id(answer)] for answer in final), CueCount()),
        note=note,
    )
