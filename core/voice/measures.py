"""What an answer's readings add up to: the same live, in a report and in a replay with other norms."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from statistics import median, pstdev, quantiles

from core.voice.norms import Norms
from core.voice.readings import VoiceReading, VoiceState, mean_db

_TAIL_S = 0.6  # the end of a sentence, for its trailing off
_SENTENCE_S = 1.5  # shorter runs of speech have no end of their own
_FILLER_SYLLABLES = 3
_FILLER_S = 2.0
LEAST_MEASURED = 0.5
_HOLD_GAP_S = 0.05


@dataclass(frozen=True, slots=True)
class Pause:
    """A silence between two words, from `t` (session time) on."""

    t: float
    seconds: float


@dataclass(frozen=True, slots=True)
class VoiceMeasures:
    """One answer's voice; times in seconds, None where it could not be measured.

    `first_word_s` and `ended_s` count from the answer's beginning; `pace` is in syllables a second of speaking
    (silences of less than 0.2 s included), `level_db` over the noise floor, `steadiness_db` the standard deviation of
    the level, `trail_db` how much softer sentence ends are than their sentences (median), `pitch_hz` the median,
    `range_st` the semitones between its 10th and 90th percentile, `clipped` the share of samples at full scale in the
    worst half second.
    """

    total_s: float
    measured_s: float
    speaking_s: float
    unmeasured: dict[VoiceState, float] = field(default_factory=dict)
    first_word_s: float | None = None
    ended_s: float | None = None
    pauses: tuple[Pause, ...] = ()
    syllables: int = 0
    pace: float | None = None
    level_db: float | None = None
    steadiness_db: float | None = None
    trail_db: float | None = None
    pitch_hz: float | None = None
    range_st: float | None = None
    lengthened: int = 0
    clipped: float = 0.0

    @property
    def measured(self) -> bool:
        """Whether enough was measured for a score and for advice."""
        return self.total_s > 0 and self.measured_s >= LEAST_MEASURED * self.total_s

    @property
    def speaking(self) -> float:
        """Share of the measured time that was spoken, 0 to 1."""
        return self.speaking_s / self.measured_s if self.measured_s > 0 else 0.0

    @property
    def longest_s(self) -> float:
        """The longest pause."""
        return max((pause.seconds for pause in self.pauses), default=0.0)


Span = tuple[float, float]
"""From when to when time counts (session time)."""


def joined(readings: Sequence[VoiceReading], spans: Sequence[Span]) -> list[VoiceReading]:
    """The readings of some spans as if these followed one another from 0 on: pauses of the session are cut out."""
    found: list[VoiceReading] = []
    at = 0.0
    for began, ended in spans:
        shifted = (_moved(reading, at - began) for reading in _cut(readings, began, ended))
        found += shifted
        at += ended - began
    return found


def _moved(reading: VoiceReading, by: float) -> VoiceReading:
    return replace(reading, t=reading.t + by, until=reading.until + by)


def measure(readings: Sequence[VoiceReading], began: float, ended: float, norms: Norms) -> VoiceMeasures:
    """The voice from `began` to `ended` (session time). Time without a reading was not measured."""
    inside = list(_cut(readings, began, ended))
    measured = [reading for reading in inside if reading.measured]
    spoken = [reading for reading in measured if reading.speech]
    measured_s = sum(reading.seconds for reading in measured)
    unmeasured = _unmeasured(inside, ended - began - measured_s)
    runs = list(_runs(inside, 0.0))
    speaking_s = sum(reading.seconds for reading in spoken)
    syllables = sum(reading.syllables for reading in spoken)
    levels = _levels(spoken)
    floor = _floor(measured)
    level = mean_db(spoken)
    pitch_hz, range_st = _pitch(spoken)
    return VoiceMeasures(
        total_s=ended - began,
        measured_s=measured_s,
        speaking_s=speaking_s,
        unmeasured=unmeasured,
        first_word_s=_first_word(inside, began),
        ended_s=spoken[-1].until - began if spoken else None,
        pauses=tuple(_pauses(inside, norms.pause_s)),
        syllables=syllables,
        pace=syllables / speaking_s if speaking_s >= 1.0 else None,
        level_db=level - floor if level is not None and floor is not None else None,
        steadiness_db=_steadiness(levels),
        trail_db=_trail(list(_runs(inside, norms.pause_s))),
        pitch_hz=pitch_hz,
        range_st=range_st,
        lengthened=sum(_is_filler(run) for run in runs),
        clipped=max((reading.clipped for reading in measured), default=0.0),
    )


def _cut(readings: Sequence[VoiceReading], began: float, ended: float) -> Iterator[VoiceReading]:
    """The readings of this time; one that reaches over its edges is shortened, its counts stay with its middle."""
    for reading in readings:
        t, until = max(reading.t, began), min(reading.until, ended)
        if until <= t:
            continue
        whole = began <= (reading.t + reading.until) / 2 <= ended
        yield VoiceReading(
            t,
            until,
            reading.state,
            reading.speech,
            reading.level_db,
            reading.clipped,
            reading.syllables if whole else 0,
            reading.pitch_hz,
            reading.lengthened if whole else 0,
        )


def _unmeasured(inside: Sequence[VoiceReading], rest: float) -> dict[VoiceState, float]:
    found: dict[VoiceState, float] = {}
    for reading in inside:
        if not reading.measured:
            found[reading.state] = found.get(reading.state, 0.0) + reading.seconds
    untold = rest - sum(found.values())
    if untold > _HOLD_GAP_S:
        state = VoiceState.LOST if inside else VoiceState.NO_MICROPHONE
        found[state] = found.get(state, 0.0) + untold
    return found


def _first_word(inside: Sequence[VoiceReading], began: float) -> float | None:
    """None, too, where something before it was not measured: the first word may have been there."""
    at = began
    for reading in inside:
        if not reading.measured or reading.t - at > 2 * _HOLD_GAP_S:
            return None
        if reading.speech:
            return reading.t - began
        at = reading.until
    return None


def _pauses(inside: Sequence[VoiceReading], least_s: float) -> Iterator[Pause]:
    """Silences between two words; one that was not measured throughout is none."""
    silent_from: float | None = None
    last: VoiceReading | None = None
    for reading in inside:
        if not reading.measured or (last is not None and reading.t - last.until > _HOLD_GAP_S):
            silent_from = None
        elif reading.speech and silent_from is not None and reading.t - silent_from >= least_s:
            yield Pause(silent_from, reading.t - silent_from)
        if reading.measured and reading.speech:
            silent_from = reading.until
        last = reading


def _runs(inside: Sequence[VoiceReading], gap_s: float) -> Iterator[list[VoiceReading]]:
    """Speech that no silence of `gap_s` or more interrupts (0: none at all)."""
    run: list[VoiceReading] = []
    for reading in inside:
        if not (reading.measured and reading.speech):
            continue
        if run and reading.t - run[-1].until > max(gap_s, _HOLD_GAP_S):
            yield run
            run = []
        run.append(reading)
    if run:
        yield run


def _is_filler(run: Sequence[VoiceReading]) -> bool:
    """A lengthened sound that stands alone: a steady part, and hardly a syllable beside it."""
    seconds = run[-1].until - run[0].t
    few = sum(reading.syllables for reading in run) <= _FILLER_SYLLABLES
    return few and seconds <= _FILLER_S and any(reading.lengthened for reading in run)


def _floor(measured: Sequence[VoiceReading]) -> float | None:
    """The level of what is not speech, its lower half: breath and chairs are not the room."""
    quiet = sorted(r.level_db for r in measured if not r.speech and r.level_db is not None and r.seconds > 0.1)
    return median(quiet[: len(quiet) // 2 + 1]) if quiet else None


def _levels(readings: Iterable[VoiceReading]) -> list[tuple[float, float]]:
    return [(reading.level_db, reading.seconds) for reading in readings if reading.level_db is not None]


def _steadiness(levels: Sequence[tuple[float, float]]) -> float | None:
    whole = [db for db, seconds in levels if seconds >= 0.3]
    return pstdev(whole) if len(whole) >= 4 else None


def _trail(sentences: Sequence[Sequence[VoiceReading]]) -> float | None:
    """The median over the sentences of how much softer their last part is than the whole."""
    falls = []
    for run in sentences:
        if run[-1].until - run[0].t < _SENTENCE_S:
            continue
        tail = [r for r in run if r.until > run[-1].until - _TAIL_S]
        whole, end = mean_db(run), mean_db(tail)
        if whole is not None and end is not None:
            falls.append(whole - end)
    return median(falls) if falls else None


def _pitch(spoken: Sequence[VoiceReading]) -> tuple[float | None, float | None]:
    tones = [reading.pitch_hz for reading in spoken if reading.pitch_hz is not None]
    if len(tones) < 4:
        return None, None
    tenths = quantiles(tones, n=10, method="inclusive")
    return median(tones), 12.0 * math.log2(tenths[8] / tenths[0])
