"""From readings to seconds, and from seconds to one score whose formula anybody can check.

    score = (1 - bad) * (75 + 25 * min(1, good / 0.30))

`good` and `bad` are shares of the measured time. A calm face all along makes 75, a friendly one in 30 % of the time
and never a bad one 100. The score is withheld when less than half of the time was measured. See `core/README.md`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from core.base.types import Mood, Reading, ReadingState
from core.cueing.cues import Cue, CueCount
from core.session.answer_time import AnswerTime
from core.session.snapshot import Totals

HOLD_S = 1.0
"""A reading stands for the time since the one before, but for no more than this; what is beyond was not measured."""

CALM_POINTS = 75.0
FRIENDLY_POINTS = 25.0
FRIENDLY_SHARE = 0.30
"""More smiling than this earns nothing more: a fixed smile is no aim."""

LEAST_MEASURED = 0.5
LEAST_TIME_S = 2.0
LEAST_USED = 0.25
"""Share of the answer time for which a score would stand that has to be there: 2 s say nothing of a minute."""


@dataclass(frozen=True, slots=True)
class Score:
    """0 to 100 in `value`, or None with the reason as a code in `withheld`; shares are of the measured time.

    Codes: `no_answer` (less than 2 s of answer time), `too_short` (less than a quarter of the time that was allowed)
    and `too_little_measured` (less than half of it measured).
    """

    value: float | None
    withheld: str | None
    good: float
    acceptable: float
    bad: float
    measured: float


class Tally:
    """Seconds by mood and by what was not measured, added up in the same way live and from the store."""

    def __init__(self) -> None:
        self.moods: dict[Mood, float] = dict.fromkeys(Mood, 0.0)
        self.unmeasured: dict[ReadingState, float] = {}
        self._t: float | None = None
        self._last: Reading | None = None

    def open(self, t: float) -> None:
        """From `t` on time counts."""
        self._t = t
        self._last = None

    def add(self, reading: Reading) -> None:
        """Credit the time since the reading before to this one; nothing where time does not count."""
        if self._t is None:
            return
        self._credit(reading, reading.t - self._t)
        self._t = max(self._t, reading.t)
        self._last = reading

    def close(self, t: float) -> None:
        """Credit the rest until `t` to the last reading; from there on time does not count."""
        if self._t is not None:
            self._credit(self._last, t - self._t)
        self._t = self._last = None

    def totals(self) -> Totals:
        """An immutable copy."""
        return Totals(dict(self.moods), dict(self.unmeasured))

    def _credit(self, reading: Reading | None, seconds: float) -> None:
        if seconds <= 0:
            return
        held = min(seconds, HOLD_S) if reading is not None else 0.0
        if reading is not None and reading.mood is not None:
            self.moods[reading.mood] += held
        elif reading is not None:
            self._not_measured(reading.state, held)
        if seconds > held:
            self._not_measured(ReadingState.CAMERA_LOST, seconds - held)

    def _not_measured(self, state: ReadingState, seconds: float) -> None:
        self.unmeasured[state] = self.unmeasured.get(state, 0.0) + seconds


@dataclass(slots=True)
class Answer:
    """One attempt at a question (watching is one long answer): what was seen from `began` to `ended`, in seconds."""

    index: int
    attempt: int
    began: float
    ended: float | None = None
    how: str = "interrupted"
    used_s: float = 0.0
    tally: Tally = field(default_factory=Tally)
    readings: list[Reading] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    time: AnswerTime = field(init=False)

    def __post_init__(self) -> None:
        """Its own time begins with it."""
        self.time = AnswerTime(self.began)

    def totals(self) -> Totals:
        """Its seconds and its cues."""
        return replace(self.tally.totals(), cues=CueCount.of(self.cues))


def add_totals(parts: Iterable[Totals]) -> Totals:
    """The sum of several answers."""
    moods = dict.fromkeys(Mood, 0.0)
    unmeasured: dict[ReadingState, float] = {}
    cues = CueCount()
    for part in parts:
        cues += part.cues
        for mood, seconds in part.moods.items():
            moods[mood] += seconds
        for state, seconds in part.unmeasured.items():
            unmeasured[state] = unmeasured.get(state, 0.0) + seconds
    return Totals(moods, unmeasured, cues)


def points(good: float, bad: float) -> float:
    """The formula: shares of 0 to 1 in, 0 to 100 out. Rises with `good`, falls with `bad`."""
    return (1.0 - bad) * (CALM_POINTS + FRIENDLY_POINTS * min(1.0, good / FRIENDLY_SHARE))


def score(totals: Totals, allowed_s: float = 0.0) -> Score:
    """The score of an answer, or of several added up (`add_totals`), of at most `allowed_s` (0: no end)."""
    measured_s, total_s = totals.measured_s, totals.total_s
    if total_s < LEAST_TIME_S:
        return _withheld("no_answer", totals)
    if measured_s < LEAST_MEASURED * total_s:
        return _withheld("too_little_measured", totals)
    if total_s < LEAST_USED * allowed_s:
        return _withheld("too_short", totals)
    shares = _shares(totals)
    return Score(round(points(shares[0], shares[2]), 1), None, *shares, measured=measured_s / total_s)


def _withheld(code: str, totals: Totals) -> Score:
    measured = totals.measured_s / totals.total_s if totals.total_s else 0.0
    return Score(None, code, *_shares(totals), measured=measured)


def _shares(totals: Totals) -> tuple[float, float, float]:
    measured_s = totals.measured_s or 1.0
    good, acceptable, bad = (totals.moods[m] / measured_s for m in (Mood.GOOD, Mood.ACCEPTABLE, Mood.BAD))
    return good, acceptable, bad
