"""Network cameras: motion JPEG over http, or rtsp."""

from __future__ import annotations

from urllib.parse import urlsplit

from core.clock import Clock
from core.errors import SourceError
from core.opencv import cv2
from core.sources.live import LiveCapture, LiveSource
from core.sources.pictures import fourcc

SCHEMES = ("http", "https", "rtsp", "rtsps", "rtmp")
OPEN_TIMEOUT_MS = 5000
READ_TIMEOUT_MS = 3000
"""Only the constructor takes time-outs; without them a dead camera holds the thread for 30 s."""


def is_url(spec: str) -> bool:
    """Whether `spec` is the address of a stream."""
    return urlsplit(spec).scheme in SCHEMES and "://" in spec


def open_stream(url: str, clock: Clock | None = None) -> LiveSource:
    """A source for `url`; raises SourceError when it does not answer now. Later it is waited for."""
    capture = connect(url)
    if capture is None:
        raise SourceError(
            f"{without_password(url)}: no video comes from there; check the address, the camera and the network"
        )
    return LiveSource(without_password(url), lambda: connect(url), first=capture, clock=clock)


def connect(url: str) -> LiveCapture | None:
    """Open the stream, undecoded where it is motion JPEG: grey alone is decoded faster than colour."""
    limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, OPEN_TIMEOUT_MS, cv2.CAP_PROP_READ_TIMEOUT_MSEC, READ_TIMEOUT_MS]
    capture = cv2.VideoCapture(url, cv2.CAP_FFMPEG, [*limits, cv2.CAP_PROP_N_THREADS, 1])
    if not capture.isOpened():
        return None
    if fourcc(capture) == "MJPG":
        capture.set(cv2.CAP_PROP_FORMAT, -1)
    return capture


def without_password(url: str) -> str:
    """The address as it may be shown and stored: cameras' addresses often hold a password."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}"
