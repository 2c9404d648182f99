"""OpenCV, set up once before it is loaded: one thread, and nothing written to the terminal.

Everything in the engine imports `cv2` from here. OpenCV and its FFmpeg write warnings to file descriptor 2 from C,
which would tear the screen, and its own thread pool only takes the second core away from the interview.
"""

from __future__ import annotations

import os

from core.base.shortage import require_memory

os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")  # AV_LOG_QUIET; read when the first video is opened
os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "3")  # seconds; the default of 10 hides a pulled plug

require_memory()

import cv2 as cv2  # noqa: E402 - only where there is room for it

cv2.setNumThreads(1)

__all__ = ["cv2"]
