"""From what a capture hands out to a picture: grey where the camera's format gives it more cheaply than colour."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import numpy.typing as npt

from core.base.opencv import cv2
from core.base.types import Coloured, Image

GREY_FORMATS = frozenset({"MJPG", "JPEG", "YUYV", "YUY2"})
"""Formats whose undecoded pictures `picture` turns into grey: motion JPEG, and brightness before colour."""

_JPEG_START = (0xFF, 0xD8)
_JPEG_END = b"\xff\xd9"
_JPEG_TAIL = 64
"""Bytes of padding that some cameras leave behind the end mark."""
_REDUCE_FROM = 1200
"""Width in pixels from which a JPEG is decoded at half size: a face keeps more than the 48 pixels needed."""
_SMALL_FROM = 640
"""Width from which a quarter of the size is enough for a screen."""


def fourcc(capture: Any) -> str:
    """The format of a capture's pictures as four letters, empty when it does not say."""
    code = int(capture.get(cv2.CAP_PROP_FOURCC))
    return code.to_bytes(4, "little").decode("latin-1").strip("\0") if code > 0 else ""


def picture(raw: npt.NDArray[Any] | None, width: float = 0.0) -> Image | None:
    """Turn a capture's array into a grey or BGR picture, or None where it is damaged.

    `raw` is BGR (H, W, 3), grey (H, W), YUYV (H, W, 2), or one row of JPEG bytes of a picture `width` pixels wide.
    """
    if raw is None or raw.size == 0:
        return None
    if raw.ndim == 3 and raw.shape[2] == 2:
        return cast(Image, np.ascontiguousarray(raw[:, :, 0]))
    if raw.ndim == 3 and raw.shape[2] == 4:
        return cast(Image, cv2.cvtColor(raw, cv2.COLOR_BGRA2BGR))
    if 1 in raw.shape[:2]:
        return _jpeg(raw.reshape(-1), width)
    return cast(Image, raw)


def coloured(raw: npt.NDArray[Any], width: float = 0.0) -> Coloured | None:
    """How to see an array in colour of which `picture` makes a grey picture; None where it is no such array.

    It is decoded small, and only when somebody asks: a screen shows few pixels, a few times a second.
    """
    if raw.ndim == 3 and raw.shape[2] == 2:
        return lambda: cast(Image, cv2.cvtColor(np.ascontiguousarray(raw[::2]), cv2.COLOR_YUV2BGR_YUYV))
    if raw.size and 1 in raw.shape[:2]:
        small = cv2.IMREAD_REDUCED_COLOR_4 if width >= _SMALL_FROM else cv2.IMREAD_REDUCED_COLOR_2
        return lambda: cast("Image | None", cv2.imdecode(raw.reshape(-1), small))
    return None


def _jpeg(data: npt.NDArray[Any], width: float) -> Image | None:
    """A whole JPEG as grey; a torn one is refused unread, since the decoder would complain on the terminal."""
    if data.size < 4 or tuple(data[:2]) != _JPEG_START or _JPEG_END not in data[-_JPEG_TAIL:].tobytes():
        return None
    grey = cv2.IMREAD_REDUCED_GRAYSCALE_2 if width >= _REDUCE_FROM else cv2.IMREAD_GRAYSCALE
    return cast("Image | None", cv2.imdecode(data, grey))
