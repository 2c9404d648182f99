"""What the engine asks of whoever listens to the microphone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from core.voice.readings import VoiceReading


class VoiceFeed(Protocol):
    """Listens in a thread of its own; the engine never waits for it but at the end."""

    def start(self, now: Callable[[], float], report: Callable[[VoiceReading], None]) -> None:
        """Begin to listen; `now` gives session time, `report` is called from the feed's thread. Returns at once."""

    def stop(self) -> list[VoiceReading]:
        """End it, and give what is still held back; also where it was never started."""
