"""From the session's thread to the one that prints: a stalled terminal must not stall the session."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Mailbox(Generic[Item]):
    """A queue with a limit.

    With `lossless` a full one makes the sender wait (a file under `--fast` has no present to lose); otherwise the
    newest item is dropped and counted, which at 15 readings a second takes minutes of a frozen terminal.
    """

    WAIT_S = 0.2

    def __init__(self, *, lossless: bool, limit: int = 4096) -> None:
        self._queue: queue.Queue[Item] = queue.Queue(limit)
        self._lossless = lossless
        self._closed = threading.Event()
        self.dropped = 0

    def put(self, item: Item) -> None:
        """Called by the session's thread."""
        while not self._closed.is_set():
            try:
                self._queue.put(item, block=self._lossless, timeout=self.WAIT_S)
            except queue.Full:
                if not self._lossless:
                    self.dropped += 1
                    return
            else:
                return

    def get(self, timeout_s: float) -> Item | None:
        """The next item, waiting at most `timeout_s` for it."""
        try:
            return self._queue.get(timeout=timeout_s) if timeout_s > 0 else self._queue.get_nowait()
        except queue.Empty:
            return None

    def rest(self) -> Iterator[Item]:
        """Everything that is there now."""
        while (item := self.get(0)) is not None:
            yield item

    def close(self) -> None:
        """Nobody reads any more: senders go on at once."""
        self._closed.set()
