"""When an expression has slipped for long enough to say so: a leaky budget, never a trigger on one frame.

The bad share goes through a low pass. What is above a limit fills a budget, what is below drains it (Page's
cumulative sum, Biometrika 1954: the quickest way to notice a change at a given rate of false alarms). A full budget
opens an episode and only an empty one closes it; a dwell, a cooldown and caps keep the sounds apart, in three levels.
The model is a driver-monitoring policy (openpilot, `selfdrive/monitoring/policy.py`). `core/README.md` explains each
constant and states the properties that the tests hold the policy to.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType

from core.base.errors import SettingsError
from core.base.filters import LowPass, weight
from core.base.types import Mood, Reading, RestingSigns
from core.cueing.cues import Cue, CueLevel, CueState, Why
from core.cueing.moods import BAD_SHARE, BAD_UNTIL, MoodMap, mood_of
from core.cueing.rest import Rest

MINUTE_S = 60.0
HOUR_S = 3600.0
MOOD_S = 0.8
"""Time constant of the mood that is shown, in seconds; it decides nothing."""
MOOD_MARGIN = 0.3
"""By how much good or acceptable has to lead the other before it is shown instead."""
EPSILON_S = 1e-6
"""Sums of frame times differ from round figures by rounding; a dwell of 1 s is over after 30 frames of 1/30 s."""


@dataclass(frozen=True, slots=True)
class PolicySettings:
    """The constants of the cue policy; shares are of 0 to 1, times in seconds. Defaults are the preset `normal`."""

    filter_s: float = 0.25
    """Time constant of the low pass: blinks and syllables last 0.1 to 0.4 s, a slip of the expression seconds."""
    limit: float = BAD_UNTIL
    """Filtered bad share that the budget allows: above it fills, below it drains. Calm faces stay below."""
    full_s: float = 0.25
    """The budget, in seconds of an entirely bad face; a face half as bad beyond the limit takes twice as long."""
    spare_s: float = 0.30
    """What the budget holds beyond full; it bounds how long a recovery takes."""
    drain: float = 1.0
    """How fast an entirely good face drains it, in seconds a second."""
    present: float = 0.5
    """Least bad share at a sound, filtered and of the reading itself: nobody is cued for what is over, or for what
    the score does not call bad (no preset is below BAD_SHARE). Of calm faces in films that are taken for bad ones the
    median stands at 0.5, of sad ones at 0.9."""
    mark_at: float = 0.5
    """Share of the budget at which the mark (level 1) is shown; it is seen and not heard."""
    dwell_s: float = 1.2
    """Least measured seconds since the budget began to fill: a brief frown stays silent however strong it is."""
    cooldown_s: float = 6.0
    """Least time between two sounds; a face needs seconds to change, and frequent feedback distracts (Rhema)."""
    per_minute: int = 5
    """Most sounds in any 60 s."""
    per_session: int = 150
    """Most sounds in a session, and in each further hour of a long one: a watch of a day does not fall silent."""
    loudest: int = int(CueLevel.VOICE)
    """Highest level given: 0 nothing, 1 marks, 2 tones, 3 the user's own voice."""
    longest_step_s: float = 0.5
    """A reading stands for the time since the one before, but for no more than this."""
    forget_s: float = 2.0
    """Without a measured face for longer than this, in a pause, with a lost camera or out of the picture, evidence
    starts anew: who comes back is judged by the face that comes back. Shorter gaps (a hand, a turn) freeze it."""

    def __post_init__(self) -> None:
        """Refuse constants that contradict each other."""
        if not (0.0 < self.limit < 1.0 and 0.0 < self.mark_at <= 1.0 and 0.0 <= self.present <= 1.0):
            raise SettingsError("policy_shares")
        if min(self.filter_s, self.full_s, self.drain, self.longest_step_s) <= 0:
            raise SettingsError("policy_positive")
        if min(self.spare_s, self.dwell_s, self.cooldown_s, self.per_minute, self.per_session, self.forget_s) < 0:
            raise SettingsError("policy_negative")
        if not 0 <= self.loudest <= CueLevel.VOICE:
            raise SettingsError("policy_loudest", loudest=self.loudest)

    def to_json_dict(self) -> dict[str, float]:
        """The constants in JSON's types, as they are stored with a session."""
        return asdict(self)


PRESETS = MappingProxyType(
    {
        "gentle": PolicySettings(
            filter_s=0.5, limit=0.35, full_s=0.80, dwell_s=2.0, cooldown_s=20.0, per_minute=2,
            per_session=40, loudest=int(CueLevel.TONE),
        ),
        "normal": PolicySettings(),
        "strict": PolicySettings(
            limit=0.15, full_s=0.15, present=BAD_SHARE, dwell_s=0.8, cooldown_s=4.0, per_minute=8,
            per_session=400,
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
        raise SettingsError("no_policy", name=name, names=", ".join(PRESETS)) from None


class Evidence:
    """How much speaks for a slip: the filtered bad share, and the budget that it fills. It gives no cue."""

    def __init__(self, settings: PolicySettings | None = None, moods: MoodMap | None = None) -> None:
        self.settings = settings or PolicySettings()
        self.moods = moods or MoodMap()
        self._share = self._budget_s = self._since_s = 0.0
        self._slipped = False
        self._last_t: float | None = None
        self._measured_t: float | None = None

    @property
    def share(self) -> float:
        """The filtered bad share, 0 to 1."""
        return self._share

    @property
    def budget(self) -> float:
        """How full the budget is, 0 to 1."""
        return min(1.0, self._budget_s / self.settings.full_s)

    @property
    def slipped(self) -> bool:
        """Whether an episode is under way: the budget has been full and is not yet empty again."""
        return self._slipped

    def weigh(self, reading: Reading) -> float | None:
        """Take one reading, in the order of time; what was not measured freezes everything but the clock.

        Returns the seconds that it stands for, None where it was not measured. A break of more than `forget_s` ends
        the episode: after it evidence starts anew.
        """
        if self._measured_t is not None and reading.t - self._measured_t > self.settings.forget_s + EPSILON_S:
            self.forget()
        dt = self._step_s(reading.t)
        if reading.probabilities is None:
            return None
        self._measured_t, before = reading.t, self._share
        share = self.moods.bad_share(reading.probabilities)
        self._share = before + weight(dt, self.settings.filter_s) * (share - before)
        self._fill(before, self._share, dt)
        return dt

    def forget(self) -> None:
        """Forget the face seen so far."""
        self._share = 0.0
        self._recover()
        self._last_t = self._measured_t = None

    def _step_s(self, t: float) -> float:
        """Seconds that the reading at `t` stands for."""
        last, self._last_t = self._last_t, t
        return 0.0 if last is None else min(max(t - last, 0.0), self.settings.longest_step_s)

    def _fill(self, before: float, after: float, dt: float) -> None:
        """Fill or drain the budget by the mean of two filtered shares, so that the frame rate hardly matters."""
        settings = self.settings
        was_empty = self._budget_s <= 0.0
        change = dt * (self._rate(before) + self._rate(after)) / 2
        self._budget_s = min(self._budget_s + change, settings.full_s + settings.spare_s)
        if self._budget_s <= 0.0:
            self._recover()
            return
        self._since_s += 0.0 if was_empty else dt
        self._slipped = self._slipped or self._budget_s >= settings.full_s

    def _rate(self, share: float) -> float:
        """Seconds a second: 1 for an entirely bad face, 0 at the limit, -drain for an entirely good one."""
        limit = self.settings.limit
        beyond = share - limit
        return beyond / (1.0 - limit) if beyond >= 0 else self.settings.drain * beyond / limit

    def _recover(self) -> None:
        """The budget is empty."""
        self._budget_s = self._since_s = 0.0
        self._slipped = False


class CuePolicy(Evidence):
    """Turns readings into cues. Not thread-safe: it belongs to the session thread.

    `resting` is how this person's face is at rest, where it was calibrated: cues name what moved against it.
    """

    def __init__(
        self,
        settings: PolicySettings | None = None,
        moods: MoodMap | None = None,
        resting: RestingSigns | None = None,
    ) -> None:
        super().__init__(settings, moods)
        self._moods: LowPass[Mood] = LowPass(Mood, MOOD_S)
        self._marked = self._sounded = False
        self._mood: Mood | None = None
        self._rest = Rest(resting)
        self._sounds: deque[float] = deque(maxlen=max(1, self.settings.per_minute))
        self._count = self._hour = 0

    def step(self, reading: Reading) -> Cue | None:
        """Take one reading as `weigh` does; returns the cue that is due."""
        dt = self.weigh(reading)
        if dt is None or reading.probabilities is None:
            return None
        shares = self.moods.shares(reading.probabilities)
        self._rest.see(reading.signs, dt, bad=self._share >= self.settings.limit)
        self._follow_mood(shares, dt)
        now = min(shares[Mood.BAD], self._share)
        level = self._due(reading.t) if now >= self.settings.present else 0
        return self._give(reading, level) if level else None

    def state(self, t: float | None = None) -> CueState:
        """The policy as a screen shows it, at `t` seconds (by default at the last reading)."""
        now = t if t is not None else (self._last_t or 0.0)
        cooldown = max(0.0, self._sounds[-1] + self.settings.cooldown_s - now) if self._sounds else 0.0
        return CueState(
            value=self._share,
            threshold=self.settings.limit,
            sustained_s=self._since_s,
            level=self._level(),
            cooldown_s=cooldown,
            mood=self._mood,
            budget=self.budget,
        )

    def forget(self) -> None:
        """Forget the face seen so far, at a new question and after a break; cooldown and caps go on."""
        super().forget()
        self._moods.reset()
        self._mood = None

    def reset(self) -> None:
        """Begin a new session."""
        self.forget()
        self._sounds.clear()
        self._count = self._hour = 0

    def change(self, settings: PolicySettings | None = None, moods: MoodMap | None = None) -> None:
        """Go on with other settings or moods; what was filtered and when a sound was given stay."""
        self.moods = moods or self.moods
        if settings is not None:
            self.settings = settings
            self._sounds = deque(self._sounds, maxlen=max(1, settings.per_minute))

    def _follow_mood(self, shares: Mapping[Mood, float], dt: float) -> None:
        """The mood of the filtered shares, with a dead band at each of its limits, so that nothing flickers."""
        self._moods.step(shares, dt)
        values = self._moods.values
        found = mood_of(values)
        if self._mood is Mood.BAD and values[Mood.BAD] >= BAD_UNTIL:
            return
        if found is Mood.BAD or self._mood in (None, Mood.BAD) or self._leads(found):
            self._mood = found

    def _leads(self, mood: Mood) -> bool:
        values = self._moods.values
        return self._mood is not None and values[mood] > values[self._mood] + MOOD_MARGIN

    def _recover(self) -> None:
        """The budget is empty: the next slip begins with the softest level again."""
        super()._recover()
        self._marked = self._sounded = False

    def _due(self, t: float) -> int:
        """The level that is due now, or 0. Escalation to the voice only where a tone of this episode did not help."""
        settings = self.settings
        full = self._budget_s + EPSILON_S >= settings.full_s and self._since_s + EPSILON_S >= settings.dwell_s
        if full and settings.loudest >= CueLevel.TONE and self._may_sound(t):
            return min(CueLevel.VOICE if self._sounded else CueLevel.TONE, settings.loudest)
        may_mark = not self._marked and not self._sounded and settings.loudest >= CueLevel.MARK
        return CueLevel.MARK if may_mark and self._budget_s >= settings.mark_at * settings.full_s else 0

    def may_call(self, t: float) -> bool:
        """Whether another sound than a cue may be given at `t`, by the same cooldown and caps."""
        return self.settings.loudest >= CueLevel.TONE and self._may_sound(t)

    def called(self, t: float) -> None:
        """Another sound than a cue was given at `t`: it counts for cooldown and caps."""
        self._count += 1
        self._sounds.append(t)

    def _may_sound(self, t: float) -> bool:
        """Cooldown and caps. Both look only at earlier sounds, so earlier evidence never costs a sound later."""
        settings = self.settings
        hour = int(t // HOUR_S)
        if hour != self._hour:
            self._hour, self._count = hour, 0
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
        return Why(worst, self._share, self.settings.limit, self._since_s, tuple(ranked[:3]), self._rest.moved())

    def _level(self) -> int:
        if self._sounded:
            return CueLevel.TONE
        return CueLevel.MARK if self._marked else 0
