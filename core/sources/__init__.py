"""Cameras: webcams, video files, streams and the demo."""

from core.sources.base import CameraLost, EndOfSource, FrameSource
from core.sources.capture import Capture
from core.sources.opening import OpenedSource, open_camera, open_source

__all__ = ["CameraLost", "Capture", "EndOfSource", "FrameSource", "OpenedSource", "open_camera", "open_source"]
