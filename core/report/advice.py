"""What to work on, as codes with parameters; every rule is about something that was observed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.base.types import ReadingState
from core.scoring.presence import Presence
from core.scoring.retake import LONG_SLIP_S
from core.scoring.scoring import FRIENDLY_SHARE, Score
from core.session.snapshot import Totals

MANY_BAD = 0.25
LITTLE_BAD = 0.05
"""Up to here a bad share is no reason to hold praise back; a cue or an episode always is."""
SLOW_RECOVERY_S = 5.0
SHORT_ANSWER = 0.4
FEW_SMILES = 0.10
LOOKED_AWAY = 0.4
"""Share of the time away from the camera from which on it is advised: thinking takes the eyes away for a third."""
MOST_ADVICE = 3


@dataclass(frozen=True, slots=True)
class Advice:
    """A code of the list in `core/README.md`, with what was observed; `tui` words it."""

    code: str
    params: Mapping[str, float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Observed:
    """What the rules look at; `thirds` are the bad shares of the answer's thirds, `used` is a share of the time.

    What is not `whole` (left or cut off) is not praised.
    """

    score: Score
    totals: Totals
    longest_s: float
    recovery_s: float | None
    used: float | None
    thirds: tuple[float, float, float] | None
    calibrated: bool
    presence: Presence | None = None
    whole: bool = True


def advise(seen: Observed) -> tuple[Advice, ...]:
    """The most useful things first, at most MOST_ADVICE; each figure is said once, and praise only without a slip."""
    if seen.score.withheld in ("no_answer", "too_short"):
        return tuple(_about_length(seen))
    if seen.score.withheld is not None:
        return (_not_measured(seen.totals),)
    found = [*_about_bad(seen), *_about_eyes(seen.presence), *_about_the_rest(seen)]
    chosen = _said_once(found)[:MOST_ADVICE]
    return tuple(chosen) or tuple(_otherwise(seen))


def _said_once(found: Sequence[Advice]) -> list[Advice]:
    """Without those whose first figure, as it is shown, was said by one before: it would be the same thing twice."""
    kept: dict[object, Advice] = {}
    for advice in found:
        kept.setdefault(_figure(advice), advice)
    return list(kept.values())


def _figure(advice: Advice) -> object:
    """The figure that an advice is about, rounded as it is shown."""
    name = "share" if "share" in advice.params else "seconds"
    value = advice.params[name]
    return name, round(float(value), 2 if name == "share" else 1)


def _otherwise(seen: Observed) -> list[Advice]:
    """Where no rule applies: praise of a whole answer, unless there was a slip; then how much of one."""
    if seen.totals.cues.given:
        return [Advice("few_cues", {"n": seen.totals.cues.given})]
    if seen.longest_s > 0:
        return [Advice("short_slips", {"seconds": seen.longest_s})]
    if seen.score.bad > LITTLE_BAD:
        return [Advice("sometimes_bad", {"share": seen.score.bad})]
    return [Advice("well_done")] if seen.whole else []


def _not_measured(totals: Totals) -> Advice:
    state = max(totals.unmeasured, key=totals.unmeasured.__getitem__, default=ReadingState.NO_FACE)
    if state is ReadingState.HEAD_TURNED:
        return Advice("turned_away", {"seconds": totals.unmeasured[state]})
    return Advice("measured_too_little", {"state": state.value, "seconds": totals.unmeasured.get(state, 0.0)})


def _about_bad(seen: Observed) -> list[Advice]:
    score, found = seen.score, []
    if score.bad >= 0.6 and not seen.calibrated:
        found.append(Advice("calibrate", {"share": score.bad}))
    if seen.recovery_s is not None and seen.recovery_s >= SLOW_RECOVERY_S:
        found.append(Advice("slow_recovery", {"seconds": seen.recovery_s}))
    if seen.longest_s >= LONG_SLIP_S:
        found.append(Advice("long_episode", {"seconds": seen.longest_s}))
    if score.bad >= MANY_BAD:
        found.append(Advice("often_bad", {"share": score.bad}))
    return [*found, *_about_when(seen.thirds)]


def _about_when(thirds: Sequence[float] | None) -> list[Advice]:
    """Only of a third that is the worst one and has MANY_BAD itself, and twice the other end's share."""
    if thirds is None or max(thirds) < MANY_BAD:
        return []
    first, _, last = thirds
    if last == max(thirds) and last >= 2 * first:
        return [Advice("bad_at_the_end", {"share": last})]
    return [Advice("bad_at_the_start", {"share": first})] if first == max(thirds) and first >= 2 * last else []


def _about_eyes(presence: Presence | None) -> list[Advice]:
    """How much of the time went past the camera, and whereto most of it."""
    if presence is None or presence.score is None or 1 - presence.share < LOOKED_AWAY:
        return []
    params = {"share": presence.share, "count": float(len(presence.looks)), "seconds": presence.longest_s}
    if presence.mostly is None:
        return []
    return [Advice("looked_down", params) if presence.mostly == "down" else Advice("looked_aside", params)]


def _about_length(seen: Observed) -> list[Advice]:
    short = seen.used is not None and seen.used < SHORT_ANSWER
    return [Advice("short_answer", {"share": seen.used or 0.0})] if short else []


def _about_the_rest(seen: Observed) -> list[Advice]:
    found = _about_length(seen)
    if seen.score.good < FEW_SMILES:
        found.append(Advice("few_smiles", {"share": seen.score.good, "aim": FRIENDLY_SHARE}))
    if seen.score.measured < 0.8:
        found.append(_not_measured(seen.totals))
    return found
