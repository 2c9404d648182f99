"""A store with sessions in it, written by the real recorder from scripted faces."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from core.base.clock import ManualClock
from core.base.paths import store_file
from core.base.types import Box, Expression, Notice, Probabilities, Reading, ReadingState
from core.cueing.cues import CueLevel, Sound
from core.cueing.moods import MoodMap
from core.cueing.policy import CuePolicy, PolicySettings
from core.session.events import (
    AnswerBegan,
    AnswerEnded,
    CueGiven,
    CueSounded,
    Event,
    Finished,
    Noticed,
    QuestionShown,
    Skipped,
)
from core.session.plan import InterviewPlan, PlannedQuestion
from core.store.about import about_session
from core.store.recorder import Recorder
from core.store.store import SessionStore

FPS = 5.0
FACES: dict[str, Probabilities] = {
    "h": {Expression.HAPPY: 0.9, Expression.NEUTRAL: 0.08, Expression.SAD: 0.02},
    "n": {Expression.HAPPY: 0.1, Expression.NEUTRAL: 0.8, Expression.SAD: 0.1},
    "s": {Expression.HAPPY: 0.02, Expression.NEUTRAL: 0.15, Expression.SAD: 0.83},
}
STATES = {".": ReadingState.NO_FACE, "d": ReadingState.TOO_DARK}
QUESTIONS = (
    PlannedQuestion(
        "intro", "self_introduction", {"en": "Please introduce yourself briefly.", "ko": "자기소개를 해 주세요."}
    ),
    PlannedQuestion(
        "weak",
        "strengths_weaknesses",
        {
            "en": "What is a weakness of yours that you have been working on, and what have you tried so far?",
            "ko": "고치려고 노력해 온 단점은 무엇이며, 지금까지 어떤 방법을 써 보셨습니까?",
        },
    ),
    PlannedQuestion(
        "why", "motivation", {"en": "Why do you want to work with us?", "ko": "지원 동기를 말씀해 주세요."}
    ),
)
ANSWERS = ("nnnnnnhhhhhhnnnnnnnnhhhhhhhnnn", "nnnnssssssssssssnnnnnn..nnsssssss", "nnnnnhhhhhnnnnhhhhhnnn")
"""A letter a second: happy, neutral, sad, `.` no face, d too dark."""


def readings(script: str, began: float, moods: MoodMap) -> Iterable[Reading]:
    """The readings of an answer."""
    for number in range(int(len(script) * FPS)):
        t = began + (number + 1) / FPS
        letter = script[min(len(script) - 1, int(number / FPS))]
        if letter in STATES:
            yield Reading(t, STATES[letter], 0, light=40.0)
        else:
            seen = FACES[letter]
            yield Reading(t, ReadingState.MEASURED, 1, seen, seen, moods.mood(seen), Box(60, 40, 90, 90), 120.0)


def store_session(
    data: Path,
    answers: Iterable[str] = ANSWERS,
    *,
    language: str = "en",
    complete: bool = True,
    score: float | None = 71.0,
    demo: bool = False,
    profile: str = "",
    notices: Iterable[Notice] = (),
    began: str = "2026-03-01T10:00:00+00:00",
    skipped: Iterable[int] = (),
) -> int:
    """Store an interview whose answers were these faces; gives its id.

    The first in a store is recorded once in a process and then copied: most tests want the same one.
    """
    store, told = SessionStore(store_file(data)), tuple(notices)
    held = Held(tuple(answers), language, complete, score, demo, profile, tuple(skipped), repr(QUESTIONS))
    first = not store.path.exists() and not told
    if first and held in _kept:
        store.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        store.path.touch(mode=0o600)
        store.path.write_bytes(_kept[held])
        session = 1
    else:
        session = _record(store, held, told)
        if first and not Path(f"{store.path}-wal").exists():  # else the file alone lacks something
            _kept[held] = store.path.read_bytes()
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute("UPDATE session SET began = ? WHERE id = ?", (began, session))
    return session


class Held(NamedTuple):
    """What an interview was like."""

    answers: tuple[str, ...]
    language: str
    complete: bool
    score: float | None
    demo: bool
    profile: str
    skipped: tuple[int, ...]
    questions: str
    """As they are now: a test may have put its own texts into them."""


_kept: dict[Held, bytes] = {}


def _record(store: SessionStore, held: Held, notices: Iterable[Notice]) -> int:
    clock, moods = ManualClock(), MoodMap()
    plan = InterviewPlan("quick", held.language, QUESTIONS, prep_s=10, answer_s=34)
    about = about_session(
        moods=moods,
        policy=PolicySettings(),
        policy_name="normal",
        network="default",
        camera="demo" if held.demo else "/dev/video0",
        demo=held.demo,
        profile=held.profile,
    )
    recorder = store.begin("interview", plan, about, clock)
    recorder.score = held.score
    for notice in notices:
        _tell(recorder, Noticed(3.0, notice.code, notice.params))
    t, policy = 4.0, CuePolicy(PolicySettings(), moods)
    for index, script in enumerate(held.answers):
        t = _answer(recorder, policy, index, script, t + 12.0)
    for index in held.skipped:
        _tell(recorder, Skipped(t, index))
    _tell(recorder, Finished(t, held.complete))
    recorder.close()
    return recorder.session


def _answer(recorder: Recorder, policy: CuePolicy, index: int, script: str, t: float) -> float:
    policy.forget()
    question = QUESTIONS[index]
    _tell(recorder, QuestionShown(t - 10, index, question.id, question.says("en"), 1))
    _tell(recorder, AnswerBegan(t, index, 1))
    for reading in readings(script, t, policy.moods):
        recorder.reading(reading)
        cue = policy.step(reading)
        if cue is not None:
            _tell(recorder, CueGiven(cue.t, cue))
            if cue.level > CueLevel.MARK:
                _tell(recorder, CueSounded(cue.t, Sound.TONE if cue.level is CueLevel.TONE else Sound.VOICE))
    end = t + len(script)
    _tell(recorder, AnswerEnded(end, index, 1, "time" if index == 1 else "submitted", float(len(script))))
    return end


def _tell(recorder: Recorder, event: Event) -> None:
    recorder.event(event)
