"""Webcams by number or device file."""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from core.base.clock import Clock
from core.base.errors import SourceError
from core.base.opencv import cv2
from core.camera.live import LiveCapture, LiveSource
from core.camera.pictures import GREY_FORMATS, fourcc

SIZE = (640, 480)
"""Asked of the camera: every webcam has it, and a face at arm's length is about 150 pixels wide in it."""
FPS = 30
_WARM_UP_GRABS = 10
"""Some webcams give nothing for the first few pictures."""
_DEVICE = re.compile(r"/dev/video\d+")

Connect = Callable[[str], LiveCapture | None]


def is_webcam(spec: str) -> bool:
    """Whether `spec` is a camera's number or device file."""
    return spec.isdigit() or spec.startswith("/dev/")


def open_webcam(spec: str, clock: Clock | None = None, connect: Connect | None = None) -> LiveSource:
    """A source for the webcam `spec` ("0" or "/dev/video0"); raises SourceError saying why there is no picture."""
    connect = connect or connect_webcam
    capture = connect(spec)
    if capture is None:
        raise SourceError(f"{device(spec)}: {problem(device(spec))}")
    return LiveSource(device(spec), partial(connect, spec), first=capture, clock=clock)


def first_webcam(
    clock: Clock | None = None, connect: Connect | None = None, specs: Sequence[str] | None = None
) -> LiveSource | None:
    """The first webcam of `specs` (by default of all) that gives a picture, or None."""
    connect = connect or connect_webcam
    for spec in webcams() if specs is None else specs:
        if (capture := connect(spec)) is not None:
            return LiveSource(device(spec), partial(connect, spec), first=capture, clock=clock)
    return None


def webcams() -> list[str]:
    """The webcams that may be there, in the order of their numbers; elsewhere than on Linux only the first."""
    if sys.platform != "linux":
        return ["0"]
    found = [path.name.removeprefix("video") for path in Path("/dev").glob("video*")]
    return [f"/dev/video{number}" for number in sorted(int(name) for name in found if name.isdigit())]


def device(spec: str) -> str:
    """The camera's name for people."""
    if not spec.isdigit():
        return spec
    return f"/dev/video{spec}" if sys.platform == "linux" else f"camera {spec}"


def connect_webcam(spec: str) -> LiveCapture | None:
    """Open the webcam if it gives a picture, undecoded where its format allows grey to be had more cheaply."""
    if sys.platform == "linux" and not Path(device(spec)).exists():
        return None  # asking V4L2 for a device that is not there takes its time
    target: int | str = int(spec) if spec.isdigit() else spec
    capture = cv2.VideoCapture(target, cv2.CAP_V4L2 if sys.platform == "linux" else cv2.CAP_ANY)
    _configure(capture)
    if capture.isOpened() and any(capture.grab() for _ in range(_WARM_UP_GRABS)):
        return capture
    capture.release()
    return None


def problem(path: str) -> str:
    """Why the device at `path` gives no picture, and how to mend it."""
    if not path.startswith("/dev/"):
        return "gives no picture; check that it is plugged in and that the terminal may use the camera"
    try:
        os.close(os.open(path, os.O_RDWR | os.O_NONBLOCK))
    except FileNotFoundError:
        return "no such camera; plug it in, or use --camera demo"
    except PermissionError:
        return "no permission; run 'sudo usermod -aG video $USER' and log in again"
    except OSError as error:
        if error.errno != errno.EBUSY:
            return f"cannot be opened ({error.strerror}); plug it in again, or use --camera demo"
    if not _DEVICE.fullmatch(path):
        return "is not a camera; use a number or /dev/videoN"
    return "gives no picture; another program may be using it: close that, or try the next number"


def _configure(capture: cv2.VideoCapture) -> None:
    """Motion JPEG (thirty pictures a second fit through any USB port), a small picture, and no queue."""
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, SIZE[0])
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, SIZE[1])
    capture.set(cv2.CAP_PROP_FPS, FPS)
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    if sys.platform == "linux" and fourcc(capture) in GREY_FORMATS:
        capture.set(cv2.CAP_PROP_CONVERT_RGB, 0)
