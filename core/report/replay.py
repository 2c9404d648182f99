"""The same readings through other settings: which cues, moods and score they would have given, moment by moment.

Identical settings give identical results, to the byte: everything is computed from stored numbers in one order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.base.records import json_text
from core.base.types import Adjust, Mood, Reading, ReadingState
from core.camera.base import FrameSource
from core.cueing.cues import Cue, CueCount, CueState
from core.cueing.moods import MoodMap
from core.cueing.policy import CuePolicy, PolicySettings
from core.report.report import in_order
from core.scoring.answers import Judge
from core.scoring.counts import final_answers, total_of
from core.scoring.scoring import Score, score
from core.session.events import AnswerBegan, AnswerEnded, Changed, Event, cue_to_json_dict
from core.session.snapshot import Totals
from core.store.about import moods_of, moods_record, policy_of
from core.store.sessions import StoredSession
from core.vision.faces import FrameReader


@dataclass(frozen=True, slots=True)
class Tape:
    """Readings that counted, in order, with the events between them: a session or a clip, ready to be judged.

    `moods` and `policy` are those that it began with.
    """

    name: str
    readings: tuple[Reading, ...]
    events: tuple[Event, ...]
    moods: MoodMap
    policy: PolicySettings
    planned_s: float = 0.0
    """Answer time of the whole plan; 0 where there is none."""
    profile: str | None = None
    """The calibration that it was recorded with from end to end, "" for none; None where that is not known."""


@dataclass(frozen=True, slots=True)
class Judging:
    """By what a tape is judged; what is None stays as it was recorded, changes in mid-session included.

    With `correction` or `uncorrected` the raw probabilities are taken, corrected anew or not at all.
    """

    moods: MoodMap | None = None
    policy: PolicySettings | None = None
    correction: Adjust | None = None
    uncorrected: bool = False


AS_RECORDED = Judging()


@dataclass(frozen=True, slots=True)
class Moment:
    """A reading of an answer as it is judged: `at` seconds into attempt `attempt` at question `index`.

    `state` is the cue policy after it (budget, filtered share), `cue` what the policy gave at it.
    """

    index: int
    attempt: int
    at: float
    reading: Reading
    state: CueState
    cue: Cue | None


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """What the settings make of a tape; `cues` are those of the answers that count, with the marks (level 1)."""

    name: str
    readings: int
    cues: tuple[Cue, ...]
    totals: Totals
    score: Score

    @property
    def sounds(self) -> int:
        """How many cues would be given."""
        return CueCount.of(self.cues).given

    def to_json_dict(self) -> dict[str, Any]:
        """The result in JSON's types."""
        return {
            "name": self.name,
            "readings": self.readings,
            "sounds": self.sounds,
            "marks": len(self.cues) - self.sounds,
            "cues": [cue_to_json_dict(cue) for cue in self.cues],
            "seconds": {mood.value: self.totals.moods[mood] for mood in Mood},
            "unmeasured": {state.value: self.totals.unmeasured.get(state, 0.0) for state in _UNMEASURED},
            "score": self.score.value,
            "withheld": self.score.withheld,
        }

    def to_json(self) -> str:
        """The result as text; equal settings give equal text."""
        return json_text(self.to_json_dict(), ensure_ascii=False, sort_keys=True)


_UNMEASURED = tuple(state for state in ReadingState if state is not ReadingState.MEASURED)


def tape_of_session(stored: StoredSession) -> Tape:
    """A stored session as a tape, with the moods and the policy that it began with."""
    about = stored.info.about
    ended = AnswerEnded(
        stored.end_t, 0, 1, "interrupted", 0.0
    )  # closes an answer that was cut off; else of no effect
    changed = any(isinstance(event, Changed) and event.what == "profile" for event in stored.events)
    return Tape(
        name=f"session {stored.info.id}",
        readings=stored.readings,
        events=(*stored.events, ended),
        moods=moods_of(about.get("moods", {})),
        policy=policy_of(about.get("policy", {})),
        planned_s=stored.plan.answers_s if stored.plan else 0.0,
        profile=None if changed else str(about.get("profile") or ""),
    )


def tape_of_clip(
    source: FrameSource, reader: FrameReader, *, seconds: float | None = None, moods: MoodMap | None = None
) -> Tape:
    """Read a clip (a source that is not live) frame by frame, as watching under `--fast` does. Raises SourceError."""
    readings = []
    try:
        for frame in source.frames():
            if seconds is not None and frame.t >= seconds:
                break
            readings.append(reader.read(frame))
    finally:
        source.close()
    return tape_of_readings(source.name, readings, moods)


def tape_of_readings(name: str, readings: Sequence[Reading], moods: MoodMap | None = None) -> Tape:
    """Bare readings as a tape: one long answer, as in watching."""
    end = readings[-1].t if readings else 0.0
    events = (AnswerBegan(0.0, 0, 1), AnswerEnded(end, 0, 1, "quit", end))
    return Tape(name, tuple(readings), events, moods or MoodMap(), PolicySettings())


def replay(
    tape: Tape,
    *,
    moods: MoodMap | None = None,
    policy: PolicySettings | None = None,
    correction: Adjust | None = None,
    uncorrected: bool = False,
) -> ReplayResult:
    """Judge a tape; what is not given stays as recorded, changes in mid-session included.

    With `correction` or `uncorrected` the raw probabilities are taken, corrected anew or not at all.
    """
    judging = Judging(moods, policy, correction, uncorrected)
    judge = _judge(tape, judging)
    for _reading, _cue in _judged(tape, judge, judging):
        pass
    totals = total_of(judge.answers)
    cues = tuple(cue for answer in final_answers(judge.answers) for cue in answer.cues)
    return ReplayResult(tape.name, len(tape.readings), cues, totals, score(totals, tape.planned_s))


def moments(tape: Tape, judging: Judging = AS_RECORDED) -> Iterator[Moment]:
    """The readings of all answers of a tape, one by one as they are judged: what can be moved along."""
    judge = _judge(tape, judging)
    for reading, cue in _judged(tape, judge, judging):
        answer = judge.open
        if answer is not None:
            at = answer.time.at(reading.t)
            yield Moment(answer.index, answer.attempt, at, reading, judge.policy.state(), cue)


def judged_anew(stored: StoredSession, judging: Judging, seen: Iterable[Moment]) -> StoredSession:
    """The session as far as these of its moments tell of it, judged as they are: ready for a report.

    What became of a cue is known where the same one was given. All moments as recorded make the session itself.
    """
    sounds = {(cue.t, cue.level): cue.sound for cue in stored.cues}
    fixed = {} if judging.moods is None else {"moods": moods_record(judging.moods)}
    every = tuple(seen)
    given = (moment.cue for moment in every if moment.cue is not None)
    return replace(
        stored,
        info=replace(stored.info, about={**stored.info.about, **fixed}),
        readings=tuple(moment.reading for moment in every),
        cues=tuple(replace(cue, sound=sounds.get((cue.t, cue.level))) for cue in given),
        events=tuple(e for e in stored.events if not (isinstance(e, Changed) and e.what in fixed)),
    )


def _judge(tape: Tape, judging: Judging) -> Judge:
    return Judge(CuePolicy(judging.policy or tape.policy, judging.moods or tape.moods))


def _judged(tape: Tape, judge: Judge, judging: Judging) -> Iterator[tuple[Reading, Cue | None]]:
    """Drive `judge` along the tape; each reading as it is judged, and the cue that is due at it."""
    for item in in_order(tape.events, tape.readings):
        if isinstance(item, Reading):
            reading = _reread(item, judge.policy.moods, judging.correction, judging.uncorrected)
            yield reading, judge.reading(reading)
        else:
            _follow(judge, item, moods_fixed=judging.moods is not None, policy_fixed=judging.policy is not None)


def _follow(judge: Judge, event: Event, *, moods_fixed: bool, policy_fixed: bool) -> None:
    judge.event(event)
    if isinstance(event, Changed) and event.what == "moods" and not moods_fixed:
        judge.policy.change(moods=moods_of(event.value))
    elif isinstance(event, Changed) and event.what == "policy" and not policy_fixed:
        judge.policy.change(policy_of(event.value))


def _reread(reading: Reading, moods: MoodMap, correction: Adjust | None, uncorrected: bool) -> Reading:
    if reading.probabilities is None or reading.raw is None:
        return reading
    counts = reading.probabilities
    if correction is not None:
        counts = correction(reading.raw)
    elif uncorrected:
        counts = reading.raw
    return moods.judged(reading, counts)
