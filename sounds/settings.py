"""What the user may set about sound."""

from __future__ import annotations

from dataclasses import dataclass, field

from sounds.speech import SpeechSettings
from sounds.speech_cache import LIMIT_MB

WAIT, DUCK = "wait", "duck"


@dataclass(frozen=True)
class SoundSettings:
    """All of it, with defaults that suit most.

    Attributes:
        player: ``auto``, a player's name (`sounds.players.ranking.choices`), ``bell`` or ``off``.
        volume: 0 (nothing, not even the bell) to 100.
        during_speech: what a cue does while a question is read: ``wait`` until it has ended, or ``duck`` it
            (players that cannot speak, such as the bell, ring at once).
        speech: how questions are read.
        cache_mb: room for spoken questions on the disk.
    """

    player: str = "auto"
    volume: int = 80
    during_speech: str = WAIT
    speech: SpeechSettings = field(default_factory=SpeechSettings)
    cache_mb: float = LIMIT_MB
