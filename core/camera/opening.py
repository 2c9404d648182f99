"""From what the user writes after `--camera` to a source."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.base.clock import Clock
from core.base.errors import SourceError
from core.base.types import Notice
from core.camera.base import FrameSource
from core.camera.demo import DemoSource
from core.camera.file import FileSource
from core.camera.lent import open_lent
from core.camera.stream import is_pipeline, is_url, open_pipeline, open_stream
from core.camera.ticket import LENT
from core.camera.turned import Turn, TurnedSource
from core.camera.webcam import Connect, FoundWebcam, first_webcam, is_webcam, open_webcam

AUTO = "auto"
DEMO = "demo"


@dataclass(frozen=True, slots=True)
class OpenedSource:
    """A source, and what the user should know about the choice."""

    source: FrameSource
    notices: tuple[Notice, ...] = ()


def open_source(spec: str, *, loop: bool = False, fast: bool = False, clock: Clock | None = None) -> FrameSource:
    """Like `open_camera`, without the notices."""
    return open_camera(spec, loop=loop, fast=fast, clock=clock).source


def open_camera(
    spec: str,
    *,
    loop: bool = False,
    fast: bool = False,
    clock: Clock | None = None,
    connect: Connect | None = None,
    turn: Turn | None = None,
) -> OpenedSource:
    """Open "auto", "demo", "lent", a webcam's number or device, a video file, a stream's address, or a pipeline.

    `loop` and `fast` concern files and the demo. "auto" is the first webcam that gives a picture, else the demo;
    wherever the demo is used, the notice `demo_camera` says so; `turn` is for all others. Raises SourceError.
    """
    opened = _open(spec.strip(), loop=loop, fast=fast, clock=clock, connect=connect)
    if turn is None or not turn.any or opened.source.demo:
        return opened
    return OpenedSource(TurnedSource(opened.source, turn), opened.notices)


def _open(spec: str, *, loop: bool, fast: bool, clock: Clock | None, connect: Connect | None) -> OpenedSource:
    found = first_webcam(clock, connect) if spec == AUTO and not fast else FoundWebcam(None)
    passed = _passed_over(found)
    if found.source is not None:
        return OpenedSource(found.source, passed)
    if spec in (AUTO, DEMO):
        asked = "asked" if spec == DEMO else "no_camera"
        return OpenedSource(DemoSource(fast=fast, clock=clock), (Notice("demo_camera", {"why": asked}), *passed))
    if not spec:
        raise SourceError("no_camera_named")
    source = _open_named(spec, loop=loop, fast=fast, clock=clock, connect=connect)
    if source.demo:
        return OpenedSource(source, (Notice("demo_camera", {"why": "lent"}),))
    single = isinstance(source, FileSource) and source.one_picture
    return OpenedSource(source, (Notice("one_picture"),) if single else ())


def _passed_over(found: FoundWebcam) -> tuple[Notice, ...]:
    """Which webcams `auto` did not take and why: black and used nevertheless, black, or not allowed."""
    notices = []
    for device in found.black:
        used = found.source is not None and found.source.name == device
        notices.append(Notice("camera_black", {"camera": device, "why": "used" if used else "passed"}))
    return (*notices, *(Notice("camera_refused", {"camera": device}) for device in found.refused))


def _open_named(spec: str, *, loop: bool, fast: bool, clock: Clock | None, connect: Connect | None) -> FrameSource:
    if spec == LENT or is_url(spec) or is_pipeline(spec) or is_webcam(spec):
        if fast:
            raise SourceError("not_fast", camera=spec)
        if is_webcam(spec):
            return open_webcam(spec, clock, connect)
        if spec == LENT:
            return open_lent(clock)
        return open_pipeline(spec, clock) if is_pipeline(spec) else open_stream(spec, clock)
    return FileSource(Path(spec).expanduser(), loop=loop, fast=fast, clock=clock)
