"""Network cameras (motion JPEG over http, rtsp, tcp, udp), and GStreamer's pipelines: a Jetson's own camera."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from core.base.clock import Clock
from core.base.errors import SourceError
from core.base.opencv import cv2
from core.camera.base import Wait
from core.camera.live import LiveCapture, LiveSource
from core.camera.pictures import fourcc, picture

SCHEMES = ("http", "https", "rtsp", "rtsps", "rtmp", "tcp", "udp")
PIPELINE, RIBBON = "gst:", "csi:"
_TRIED_PICTURES = 5
_LIMITS_SINCE = (4, 9)
"""Before it, OpenCV's GStreamer refuses to open with limits of time, and trying may never end in its release."""
_NEWEST = "appsink drop=true max-buffers=1 sync=false"
"""The end of each pipeline: pictures that nobody took are dropped, since only the newest counts."""
_ARGUS = (
    "nvarguscamerasrc sensor-id={number} ! video/x-raw(memory:NVMM), width=1280, height=720, framerate=30/1 ! "
    "nvvidconv ! video/x-raw, format=BGRx ! videoconvert ! video/x-raw, format=BGR"
)
"""A camera on a Jetson's ribbon cable, as NVIDIA's guide to accelerated GStreamer has it."""


@dataclass(frozen=True, slots=True)
class StreamTimeouts:
    """How long a network camera may keep silent. Without these, a dead one holds the thread for 30 s."""

    open_ms: int = 5000
    read_ms: int = 3000


def is_url(spec: str) -> bool:
    """Whether `spec` is the address of a stream."""
    return spec.partition("://")[0].lower() in SCHEMES and "://" in spec


def is_pipeline(spec: str) -> bool:
    """Whether `spec` is a pipeline of GStreamer (`gst:…`) or a camera on a ribbon cable (`csi:0`)."""
    return spec.lower().startswith((PIPELINE, RIBBON))


def pipeline(spec: str) -> str:
    """GStreamer's words for `spec`, with an end that keeps the newest picture; raises SourceError."""
    kind, words = spec[:4].lower(), spec[4:].strip()
    if kind == RIBBON:
        if not words.isdecimal():
            raise SourceError("ribbon_number", camera=spec)
        words = _ARGUS.format(number=words)
    if not words:
        raise SourceError("empty_pipeline", camera=spec)
    return words if "appsink" in words else f"{words} ! {_NEWEST}"


def open_pipeline(
    spec: str, clock: Clock | None = None, timeouts: StreamTimeouts | None = None, wait: Wait | None = None
) -> LiveSource:
    """A source for `gst:…` or `csi:…`; raises SourceError where OpenCV knows no GStreamer or nothing comes."""
    words = pipeline(spec)
    if not cv2.videoio_registry.hasBackend(cv2.CAP_GSTREAMER):
        raise SourceError("no_gstreamer", camera=spec)
    connect_again = _Opener(words, timeouts or StreamTimeouts())
    if (capture := connect_again()) is None:
        raise SourceError("silent_pipeline", camera=spec)
    return LiveSource(spec[:40], connect_again, first=capture, clock=clock, wait=wait)


class _Opener:
    """Opens a pipeline within its time, in a thread: one of which a part is missing waits in GStreamer for ever.

    Such a thread is left behind, and no other is begun while it waits.
    """

    def __init__(self, words: str, timeouts: StreamTimeouts) -> None:
        self._words, self._timeouts = words, timeouts
        self._thread: threading.Thread | None = None
        self._opened: list[LiveCapture] = []

    def __call__(self) -> LiveCapture | None:
        if self._thread is None or not self._thread.is_alive():
            self._opened = []
            self._thread = threading.Thread(target=self._open, args=(self._opened,), name="pipeline", daemon=True)
            self._thread.start()
        self._thread.join(self._timeouts.open_ms / 1000)
        return self._opened.pop() if self._opened and not self._thread.is_alive() else None

    def _open(self, opened: list[LiveCapture]) -> None:
        limits: list[int] = []
        if opencv_version() >= _LIMITS_SINCE:
            limits += [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, self._timeouts.open_ms]
            limits += [cv2.CAP_PROP_READ_TIMEOUT_MSEC, self._timeouts.read_ms]
        capture = cv2.VideoCapture(self._words, cv2.CAP_GSTREAMER, limits)
        if capture.isOpened() and _gives_pictures(capture):
            opened.append(capture)


def opencv_version() -> tuple[int, ...]:
    """Major and minor number of the OpenCV that is used, such as (4, 6)."""
    return tuple(map(int, cv2.__version__.split(".")[:2]))


def open_stream(
    url: str, clock: Clock | None = None, timeouts: StreamTimeouts | None = None, wait: Wait | None = None
) -> LiveSource:
    """A source for `url`; raises SourceError when it does not answer now. Later it is waited for."""
    try:
        urlsplit(url)
    except ValueError as error:
        raise SourceError("bad_address", camera=url, reason=error) from None
    connect_again = partial(connect, url, timeouts or StreamTimeouts())
    if (capture := connect_again()) is None:
        raise SourceError("silent_stream", camera=without_password(url))
    return LiveSource(without_password(url), connect_again, first=capture, clock=clock, wait=wait)


def connect(url: str, timeouts: StreamTimeouts) -> LiveCapture | None:
    """Open the stream if it gives a picture; motion JPEG undecoded, since grey alone is decoded faster."""
    limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, timeouts.open_ms, cv2.CAP_PROP_READ_TIMEOUT_MSEC, timeouts.read_ms]
    capture = cv2.VideoCapture(url, cv2.CAP_FFMPEG, [*limits, cv2.CAP_PROP_N_THREADS, 1])
    if not capture.isOpened():
        return None
    if fourcc(capture) == "MJPG":
        capture.set(cv2.CAP_PROP_FORMAT, -1)
    return capture if _gives_pictures(capture) else None


def _gives_pictures(capture: cv2.VideoCapture) -> bool:
    """Whether one of the first few pictures can be decoded; a web page that is no video is opened like one."""
    width = capture.get(cv2.CAP_PROP_FRAME_WIDTH)
    return any(capture.grab() and picture(capture.retrieve()[1], width) is not None for _ in range(_TRIED_PICTURES))


def without_password(url: str) -> str:
    """The address as it may be shown and stored: cameras' addresses often hold a password."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}"
