"""The camera as a session and its screens see it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CameraState:
    """The source as the session sees it: its name, its pace and whether it had to slow down.

    `fps` is the rate of late, `aimed_fps` the one that is aimed at (0: unknown), both in frames a second.
    """

    name: str
    demo: bool = False
    fps: float = 0.0
    slowed: bool = False
    aimed_fps: float = 0.0
