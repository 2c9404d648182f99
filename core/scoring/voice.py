"""The voice in answers: when it counts, what it adds up to, and its part of the score.

    voice = 100 * min(1, speaking / speaking_low) * (0.4 pace + 0.2 start + 0.2 flow + 0.2 level)

Each part is 0 to 1 (see the functions below); limits are the user's `Norms`. A silent answer makes 0. Where less than
half of an answer was measured there is no score of its voice. What it adds to the sum over the senses is said in
`senses`; the score of the expression stands alone as before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.session.events import AnswerBegan, AnswerEnded, Event, Finished, Paused, Resumed
from core.voice.measures import Span, VoiceMeasures, joined, measure
from core.voice.norms import Norms
from core.voice.readings import VoiceReading

PACE, START, FLOW, LEVEL = 0.4, 0.2, 0.2, 0.2
"""Weights of the parts; pace first, since it is what listeners complain of most. Judgement of ours."""
LONG_PAUSES = 0.25
"""Share of an answer in long pauses at which nothing is left of the flow."""
LEAST_TIME_S = 2.0


@dataclass(frozen=True, slots=True)
class VoiceScore:
    """0 to 100 in `value`, or None with the code `no_answer` or `voice_not_measured`; the parts are 0 to 1."""

    value: float | None
    withheld: str | None = None
    pace: float = 0.0
    start: float = 0.0
    flow: float = 0.0
    level: float = 0.0


class Spans:
    """When answers run, by question and attempt: pauses are left out. Fed with events in the order of time."""

    def __init__(self) -> None:
        self.answers: dict[tuple[int, int], list[Span]] = {}
        self._key: tuple[int, int] | None = None
        self._since: float | None = None
        self._until = 0.0

    def event(self, event: Event) -> None:
        """Take an event."""
        if isinstance(event, AnswerBegan):
            self._end(event.t)
            self._key, self._since = (event.index, event.attempt), event.t
            self.answers[self._key] = []
        elif isinstance(event, (AnswerEnded, Finished)):
            self._end(event.t)
            self._key = None
        elif isinstance(event, Resumed) and event.after_restart:
            self._end(self._until)
            self._key = None
        elif isinstance(event, Paused):
            self._end(event.t)
        elif isinstance(event, Resumed) and self._key is not None and self._since is None:
            self._since = event.t
        self._until = event.t

    def close(self, t: float) -> None:
        """The session was cut off at `t`."""
        self._end(t)

    @property
    def open(self) -> bool:
        """Whether an answer runs, and not a pause of it."""
        return self._since is not None

    def counts(self, reading: VoiceReading) -> bool:
        """Whether any part of the reading lies within an answer; readings come a little late."""
        if self._since is not None and reading.until > self._since:
            return True
        last = next(reversed(self.answers.values()), [])
        return any(reading.t < ended and reading.until > began for began, ended in last)

    def _end(self, t: float) -> None:
        if self._key is not None and self._since is not None and t > self._since:
            self.answers[self._key].append((self._since, t))
        self._since = None


def measured_answers(
    events: Iterable[Event], readings: Sequence[VoiceReading], end_t: float, norms: Norms
) -> dict[tuple[int, int], VoiceMeasures]:
    """The voice of each answer by question and attempt; times within an answer count without its pauses."""
    spans = Spans()
    for event in events:
        spans.event(event)
    spans.close(end_t)
    return {key: _measured(readings, parts, norms) for key, parts in spans.answers.items()}


def _measured(readings: Sequence[VoiceReading], spans: Sequence[Span], norms: Norms) -> VoiceMeasures:
    return measure(joined(readings, spans), 0.0, sum(ended - began for began, ended in spans), norms)


def voice_score(voice: VoiceMeasures, norms: Norms) -> VoiceScore:
    """The voice's part of the score of one answer."""
    if voice.total_s < LEAST_TIME_S:
        return VoiceScore(None, "no_answer")
    if not voice.measured:
        return VoiceScore(None, "voice_not_measured")
    if silent(voice, norms):
        return VoiceScore(0.0)
    pace, start, flow, level = _pace(voice, norms), _start(voice, norms), _flow(voice, norms), _level(voice, norms)
    spoken = min(1.0, voice.speaking / norms.speaking_low)
    value = 100.0 * spoken * (PACE * pace + START * start + FLOW * flow + LEVEL * level)
    return VoiceScore(round(value, 1), None, pace, start, flow, level)


def silent(voice: VoiceMeasures, norms: Norms) -> bool:
    """Whether enough was measured to say that nobody spoke."""
    return voice.measured and voice.speaking < norms.silent_share


def mean_voice(scores: Iterable[tuple[VoiceScore, float]]) -> float | None:
    """The mean over answers that have a score, weighted by their seconds."""
    known = [(score.value, seconds) for score, seconds in scores if score.value is not None]
    total = sum(seconds for _, seconds in known)
    return round(sum(value * seconds for value, seconds in known) / total, 1) if total else None


def _pace(voice: VoiceMeasures, norms: Norms) -> float:
    """1 within the limits, 0 from half as much below and half as much again above."""
    if voice.pace is None:
        return 1.0
    below = (voice.pace - 0.5 * norms.pace_low) / (0.5 * norms.pace_low)
    above = (1.5 * norms.pace_high - voice.pace) / (0.5 * norms.pace_high)
    return max(0.0, min(1.0, below, above))


def _start(voice: VoiceMeasures, norms: Norms) -> float:
    """1 up to the limit for the first word, 0 from three times the limit; 1 where it is not known."""
    if voice.first_word_s is None:
        return 1.0
    return max(0.0, min(1.0, (3.0 * norms.first_word_s - voice.first_word_s) / (2.0 * norms.first_word_s)))


def _flow(voice: VoiceMeasures, norms: Norms) -> float:
    """1 without long pauses, 0 where they make a quarter of what was measured."""
    long = sum(pause.seconds for pause in voice.pauses if pause.seconds >= norms.long_pause_s)
    return max(0.0, 1.0 - long / (LONG_PAUSES * voice.measured_s))


def _level(voice: VoiceMeasures, norms: Norms) -> float:
    """1 from the least distance to the noise floor on; 1 where it is not known."""
    if voice.level_db is None:
        return 1.0
    return max(0.0, min(1.0, voice.level_db / norms.level_low_db))
