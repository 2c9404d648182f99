"""What the engine says when an expression has slipped, and to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import Protocol, runtime_checkable

from core.base.types import Expression, Mood


class CueLevel(IntEnum):
    """How loudly a cue is given: seen only, a soft tone, or the user's own voice."""

    MARK = 1
    TONE = 2
    VOICE = 3


class Sound(str, Enum):
    """What became of a cue that was to be heard: what sounded, or why nothing did.

    The values are the words in which a sink tells it (`sounds.requests.OUTCOMES`).
    """

    VOICE = "voice"
    TONE = "tone"
    BELL = "bell"
    OFF = "off"
    MUTED = "muted"
    NO_PLAYER = "no_player"
    FAILED = "failed"
    COVERED = "covered"
    LATE = "late"
    STOPPED = "stopped"

    @property
    def heard(self) -> bool:
        """Whether something sounded."""
        return self in (Sound.VOICE, Sound.TONE, Sound.BELL)


@dataclass(frozen=True, slots=True)
class Why:
    """The reasons of a cue, all of them observable.

    `value` and `threshold` are shares of 0 to 1 of the filtered bad mood, `sustained_s` the seconds for which it
    was held, `strongest` the three strongest classes of the reading at which the cue was given. `moved` are codes of
    what in the face is beyond this person's own rest (`core.cueing.rest`), where there are landmarks.
    """

    expression: Expression
    value: float
    threshold: float
    sustained_s: float
    strongest: tuple[tuple[Expression, float], ...]
    moved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cue:
    """A decision of the cue policy at `t` seconds of the session.

    `sound` is what became of it, None where that was not recorded (yet), and for a mark.
    """

    t: float
    level: CueLevel
    why: Why
    sound: Sound | None = field(default=None, compare=False)


class GivenCue(Protocol):
    """What counting asks of a cue."""

    @property
    def t(self) -> float:
        """Session time, in seconds."""

    @property
    def level(self) -> CueLevel:
        """How loudly it was to be given."""

    @property
    def sound(self) -> Sound | None:
        """What became of it."""


@dataclass(frozen=True, slots=True)
class CueCount:
    """How many cues there were: `given` are those that are to be heard (levels 2 and 3), `marks` are seen only.

    Of those given, `sounded` were heard and `silent` were not; of the rest it was not recorded. Which
    cues are counted is said in `core.scoring.counts`, for every place that tells a number.
    """

    given: int = 0
    marks: int = 0
    sounded: int = 0
    silent: int = 0

    @classmethod
    def of(cls, cues: Iterable[GivenCue]) -> CueCount:
        """How many of these are marks, were given as sounds, and sounded or stayed silent."""
        every = list(cues)
        given = [cue.sound for cue in every if cue.level >= CueLevel.TONE]
        known = [sound.heard for sound in given if sound is not None]
        return cls(len(given), len(every) - len(given), sum(known), len(known) - sum(known))

    @property
    def heard(self) -> int | None:
        """How many were heard; None where that was not recorded of all."""
        return self.sounded if self.sounded + self.silent == self.given else None

    def __add__(self, other: CueCount) -> CueCount:
        """The counts of two answers or sessions added up."""
        return CueCount(
            self.given + other.given,
            self.marks + other.marks,
            self.sounded + other.sounded,
            self.silent + other.silent,
        )


class CueSink(Protocol):
    """Whoever turns a cue into sound or light. Must return at once: it is called from the session thread."""

    def cue(self, cue: Cue, became: Callable[[str], object]) -> None:
        """Give the cue to the user, and tell from any thread what became of it, by a value of `Sound`.

        Told anew where that turns out otherwise: the last word counts.
        """
        ...


@runtime_checkable
class LookSink(Protocol):
    """A sink that can also call the user's eyes back to the camera. Must return at once too."""

    def look(self) -> None:
        """Sound so, unlike any cue."""
        ...


@runtime_checkable
class VoiceSink(Protocol):
    """A sink that can also ask the user to go on speaking. Must return at once too."""

    def speak_up(self) -> None:
        """Sound so, softly."""
        ...


@dataclass(frozen=True, slots=True)
class CueState:
    """The cue policy seen from outside: filtered bad share (0 to 1), its limit, and the level now shown.

    `budget` is how full the budget for bad moments is, 0 to 1; a sound is due when it is full.
    """

    value: float = 0.0
    threshold: float = 1.0
    sustained_s: float = 0.0
    level: int = 0
    cooldown_s: float = 0.0
    mood: Mood | None = None
    budget: float = 0.0
