"""A real motion JPEG camera on the loopback, that can be torn, stalled, unplugged and plugged in again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from core.base.opencv import cv2
from core.base.types import Image

BOUNDARY = b"--frame"


def jpeg(image: Image) -> bytes:
    """The picture as a JPEG file."""
    return bytes(cv2.imencode(".jpg", image)[1].tobytes())


class Server(ThreadingHTTPServer):
    """Says nothing of viewers that went in the middle of a word."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Silent."""


class MjpegCamera:
    """Serves what `picture(number)` gives as /video, at `fps`, until it is unplugged."""

    def __init__(self, picture: Callable[[int], bytes], fps: float = 60.0, port: int = 0) -> None:
        self.go = threading.Event()
        self.go.set()
        self.served = 0
        self._picture, self._pause = picture, 1 / fps
        self._unplugged = threading.Event()
        camera = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                camera.serve(self)

            def log_message(self, format: str, *args: object) -> None:
                """Silent."""

        self._server = Server(("127.0.0.1", port), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return self._server.server_port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/video"

    def unplug(self) -> None:
        """Cut all connections and stop listening."""
        self._unplugged.set()
        self.go.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def serve(self, request: BaseHTTPRequestHandler) -> None:
        """Send pictures to a viewer until one of both has gone."""
        request.send_response(200)
        request.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        request.end_headers()
        try:
            while not self._unplugged.wait(self._pause):
                self.go.wait()
                self._send(request)
        except OSError:
            pass  # the viewer has gone

    def _send(self, request: BaseHTTPRequestHandler) -> None:
        data = self._picture(self.served)
        head = b"%b\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % (BOUNDARY, len(data))
        request.wfile.write(head + data + b"\r\n")
        self.served += 1
