"""What a session has to tell its user besides events: codes in the order in which they came."""

from __future__ import annotations

from collections.abc import Iterable

from core.snapshot import CameraState, Notice


class Notices:
    """Keeps each notice once; a lowered rate is told anew when it had recovered in between."""

    def __init__(self, first: Iterable[Notice] = ()) -> None:
        self._all = list(first)
        self._slowed = False

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

    def see(self, camera: CameraState) -> CameraState:
        """Note `slowed` (fps: frames a second, rounded) where the camera's rate was lowered; returns `camera`."""
        if camera.slowed and not self._slowed:
            self._all.append(Notice("slowed", {"fps": round(camera.aimed_fps or camera.fps)}))
        self._slowed = camera.slowed
        return camera
