"""What is asked of `sounds.output.SoundOut`, and what it tells of."""

from __future__ import annotations

from collections.abc import Mapping
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


@dataclass(frozen=True)
class Request:
    """One sound that is to be heard. `number` tells a text that is still wanted from a stale one."""

    kind: Kind
    sound: Sound
    asked_at: float
    level: int = 0
    expression: str | None = None
    number: int = 0

    @property
    def seconds(self) -> float:
        """How long it sounds."""
        return self.sound.samples.size / self.sound.rate


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
        """Its reason."""
