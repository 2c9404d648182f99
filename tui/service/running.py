"""What the service does: it waits for a camera, watches, and lets go of everything while it is switched off."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.base import paths
from core.base.errors import SourceError

if TYPE_CHECKING:
    from core.settings.model import Settings

LOOK_S = 1.0
AGAIN_S = 5.0


@dataclass(frozen=True)
class Switch:
    """Off while its file is there."""

    file: Path

    @property
    def off(self) -> bool:
        """Whether nothing is to be watched now."""
        return self.file.exists()

    def turn(self, off: bool) -> None:
        """Switch; raises OSError."""
        if off:
            paths.private_folder(self.file.parent)
            self.file.touch(mode=0o600)
        else:
            self.file.unlink(missing_ok=True)

    def toggle(self) -> None:
        """The other way, as the media key asks for."""
        self.turn(not self.off)


Watch = Callable[["Settings", Callable[[], bool]], None]
"""Watches with these settings until it is asked to end; raises SourceError where the camera cannot be opened."""


class Service:
    """Runs until a signal ends it. `camera` names a camera that is there now, or nothing: the demo is nobody's."""

    def __init__(
        self, settings: Settings, switch: Switch, watch: Watch, camera: Callable[[str], str] | None = None
    ) -> None:
        self._settings, self._switch, self._watch = settings, switch, watch
        self._camera = camera or camera_now
        self._pause = threading.Event()
        self._said = ""

    def run(self, until: Callable[[], bool] = lambda: False) -> None:
        """The service; `until` ends it, for tests."""
        while not until():
            if self._switch.off:
                self._say("off", LOOK_S)
                continue
            name = self._camera(self._settings.camera)
            if not name:
                self._say("no webcam yet", AGAIN_S)
                continue
            try:
                self._say(f"watching by {name}", 0.0)
                self._watch(self._settings.changed(camera=name), lambda: self._switch.off or until())
            except SourceError as error:
                self._say(str(error), AGAIN_S)

    def _say(self, what: str, wait_s: float) -> None:
        """For the journal, once for each change; then wait."""
        if what != self._said:
            self._said = what
            print(f"poise: {what}", file=sys.stderr, flush=True)
        self._pause.wait(wait_s)


def camera_now(wanted: str) -> str:
    """The camera of the settings; for `auto` the first webcam that gives a picture, "" while there is none."""
    from core.camera.opening import AUTO
    from core.camera.webcam import first_webcam

    if wanted != AUTO:
        return wanted
    source = first_webcam().source
    if source is None:
        return ""
    source.close()
    return source.name
