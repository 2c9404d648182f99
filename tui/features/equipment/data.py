"""The equipment check's sounds: a tone, the own voice, a spoken line, and the microphone's level."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from core.base import paths
from tui.i18n import _, language
from tui.widgets.meter import share_of
from tui.wiring.sound import build_sounds, lent_sound
from tui.wiring.terminal import bell

if TYPE_CHECKING:
    from core.settings.model import Settings
    from sounds.recorder import Level, Take

LISTEN_S = 120.0
TRIAL_S = 3.0
"""A microphone that has not failed by then works."""
IDLE_S = 8.0


class Listening(Protocol):
    """An open microphone."""

    def close(self) -> object:
        """Let it go; returns at once."""
        ...


class SoundChecks(Protocol):
    """What the equipment check tries. Each answers with a code and parameters for `tui.widgets.text.words`."""

    def play(self, what: str) -> tuple[str, Mapping[str, object]]:
        """Play `tone`, `voice` or `speech` and tell how it went."""
        ...

    def listen(self, on_level: Callable[[float], object]) -> Listening | None:
        """Report the microphone's level, 0 to 1, until what is given is closed; None without a microphone."""
        ...


@dataclass(frozen=True)
class OpenMicrophone:
    """A take that is only listened to."""

    take: Take

    def close(self) -> None:
        """End it."""
        self.take.stop()


class RealChecks:
    """Plays by the players of the settings; blocks until the sound has been heard."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def play(self, what: str) -> tuple[str, Mapping[str, object]]:
        """Play `tone`, `voice` or `speech`; gives a code of `tui.features.equipment.view` and its parameters."""
        from sounds.voices import Voices

        if what == "voice" and not Voices(paths.recordings_dir(self._settings.data)).voices():
            return "no_recording", {}
        trouble: list[str] = []
        out = build_sounds(
            self._settings,
            bell(),
            speech=what == "speech",
            on_event=lambda event: trouble.append(event.code) if event.code in ("no_speech", "cue_dropped") else None,
        )
        try:
            out.wait_ready(IDLE_S)
            if what == "speech":
                out.say(_("This is how questions sound."), language())
            else:
                out.play_cue(3 if what == "voice" else 2)
            out.wait_idle(IDLE_S)
            if trouble or not out.player:
                return trouble[0] if trouble else "no_player", {}
            return "played", {"player": out.player}
        finally:
            out.close()

    def listen(self, on_level: Callable[[float], object]) -> OpenMicrophone | None:
        """Report the microphone's level about twenty times a second until what is given is closed.

        None where no recorder gives a sound, which takes a few seconds to find out.
        """
        from sounds.recorder import Take, recorders

        lent = lent_sound(self._settings)
        take = Take([lent.recorder()] if lent else recorders(), LISTEN_S, lambda level: _report(on_level, level))
        return None if take.wait(TRIAL_S) else OpenMicrophone(take)


def _report(on_level: Callable[[float], object], level: Level) -> None:
    on_level(share_of(level.rms_db))
