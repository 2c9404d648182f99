"""What a session notices, each thing once; a report asks it too, so it stands apart from what reads pictures."""

from __future__ import annotations

import math
from collections.abc import Iterable

from core.base.types import Notice
from core.camera.base import CameraState


class Notices:
    """Keeps each notice once; a lowered rate is noticed again where it sinks further or had recovered in between."""

    def __init__(self, first: Iterable[Notice] = ()) -> None:
        self._all = list(first)
        self._noticed_fps = math.inf

    @property
    def all(self) -> tuple[Notice, ...]:
        """Every notice so far; later ones are appended only."""
        return tuple(self._all)

    def add(self, notice: Notice) -> bool:
        """Keep a notice; False where it is there already."""
        if notice in self._all:
            return False
        self._all.append(notice)
        return True

    def see(self, camera: CameraState) -> Notice | None:
        """The notice `slowed` (fps: frames a second, rounded), kept too, where the camera's rate was lowered now."""
        fps = round(camera.aimed_fps or camera.fps)
        if not camera.slowed:
            self._noticed_fps = math.inf
        elif fps < self._noticed_fps:
            self._noticed_fps = fps
            self._all.append(Notice("slowed", {"fps": fps}))
            return self._all[-1]
        return None
