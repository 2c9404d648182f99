"""A camera whose pictures are turned by quarters or mirrored, for one that hangs upside down or on its side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast

from core.base.opencv import cv2
from core.base.types import Coloured, Frame, Image
from core.camera.base import FrameSource

_CODES = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
_SIDEWAYS = 1


@dataclass(frozen=True, slots=True)
class Turn:
    """Clockwise by 0, 90, 180 or 270 degrees, and then mirrored left to right."""

    degrees: int = 0
    mirror: bool = False

    @property
    def any(self) -> bool:
        """Whether there is anything to do."""
        return self.mirror or self.degrees != 0

    def apply(self, image: Image) -> Image:
        """The picture, turned."""
        if self.degrees:
            image = cast(Image, cv2.rotate(image, _CODES[self.degrees]))
        return cast(Image, cv2.flip(image, _SIDEWAYS)) if self.mirror else image


class TurnedSource:
    """A source that gives another one's pictures turned; everything else is that one's."""

    def __init__(self, source: FrameSource, turn: Turn) -> None:
        self.name, self.live, self.demo = source.name, source.live, source.demo
        self._source, self._turn = source, turn

    @property
    def max_fps(self) -> float:
        """See FrameSource."""
        return self._source.max_fps

    @max_fps.setter
    def max_fps(self, value: float) -> None:
        self._source.max_fps = value

    def frames(self) -> Iterator[Frame]:
        """See FrameSource."""
        for frame in self._source.frames():
            yield replace(frame, image=self._turn.apply(frame.image), coloured=self._coloured(frame.coloured))

    def close(self) -> None:
        """See FrameSource."""
        self._source.close()

    def _coloured(self, given: Coloured | None) -> Coloured | None:
        if given is None:
            return None

        def turned() -> Image | None:
            image = given()
            return None if image is None else self._turn.apply(image)

        return turned
