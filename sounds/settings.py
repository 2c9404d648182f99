"""What the user may set about sound."""

from __future__ import annotations

from dataclasses import dataclass, field

from sounds.speech import SpeechSettings
from sounds.speech_cache import LIMIT_MB

WAIT, DUCK = "wait", "duck"
TONES_ONLY, ALWAYS_VOICE, NO_CUES = "tone", "voice", "none"


@dataclass(frozen=True)
class SoundSettings:
    """All of it, with defaults that suit most.

    Attributes:
        cue: what a cue is made of: ``auto`` (the own voice where one is recorded, else a tone), ``tone``,
            ``voice`` (the own voice at level 2 too), ``bell`` (the terminal's: over SSH it rings at the user's
            side) or ``none``.
        player: ``auto``, a player's name (`sounds.players.ranking.choices`), ``bell`` or ``off``.
        volume: 0 (nothing, not even the bell) to 100.
        during_speech: what a cue does while a question is read: ``wait`` until it has ended, or ``duck`` it.
        speech: how questions are read.
        cache_mb: room for spoken questions on the disk.
    """

    cue: str = "auto"
    player: str = "auto"
    volume: int = 80
    during_speech: str = WAIT
    speech: SpeechSettings = field(default_factory=SpeechSettings)
    cache_mb: float = LIMIT_MB
