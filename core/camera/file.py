"""A video file, at its own pace or as fast as it goes."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from pathlib import Path

from core.base.clock import Clock, MonotonicClock
from core.base.errors import SourceError
from core.base.opencv import cv2
from core.base.types import Frame, Image
from core.camera.base import ALL_FRAMES, RateGate, Wait
from core.camera.frozen import Stillness
from core.camera.pictures import picture

_DEFAULT_FPS = 30.0
_SANE_FPS = (1.0, 240.0)
_LONGEST_GAP_S = 10.0
"""A longer step between two frames is a broken time stamp: played as it stands, it would freeze the picture."""
_LATE_S = 0.2
"""A frame this late is dropped: the file must not fall behind the present."""
_MISSING_S = 2.0
_MISSING_SHARE = 0.10
"""A film that ends more than both before its own length has broken off; lengths are often rounded, or the sound's."""
_SLOWED_S = 1.0
"""When leaving out has not caught up by now, the machine is too slow for this film."""


class TimeLine:
    """Turns a file's time stamps into seconds that start at 0 and only grow, also where stamps miss or repeat."""

    def __init__(self, fps: float) -> None:
        low, high = _SANE_FPS
        self.interval = 1.0 / (fps if low <= fps <= high else _DEFAULT_FPS)
        self._t: float | None = None
        self._stamp = 0.0

    def next(self, stamp_s: float) -> float:
        """The time of the next frame, whose stamp in the file is `stamp_s` seconds."""
        step = stamp_s - self._stamp
        self._stamp = stamp_s if math.isfinite(stamp_s) else self._stamp
        if self._t is None:
            self._t = 0.0
        else:
            self._t += step if 0.0 < step <= _LONGEST_GAP_S else self.interval
        return self._t

    def rewind(self) -> None:
        """The file begins again: its first frame follows the last one after one ordinary interval."""
        self._stamp = math.inf


class FileSource:
    """A video file; phone videos are turned upright by OpenCV according to their rotation mark.

    With `fast` every frame is given at once, with the file's own time; otherwise frames come when they are due by
    `clock` and are left out when the reader is late. With `loop` the file goes round and its time goes on.
    `one_picture` says that the file holds no more than one, which freezes.
    """

    demo = False

    def __init__(
        self,
        path: Path,
        *,
        loop: bool = False,
        fast: bool = False,
        clock: Clock | None = None,
        wait: Wait | None = None,
    ) -> None:
        self.name = path.name
        self.live = not fast
        self.max_fps = ALL_FRAMES
        self._path, self._loop = path, loop
        self._clock = clock or MonotonicClock()
        self._closed = threading.Event()
        self._wait = wait or self._closed.wait
        self._given = self._damaged = 0
        self._capture = _open(path)
        self.one_picture = self._capture.get(cv2.CAP_PROP_FRAME_COUNT) <= 1 and _ends_after_one(path)

    def frames(self) -> Iterator[Frame]:
        """See FrameSource; raises SourceError when the file has changed under our hands or breaks off."""
        line = TimeLine(self._capture.get(cv2.CAP_PROP_FPS))
        gate, stillness = RateGate(), Stillness()
        self._began = self._clock.now()
        try:
            for number, t in enumerate(self._stamps(line)):
                wanted = not self.live or (self._in_time(t) and gate.due(t, self.max_fps))
                if wanted and (image := self._picture()) is not None:
                    yield Frame(t, image, number, self.one_picture and stillness.frozen(image, t))
        finally:
            self._capture.release()

    def close(self) -> None:
        """End `frames`; the generator itself lets go of the file."""
        self._closed.set()

    def _picture(self) -> Image | None:
        """The frame that was grabbed; None where it is damaged."""
        image = picture(self._capture.retrieve()[1])
        self._given += image is not None
        self._damaged += image is None
        return image

    def _stamps(self, line: TimeLine) -> Iterator[float]:
        """Step from frame to frame, round and round with `loop`; the first one was grabbed on opening."""
        while True:
            grabbed = True
            while grabbed:
                if self._closed.is_set():
                    return
                stamp = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000.0
                yield line.next(stamp)
                grabbed = self._capture.grab()
            if self._damaged and not self._given:  # round and round, it would never give one
                raise SourceError("empty_video", path=self._path)
            self._refuse_torn(stamp + line.interval)
            if not self._loop:
                return
            self._capture.release()
            self._capture = _open(self._path)
            line.rewind()

    def _refuse_torn(self, end_s: float) -> None:
        """Raise SourceError where the pictures end at `end_s` although the file says that it goes on."""
        fps, count = (self._capture.get(prop) for prop in (cv2.CAP_PROP_FPS, cv2.CAP_PROP_FRAME_COUNT))
        length = count / fps if fps > 0 and math.isfinite(count / fps) else 0.0
        if length - end_s > max(_MISSING_S, _MISSING_SHARE * length):
            raise SourceError("torn_video", path=self._path, end_s=end_s, length_s=length)

    def _in_time(self, t: float) -> bool:
        """Wait until the frame at `t` is due; False when it is too late for it.

        Where even decoding is slower than the film, the film is slowed down rather than skipped for ever.
        """
        while (left := self._began + t - self._clock.now()) > 0 and not self._closed.is_set():
            self._wait(left)
        if -left > _SLOWED_S:
            self._began -= left
        return not _LATE_S < -left <= _SLOWED_S


def _open(path: Path) -> cv2.VideoCapture:
    """Open a video with its first frame grabbed; raises SourceError saying what is wrong with the file."""
    if (problem := _problem(path)) is not None:
        raise problem
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, 1])
    if not capture.isOpened():
        raise SourceError("bad_video", path=path)
    if not capture.grab():
        raise SourceError("empty_video", path=path)
    return capture


def _ends_after_one(path: Path) -> bool:
    """Whether there is no second picture; asked where the file does not say its length."""
    capture = _open(path)
    try:
        return not capture.grab()
    finally:
        capture.release()


def _problem(path: Path) -> SourceError | None:
    try:
        if path.is_dir():
            return SourceError("video_folder", path=path)
        if path.exists() and not path.is_file():  # reading a pipe would wait until somebody writes
            return SourceError("video_not_plain", path=path)
        with path.open("rb") as file:
            return None if file.read(1) else SourceError("video_empty_file", path=path)
    except FileNotFoundError:
        return SourceError("video_missing", path=path)
    except OSError as error:
        return SourceError("not_readable", path=path, reason=error.strerror)
