"""What threads post to the app; handlers alone touch widgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.message import Message

if TYPE_CHECKING:
    from core.base.types import Box, Image
    from core.session.snapshot import Snapshot


@dataclass
class SnapshotArrived(Message):
    """The session moved on. Comes many times a second; only the newest counts."""

    snapshot: Snapshot

    def can_replace(self, message: Message) -> bool:
        """A newer snapshot makes every older one worthless."""
        return isinstance(message, SnapshotArrived)


@dataclass
class PictureArrived(Message):
    """A small grey picture (H, W) of the camera, and the face in its pixels."""

    picture: Image
    face: Box | None

    def can_replace(self, message: Message) -> bool:
        """Only the newest picture is worth drawing."""
        return isinstance(message, PictureArrived)


@dataclass
class SessionEvent(Message):
    """Something that happened once in the session and must not be missed (see `core.engine.runner`)."""

    event: Any


@dataclass
class LevelArrived(Message):
    """The microphone's level, 0 to 1."""

    level: float

    def can_replace(self, message: Message) -> bool:
        """Only the newest level is worth drawing."""
        return isinstance(message, LevelArrived)


@dataclass
class Loaded(Message):
    """What a screen asked of a thread (`PoiseScreen.load`) is there."""

    what: str
    value: Any


@dataclass
class Failed(Message):
    """What a screen asked of a thread went wrong; `text` is one line for the user."""

    what: str
    text: str
