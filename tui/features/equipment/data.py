"""The equipment check's sounds: a tone, the own voice, a spoken line, and the microphone's level."""

from __future__ import annotations

import threading
import time
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
    from core.voice.detector import Floats
    from sounds.microphone import Microphone

IDLE_S = 8.0
FAULT_S = 0.5
"""How often is looked for what is wrong with the microphone."""
Tell = Callable[[float | None, str], object]
"""Called from the microphone's thread with its level (0 to 1, None where nothing comes) and a code of
`tui.features.equipment.view.MICROPHONE`, "" where nothing is wrong."""


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

    def listen(self, tell: Tell) -> Listening | None:
        """Tell of the microphone until what is given is closed; None where nothing here can record."""
        ...


class _Checked:
    """Takes the microphone's sound; tells its level, and what is wrong with it."""

    def __init__(self, tell: Tell) -> None:
        self._tell, self._fault, self._due = tell, "", 0.0
        self._begin()

    def _begin(self) -> None:
        from core.voice.soundness import MicrophoneCheck

        self._check = MicrophoneCheck()

    def heard(self, samples: Floats, ended: float) -> None:
        """Samples of the microphone's thread."""
        self._check.feed(samples)
        if ended >= self._due:
            fault = self._check.fault()
            self._fault, self._due = fault.value if fault else "", ended + FAULT_S
        self._tell(share_of(self._check.level_db), self._fault)

    def missing(self, code: str, now: float) -> None:
        """Nothing comes; it is tried again meanwhile."""
        del now
        self._begin()
        self._tell(None, code)


@dataclass(frozen=True)
class OpenMicrophone:
    """A microphone that is only listened to."""

    microphone: Microphone

    def close(self) -> None:
        """End it; returns at once."""
        threading.Thread(target=self.microphone.stop, name="microphone-end", daemon=True).start()


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

    def listen(self, tell: Tell) -> OpenMicrophone:
        """Tell of the microphone until what is given is closed, also where none is there (yet)."""
        from sounds.microphone import Microphone

        lent = lent_sound(self._settings)
        microphone = Microphone(_Checked(tell), time.monotonic, [lent.ear()] if lent else None)
        microphone.start()
        return OpenMicrophone(microphone)
