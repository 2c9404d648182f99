"""What a player is, whatever makes the sound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from sounds.wav import Samples


@dataclass(frozen=True)
class Availability:
    """Whether something works here, and what would make it work.

    Attributes:
        code: ``ok``, ``not_probed``, ``no_library``, ``no_command``, ``no_option``, ``no_device``, ``no_callback``,
            ``hangs`` or ``failed``; or that of the ``SoundError`` in which trying it ended.
        params: facts for the screen's sentence, such as ``reason``.
        install_hint: a command line that installs what is missing; empty where none would help.
    """

    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    install_hint: str = ""

    @property
    def works(self) -> bool:
        """Whether it can be used."""
        return self.code == "ok"


NOT_PROBED = Availability("not_probed")


class State(str, Enum):
    """Where a playback stands."""

    PLAYING = "playing"
    DONE = "done"
    FAILED = "failed"


class Playback(Protocol):
    """One sound on its way out."""

    @property
    def reason(self) -> str:
        """Why it failed, in the player's own words, for the log."""

    @property
    def started_at(self) -> float:
        """`time.monotonic` seconds of its first sample, as well as the player knows."""

    def position_s(self) -> float:
        """Seconds of it that are out of our hands: from there another sound goes on."""

    def poll(self) -> State:
        """Where it stands now; never blocks."""

    def stop(self) -> None:
        """Silence it at once and free what it holds; harmless when it has ended."""


class Player(Protocol):
    """A way to make sound. Used from one thread at a time."""

    @property
    def name(self) -> str:
        """The word that chooses it in the settings."""

    @property
    def speaks(self) -> bool:
        """False for the bell, which can only ring."""

    def probe(self) -> Availability:
        """Try it for real; blocks for at most a few seconds."""

    def play(self, samples: Samples, rate: int) -> Playback:
        """Start ``samples`` (int16, mono, ``rate`` Hz) and return at once.

        Failures show in `Playback.poll`, never as an exception.
        """

    def close(self) -> None:
        """Free every process, thread and file it holds."""
