"""Network cameras, against a real server on the loopback: torn pictures, silence, and a pulled plug."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from core.base.clock import MonotonicClock
from core.base.errors import SourceError
from core.base.types import Expression, Frame
from core.camera.base import CameraLost
from core.camera.capture import Capture
from core.camera.live import LiveSource
from core.camera.opening import open_source
from core.camera.stream import StreamTimeouts, open_stream, pipeline, without_password
from core.vision.haar.finder import HaarFinder
from tests.core.films import eventually, showing
from tests.core.mjpeg import MjpegCamera, jpeg
from tests.waiting import LONG_S

FACE = jpeg(showing(Expression.HAPPY))
SOON = StreamTimeouts(open_ms=30_000, read_ms=300)
PATIENT = StreamTimeouts(open_ms=30_000, read_ms=30_000)


@pytest.fixture
def camera() -> Iterator[Callable[..., MjpegCamera]]:
    """Makes cameras that are unplugged in the end."""
    made: list[MjpegCamera] = []

    def make(picture: Callable[[int], bytes] = lambda number: FACE, **options: int) -> MjpegCamera:
        made.append(MjpegCamera(picture, **options))
        return made[-1]

    yield make
    for each in made:
        each.unplug()


def watched(camera: MjpegCamera, timeouts: StreamTimeouts = PATIENT) -> tuple[LiveSource, Capture]:
    """The camera's source, which tries again at once, and a running capture of it."""
    idle = threading.Event()  # tries without a pause take a whole core
    source = open_stream(camera.url, MonotonicClock(), timeouts, wait=lambda seconds: idle.wait(0.05))
    capture = Capture(source)
    capture.start()
    return source, capture


def test_face_is_found_in_a_stream_that_is_decoded_in_grey(camera: Callable[..., MjpegCamera]) -> None:
    _, capture = watched(camera())
    frame = capture.newest(LONG_S)
    capture.stop()
    assert isinstance(frame, Frame)
    assert frame.image.shape == (360, 640)
    assert HaarFinder().find(frame.image).count == 1


def test_torn_pictures_are_left_out_and_the_rest_is_seen(
    camera: Callable[..., MjpegCamera], capfd: pytest.CaptureFixture[str]
) -> None:
    _, capture = watched(camera(lambda number: FACE[: len(FACE) // 2] if number % 3 else FACE))
    frames = [capture.newest(LONG_S) for _ in range(5)]
    capture.stop()
    assert all(isinstance(frame, Frame) and frame.image.shape == (360, 640) for frame in frames)
    assert capfd.readouterr().err == ""


def test_silent_camera_is_lost_and_comes_back(camera: Callable[..., MjpegCamera]) -> None:
    server = camera()
    _, capture = watched(server, SOON)
    assert isinstance(capture.newest(LONG_S), Frame)
    server.go.clear()
    eventually(lambda: isinstance(capture.newest(0.05), CameraLost), "the silence was noticed")
    server.go.set()
    eventually(lambda: isinstance(capture.newest(0.05), Frame), "it came back")
    capture.stop()


def test_pulled_plug_is_noticed_and_the_camera_found_again(camera: Callable[..., MjpegCamera]) -> None:
    server = camera()
    _, capture = watched(server)
    assert isinstance(capture.newest(LONG_S), Frame)
    server.unplug()
    eventually(lambda: isinstance(capture.newest(0.05), CameraLost), "the loss was noticed")
    camera(port=server.port)
    eventually(lambda: isinstance(capture.newest(0.05), Frame), "the new camera was found")
    capture.stop()


def test_time_of_a_stream_goes_on_over_a_loss(camera: Callable[..., MjpegCamera]) -> None:
    server = camera()
    source, capture = watched(server)
    first = capture.newest(LONG_S)
    server.unplug()
    camera(port=server.port)
    eventually(lambda: isinstance(capture.newest(0.05), Frame), "it went on")
    second = capture.newest(LONG_S)
    capture.stop()
    assert isinstance(first, Frame)
    assert isinstance(second, Frame)
    assert second.t > first.t
    assert source.live


def test_stream_that_nobody_serves_is_refused_in_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://me:secret@127.0.0.1:{free.getsockname()[1]}/video"
        with pytest.raises(SourceError) as caught:
            open_source(address)
    assert "no video comes from there" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert capfd.readouterr().err == ""


def test_page_that_is_no_video_is_refused(camera: Callable[..., MjpegCamera]) -> None:
    with pytest.raises(SourceError, match="no video comes from there"):
        open_stream(camera(lambda number: b"<html>hello</html>" * 50_000).url, timeouts=SOON)


def test_password_of_a_camera_is_not_shown() -> None:
    assert without_password("rtsp://admin:p%40ss@10.0.0.7:554/live?key=abc") == "rtsp://10.0.0.7:554/live"


@pytest.fixture
def raw() -> Iterator[Callable[[bytes], int]]:
    """Makes TCP servers that send the same bytes again and again, or nothing; gives their port."""
    made: list[socket.socket] = []

    def serve(server: socket.socket, sent: bytes) -> None:
        while True:
            try:
                client, _address = server.accept()
                made.append(client)  # silent, but there
                if server.fileno() < 0:  # the test has ended meanwhile
                    client.close()
                while sent:
                    client.sendall(sent)
            except OSError:
                if server.fileno() < 0:
                    return

    def make(sent: bytes) -> int:
        made.append(socket.create_server(("127.0.0.1", 0)))
        threading.Thread(target=serve, args=(made[-1], sent), daemon=True).start()
        port: int = made[-1].getsockname()[1]
        return port

    yield make
    for each in made:
        each.close()


def test_pictures_come_over_plain_tcp(raw: Callable[[bytes], int]) -> None:
    source = open_stream(f"tcp://127.0.0.1:{raw(FACE)}", timeouts=PATIENT)
    frame = next(iter(source.frames()))
    source.close()
    assert frame.image.shape[:2] == (360, 640)


@pytest.mark.parametrize("scheme", ["tcp", "udp", "rtsp"])
def test_camera_that_is_there_and_silent_is_given_up(raw: Callable[[bytes], int], scheme: str) -> None:
    began = time.monotonic()
    with pytest.raises(SourceError, match="no video comes from there"):
        open_stream(f"{scheme}://127.0.0.1:{raw(b'')}", timeouts=StreamTimeouts(open_ms=300, read_ms=300))
    assert time.monotonic() - began < 20, "the library's own limit is 30 s"


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ("csi:left", "by its number, such as csi:0"),
        ("gst:", "the pipeline is empty"),
        # without GStreamer, or where this source is none of its plugins'
        ("gst:nosuchsource", "knows no GStreamer|no picture comes from this pipeline"),
    ],
)
def test_pipeline_that_cannot_be_is_refused_in_one_line(spec: str, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        open_source(spec)


def test_pipeline_ends_where_only_the_newest_picture_is_kept() -> None:
    assert pipeline("gst:videotestsrc") == "videotestsrc ! appsink drop=true max-buffers=1 sync=false"
    assert pipeline("gst:videotestsrc ! appsink name=mine") == "videotestsrc ! appsink name=mine"
    assert pipeline("csi:1").startswith("nvarguscamerasrc sensor-id=1 ! video/x-raw(memory:NVMM)")
