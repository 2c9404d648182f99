"""Shifting the classes' logits for one person: fitting the shifts, applying them, and following slow changes.

For a softmax, adding a shift to a class's logit is the same as changing that class's prior for this person. It is
bounded, so that a strong expression still counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, pstdev

from core.base.clock import Clock
from core.base.look import Cone
from core.base.types import FACE_SIGNS, Expression, Probabilities, Reading, RestingSigns

FLOOR = 1e-4
"""Probabilities below this are not distinguished: their logarithms are noise."""


@dataclass(frozen=True, slots=True)
class ShiftSettings:
    """Shifts, margins and bounds in nats (natural logarithms of odds), times in seconds."""

    margin: float = 2.0
    """At rest every other class is to stand so far below neutral: odds of 1 to 7."""
    quantile: float = 0.8
    """Share of the resting frames that are to keep the margin."""
    bound: float = 2.5
    """No class is shifted further than odds of 12 to 1, so that strong expressions still count."""
    smile_margin: float = 0.4
    """In a smile happy is to stand so far above the next class: odds of 3 to 2."""
    follow_s: float = 120.0
    """Time constant of the running adaptation: light and posture change over minutes, expressions over seconds."""
    follow_bound: float = 0.5
    """The running adaptation never leaves the calibrated shift by more than this."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One person's correction: `shifts` in nats by class, none beyond the bound.

    `odds` are the mean logarithms of a class against neutral in the calm frames, from which the running adaptation
    starts. `rest` and `rest_after` are the mean probabilities of the resting face before and after the correction,
    `smile` and `smile_after` those of the smile (empty where it was left out). `limited` names the classes whose
    shift had to stop at the bound. A profile fits only the `network` that it was measured with. `look` is where the
    lens is seen and how far a look at it strays; None where that was left out. `signs` are mouth and brows at rest.
    """

    name: str
    network: str
    shifts: Probabilities = field(hash=False)
    odds: Probabilities = field(hash=False)
    rest: Probabilities = field(hash=False)
    rest_after: Probabilities = field(hash=False)
    smile: Probabilities = field(default_factory=dict, hash=False)
    smile_after: Probabilities = field(default_factory=dict, hash=False)
    limited: tuple[Expression, ...] = ()
    frames: int = 0
    made: str = ""
    look: Cone | None = None
    signs: RestingSigns = field(default_factory=dict, hash=False)


def fit(
    rest: Sequence[Probabilities], smile: Sequence[Probabilities], settings: ShiftSettings
) -> tuple[dict[Expression, float], tuple[Expression, ...]]:
    """The shifts that make `rest` read as neutral and `smile` as happy, and the classes that reached the bound."""
    classes = list(rest[0]) if rest else []
    if Expression.NEUTRAL not in classes:
        return dict.fromkeys(classes, 0.0), ()
    wanted: dict[Expression, float] = dict.fromkeys(classes, 0.0)
    for c in set(classes) - {Expression.NEUTRAL, Expression.HAPPY}:
        wanted[c] = min(0.0, -settings.margin - _at_rest(rest, c, settings))
    shifts = {c: max(-settings.bound, shift) for c, shift in wanted.items()}
    if smile and Expression.HAPPY in classes:
        shifts[Expression.HAPPY] = _smile_shift(rest, smile, shifts, settings)
    return shifts, tuple(c for c, shift in wanted.items() if shift < -settings.bound)


def shifted(raw: Probabilities, shifts: Mapping[Expression, float]) -> dict[Expression, float]:
    """Probabilities after the shifts; they sum to 1 again."""
    weights = {c: p * math.exp(shifts.get(c, 0.0)) for c, p in raw.items()}
    total = sum(weights.values()) or 1.0
    return {c: weight / total for c, weight in weights.items()}


def calm_odds(raws: Iterable[Probabilities], shifts: Mapping[Expression, float]) -> dict[Expression, float]:
    """The mean log odds of each class against neutral, over the frames that read as neutral once they are shifted."""
    calm = [raw for raw in raws if strongest(shifted(raw, shifts)) is Expression.NEUTRAL]
    return {c: sum(odds(raw, c) for raw in calm) / len(calm) for c in calm[0]} if calm else {}


class Correction:
    """Applies a profile: from the classifier's probabilities to those that count for this person.

    With a `clock` it follows slow changes of light and posture, from calm frames only and within a bound. A frame is
    calm when it reads as neutral after the correction, so an expression that slips teaches nothing. The model is
    openpilot's running estimate of the driver's pose, which learns only while the driver looks ahead. Without a clock
    it stays as it was calibrated.
    """

    def __init__(self, profile: Profile, clock: Clock | None = None, settings: ShiftSettings | None = None) -> None:
        self.profile = profile
        self._settings = settings or ShiftSettings()
        self._clock = clock
        self._last = clock.now() if clock else 0.0
        self._odds = dict(profile.odds)
        self.shifts = dict(profile.shifts)

    def __call__(self, raw: Probabilities) -> Probabilities:
        """The corrected probabilities; with a clock it learns from them when they are calm."""
        corrected = shifted(raw, self.shifts)
        if self._clock is not None:
            now = self._clock.now()
            dt, self._last = min(max(now - self._last, 0.0), 1.0), now
            if strongest(corrected) is Expression.NEUTRAL:
                self._follow(raw, 1.0 - math.exp(-dt / self._settings.follow_s))
        return corrected

    def _follow(self, raw: Probabilities, share: float) -> None:
        limit, bound = self._settings.follow_bound, self._settings.bound
        for c, calibrated in self.profile.odds.items():
            if c in raw and self.profile.shifts.get(c, 0.0) <= 0.0 and c is not Expression.NEUTRAL:
                self._odds[c] += share * (odds(raw, c) - self._odds[c])
                drift = min(max(self._odds[c] - calibrated, -limit), limit)
                self.shifts[c] = min(max(self.profile.shifts.get(c, 0.0) - drift, -bound), 0.0)


def odds(raw: Probabilities, c: Expression) -> float:
    """The logarithm of a class's odds against neutral."""
    return math.log(max(raw.get(c, 0.0), FLOOR)) - math.log(max(raw.get(Expression.NEUTRAL, 0.0), FLOOR))


def strongest(probabilities: Probabilities) -> Expression:
    """The class with the greatest probability."""
    return max(probabilities, key=probabilities.__getitem__)


def mean(many: Sequence[Probabilities]) -> dict[Expression, float]:
    """The mean probabilities; empty for none."""
    return {c: sum(one[c] for one in many) / len(many) for c in many[0]} if many else {}


def resting_signs(readings: Iterable[Reading]) -> RestingSigns:
    """Mean and standard deviation of mouth and brows in calm frames; empty where there are no landmarks."""
    seen = [reading.signs for reading in readings if reading.signs is not None]
    if len(seen) < 2:
        return {}
    values = {name: [float(getattr(signs, name)) for signs in seen] for name in FACE_SIGNS}
    return {name: (fmean(many), pstdev(many)) for name, many in values.items()}


def quantile(values: Iterable[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie; 0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def _at_rest(rest: Sequence[Probabilities], c: Expression, settings: ShiftSettings) -> float:
    return quantile((odds(raw, c) for raw in rest), settings.quantile)


def _smile_shift(
    rest: Sequence[Probabilities],
    smile: Sequence[Probabilities],
    shifts: Mapping[Expression, float],
    settings: ShiftSettings,
) -> float:
    """How far happy has to be raised for a smile to win, as far as the resting face does not become one."""
    happy = Expression.HAPPY
    corrected = [shifted(raw, shifts) for raw in smile]
    leads = (_lead(probabilities, happy) for probabilities in corrected)
    room = -settings.margin - _at_rest(rest, happy, settings)
    return max(0.0, min(settings.smile_margin - quantile(leads, 0.5), room, settings.bound))


def _lead(probabilities: Probabilities, c: Expression) -> float:
    """The logarithm of a class's odds against the strongest other one."""
    other = max(value for other, value in probabilities.items() if other is not c)
    return math.log(max(probabilities[c], FLOOR) / max(other, FLOOR))
