"""What threads post to the app; handlers alone touch widgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from textual.message import Message


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
