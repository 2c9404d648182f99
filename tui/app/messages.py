"""What threads post to the app; handlers alone touch widgets."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message


@dataclass
class LevelArrived(Message):
    """The microphone's level, 0 to 1."""

    level: float

    def can_replace(self, message: Message) -> bool:
        """Only the newest level is worth drawing."""
        return isinstance(message, LevelArrived)
