"""What a camera is to the engine: a name and a generator of frames that somebody else may stop; and its state."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from core.base.types import Frame


@dataclass(frozen=True, slots=True)
class CameraState:
    """The source as the session sees it: its name, its pace and whether it had to slow down.

    `fps` is the rate of late, `aimed_fps` the one that is aimed at (0: unknown), both in frames a second.
    """

    name: str
    demo: bool = False
    fps: float = 0.0
    slowed: bool = False
    aimed_fps: float = 0.0


ALL_FRAMES = math.inf
"""A `max_fps` that leaves nothing out."""

Wait = Callable[[float], object]
"""Waits for some seconds, or less when the source is closed; tests move a clock instead."""


class FrameSource(Protocol):
    """A webcam, file, stream or the demo.

    A live source runs in real time and its frames may be dropped; of any other (a file under `--fast`) every frame
    counts. `max_fps` may be changed while frames are drawn: pictures beyond it are not even decoded where that can
    be helped. It is ignored by a source that is not live.
    """

    name: str
    live: bool
    demo: bool
    max_fps: float

    def frames(self) -> Iterator[Frame]:
        """Pictures with their time in seconds since the first; ends with the source, or soon after `close`.

        A camera that is lost is silently opened again; meanwhile the generator blocks. Raises SourceError.
        """
        ...

    def close(self) -> None:
        """Let go of the device and end `frames`; may be called from any thread, and more than once."""
        ...


@dataclass(frozen=True, slots=True)
class CameraLost:
    """Nothing has come from the camera for a while; `t` is now, in the source's own seconds."""

    t: float


@dataclass(frozen=True, slots=True)
class EndOfSource:
    """The file is at its end, or the source was closed."""


class Feed(Protocol):
    """Where a live session's frames come from (`core.camera.capture.Capture`)."""

    def start(self) -> None:
        """Draw frames from now on; called once."""

    def newest(self, timeout_s: float) -> Frame | CameraLost | EndOfSource | None:
        """The newest frame, waiting at most `timeout_s`."""

    def stop(self) -> None:
        """Draw no more frames and close the source; returns when its thread has ended or hangs."""

    @property
    def state(self) -> CameraState:
        """Name and pace."""


class RateGate:
    """Lets at most `max_fps` frames a second through, evenly."""

    EARLY = 0.3
    """Share of the interval by which a frame may come early: 24 fps thinned to 15 stays near 15, not 12."""

    def __init__(self) -> None:
        self._due = -math.inf

    def due(self, t: float, max_fps: float) -> bool:
        """Whether the frame taken at `t` seconds is wanted."""
        if math.isinf(max_fps):
            return True
        interval = 1.0 / max_fps
        if t < self._due - self.EARLY * interval:
            return False
        kept_up = self._due + interval > t
        self._due = (self._due if kept_up else t) + interval
        return True
