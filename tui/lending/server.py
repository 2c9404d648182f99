"""The counter of `poise lend`: HTTP on the loopback, where nothing is given out without the key to it.

| request | answer |
| --- | --- |
| `POST /claim` with the token | a key, once |
| `GET /status` | nothing, where the key is right |
| `GET /video` | motion JPEG |
| `GET /sound` | 16-bit mono samples at 16 kHz, until one side hangs up |
| `POST /play` with a wav | nothing, when it has been heard |

403 is a wrong or used ticket, 409 another client, 503 a device that is not to be had, with the reason.
"""

from __future__ import annotations

import contextlib
import json
import logging
import select
import socket
import socketserver
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote

from core.camera.lent import CAMERA_HEADER, DEMO_HEADER, WIDTH_HEADER
from core.camera.ticket import CLIENT_HEADER, HOST
from tui.lending.access import Access
from tui.lending.goods import LentCamera, LentError, LentMicrophone, LentSpeaker

log = logging.getLogger(__name__)
STALL_S = 10.0
"""A line that takes or brings nothing for so long is cut."""
MOST_LINES = 16
LONGEST_WAV = 16_000_000
"""Bytes: almost three minutes at 48 kHz."""
BOUNDARY = "picture"


@dataclass(frozen=True)
class Goods:
    """What is lent; None is not."""

    camera: LentCamera | None
    microphone: LentMicrophone | None
    speaker: LentSpeaker | None


class Counter(ThreadingHTTPServer):
    """Serves from `start` to `stop`; `tell` is told from its threads what happens, such as `camera_on`."""

    daemon_threads = True
    allow_reuse_address = False

    def __init__(self, goods: Goods, port: int = 0, tell: Callable[[str], object] = str) -> None:
        """Raises OSError where the port is not to be had."""
        self.goods, self.access, self.tell = goods, Access(), tell
        self.stopping = threading.Event()
        self._lines = threading.BoundedSemaphore(MOST_LINES)
        super().__init__((HOST, port), _Request)

    def server_bind(self) -> None:
        """Without the look-up of our name, which takes long where there is no network."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[0], self.server_address[1]  # type: ignore[assignment]

    def start(self) -> None:
        """Serve in a thread."""
        threading.Thread(target=self.serve_forever, args=(0.1,), name="lend", daemon=True).start()

    def stop(self) -> None:
        """Hang up everywhere."""
        self.stopping.set()
        self.shutdown()
        self.server_close()
        if self.goods.speaker is not None:
            self.goods.speaker.close()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve in a thread of its own, unless there are too many; nobody but this machine is listened to."""
        if client_address[0] != HOST or not self._lines.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve one line and give its place to the next, however it ends."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._lines.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """For the log."""
        del request, client_address
        log.info("a line broke", exc_info=True)


class _Request(BaseHTTPRequestHandler):
    server: Counter
    timeout = STALL_S
    server_version, sys_version = "poise", ""

    def log_message(self, format: str, *args: object) -> None:
        log.info(format, *args)

    def _shown(self) -> str:
        kind, _, word = self.headers.get("Authorization", "").partition(" ")
        return word if kind == "Bearer" else ""

    def do_GET(self) -> None:
        given = {"/status": self._status, "/video": self._video, "/sound": self._sound}
        self._give(given.get(self.path))

    def do_POST(self) -> None:
        if self.path == "/claim":
            self._claim()
        else:
            self._give(self._play if self.path == "/play" else None)

    def _give(self, what: Callable[[], None] | None) -> None:
        if not self.server.access.knows(self._shown()):
            self._answer(HTTPStatus.FORBIDDEN)
        elif what is None:
            self._answer(HTTPStatus.NOT_FOUND)
        else:
            with self.server.access.inside(self.headers.get(CLIENT_HEADER, "")) as inside:
                if not inside:
                    self._answer(HTTPStatus.CONFLICT)
                    return
                with contextlib.suppress(OSError):  # whoever asked has gone
                    self._lend(what)

    def _lend(self, what: Callable[[], None]) -> None:
        self._begun = False
        try:
            what()
        except LentError as error:
            if not self._begun:
                self._answer(HTTPStatus.SERVICE_UNAVAILABLE, str(error))

    def _answer(self, status: HTTPStatus, text: str = "") -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _begin(self, headers: dict[str, str]) -> None:
        self._begun = True
        self.send_response(HTTPStatus.OK)
        for name, value in {**headers, "Cache-Control": "no-store"}.items():
            self.send_header(name, value)
        self.end_headers()

    def _going(self) -> bool:
        """Whether the other side still listens, and nobody here has ended it."""
        if self.server.stopping.is_set():
            return False
        if not select.select([self.connection], [], [], 0)[0]:
            return True
        return bool(self.connection.recv(1, socket.MSG_PEEK))

    def _claim(self) -> None:
        key = self.server.access.change(self._shown())
        if key:
            self.server.tell("claimed")
            self._answer(HTTPStatus.OK, json.dumps({"key": key}))
        else:
            self._answer(HTTPStatus.FORBIDDEN)

    def _status(self) -> None:
        self._answer(HTTPStatus.OK)

    def _video(self) -> None:
        camera = self.server.goods.camera
        if camera is None:
            raise LentError("the camera is not lent")

        def begin(name: str, demo: bool, width: int) -> None:
            headers = {CAMERA_HEADER: quote(name), DEMO_HEADER: str(int(demo)), WIDTH_HEADER: str(width)}
            self._begin({"Content-Type": f"multipart/x-mixed-replace; boundary={BOUNDARY}", **headers})
            self.server.tell("camera_on")

        try:
            for picture in camera.pictures(self._going, begin):
                head = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
                self.wfile.write(head.encode() + picture + b"\r\n")
        finally:
            if self._begun:
                self.server.tell("camera_off")

    def _sound(self) -> None:
        microphone = self.server.goods.microphone
        if microphone is None:
            raise LentError("the microphone is not lent")

        def begin() -> None:
            self._begin({"Content-Type": "audio/L16; rate=16000; channels=1"})
            self.server.tell("microphone_on")

        try:
            for block in microphone.sound(self._going, begin):
                self.wfile.write(block)
        finally:
            if self._begun:
                self.server.tell("microphone_off")

    def _play(self) -> None:
        speaker = self.server.goods.speaker
        if speaker is None:
            raise LentError("the loudspeaker is not lent")
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LONGEST_WAV:
            self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        speaker.play(self.rfile.read(int(length)), self._going)
        self._answer(HTTPStatus.OK)
