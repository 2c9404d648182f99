"""When an expression has slipped for long enough to say so: a leaky budget, never a trigger on one frame.

The model is a driver-monitoring policy (openpilot, `selfdrive/monitoring/policy.py`): a low-pass filter on the bad
share, two thresholds with a dead band, a dwell, a cooldown and caps, in three levels. `core/README.md` explains each
constant and states the properties that the tests hold the policy to.
"""

from __future__ import annotations

from collections import deque
from dataclasses import asdict, dataclass
from types import MappingProxyType

from core.cues import Cue, CueLevel, Why
from core.errors import SettingsError
from core.filters import Latch, LowPass
from core.moods import MoodMap
from core.snapshot import CueState
from core.types import Expression, Mood, Reading

MINUTE_S = 60.0
MOOD_MARGIN = 0.3
"""By how much another filtered mood has to lead before it is shown instead."""
EPSILON_S = 1e-6
"""Sums of frame times differ from round figures by rounding; a dwell of 1 s is over after 30 frames of 1/30 s."""


@dataclass(frozen=True, slots=True)
class PolicySettings:
    """The constants of the cue policy; shares are of 0 to 1, times in seconds. Defaults are the preset `normal`."""

    filter_s: float = 0.8
    """Time constant of the low pass: blinks and syllables last 0.1 to 0.4 s, a slip of the expression seconds."""
    on: float = 0.60
    """Filtered bad share at which an episode begins."""
    off: float = 0.45
    """Filtered bad share below which it ends; the dead band keeps flicker between classes from counting twice."""
    present: float = 0.50
    """Least bad share of the reading itself: nobody is cued for what is already over."""
    mark_dwell_s: float = 0.25
    """Measured seconds of an episode before the mark (level 1), which is seen and not heard."""
    dwell_s: float = 0.9
    """Measured seconds of an episode before the first sound: time to notice the mark and mend it alone."""
    cooldown_s: float = 8.0
    """Least time between two sounds; a face needs seconds to change, and frequent feedback distracts (Rhema)."""
    per_minute: int = 4
    """Most sounds in any 60 s."""
    per_session: int = 150
    """Most sounds in a session."""
    loudest: int = int(CueLevel.VOICE)
    """Highest level given: 0 nothing, 1 marks, 2 tones, 3 the user's own voice."""
    longest_step_s: float = 0.5
    """A reading stands for the time since the one before, but for no more than this."""

    def __post_init__(self) -> None:
        """Refuse constants that contradict each other."""
        if not 0.0 < self.off <= self.on <= 1.0:
            raise SettingsError(f"cue policy: off {self.off} and on {self.on} have to be 0 < off <= on <= 1")
        if min(self.filter_s, self.longest_step_s) <= 0 or min(self.mark_dwell_s, self.dwell_s, self.cooldown_s) < 0:
            raise SettingsError(
                "cue policy: filter_s and longest_step_s have to be above 0 s, the other times not below"
            )
        if not 0 <= self.loudest <= CueLevel.VOICE:
            raise SettingsError(f"cue policy: loudest {self.loudest} has to be 0 (silent), 1, 2 or 3")

    def to_json_dict(self) -> dict[str, float]:
        """The constants in JSON's types, as they are stored with a session."""
        return asdict(self)


PRESETS = MappingProxyType(
    {
        "gentle": PolicySettings(
            filter_s=1.2, on=0.70, off=0.50, dwell_s=2.0, cooldown_s=20.0, per_minute=2, per_session=40,
            loudest=int(CueLevel.TONE),
        ),
        "normal": PolicySettings(),
        "strict": PolicySettings(
            filter_s=0.6, on=0.50, off=0.38, present=0.42, dwell_s=0.5, cooldown_s=5.0, per_minute=8, per_session=400
        ),
        "exam": PolicySettings(loudest=0),
    }
)  # fmt: skip
"""The policies by name: fewer cues, the default, more cues, and none at all (as in the real thing)."""


def preset(name: str) -> PolicySettings:
    """The policy called `name`; raises SettingsError with the names that there are."""
    try:
        return PRESETS[name]
    except KeyError:
        raise SettingsError(f"cue policy {name!r}: choose one of {', '.join(PRESETS)}") from None


class CuePolicy:
    """Turns readings into cues. Not thread-safe: it belongs to the session thread."""

    def __init__(self, settings: PolicySettings | None = None, moods: MoodMap | None = None) -> None:
        self.settings = settings or PolicySettings()
        self.moods = moods or MoodMap()
        self._filter: LowPass[Mood] = LowPass(Mood, self.settings.filter_s)
        self._latch = Latch(self.settings.on, self.settings.off)
        self._sustained_s = 0.0
        self._marked = False
        self._sounded = False
        self._mood: Mood | None = None
        self._last_t: float | None = None
        self._sounds: deque[float] = deque(maxlen=max(1, self.settings.per_minute))
        self._count = 0

    def step(self, reading: Reading) -> Cue | None:
        """Take one reading, in the order of time; what was not measured freezes everything but the clock."""
        dt = self._step_s(reading.t)
        if reading.probabilities is None:
            return None
        shares = self.moods.shares(reading.probabilities)
        self._filter.step(shares, dt)
        self._follow_mood()
        if not self._follow_episode(dt) or shares[Mood.BAD] < self.settings.present:
            return None
        level = self._due(reading.t)
        return self._give(reading, level) if level else None

    def state(self, t: float | None = None) -> CueState:
        """The policy as a screen shows it, at `t` seconds (by default at the last reading)."""
        now = t if t is not None else (self._last_t or 0.0)
        cooldown = max(0.0, self._sounds[-1] + self.settings.cooldown_s - now) if self._sounds else 0.0
        return CueState(
            value=self._filter.values[Mood.BAD],
            threshold=self.settings.on,
            sustained_s=self._sustained_s,
            level=self._level(),
            cooldown_s=cooldown,
            mood=self._mood,
        )

    @property
    def slipped(self) -> bool:
        """Whether an episode is under way."""
        return self._latch.closed

    def new_question(self) -> None:
        """Forget the face of the question before; cooldown and caps go on."""
        self._filter.reset()
        self._end_episode()
        self._latch.closed = False
        self._mood = None
        self._last_t = None

    def reset(self) -> None:
        """Begin a new session."""
        self.new_question()
        self._sounds.clear()
        self._count = 0

    def change(self, settings: PolicySettings | None = None, moods: MoodMap | None = None) -> None:
        """Go on with other settings or moods; what was filtered and when a sound was given stay."""
        self.moods = moods or self.moods
        if settings is not None:
            self.settings = settings
            self._filter.time_constant_s = settings.filter_s
            self._latch.on, self._latch.off = settings.on, settings.off
            self._sounds = deque(self._sounds, maxlen=max(1, settings.per_minute))

    def _step_s(self, t: float) -> float:
        """Seconds that the reading at `t` stands for."""
        last, self._last_t = self._last_t, t
        return 0.0 if last is None else min(max(t - last, 0.0), self.settings.longest_step_s)

    def _follow_mood(self) -> None:
        """The filtered mood, which changes only when another is clearly stronger, so that nothing flickers."""
        values = self._filter.values
        strongest = max(values, key=values.__getitem__)
        if self._mood is None or values[strongest] > values[self._mood] + MOOD_MARGIN:
            self._mood = strongest

    def _follow_episode(self, dt: float) -> bool:
        """Whether the expression has slipped, and for how long it has."""
        was_closed = self._latch.closed
        if not self._latch.step(self._filter.values[Mood.BAD]):
            self._end_episode()
            return False
        if was_closed:
            self._sustained_s += dt
        return True

    def _end_episode(self) -> None:
        self._sustained_s = 0.0
        self._marked = self._sounded = False

    def _due(self, t: float) -> int:
        """The level that is due now, or 0. Escalation to the voice only where a tone of this episode did not help."""
        settings = self.settings
        if (
            self._sustained_s + EPSILON_S >= settings.dwell_s
            and settings.loudest >= CueLevel.TONE
            and self._may_sound(t)
        ):
            return min(CueLevel.VOICE if self._sounded else CueLevel.TONE, settings.loudest)
        may_mark = not self._marked and not self._sounded and settings.loudest >= CueLevel.MARK
        return CueLevel.MARK if may_mark and self._sustained_s + EPSILON_S >= settings.mark_dwell_s else 0

    def _may_sound(self, t: float) -> bool:
        """Cooldown and caps. Both look only at earlier sounds, so earlier evidence never costs a sound later."""
        settings = self.settings
        if self._count >= settings.per_session or settings.per_minute < 1:
            return False
        if self._sounds and t - self._sounds[-1] < settings.cooldown_s:
            return False
        return len(self._sounds) < settings.per_minute or t - self._sounds[0] >= MINUTE_S

    def _give(self, reading: Reading, level: int) -> Cue:
        if level == CueLevel.MARK:
            self._marked = True
        else:
            self._sounded = True
            self._count += 1
            self._sounds.append(reading.t)
        return Cue(reading.t, CueLevel(level), self._why(reading))

    def _why(self, reading: Reading) -> Why:
        assert reading.probabilities is not None
        ranked = sorted(reading.probabilities.items(), key=lambda item: -item[1])
        worst = next(expression for expression, _ in ranked if self.moods[expression] is Mood.BAD)
        value = self._filter.values[Mood.BAD]
        return Why(worst, value, self.settings.on, self._sustained_s, _three(ranked))

    def _level(self) -> int:
        if self._sounded:
            return CueLevel.TONE
        return CueLevel.MARK if self._marked else 0


def _three(ranked: list[tuple[Expression, float]]) -> tuple[tuple[Expression, float], ...]:
    return tuple(ranked[:3])
