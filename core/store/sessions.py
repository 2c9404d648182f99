"""Sessions as they come back from the store, and one as a whole in JSON's types for its user to take along."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from core.base.types import Probabilities, Reading, Signs
from core.cueing.cues import Cue
from core.session import events
from core.session.events import AnswerBegan, AnswerEnded, Event, ItemEnded, QuestionShown, Skipped
from core.session.interview import Position
from core.session.plan import InterviewPlan, said_in
from core.voice.readings import VoiceReading
from core.voice.transcript import Transcript
from questions.disposition import STRETCH


@dataclass(frozen=True, slots=True)
class Planned:
    """A question of an interview for the history: its text by language, and the companies noted for it by then."""

    id: str
    category: str
    text: Mapping[str, str] = field(hash=False)
    companies: tuple[str, ...] = ()

    def says(self, language: str) -> str:
        """The question in `language`, or in another one where that is missing."""
        return said_in(self.text, language)


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """A line of the history; `length_s` is the session time of the last thing stored.

    `questions` (or rapid items) were planned, `answered` of them got an answer that ended by its time or was
    submitted. `cues` and `marks` are those of the answers that count (`core.scoring.counts`); `cues_heard` is None
    where it was not recorded of all whether they sounded.

    `ended` is None for a session that runs or was cut off.
    `score` is None where it was withheld and where an interview was not finished.
    """

    id: int
    kind: str
    began: str
    ended: str | None
    complete: bool
    format: str | None
    language: str | None
    questions: int
    answered: int
    cues: int
    cues_heard: int | None
    marks: int
    score: float | None
    length_s: float
    about: Mapping[str, Any] = field(hash=False)
    note: str = ""
    """The user's own words on it."""
    asked: tuple[Planned, ...] = ()
    """What was to be asked, but for rapid items."""

    @property
    def bank(self) -> str:
        """The bank that the questions were drawn from, as it stood in the settings; "" where none was."""
        return str(self.about.get("bank") or "") if self.asked else ""

    @property
    def is_interview(self) -> bool:
        """Whether questions were asked; else it was watching."""
        return self.kind == "interview"

    @property
    def booth(self) -> Mapping[str, str]:
        """The centre's device and the visitor whose session it was; "" outside of a centre."""
        return {name: str(self.about.get(name) or "") for name in ("device", "visitor")}

    def to_json_dict(self) -> dict[str, Any]:
        """The line in JSON's types; a number alone names no session of a centre, its booth and number do."""
        return {**asdict(self), **self.booth}

    @property
    def is_demo(self) -> bool:
        """Whether the demo camera was watched, whose face is nobody's (see `faced`)."""
        return bool(self.about.get("demo"))


@dataclass(frozen=True, slots=True)
class StoredCourse:
    """What happened in a session, without what was measured."""

    info: SessionInfo
    plan: InterviewPlan | None
    events: tuple[Event, ...]

    @property
    def end_t(self) -> float:
        """Session time of the last thing stored."""
        return self.info.length_s


@dataclass(frozen=True, slots=True)
class StoredSession(StoredCourse):
    """Everything about one session; `cues` holds the marks (level 1) too."""

    readings: tuple[Reading, ...]
    cues: tuple[Cue, ...]
    voice: tuple[VoiceReading, ...] = ()
    transcripts: Mapping[tuple[int, int], Transcript] = field(default_factory=dict, hash=False)
    """What a recogniser heard, by question (from 0) and attempt (from 1)."""


def answered_between(events: Iterable[Event], question: str) -> tuple[float, float]:
    """Session times between which all answers to the question of this id lie; none lies between inf and -inf."""
    first, last = math.inf, -math.inf
    shown: str | None = None
    for event in events:
        if isinstance(event, QuestionShown):
            shown = event.id
        elif isinstance(event, AnswerBegan) and shown == question:
            first, last = min(first, event.t), math.inf
        elif isinstance(event, AnswerEnded) and shown == question:
            last = event.t
    return first, last


def position(session: StoredCourse) -> Position | None:
    """Where an interrupted interview goes on: at the question that was interrupted. None when nothing is left."""
    plan = session.plan
    if plan is None or session.info.complete:
        return None
    if plan.items:
        return _among_items(session, len(plan.items))
    index = attempt = used = 0
    done = False
    for event in session.events:
        if isinstance(event, QuestionShown):
            if event.index != index:
                attempt = used = 0
            index, done = event.index, False
        elif isinstance(event, AnswerBegan):
            # an attempt counts from here on: what was only shown or thought about was none
            attempt, done = event.attempt, False
        elif isinstance(event, AnswerEnded):
            used += event.how == "retaken"
            done = event.how in ("time", "submitted")
        elif isinstance(event, Skipped):
            done = True
    if done:
        index, attempt, used = index + 1, 0, 0
    return Position(index, attempt, used, session.end_t) if index < len(plan.questions) else None


def _among_items(session: StoredCourse, count: int) -> Position | None:
    """Where rapid items go on: their answers stay, the face of this stretch is judged from there."""
    over = sum(isinstance(event, ItemEnded) for event in session.events)
    index = over // STRETCH
    attempts = [event.attempt for event in session.events if isinstance(event, AnswerBegan) and event.index == index]
    return Position(index, max(attempts, default=0), 0, session.end_t, over) if over < count else None


def to_json_dict(stored: StoredSession) -> dict[str, Any]:
    """Session, plan, readings, voice, cues and events; nothing is left out."""
    return {
        "session": asdict(stored.info),
        "plan": stored.plan.to_json_dict() if stored.plan else None,
        "readings": [_reading(reading) for reading in stored.readings],
        "voice": [{**asdict(reading), "state": reading.state.value} for reading in stored.voice],
        "transcripts": [
            {"question": index, "attempt": attempt, **asdict(transcript)}
            for (index, attempt), transcript in stored.transcripts.items()
        ],
        "cues": [events.cue_to_json_dict(cue) for cue in stored.cues],
        "events": [{"t": e.t, "kind": events.kind(e), **events.to_json_dict(e)} for e in stored.events],
    }


def _reading(reading: Reading) -> dict[str, Any]:
    face = reading.face
    return {
        "t": reading.t,
        "state": reading.state.value,
        "faces": reading.faces,
        "mood": reading.mood.value if reading.mood else None,
        "probabilities": _by_name(reading.probabilities),
        "raw": _by_name(reading.raw),
        "face": [face.x, face.y, face.w, face.h] if face else None,
        "light": reading.light,
        "signs": signs_json(reading.signs),
    }


def signs_json(signs: Signs | None) -> dict[str, float | None] | None:
    """What the landmarks say as one flat table: degrees of the head, then the rest by its names."""
    if signs is None:
        return None
    flat = asdict(signs)
    return {**flat.pop("head"), **flat}


def _by_name(probabilities: Probabilities | None) -> dict[str, float] | None:
    return {c.value: p for c, p in probabilities.items()} if probabilities is not None else None
