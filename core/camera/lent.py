"""The camera of the laptop at the other end of SSH: motion JPEG, as `poise lend` serves it."""

from __future__ import annotations

import contextlib
import http.client
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import numpy as np
import numpy.typing as npt

from core.base.clock import Clock
from core.base.errors import SourceError
from core.base.opencv import cv2
from core.camera.base import Wait
from core.camera.live import LiveSource
from core.camera.ticket import HOST, LENT, InUse, Ticket, admitted, nobody, refusal

READ_S = 3.0
LETTING_GO, LET_GO_S = 20, 0.3
"""How often, and after how many seconds, a camera that another client has is asked for again at the start."""
CAMERA_HEADER, DEMO_HEADER, WIDTH_HEADER = "X-Poise-Camera", "X-Poise-Demo", "X-Poise-Width"
_LONGEST = 8_000_000
"""Bytes of a picture; a larger one is none."""


@dataclass(frozen=True)
class Lender:
    """What the answer says of the camera."""

    name: str
    demo: bool
    width: float


class LentCapture:
    """One connection: a `LiveCapture` whose pictures are JPEG files, still to be decoded."""

    def __init__(self, ticket: Ticket) -> None:
        """Ask for the pictures; raises SourceError where they are refused."""
        self._connection = http.client.HTTPConnection(HOST, ticket.port, timeout=READ_S)
        try:
            self._connection.request("GET", "/video", headers=ticket.headers())
            self._response = self._connection.getresponse()
            if self._response.status != http.HTTPStatus.OK:
                reason = self._response.read(1000).decode("utf-8", "replace")
                raise refusal(ticket.port, self._response.status, reason)
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise nobody(ticket.port) from None
        except SourceError:
            self._connection.close()
            raise
        headers = self._response.headers
        name = unquote(headers.get(CAMERA_HEADER, ""))
        self.lender = Lender(name, headers.get(DEMO_HEADER) == "1", float(headers.get(WIDTH_HEADER, "0")))
        self._picture = b""

    def grab(self) -> bool:
        """Take the next picture from the line; False where none came, or what came is no picture."""
        try:
            self._picture = self._response.read(self._length())
        except (OSError, ValueError, http.client.HTTPException):
            return False
        return bool(self._picture)

    def _length(self) -> int:
        """Read the lines before a picture; raises ValueError at the end of the line, or for what is no head."""
        length = -1
        for _ in range(8):
            line = self._response.readline(200)
            if line in (b"\r\n", b"\n") and length >= 0:
                return length
            if not line:
                break
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
                if not 0 < length <= _LONGEST:
                    break
        raise ValueError("no picture")

    def retrieve(self) -> tuple[bool, npt.NDArray[Any]]:
        """The picture as one row of bytes."""
        return bool(self._picture), np.frombuffer(self._picture, np.uint8).reshape(1, -1)

    def get(self, propId: int) -> float:
        """The width; nothing else is known."""
        return self.lender.width if propId == cv2.CAP_PROP_FRAME_WIDTH else 0.0

    def release(self) -> None:
        """Hang up."""
        with contextlib.suppress(OSError):
            self._response.close()
            self._connection.close()


def _first(wait: Wait) -> LentCapture:
    """Who has just ended is let go within a moment, when the laptop finds that nobody listens any more."""
    for _ in range(LETTING_GO):
        try:
            return LentCapture(admitted())
        except InUse:
            wait(LET_GO_S)
    return LentCapture(admitted())


def open_lent(clock: Clock | None = None, wait: Wait | None = None) -> LiveSource:
    """A source of the pictures that are lent; raises SourceError where nobody lends now. Later it is waited for."""
    first = _first(wait or time.sleep)

    def again() -> LentCapture | None:
        try:
            return LentCapture(admitted())
        except SourceError:
            return None

    source = LiveSource(f"{LENT}: {first.lender.name}"[:80], again, first=first, clock=clock, wait=wait)
    source.demo = first.lender.demo
    return source
