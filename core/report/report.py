"""A stored session as a report: per answer and overall, only what was observed, each number with its rule.

Formulas and codes are in `core/README.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from core.base.records import to_record
from core.base.types import Notice, Reading
from core.cueing.cues import Cue, CueCount
from core.cueing.moods import MoodMap
from core.cueing.policy import CuePolicy
from core.engine.notices import Notices
from core.report.advice import MOST_ADVICE, Advice, Observed, advise
from core.report.answer import AnswerReport as AnswerReport
from core.report.answer import presence_json, totals_json
from core.report.disposition import Disposition, disposition_of
from core.report.voice import VoiceReport, advise_all, norms_in, voice_report
from core.report.words import WordsReport, advise_speech, words_report
from core.scoring.answers import Judge
from core.scoring.counts import WHOLE, by_attempt, final_answers
from core.scoring.episodes import YARDSTICK, Episode, Recovery, episodes_of, longest_s, mean_recovery, recoveries_of
from core.scoring.gaps import gaps_of, peaks_of
from core.scoring.lanes import Lane, call_lanes, seen_lanes, voice_lanes
from core.scoring.presence import Followed, Presence, PresenceSettings, followed, together
from core.scoring.scoring import Answer, Score, add_totals, score
from core.scoring.senses import EXPRESSION, PRESENCE, VOICE, Together, sum_of_senses
from core.scoring.timeline import Bucket, timeline
from core.scoring.voice import mean_voice, measured_answers
from core.session.events import Changed, Event, LookCalled, Noticed, Skipped
from core.session.plan import InterviewPlan, PlannedQuestion
from core.session.snapshot import Totals
from core.store.about import cone_of, moods_of
from core.store.sessions import SessionInfo, StoredSession
from core.voice.readings import VoiceReading

JSON_VERSION = 1
"""Of the report in JSON: another number where a field goes or changes its meaning (`poise report --schema`)."""
PASSING = frozenset({"store_failed", "store_rescued", "no_speech"})
"""Notices that matter while a session runs only: what a store held back is in it by the time of a report."""


@dataclass(frozen=True, slots=True)
class Report:
    """The whole session; `disposition` only of rapid items.

    `voice` is the score of the voice, `together` the weighted sum (`scoring.senses`).

    `recovery_s` is the mean over the sounds after which the face recovered.

    `notices` are those that its user was shown, each once: a demo camera, a lowered rate, no sound.
    """

    session: SessionInfo
    plan: InterviewPlan | None
    answers: tuple[AnswerReport, ...]
    skipped: tuple[int, ...]
    score: Score
    totals: Totals
    episodes: int
    longest_s: float
    recovery_s: float | None
    cues: CueCount
    presence: Presence | None
    advice: tuple[Advice, ...]
    notices: tuple[Notice, ...]
    voice: float | None = None
    together: Together | None = None
    disposition: Disposition | None = None

    @property
    def calls(self) -> int:
        """How often the eyes were called back in the answers that count."""
        return sum(len(answer.calls) for answer in self.answers)

    @property
    def answered(self) -> int:
        """How many questions were answered to the end."""
        return sum(answer.question is not None and answer.how in WHOLE for answer in self.answers)

    @property
    def language(self) -> str:
        """In which its questions were asked; English where none were."""
        return (self.plan.language if self.plan else "") or "en"

    def planned(self, index: int) -> PlannedQuestion | None:
        """Question `index` (from 0) of its plan; None where there is none."""
        return self.plan.questions[index] if self.plan and index < len(self.plan.questions) else None

    def to_json_dict(self) -> dict[str, Any]:
        """The report in JSON's types, as `poise report --json` prints it."""
        return {
            "version": JSON_VERSION,
            "session": self.session.to_json_dict(),
            "score": asdict(self.score),
            "voice": self.voice,
            "together": self.together.value if self.together else None,
            "senses": dict(self.together.shares) if self.together else {},
            "seconds": totals_json(self.totals),
            "episodes": self.episodes,
            "longest_s": self.longest_s,
            "recovery_s": self.recovery_s,
            "cues": self.cues.given,
            "cues_heard": self.cues.heard,
            "marks": self.cues.marks,
            "calls": self.calls,
            "answered": self.answered,
            "presence": presence_json(self.presence),
            "skipped": list(self.skipped),
            "disposition": to_record(self.disposition) if self.disposition else None,
            "advice": [asdict(advice) for advice in self.advice],
            "notices": [asdict(notice) for notice in self.notices],
            "answers": [answer.to_json_dict() for answer in self.answers],
        }


def build_report(stored: StoredSession) -> Report:
    """The report of a stored session, also of one that was cut off."""
    answers, moods = judged(stored)
    final = final_answers(answers)
    norms = norms_in(stored)
    heard = measured_answers(stored.events, stored.voice, stored.end_t, norms) if norms else {}
    voices = {key: voice_report(measures, norms) for key, measures in heard.items()}
    reports = tuple(
        _answer_report(answer, answers, stored, moods, voices.get((answer.index, answer.attempt))) for answer in final
    )
    totals = add_totals(report.totals for report in reports)
    longest = max((report.longest_s for report in reports), default=0.0)
    recovery = mean_recovery([each for report in reports for each in report.recoveries])
    overall = score(totals, stored.plan.answers_s if stored.plan else 0.0)
    calibrated = bool(stored.info.about.get("profile"))
    presence = together([report.presence for report in reports if report.presence is not None])
    whole = stored.plan is None or stored.info.complete
    spoken = [report.voice for report in reports if report.voice is not None]
    worded = [report.words for report in reports if report.words is not None]
    voice = mean_voice((each.score, each.measures.total_s) for each in spoken)
    seen = Observed(overall, totals, longest, recovery, _used(reports), None, calibrated, presence, whole)
    return Report(
        session=stored.info,
        plan=stored.plan,
        answers=reports,
        skipped=tuple(event.index for event in stored.events if isinstance(event, Skipped)),
        score=overall,
        totals=totals,
        episodes=sum(len(report.episodes) for report in reports),
        longest_s=longest,
        recovery_s=recovery,
        cues=totals.cues,
        presence=presence,
        advice=advise_all(advise(seen), advise_speech(spoken, worded, norms), MOST_ADVICE),
        notices=_notices(stored),
        voice=voice,
        disposition=disposition_of(stored),
        together=_together(overall, presence, voice),
    )


def _together(expression: Score, presence: Presence | None, voice: float | None) -> Together | None:
    return sum_of_senses({EXPRESSION: expression.value, PRESENCE: presence.score if presence else None, VOICE: voice})


class _Given(CuePolicy):
    """Finds no cue anew: in a report those count that were given."""

    def step(self, reading: Reading) -> None:
        """Nothing is due."""


def judged(stored: StoredSession) -> tuple[list[Answer], MoodMap]:
    """All attempts with their readings and the cues that were really given; and the moods at the end."""
    judge = Judge(_Given(YARDSTICK), keep=True)
    moods = moods_of(stored.info.about.get("moods", {}))
    for item in in_order(stored.events, stored.readings):
        if isinstance(item, Reading):
            judge.reading(item)
        else:
            judge.event(item)
            if isinstance(item, Changed) and item.what == "moods":
                moods = moods_of(item.value)
    judge.close(stored.end_t)
    given = by_attempt([answer.began for answer in judge.answers], stored.cues)
    for answer, cues in zip(judge.answers, given, strict=True):
        answer.cues = cues
    return judge.answers, moods


def in_order(events: Iterable[Event], readings: Iterable[Reading]) -> Iterator[Event | Reading]:
    """Events and readings as they happened; at the same moment the event was first."""
    waiting = list(events)[::-1]
    for reading in readings:
        while waiting and waiting[-1].t <= reading.t:
            yield waiting.pop()
        yield reading
    yield from reversed(waiting)


def _answer_report(
    answer: Answer, every: Sequence[Answer], stored: StoredSession, moods: MoodMap, voice: VoiceReport | None
) -> AnswerReport:
    plan, readings = stored.plan, answer.readings
    words = words_report(stored, answer.index, answer.attempt)
    ended = stored.end_t if answer.ended is None else answer.ended
    episodes = episodes_of(readings, moods, answer.time)
    recoveries = recoveries_of(answer.cues, episodes, readings[-1].t if readings else ended)
    seen = _seen(answer, stored)
    presence = seen.presence if seen is not None else None
    drawn = _Drawn.of(answer, ended, stored.voice, seen)
    buckets = tuple(timeline(drawn.readings, drawn.cues, answer.began, drawn.ended))
    observed = _observed(answer, stored, episodes, recoveries, buckets, presence)
    calls = [e for e in stored.events if isinstance(e, LookCalled) and answer.began <= e.t <= ended]
    return AnswerReport(
        index=answer.index,
        question=plan.questions[answer.index] if plan else None,
        attempt=answer.attempt,
        attempts=sum(other.index == answer.index for other in every),
        how=answer.how,
        began=answer.began,
        used_s=answer.used_s,
        allowed_s=plan.limit_s(answer.index) if plan else None,
        score=observed.score,
        totals=observed.totals,
        episodes=tuple(episodes),
        longest_s=observed.longest_s,
        recoveries=tuple(recoveries),
        cues=tuple(answer.cues),
        timeline=buckets,
        presence=presence,
        advice=advise_all(advise(observed), _about_speech(voice, words, stored), MOST_ADVICE),
        voice=voice,
        words=words,
        lanes=_lanes(answer, drawn, [bucket.t for bucket in buckets], calls, voiced=voice is not None),
        calls=tuple(calls),
        gaps=gaps_of(drawn.readings, answer.began, drawn.ended),
        peaks=peaks_of(buckets),
        time=answer.time,
    )


def _seen(answer: Answer, stored: StoredSession) -> Followed | None:
    """Where head and eyes were, by the looks of the user's own calibration where there is one."""
    return followed(answer.readings, answer.began, PresenceSettings(cone_of(stored.info.about)), answer.time)


def _about_speech(voice: VoiceReport | None, words: WordsReport | None, stored: StoredSession) -> list[Advice]:
    return advise_speech([voice] if voice else [], [words] if words else [], norms_in(stored) if voice else None)


def _lanes(
    answer: Answer,
    drawn: _Drawn,
    times: Sequence[float],
    calls: Iterable[LookCalled],
    *,
    voiced: bool,
) -> tuple[Lane, ...]:
    """The lines below the moods: what was seen, where the eyes were called back, and the voice where it was heard."""
    return (
        *seen_lanes(drawn.seen, drawn.readings, answer.began, drawn.ended, times),
        *call_lanes([(answer.time.at(call.t), call) for call in calls]),
        *(voice_lanes(drawn.voice, answer.began, drawn.ended, len(times)) if voiced else ()),
    )


def _observed(
    answer: Answer,
    stored: StoredSession,
    episodes: Sequence[Episode],
    recoveries: Sequence[Recovery],
    buckets: Sequence[Bucket],
    presence: Presence | None,
) -> Observed:
    """The figures that advice may be based on."""
    allowed = stored.plan.limit_s(answer.index) if stored.plan else None
    totals = answer.totals()
    return Observed(
        score=score(totals, allowed or 0.0),
        totals=totals,
        longest_s=longest_s(episodes),
        recovery_s=mean_recovery(recoveries),
        used=answer.used_s / allowed if allowed and answer.how == "submitted" else None,
        thirds=thirds_of(buckets),
        calibrated=bool(stored.info.about.get("profile")),
        presence=presence,
        whole=stored.plan is None or answer.how in WHOLE,
    )


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What is drawn of an answer: on a line of session time from which its pauses were cut out."""

    readings: Sequence[Reading]
    cues: Sequence[Cue]
    voice: Sequence[VoiceReading]
    seen: Followed | None
    ended: float

    @classmethod
    def of(cls, answer: Answer, ended: float, voice: Sequence[VoiceReading], seen: Followed | None) -> _Drawn:
        if not answer.time.paused:
            return cls(answer.readings, answer.cues, voice, seen, ended)

        def moved(t: float) -> float:
            return answer.began + answer.time.at(t)

        within = [reading for reading in voice if reading.until > answer.began and reading.t < ended]
        return cls(
            [replace(reading, t=moved(reading.t)) for reading in answer.readings],
            [replace(cue, t=moved(cue.t)) for cue in answer.cues],
            [replace(reading, t=moved(reading.t), until=moved(reading.until)) for reading in within],
            seen.moved(moved) if seen is not None else None,
            moved(ended),
        )


def _notices(stored: StoredSession) -> tuple[Notice, ...]:
    """The notices of the beginning and of later, without what says nothing of what was observed.

    Of the rates to which a slow machine was lowered only the lowest is kept.
    """
    first = (Notice(each["code"], each.get("params", {})) for each in stored.info.about.get("notices", ()))
    later = (Notice(event.code, event.params) for event in stored.events if isinstance(event, Noticed))
    noted = [notice for notice in (*first, *later) if notice.code not in PASSING]
    slowest = min((n for n in noted if n.code == "slowed"), key=lambda n: n.params.get("fps", 0), default=None)
    kept = Notices()
    for notice in noted:
        kept.add(slowest if slowest is not None and notice.code == "slowed" else notice)
    return kept.all


def _used(reports: Sequence[AnswerReport]) -> float | None:
    """The mean share of the answer time that was used by answers which were submitted early."""
    shares = [r.used_s / r.allowed_s for r in reports if r.allowed_s and r.how in WHOLE]
    return sum(shares) / len(shares) if shares else None


def thirds_of(buckets: Sequence[Bucket]) -> tuple[float, float, float] | None:
    """The bad share of the measured time in each third of an answer; None where a third was hardly measured."""
    shares = []
    for third in range(3):
        part = buckets[third * len(buckets) // 3 : (third + 1) * len(buckets) // 3]
        measured = sum(bucket.measured for bucket in part)
        if measured < 1.0:
            return None
        shares.append(sum(bucket.bad for bucket in part) / measured)
    return shares[0], shares[1], shares[2]
