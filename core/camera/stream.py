"""Network cameras: motion JPEG over http, or rtsp."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from core.base.clock import Clock
from core.base.errors import SourceError
from core.base.opencv import cv2
from core.camera.base import Wait
from core.camera.live import LiveCapture, LiveSource
from core.camera.pictures import fourcc, picture

SCHEMES = ("http", "https", "rtsp", "rtsps", "rtmp")
_TRIED_PICTURES = 5


@dataclass(frozen=True, slots=True)
class StreamTimeouts:
    """How long a network camera may keep silent. Without these, a dead one holds the thread for 30 s."""

    open_ms: int = 5000
    read_ms: int = 3000


def is_url(spec: str) -> bool:
    """Whether `spec` is the address of a stream."""
    return spec.partition("://")[0].lower() in SCHEMES and "://" in spec


def open_stream(
    url: str, clock: Clock | None = None, timeouts: StreamTimeouts | None = None, wait: Wait | None = None
) -> LiveSource:
    """A source for `url`; raises SourceError when it does not answer now. Later it is waited for."""
    try:
        urlsplit(url)
    except ValueError as error:
        raise SourceError(f"{url}: not an address of a stream ({error}); check how it is written") from None
    connect_again = partial(connect, url, timeouts or StreamTimeouts())
    if (capture := connect_again()) is None:
        raise SourceError(
            f"{without_password(url)}: no video comes from there; check the address, the camera and the network"
        )
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
