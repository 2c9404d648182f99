"""What webcams and streams have in common: they are drained all the time, and opened again when they are lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import numpy.typing as npt

from core.base.clock import Clock, MonotonicClock
from core.base.opencv import cv2
from core.base.types import Coloured, Frame, Image
from core.camera.base import ALL_FRAMES, RateGate, Wait
from core.camera.frozen import Stillness
from core.camera.pictures import coloured, picture

REOPEN_AFTER_S = 1.0
"""Between two attempts to open a lost camera: a plug needs a second or two, and trying costs little."""
_FAILED_GRABS = 5
"""A camera may miss one frame; after this many in a row it is opened again (a lost capture never recovers)."""


class LiveCapture(Protocol):
    """The part of `cv2.VideoCapture` that is used here."""

    def grab(self) -> bool:
        """Take the next picture, undecoded."""
        ...

    def retrieve(self) -> tuple[bool, npt.NDArray[Any]]:
        """Decode the picture that was taken."""
        ...

    def get(self, propId: int) -> float:
        """A property of the camera."""
        ...

    def release(self) -> None:
        """Let go of the device."""
        ...


class LiveSource:
    """A camera behind `connect`, which opens it, or gives None while it is not there.

    `first` is an open capture to begin with. Times are the clock's at the moment of grabbing.
    """

    live = True
    demo = False

    def __init__(
        self,
        name: str,
        connect: Callable[[], LiveCapture | None],
        *,
        first: LiveCapture | None = None,
        clock: Clock | None = None,
        wait: Wait | None = None,
    ) -> None:
        self.name = name
        self.max_fps = ALL_FRAMES
        self._connect, self._first = connect, first
        self._clock = clock or MonotonicClock()
        self._closed = threading.Event()
        self._wait = wait or self._closed.wait

    def frames(self) -> Iterator[Frame]:
        """See FrameSource; blocks while the camera is lost."""
        gate, number, stillness = RateGate(), 0, Stillness()
        began: float | None = None
        for capture in self._captures():
            width = capture.get(cv2.CAP_PROP_FRAME_WIDTH)
            for now in self._grabs(capture):
                began = now if began is None else began
                if gate.due(now - began, self.max_fps) and (seen := _retrieve(capture, width)) is not None:
                    t, (image, in_colour) = now - began, seen
                    yield Frame(t, image, number, stillness.frozen(image, t), in_colour)
                    number += 1

    def close(self) -> None:
        """End `frames`, at the latest when the read time-out of the device is over."""
        self._closed.set()

    def _captures(self) -> Iterator[LiveCapture]:
        """Open captures, one after the other as they get lost; each is released when the next one is asked for."""
        capture, self._first = self._first or self._connect(), None
        while not self._closed.is_set():
            if capture is not None:
                try:
                    yield capture
                finally:
                    capture.release()
            if not self._closed.is_set():
                self._wait(REOPEN_AFTER_S)
                capture = self._connect()

    def _grabs(self, capture: LiveCapture) -> Iterator[float]:
        """The moment of each picture taken, until the capture is lost; not reading would let old ones pile up."""
        failed = 0
        while not self._closed.is_set() and failed < _FAILED_GRABS:
            if capture.grab():
                failed = 0
                yield self._clock.now()
            else:
                failed += 1


def _retrieve(capture: LiveCapture, width: float) -> tuple[Image, Coloured | None] | None:
    got, raw = capture.retrieve()
    image = picture(raw, width) if got else None
    return None if image is None else (image, coloured(raw, width))
