"""Recording and hearing the user's own voice: microphone and speaker."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from core.base.paths import recordings_dir
from sounds import wav
from tui.wiring.sound import play_samples

if TYPE_CHECKING:
    from pathlib import Path

    from core.settings.model import Settings
    from sounds.voices import Voices
    from sounds.wav import Samples

LONGEST_S = 15.0
"""As `sounds.voices.LONGEST_S`: a longer cue talks over the answer."""
OnLevel = Callable[[float, bool], object]
"""Called with the level (0 to 1) and whether it is too loud, from the recording thread."""


class Recording(Protocol):
    """A take under way (`sounds.recorder.Take`)."""

    @property
    def seconds(self) -> float:
        """How much is recorded."""
        ...

    def stop(self) -> None:
        """End it now."""
        ...

    def wait(self, timeout: float) -> bool:
        """Whether it is over."""
        ...

    def result(self) -> tuple[Samples, int]:
        """Samples and rate. Raises SoundError."""
        ...


class Audio(Protocol):
    """Microphone and speaker."""

    def record(self, on_level: OnLevel) -> Recording:
        """Begin a take of at most LONGEST_S; returns at once."""
        ...

    def play(self, samples: Samples, rate: int) -> None:
        """Play and wait for the end. Raises SoundError where nothing here can play."""
        ...


class RealAudio:
    """The machine's own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def record(self, on_level: OnLevel) -> Recording:
        """By the first recorder that gives a sound."""
        from sounds.recorder import Take, recorders
        from tui.widgets.meter import share_of

        return Take(recorders(), LONGEST_S, lambda level: _ignore(on_level(share_of(level.rms_db), level.clipped)))

    def play(self, samples: Samples, rate: int) -> None:
        """By the player of the settings."""
        play_samples(self._settings, samples, rate)


def _ignore(_answer: object) -> None:
    """The recorder wants nothing back."""


def voices(settings: Settings) -> Voices:
    """The user's recordings."""
    from sounds.voices import Voices

    return Voices(recordings_dir(settings.data))


def play_file(audio: Audio, path: Path) -> None:
    """Play one of the recordings. Raises SoundError."""
    audio.play(*wav.read(path))
