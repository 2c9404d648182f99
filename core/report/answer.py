"""One answer of a report, and its parts in JSON's types, as `poise report --json` prints them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from core.base.types import Mood
from core.cueing.cues import Cue
from core.report.advice import Advice
from core.report.voice import VoiceReport
from core.report.words import WordsReport
from core.scoring.episodes import Episode, Recovery
from core.scoring.gaps import Gap, Peaks
from core.scoring.lanes import Lane
from core.scoring.presence import Presence
from core.scoring.scoring import Score
from core.scoring.timeline import Bucket
from core.session.answer_time import AnswerTime
from core.session.events import LookCalled, cue_to_json_dict
from core.session.plan import PlannedQuestion
from core.session.snapshot import Totals


@dataclass(frozen=True, slots=True)
class AnswerReport:
    """One answer (of watching: the whole session).

    `how` it ended: time, submitted, quit or interrupted; `began` is session time, `allowed_s` None without a limit;
    `longest_s` the longest bad episode; `attempts` how many were begun; without landmarks `presence` is None. `calls`
    are those that called the eyes back, `gaps` what was not measured. `time` tells the moments of its cues;
    `timeline`, gaps and lanes leave its pauses out, as it does.
    """

    index: int
    question: PlannedQuestion | None
    attempt: int
    attempts: int
    how: str
    began: float
    used_s: float
    allowed_s: float | None
    score: Score
    totals: Totals
    episodes: tuple[Episode, ...]
    longest_s: float
    recoveries: tuple[Recovery, ...]
    cues: tuple[Cue, ...]
    timeline: tuple[Bucket, ...]
    presence: Presence | None
    advice: tuple[Advice, ...]
    voice: VoiceReport | None = None
    words: WordsReport | None = None
    lanes: tuple[Lane, ...] = ()
    calls: tuple[LookCalled, ...] = ()
    gaps: tuple[Gap, ...] = ()
    peaks: Peaks = field(default_factory=Peaks)
    time: AnswerTime = field(default_factory=lambda: AnswerTime(0.0), compare=False, repr=False)

    @property
    def silent(self) -> bool:
        """Whether a microphone listened and heard hardly a word."""
        return self.voice is not None and self.voice.silent

    def to_json_dict(self) -> dict[str, Any]:
        """In JSON's types."""
        return {
            **{name: getattr(self, name) for name in ("index", "attempt", "attempts", "how", "began")},
            "question": asdict(self.question) if self.question else None,
            "used_s": self.used_s,
            "allowed_s": self.allowed_s,
            "score": asdict(self.score),
            "seconds": totals_json(self.totals),
            "longest_s": self.longest_s,
            "episodes": [asdict(episode) for episode in self.episodes],
            "recoveries": [asdict(recovery) for recovery in self.recoveries],
            "cues": [{**cue_to_json_dict(cue), "at": self.time.at(cue.t)} for cue in self.cues],
            "timeline": [asdict(bucket) for bucket in self.timeline],
            "presence": presence_json(self.presence),
            "advice": [asdict(advice) for advice in self.advice],
            "voice": self.voice.to_json_dict() if self.voice else None,
            "words": self.words.to_json_dict() if self.words else None,
            "calls": [{"t": call.t, "at": self.time.at(call.t), "where": call.where} for call in self.calls],
            "gaps": [asdict(gap) for gap in self.gaps],
            "peaks": asdict(self.peaks),
            "lanes": [lane.to_json_dict() for lane in self.lanes],
        }


def presence_json(presence: Presence | None) -> dict[str, Any] | None:
    """The presence with the figures that follow from it."""
    if presence is None:
        return None
    properties = {name: getattr(presence, name) for name in ("share", "longest_s", "mostly")}
    return {**asdict(presence), **properties}


def totals_json(totals: Totals) -> dict[str, Any]:
    """The seconds of each mood and of what was not measured."""
    return {
        **{mood.value: totals.moods[mood] for mood in Mood},
        "measured": totals.measured_s,
        "total": totals.total_s,
        "unmeasured": {state.value: seconds for state, seconds in totals.unmeasured.items()},
    }
