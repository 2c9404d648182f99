"""What the session thread asks of the voice, and does with it: keeps the readings that lie within answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from core.engine.recording import Recording
from core.scoring.voice import Spans
from core.session.events import AnswerBegan, AnswerEnded, Event
from core.voice.prompting import Prompting
from core.voice.readings import VoiceReading


class VoiceFeed(Protocol):
    """Listens in a thread of its own; the engine never waits for it but at the end."""

    def start(self, now: Callable[[], float], report: Callable[[VoiceReading], None]) -> None:
        """Begin to listen; `now` gives session time, `report` is called from the feed's thread. Returns at once."""

    def stop(self) -> list[VoiceReading]:
        """End it, and give what is still held back; also where it was never started."""


class VoiceLine:
    """Without a feed it does nothing. Belongs to the session thread from `start` on."""

    def __init__(
        self,
        feed: VoiceFeed | None,
        recording: Recording,
        on_voice: Callable[[VoiceReading], None] | None,
        prompting: Prompting | None = None,
    ) -> None:
        self._prompting = prompting
        self._feed, self._recording, self._on_voice = feed, recording, on_voice
        self._spans = Spans()

    def start(self, now: Callable[[], float], hear: Callable[[VoiceReading], None]) -> None:
        """Let the feed listen."""
        if self._feed is not None:
            self._feed.start(now, hear)

    def event(self, event: Event) -> None:
        """Take an event of the session."""
        self._spans.event(event)
        if self._prompting is not None and isinstance(event, (AnswerBegan, AnswerEnded)):
            self._prompting.forget()

    def take(self, reading: VoiceReading, may_prompt: Callable[[], bool] = lambda: False) -> str | None:
        """Take a reading; it is kept where any of it lies within an answer.

        Gives why the user is to be asked for the voice now, where that is wanted and `may_prompt` allows a sound.
        """
        if not self._spans.counts(reading):
            return None
        self._recording.voice(reading)
        if self._on_voice is not None:
            self._on_voice(reading)
        if self._prompting is None or not self._spans.open:
            return None
        why = self._prompting.step(reading)
        if why is None or not may_prompt():
            return None
        self._prompting.said(why)
        return why

    def stop(self) -> None:
        """End the feed; what it still held back counts too."""
        if self._feed is not None:
            feed, self._feed = self._feed, None
            for reading in feed.stop():
                self.take(reading)
