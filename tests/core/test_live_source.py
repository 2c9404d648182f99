"""Webcams: lost and found, in whatever format they speak, and the reason when there is no picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from core.base.clock import ManualClock
from core.base.errors import SourceError
from core.base.opencv import cv2
from core.camera.demo import DemoSource
from core.camera.frozen import FROZEN_AFTER_S
from core.camera.live import LiveCapture, LiveSource
from core.camera.opening import open_camera
from core.camera.pictures import picture
from core.camera.webcam import first_webcam, open_webcam, problem, webcams
from tests.core.films import background, moving
from tests.core.mjpeg import jpeg

GREY = np.full((48, 64), 90, np.uint8)


class FakeCapture:
    """Gives some pictures, and then, like a webcam whose plug was pulled, no more for ever."""

    def __init__(self, pictures: list[npt.NDArray[Any]], clock: ManualClock | None = None) -> None:
        self.left = list(pictures)
        self.released = False
        self._clock = clock
        self._taken: npt.NDArray[Any] | None = None

    def grab(self) -> bool:
        assert not self.released, "a released capture was read"
        if self._clock is not None:
            self._clock.advance(0.1)
        self._taken = self.left.pop(0) if self.left else None
        return self._taken is not None

    def retrieve(self) -> tuple[bool, npt.NDArray[Any]]:
        assert self._taken is not None, "nothing was grabbed"
        return True, self._taken

    def get(self, propId: int) -> float:
        return 64.0 if propId == cv2.CAP_PROP_FRAME_WIDTH else 0.0

    def release(self) -> None:
        self.released = True


def source_of(captures: list[FakeCapture | None], clock: ManualClock) -> LiveSource:
    """A source whose camera is opened as often as there are captures; then it is closed."""
    first, *later = captures

    def connect() -> LiveCapture | None:
        if not later:
            source.close()
            return None
        return later.pop(0)

    source = LiveSource("cam", connect, first=first, clock=clock, wait=moving(clock))
    return source


def test_lost_webcam_is_opened_again_and_its_time_goes_on() -> None:
    clock = ManualClock(7.0)
    captures = [FakeCapture([GREY, GREY], clock), None, None, FakeCapture([GREY, GREY], clock)]
    frames = list(source_of(captures, clock).frames())
    assert [frame.number for frame in frames] == [0, 1, 2, 3]
    assert frames[0].t == 0.0
    assert frames[1].t == pytest.approx(0.1)
    assert frames[2].t > frames[1].t + 3.0
    assert all(capture.released for capture in captures if capture is not None)


@pytest.mark.parametrize("noise", [0, 2])
def test_camera_that_shows_one_picture_for_ever_is_frozen_and_a_still_person_is_not(noise: int) -> None:
    """A stuck stream was "measured 100 %". The noise of the sensor tells a still person from it."""
    clock = ManualClock()
    random = np.random.default_rng(3)
    still = [
        np.clip(GREY + random.normal(0, noise, GREY.shape) if noise else GREY, 0, 255).astype(np.uint8)
        for _ in range(90)
    ]
    moved = GREY.copy()
    moved[10:30, 10:40] = 200
    captures: list[FakeCapture | None] = [FakeCapture([*still, moved], clock)]
    frames = list(source_of(captures, clock).frames())
    assert [frame.frozen for frame in frames[:-1]] == [
        not noise and frame.t >= FROZEN_AFTER_S for frame in frames[:-1]
    ]
    assert not frames[-1].frozen


def test_clock_that_is_written_into_a_stuck_picture_does_not_make_it_live() -> None:
    clock = ManualClock()
    pictures = []
    for number in range(70):
        image = background(640, 360).copy()
        image[4:12, 4 : 4 + number // 10] = 255
        pictures.append(image)
    assert list(source_of([FakeCapture(pictures, clock)], clock).frames())[-1].frozen


def test_one_missed_picture_is_no_loss() -> None:
    clock = ManualClock()

    class Hiccup(FakeCapture):
        calls = 0

        def grab(self) -> bool:
            self.calls += 1
            return self.calls != 2 and super().grab()

    only = Hiccup([GREY] * 3, clock)
    assert len(list(source_of([only], clock).frames())) == 3


def test_damaged_pictures_are_left_out() -> None:
    clock = ManualClock()
    data = np.frombuffer(jpeg(GREY), np.uint8)
    torn = data[: len(data) // 2]
    junk = np.arange(200, dtype=np.uint8)
    pictures = [data[None], torn[None], junk[None], np.zeros((0,), np.uint8), data[None]]
    assert [frame.image.shape for frame in source_of([FakeCapture(pictures, clock)], clock).frames()] == [
        (48, 64)
    ] * 2


def test_webcam_gives_no_more_than_is_wanted_but_is_drained() -> None:
    clock = ManualClock()
    capture = FakeCapture([GREY] * 40, clock)
    source = source_of([capture], clock)
    source.max_fps = 5.0
    assert len(list(source.frames())) in range(19, 23)
    assert not capture.left


@pytest.mark.parametrize(
    ("raw", "shape"),
    [
        (np.zeros((48, 64, 3), np.uint8), (48, 64, 3)),
        (np.zeros((48, 64, 4), np.uint8), (48, 64, 3)),
        (np.zeros((48, 64, 2), np.uint8), (48, 64)),
        (np.zeros((48, 64), np.uint8), (48, 64)),
    ],
    ids=["bgr", "bgra", "yuyv", "grey"],
)
def test_every_format_of_a_webcam_becomes_a_picture(raw: npt.NDArray[Any], shape: tuple[int, ...]) -> None:
    image = picture(raw)
    assert image is not None
    assert image.shape == shape


def test_yuyv_keeps_the_brightness() -> None:
    yuyv = np.dstack([np.full((4, 6), 200, np.uint8), np.full((4, 6), 128, np.uint8)])
    image = picture(yuyv)
    assert image is not None
    assert (image == 200).all()


@pytest.mark.parametrize("kind", ["jpeg", "yuyv"])
def test_camera_that_is_decoded_in_grey_can_be_seen_in_colour(kind: str) -> None:
    red = np.full((480, 640, 3), (30, 30, 210), np.uint8)
    yuyv = np.tile(np.array([[81, 97], [81, 228]], np.uint8), (480, 320, 1))
    raw = np.frombuffer(jpeg(red), np.uint8)[None] if kind == "jpeg" else yuyv
    seen = next(iter(source_of([FakeCapture([raw])], ManualClock()).frames()))
    assert seen.image.ndim == 2
    assert seen.coloured is not None
    image = seen.coloured()
    assert image is not None
    blue, green, light = image.reshape(-1, 3).mean(axis=0).tolist()
    assert light > 150 > 80 > max(blue, green)


def test_large_jpeg_is_decoded_at_half_size() -> None:
    data = np.frombuffer(jpeg(background(1280, 720)), np.uint8)
    image = picture(data[None], 1280)
    assert image is not None
    assert image.shape == (360, 640)


def test_webcam_that_gives_no_picture_says_why() -> None:
    with pytest.raises(SourceError, match=r"video99: .*no such camera; plug it in") as caught:
        open_webcam("99", connect=lambda spec: None)
    assert "\n" not in str(caught.value)


def test_device_without_permission_names_the_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: str, flags: int) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.open", refused)
    assert "usermod -aG video" in str(problem("/dev/video0"))


def test_device_in_use_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(path: str, flags: int) -> int:
        raise OSError(16, "Device or resource busy")

    monkeypatch.setattr("os.open", busy)
    assert "another program" in str(problem("/dev/video0"))


def test_device_that_is_no_camera_is_refused() -> None:
    assert "is not a camera" in str(problem("/dev/null"))


def test_auto_falls_back_to_the_demo_and_says_so() -> None:
    opened = open_camera("auto", connect=lambda spec: None)
    assert opened.source.demo
    assert [(notice.code, notice.params["why"]) for notice in opened.notices] == [("demo_camera", "no_camera")]


def test_demo_that_was_asked_for_is_named_too() -> None:
    opened = open_camera(" demo ")
    assert isinstance(opened.source, DemoSource)
    assert opened.notices[0].params["why"] == "asked"


def test_named_webcam_is_taken_without_a_notice() -> None:
    opened = open_camera("3", connect=lambda spec: FakeCapture([GREY]))
    assert opened.source.name.endswith("3")
    assert not opened.source.demo
    assert opened.notices == ()


def test_first_webcam_that_gives_a_picture_is_taken() -> None:
    specs = ["/dev/video0", "/dev/video1", "/dev/video2"]
    found = first_webcam(connect=lambda spec: None if spec.endswith("0") else lit(), specs=specs, refuses=nobody)
    assert found.source is not None
    assert found.source.name == "/dev/video1"
    assert (found.black, found.refused) == ((), ())


def nobody(_path: str) -> bool:
    return False


def lit() -> FakeCapture:
    return FakeCapture([background(64, 48)] * 30)


def black() -> FakeCapture:
    return FakeCapture([np.full((48, 64), 16, np.uint8)] * 30)


def test_webcam_that_is_black_is_passed_over_and_given_back() -> None:
    cameras = {"/dev/video0": black(), "/dev/video1": lit()}
    found = first_webcam(connect=cameras.__getitem__, specs=[*cameras], refuses=nobody)
    assert found.source is not None
    assert found.source.name == "/dev/video1"
    assert found.black == ("/dev/video0",)
    assert cameras["/dev/video0"].released
    assert not cameras["/dev/video1"].released


def test_webcam_that_starts_black_is_not_passed_over() -> None:
    starting = FakeCapture([*black().left[:8], *lit().left])
    found = first_webcam(connect=lambda _spec: starting, specs=["/dev/video0"], refuses=nobody)
    assert found.source is not None
    assert found.black == ()


def test_black_webcam_is_used_where_there_is_no_other_and_its_user_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.camera.webcam.webcams", lambda: ["/dev/video7"])
    opened = open_camera("auto", connect=lambda _spec: black())
    assert opened.source.name == "/dev/video7"
    assert [(notice.code, notice.params["why"]) for notice in opened.notices] == [("camera_black", "used")]


def test_webcam_that_may_not_be_opened_is_named_beside_the_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.camera.webcam.webcams", lambda: ["/dev/video7"])
    monkeypatch.setattr("core.camera.webcam.refused", lambda _path: True)
    opened = open_camera("auto", connect=lambda _spec: None)
    assert opened.source.demo
    assert [notice.code for notice in opened.notices] == ["demo_camera", "camera_refused"]
    assert opened.notices[1].params["camera"] == "/dev/video7"


def test_webcams_are_in_the_order_of_their_numbers() -> None:
    numbers = [int(spec.removeprefix("/dev/video")) for spec in webcams() if spec.startswith("/dev/video")]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize("spec", ["0", "/dev/video0", "http://127.0.0.1:9/video"])
def test_camera_cannot_be_fast(spec: str) -> None:
    with pytest.raises(SourceError, match="--fast is for video files"):
        open_camera(spec, fast=True)


def test_no_name_at_all_is_refused() -> None:
    with pytest.raises(SourceError, match="no camera is named"):
        open_camera("  ")
