"""The capture thread: it keeps only the newest frame, so that a slow reader never slows or delays the camera."""

from __future__ import annotations

import threading
from collections import deque

from core.base.clock import Clock, MonotonicClock
from core.base.errors import SourceError
from core.base.types import Frame
from core.camera.base import CameraLost, CameraState, EndOfSource, FrameSource
from core.camera.pace import Pace

LOST_AFTER_S = 1.5
"""Without a picture for this long the camera counts as lost; a webcam in a dim room still gives 5 a second."""
_RATE_OVER_S = 3.0


class Capture:
    """Runs a live source in a thread of its own and hands out its newest frame.

    The pace is learnt from the reader: the time between taking a frame and coming back for the next one is what a
    frame costs, and the source is asked for no more frames than that allows.
    """

    def __init__(self, source: FrameSource, clock: Clock | None = None, pace: Pace | None = None) -> None:
        self._source = source
        self._clock = clock or MonotonicClock()
        self._pace = pace or Pace()
        self._fresh = threading.Condition()
        self._frame: Frame | None = None
        self._error: SourceError | None = None
        self._ended = False
        self._seen = (0.0, 0.0)
        self._handed_out: float | None = None
        self._taken: deque[float] = deque(maxlen=64)
        self._thread = threading.Thread(target=self._run, name="capture", daemon=True)

    def start(self) -> None:
        """Begin to draw frames."""
        self._source.max_fps = self._pace.fps
        self._seen = (self._clock.now(), 0.0)
        self._thread.start()

    def newest(self, timeout_s: float) -> Frame | CameraLost | EndOfSource | None:
        """The newest frame that was not handed out yet, waiting at most `timeout_s` for it.

        CameraLost when none has come for LOST_AFTER_S, EndOfSource at the end, else None. Raises SourceError when
        the source failed for good.
        """
        self._learn_pace()
        with self._fresh:
            self._fresh.wait_for(lambda: self._frame is not None or self._ended, timeout_s)
            frame, self._frame = self._frame, None
        if frame is not None:
            return self._hand_out(frame)
        if self._error is not None:
            raise self._error
        if self._ended:
            return EndOfSource()
        arrived, t = self._seen
        silent = self._clock.now() - arrived
        return CameraLost(t + silent) if silent >= LOST_AFTER_S else None

    @property
    def state(self) -> CameraState:
        """The source's name, the frames a second that were taken lately, and whether the rate was lowered."""
        now = self._clock.now()
        lately = [taken for taken in self._taken if now - taken <= _RATE_OVER_S]
        span = lately[-1] - lately[0] if len(lately) > 1 else 0.0
        fps = (len(lately) - 1) / span if span > 0 else 0.0
        pace = self._pace
        return CameraState(self._source.name, self._source.demo, fps, pace.slowed, aimed_fps=pace.fps)

    def stop(self, timeout_s: float = 4.0) -> None:
        """Close the source and wait for the thread; a device that hangs is left behind (the thread is a daemon)."""
        self._source.close()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def _run(self) -> None:
        try:
            for frame in self._source.frames():
                with self._fresh:
                    self._frame = frame
                    self._seen = (self._clock.now(), frame.t)
                    self._fresh.notify()
        except SourceError as error:
            self._error = error
        except Exception as error:  # a broken driver must end the session in one line, not silently
            self._error = SourceError("source_failed", name=self._source.name, reason=repr(error))
        finally:
            with self._fresh:
                self._ended = True
                self._fresh.notify()

    def _hand_out(self, frame: Frame) -> Frame:
        self._handed_out = self._clock.now()
        self._taken.append(self._handed_out)
        return frame

    def _learn_pace(self) -> None:
        if self._handed_out is not None:
            now = self._clock.now()
            self._pace.spent(now, now - self._handed_out)
            self._source.max_fps = self._pace.fps
            self._handed_out = None
