"""What is asked of `sounds.output.SoundOut`, and what it tells of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from sounds.cues import Sound


class Kind(Enum):
    """Why something is played."""

    CUE = "cue"
    SPEECH = "speech"
    CLIP = "clip"


ALL_KINDS = frozenset(Kind)

VOICE, TONE, BELL = "voice", "tone", "bell"
OFF, MUTED, NO_PLAYER, FAILED, COVERED, LATE, STOPPED = (
    "off", "muted", "no_player", "failed", "covered", "late", "stopped",
)  # fmt: skip
OUTCOMES = frozenset({VOICE, TONE, BELL, OFF, MUTED, NO_PLAYER, FAILED, COVERED, LATE, STOPPED})
"""What becomes of a cue: what sounds, or why nothing does (switched off, volume 0, no player, one that failed,
another cue that sounds, too late, everything stopped)."""

Became = Callable[[str], object]
"""Is told one of `OUTCOMES`, from any thread, and anew where it turns out otherwise; must be quick."""


def nobody(outcome: str) -> None:
    """Nobody wants to know what became of it."""


@dataclass(frozen=True)
class Request:
    """One sound that is to be heard.

    `number` tells a text that is still wanted from a stale one; `became` is told what becomes of a cue, and `failed`
    says that a player failed with it.
    """

    kind: Kind
    sound: Sound
    asked_at: float
    level: int = 0
    expression: str | None = None
    number: int = 0
    became: Became = nobody
    failed: bool = False

    @property
    def seconds(self) -> float:
        """How long it sounds."""
        return self.sound.samples.size / self.sound.rate


@dataclass(frozen=True)
class AskedCue:
    """A cue whose sound the sound thread will choose."""

    level: int
    expression: str | None
    asked_at: float
    became: Became


@dataclass(frozen=True)
class SoundEvent:
    """Something the app may want to show or log.

    Codes: ``cue_played`` (level, expression, source, player, asked_at and started_at in `time.monotonic`
    seconds; told when it has ended), ``cue_dropped`` (level, reason: ``late``, ``covered`` by a cue that
    sounds, ``no_player``), ``player_set_aside`` (player, reason), ``speech_started`` (player),
    ``speech_ended`` (stopped), ``no_speech`` (engine, reason; once).
    """

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


class Why(Protocol):
    """The part of a cue's reason that chooses its sound."""

    @property
    def expression(self) -> str | None:
        """What the face showed: a string, or an enum of strings."""


class HeardCue(Protocol):
    """What `SoundOut.cue` asks of the engine's cue."""

    @property
    def level(self) -> int:
        """1 a mark on the screen, 2 a soft tone, 3 the own voice."""

    @property
    def why(self) -> Why:
        """What in the face it was given for."""
