"""Calibration: what this person's interview face reads as, and a bounded correction so that it reads as neutral.

Facial-expression networks call many resting faces sad. A few seconds of the user's own resting face measure by how
much; each class is then shifted in its logit (which for a softmax is the same as changing the prior of the class for
this person), within bounds, so that a real expression still gets through. `core/README.md` has the formula.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from core.base.clock import Clock, Stopwatch
from core.base.types import Box, Expression, Probabilities, Reading, ReadingState
from core.calibration.correction import (
    Profile,
    ShiftSettings,
    calm_odds,
    fit,
    mean,
    quantile,
    resting_signs,
    shifted,
    strongest,
)
from core.calibration.look import LookSettings, enough_looks, fit_cone, seen_looks, strays
from core.vision.placement import PLACEMENT

LIVELY = (Expression.HAPPY, Expression.SURPRISE)
CHECK_S = 0.5
"""How often the quality is looked at meanwhile."""


@dataclass(frozen=True, slots=True)
class CalibrationSettings:
    """Lengths in seconds."""

    rest_s: float = 20.0
    smile_s: float = 5.0
    lens_s: float = 5.0
    corners_s: float = 10.0
    settle_s: float = 1.0
    """The beginning of each part, which does not count: people need a moment to take up an expression."""
    least_measured: float = 0.7
    """Share of each part that has to be measured."""
    least_frames: int = 60
    """Of the resting part: 3 a second."""
    dark: float = PLACEMENT.dark
    """Mean grey of the face (0 to 255) below which the light does not do (reason there)."""
    steady: float = 0.6
    """Spread of the face's centre, as a share of its width, above which the person moved too much."""
    lively: float = 0.4
    """Share of the resting frames that read as happy or surprised (a smile, raised brows) above which it was no
    resting face. Such frames are left out of the fit."""
    restless: float = 0.7
    """Spread (10th to 90th percentile) of the unhappy share above which the expression changed meanwhile."""
    shift: ShiftSettings = field(default_factory=ShiftSettings)
    smiling: float = 0.5
    """Least mean probability of happy, after correction, in the smiling part."""
    look: LookSettings = field(default_factory=LookSettings)


class Part(str, Enum):
    """Where a calibration stands."""

    REST = "rest"
    SMILE = "smile"
    LENS = "lens"
    CORNERS = "corners"
    DONE = "done"


class Problem(str, Enum):
    """What was wrong with a part; each has a remedy that `tui` words."""

    CAMERA_LOST = "camera_lost"
    NO_FACE = "no_face"
    TOO_DARK = "too_dark"
    TOO_BLURRED = "too_blurred"
    HEAD_TURNED = "head_turned"
    PICTURE_TURNED = "picture_turned"
    FROZEN = "frozen"
    TOO_FEW_FRAMES = "too_few_frames"
    UNSTEADY = "unsteady"
    NOT_RESTING = "not_resting"
    NOT_SMILING = "not_smiling"
    EYES_UNSEEN = "eyes_unseen"
    LOOK_UNSTEADY = "look_unsteady"
    LOOK_UNMOVED = "look_unmoved"


@dataclass(frozen=True, slots=True)
class Progress:
    """What a screen shows meanwhile.

    `problems` are those of this part so far, the worst first; once `failed`, the part waits for `retry`. `parts` is
    how many there are in all.
    """

    part: Part
    elapsed_s: float
    total_s: float
    problems: tuple[Problem, ...] = ()
    failed: bool = False
    reading: Reading | None = None
    parts: int = 2


class Calibrator:
    """Takes readings (uncorrected ones serve best; only `raw` is used) and makes a profile.

    The resting part comes first, then the smile, then, with `look`, a look at the lens and one around the screen's
    corners (not without landmarks, which tell nothing of looks); each is checked when its time is over. Time is the
    clock's, so a camera that gives nothing is found out too: call `progress` now and then.
    """

    def __init__(
        self, clock: Clock, network: str, settings: CalibrationSettings | None = None, *, look: bool = False
    ) -> None:
        self.settings = settings or CalibrationSettings()
        self._network, self._look = network, look
        self._watch = Stopwatch(clock)
        self._part = Part.REST
        self._failed = False
        self._taken: dict[Part, list[Reading]] = {part: [] for part in Part}
        self._last: Reading | None = None
        self._checked_at = 0.0
        self._problems: tuple[Problem, ...] = ()

    def step(self, reading: Reading) -> Progress:
        """Take a reading."""
        self._last = reading
        settled = self._watch.elapsed >= self.settings.settle_s
        if settled and not self._failed and self._part is not Part.DONE:
            self._taken[self._part].append(reading)
        return self.progress()

    def progress(self) -> Progress:
        """Where it stands; ends the part whose time is over."""
        if self._part is Part.DONE:
            return Progress(Part.DONE, 0.0, 0.0, reading=self._last, parts=self._parts())
        total = self._seconds()
        elapsed = min(self._watch.elapsed, total)
        over = elapsed >= total and not self._failed
        if over or elapsed - self._checked_at >= CHECK_S:
            self._check(elapsed)
        if over and not self._problems:
            self._begin(self._following())
            return self.progress()
        self._failed = self._failed or over
        return Progress(self._part, elapsed, total, self._problems, self._failed, self._last, self._parts())

    def retry(self) -> None:
        """Begin this part again."""
        self._taken[self._part] = []
        self._begin(self._part)

    def skip(self) -> None:
        """Do without this part: without the smile the profile corrects the resting face only.

        Without a look at the lens the corners are left out too. The resting face cannot be left out.
        """
        if self._part in (Part.REST, Part.DONE):
            return
        self._taken[self._part] = []
        self._begin(self._following())

    def profile(self, name: str, made: str = "") -> Profile:
        """The result, once the part is DONE; raises ValueError before. `made` is the date, for people."""
        if self._part is not Part.DONE:
            raise ValueError("the calibration is not finished")
        rest, smile = _calm(_raws(self._taken[Part.REST])), _raws(self._taken[Part.SMILE])
        shifts, limited = fit(rest, smile, self.settings.shift)
        return Profile(
            name=name,
            network=self._network,
            shifts=shifts,
            odds=calm_odds(rest, shifts),
            rest=mean(rest),
            rest_after=mean([shifted(raw, shifts) for raw in rest]),
            smile=mean(smile),
            smile_after=mean([shifted(raw, shifts) for raw in smile]),
            limited=limited,
            frames=len(rest),
            made=made,
            signs=resting_signs(_calm_readings(self._taken[Part.REST])),
            look=fit_cone(self._taken[Part.LENS], self._taken[Part.CORNERS], self.settings.look),
        )

    def _seconds(self) -> float:
        settings = self.settings
        return {Part.REST: settings.rest_s, Part.SMILE: settings.smile_s, Part.LENS: settings.lens_s}.get(
            self._part, settings.corners_s
        )

    def _parts(self) -> int:
        """Four with the looks, which need landmarks: until a face was seen they are hoped for."""
        rest = [reading for reading in self._taken[Part.REST] if reading.face is not None]
        blind = bool(rest) and all(reading.signs is None for reading in rest)
        return 4 if self._look and not blind else 2

    def _following(self) -> Part:
        if self._part is Part.REST:
            return Part.SMILE
        if self._part is Part.SMILE and self._parts() > 2:
            return Part.LENS
        return Part.CORNERS if self._part is Part.LENS and self._taken[Part.LENS] else Part.DONE

    def _begin(self, part: Part) -> None:
        self._part = part
        self._failed = False
        self._problems, self._checked_at = (), 0.0
        self._watch.restart()

    def _check(self, elapsed_s: float) -> None:
        taken, self._checked_at = self._taken[self._part], elapsed_s
        if self._part is Part.REST:
            self._problems = check_rest(taken, elapsed_s, self.settings)
        elif self._part in (Part.LENS, Part.CORNERS):
            self._problems = check_look(self._part, taken, elapsed_s, self.settings)
        else:
            self._problems = check_smile(taken, _calm(_raws(self._taken[Part.REST])), self.settings)


def check_rest(taken: Sequence[Reading], elapsed_s: float, settings: CalibrationSettings) -> tuple[Problem, ...]:
    """What is wrong with a resting face so far; the number of frames is expected in proportion to the time."""
    found = _check_picture(taken, settings)
    raws = _raws(taken)
    if (
        len(raws) < settings.least_frames * min(1.0, elapsed_s / settings.rest_s)
        and elapsed_s >= 2 * settings.settle_s
    ):
        found.append(Problem.TOO_FEW_FRAMES)
    calm = _calm(raws)
    unhappy = [sum(p for c, p in raw.items() if c not in (*LIVELY, Expression.NEUTRAL)) for raw in calm]
    restless = quantile(unhappy, 0.9) - quantile(unhappy, 0.1) > settings.restless
    if restless or len(raws) - len(calm) > settings.lively * len(raws):
        found.append(Problem.NOT_RESTING)
    return tuple(found)


def check_smile(
    taken: Sequence[Reading], rest: Sequence[Probabilities], settings: CalibrationSettings
) -> tuple[Problem, ...]:
    """What is wrong with a smile so far."""
    found = _check_picture(taken, settings)
    smile = _raws(taken)
    if not smile:
        return tuple(found) or (Problem.NOT_SMILING,)
    shifts, _ = fit(rest, smile, settings.shift)
    if mean([shifted(raw, shifts) for raw in smile])[Expression.HAPPY] < settings.smiling:
        found.append(Problem.NOT_SMILING)
    return tuple(found)


def check_look(
    part: Part, taken: Sequence[Reading], elapsed_s: float, settings: CalibrationSettings
) -> tuple[Problem, ...]:
    """What is wrong with the look at the lens or around the corners so far."""
    seen = [reading for reading in taken if reading.state is not ReadingState.HEAD_TURNED]
    found = [problem for problem in _check_picture(seen, settings) if problem is not Problem.UNSTEADY]
    if not taken and elapsed_s >= 2 * settings.settle_s:
        found = [Problem.TOO_FEW_FRAMES]
    if found or not taken:
        return tuple(found)
    if not enough_looks(taken, settings.look):
        return (Problem.EYES_UNSEEN,)
    aside, down = strays(seen_looks(taken))
    if part is Part.LENS and max(aside, down) > settings.look.steady:
        return (Problem.LOOK_UNSTEADY,)
    if part is Part.CORNERS and max(aside, down) < settings.look.moved:
        return (Problem.LOOK_UNMOVED,)
    return ()


def _check_picture(taken: Sequence[Reading], settings: CalibrationSettings) -> list[Problem]:
    if not taken:
        return []
    measured = [reading for reading in taken if reading.measured]
    found = []
    if len(measured) < settings.least_measured * len(taken):
        states = Counter(reading.state for reading in taken if not reading.measured)
        found.append(Problem(states.most_common(1)[0][0].value))
    light = sorted(reading.light for reading in measured if reading.light is not None)
    if light and light[len(light) // 2] < settings.dark and Problem.TOO_DARK not in found:
        found.append(Problem.TOO_DARK)
    if _spread([reading.face for reading in measured if reading.face is not None]) > settings.steady:
        found.append(Problem.UNSTEADY)
    return found


def _spread(faces: Sequence[Box]) -> float:
    """How far the face's centre wandered (from the 10th to the 90th percentile), in widths of the face."""
    if len(faces) < 2:
        return 0.0
    width = quantile([face.w for face in faces], 0.5) or 1.0
    spreads = []
    for centres in ([face.x + face.w / 2 for face in faces], [face.y + face.h / 2 for face in faces]):
        spreads.append(quantile(centres, 0.9) - quantile(centres, 0.1))
    return max(spreads) / width


def _raws(taken: Sequence[Reading]) -> list[Probabilities]:
    return [reading.raw for reading in taken if reading.raw is not None]


def _calm_readings(taken: Sequence[Reading]) -> list[Reading]:
    return [reading for reading in taken if reading.raw is not None and strongest(reading.raw) not in LIVELY]


def _calm(raws: Sequence[Probabilities]) -> list[Probabilities]:
    return [raw for raw in raws if strongest(raw) not in LIVELY]
