"""Who is let in: a token that is good once, the key that it is changed for, and one client at a time."""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LEAVES_S = 3.0
"""A client that has nothing open any more is gone after so long: between two sounds it has nothing open either."""


class Access:
    """May be asked from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.token = secrets.token_urlsafe(18)
        self._key = ""
        self._clock = clock
        self._lock = threading.Lock()
        self._client, self._open, self._left = "", 0, clock()

    def change(self, token: str) -> str:
        """A key for the token, the first time that it is shown; else nothing."""
        with self._lock:
            if self._key or not _same(token, self.token):
                return ""
            self._key = secrets.token_urlsafe(24)
            return self._key

    def knows(self, key: str) -> bool:
        """Whether this is the key; it takes as long to find out for any other."""
        return bool(self._key) and _same(key, self._key)

    @contextmanager
    def inside(self, client: str) -> Iterator[bool]:
        """Let a client in for a while; False where another is inside, or has only just gone."""
        with self._lock:
            free = not self._open and self._clock() - self._left >= LEAVES_S
            mine = client == self._client or not self._client or free
            if mine:
                self._client, self._open = client, self._open + 1
        try:
            yield mine
        finally:
            if mine:
                with self._lock:
                    self._open -= 1
                    self._left = self._clock()

    @property
    def used(self) -> bool:
        """Whether a client is inside, or was a moment ago."""
        with self._lock:
            return bool(self._open) or (bool(self._client) and self._clock() - self._left < LEAVES_S)

    @property
    def idle_s(self) -> float:
        """Seconds since anybody was inside, or since the beginning."""
        with self._lock:
            return 0.0 if self._open else self._clock() - self._left


def _same(shown: str, right: str) -> bool:
    return hmac.compare_digest(shown.encode("utf-8", "surrogateescape"), right.encode())
