"""The thread that synthesises speech: what is to be heard now first, what is to be heard later when idle."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from sounds.errors import SoundError
from sounds.speech import Speech
from sounds.wav import Samples

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Text:
    text: str
    language: str


class SpeechThread:
    """Speaks texts one after the other into buffers. All calls return at once."""

    def __init__(
        self, speech: Speech, spoken: Callable[[Samples, int], None], failed: Callable[[SoundError, int], None]
    ) -> None:
        self._speech, self._spoken, self._failed = speech, spoken, failed
        self._changed = threading.Condition()
        self._now: tuple[_Text, int] | None = None
        self._later: deque[_Text] = deque()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="speech", daemon=True)
        self._thread.start()

    def say(self, text: str, language: str, number: int) -> None:
        """Synthesise now, in the place of a text that still waits; `spoken` gets the buffer and ``number``."""
        with self._changed:
            self._now = (_Text(text, language), number)
            self._changed.notify()

    def prepare(self, text: str, language: str) -> None:
        """Synthesise into the cache when there is nothing to say."""
        with self._changed:
            self._later.append(_Text(text, language))
            self._changed.notify()

    def close(self, timeout: float) -> None:
        """End the thread, waiting `timeout` seconds at most; what still waits is dropped."""
        with self._changed:
            self._closed = True
            self._later.clear()
            self._changed.notify()
        self._thread.join(timeout)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._now or self._later)
                if self._closed:
                    return
                job, self._now = self._now, None
                later = None if job else self._later.popleft()
            if job:
                self._say(*job)
            elif later:
                self._prepare(later)

    def _say(self, text: _Text, number: int) -> None:
        try:
            samples = self._speech.spoken(text.text, text.language)
        except SoundError as error:
            self._failed(error, number)
        else:
            self._spoken(samples, number)

    def _prepare(self, text: _Text) -> None:
        try:
            self._speech.spoken(text.text, text.language)
        except SoundError as error:
            log.info("not prepared: %s", error)
