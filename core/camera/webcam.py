"""Webcams by number or device file."""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from core.base.clock import Clock
from core.base.errors import Said, SourceError
from core.base.opencv import cv2
from core.camera.live import LiveCapture, LiveSource
from core.camera.pictures import GREY_FORMATS, fourcc, picture

SIZE = (640, 480)
"""Asked of the camera: every webcam has it, and a face at arm's length is about 150 pixels wide in it."""
FPS = 30
_WARM_UP_GRABS = 10
"""Some webcams give nothing for the first few pictures."""
BLACK_GRABS = 15
"""So many black pictures (half a second) are a closed shutter or a camera of the wrong kind, no start in the dark."""
_BLACK_GREY, _BLACK_SPREAD = 24.0, 2.5
"""Mean and standard deviation of grey values below which a picture is black: black is 16 in a camera's own format."""
_DEVICE = re.compile(r"/dev/video\d+")

Connect = Callable[[str], LiveCapture | None]


def is_webcam(spec: str) -> bool:
    """Whether `spec` is a camera's number or device file."""
    return spec.isdecimal() or spec.startswith("/dev/")


def open_webcam(spec: str, clock: Clock | None = None, connect: Connect | None = None) -> LiveSource:
    """A source for the webcam `spec` ("0" or "/dev/video0"); raises SourceError saying why there is no picture."""
    connect = connect or connect_webcam
    capture = connect(spec)
    if capture is None:
        raise SourceError("webcam", path=device(spec), problem=problem(device(spec)))
    return LiveSource(device(spec), partial(connect, spec), first=capture, clock=clock)


@dataclass(frozen=True, slots=True)
class FoundWebcam:
    """The webcam that `auto` takes, if any, and those that it passed over, by the names that people know.

    `black` gave nothing but black, `refused` may not be opened by this user.
    """

    source: LiveSource | None
    black: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def first_webcam(
    clock: Clock | None = None,
    connect: Connect | None = None,
    specs: Sequence[str] | None = None,
    refuses: Callable[[str], bool] | None = None,
) -> FoundWebcam:
    """The first webcam of `specs` (by default of all) that gives a picture; a black one only where no other does.

    A black picture is still better than the demo: the user sees that something covers the lens.
    """
    connect, refuses = connect or connect_webcam, refuses or refused
    dark: list[tuple[str, LiveCapture]] = []
    barred: list[str] = []
    source: LiveSource | None = None
    for spec in webcams() if specs is None else specs:
        capture = connect(spec)
        if capture is None:
            barred += [device(spec)] if refuses(device(spec)) else []
        elif is_black(capture):
            dark.append((spec, capture))
        else:
            source = LiveSource(device(spec), partial(connect, spec), first=capture, clock=clock)
            break
    for number, (spec, capture) in enumerate(dark):
        if source is None and number == 0:
            source = LiveSource(device(spec), partial(connect, spec), first=capture, clock=clock)
        else:
            capture.release()
    return FoundWebcam(source, tuple(device(spec) for spec, _ in dark), tuple(barred))


def is_black(capture: LiveCapture) -> bool:
    """Whether an open camera gives nothing but black for half a second; the first other picture is the answer."""
    width, seen = capture.get(cv2.CAP_PROP_FRAME_WIDTH), 0
    for _ in range(BLACK_GRABS):
        if not capture.grab():
            continue
        got, raw = capture.retrieve()
        image = picture(raw, width) if got else None
        if image is None:
            continue
        seen += 1
        sample = image[::8, ::8]
        if float(sample.mean()) >= _BLACK_GREY or float(sample.std()) >= _BLACK_SPREAD:
            return False
    return seen > 0


def refused(path: str) -> bool:
    """Whether there is a device that this user may not open."""
    return path.startswith("/dev/") and Path(path).exists() and not os.access(path, os.R_OK | os.W_OK)


def webcams() -> list[str]:
    """The webcams that may be there, in the order of their numbers; elsewhere than on Linux only the first."""
    if sys.platform != "linux":
        return ["0"]
    found = [path.name.removeprefix("video") for path in Path("/dev").glob("video*")]
    return [f"/dev/video{number}" for number in sorted(int(name) for name in found if name.isdecimal())]


def device(spec: str) -> str:
    """The camera's name for people."""
    if not spec.isdecimal():
        return spec
    return f"/dev/video{spec}" if sys.platform == "linux" else f"camera {spec}"


def connect_webcam(spec: str) -> LiveCapture | None:
    """Open the webcam if it gives a picture, undecoded where its format allows grey to be had more cheaply."""
    if sys.platform == "linux" and not Path(device(spec)).exists():
        return None  # asking V4L2 for a device that is not there takes its time
    target: int | str = int(spec) if spec.isdecimal() else spec
    capture = cv2.VideoCapture(target, cv2.CAP_V4L2 if sys.platform == "linux" else cv2.CAP_ANY)
    _configure(capture)
    if capture.isOpened() and any(capture.grab() for _ in range(_WARM_UP_GRABS)):
        return capture
    capture.release()
    return None


def problem(path: str) -> Said:
    """Why the device at `path` gives no picture, and how to mend it."""
    if not path.startswith("/dev/"):
        return Said("webcam_silent")
    try:
        os.close(os.open(path, os.O_RDWR | os.O_NONBLOCK))
    except FileNotFoundError:
        return Said("webcam_missing")
    except PermissionError:
        return Said("webcam_forbidden")
    except OSError as error:
        if error.errno != errno.EBUSY:
            return Said("webcam_refused", {"reason": error.strerror})
    if not _DEVICE.fullmatch(path):
        return Said("webcam_other")
    return Said("webcam_busy")


def _configure(capture: cv2.VideoCapture) -> None:
    """Motion JPEG (thirty pictures a second fit through any USB port), a small picture, and no queue."""
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, SIZE[0])
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, SIZE[1])
    capture.set(cv2.CAP_PROP_FPS, FPS)
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    if sys.platform == "linux" and fourcc(capture) in GREY_FORMATS:
        capture.set(cv2.CAP_PROP_CONVERT_RGB, 0)
