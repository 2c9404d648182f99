"""Waiting on a condition of something that really runs, with a deadline; nothing here sleeps blindly."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

POLL_S = 0.01


def wait_until(condition: Callable[[], object], deadline_s: float, failure: Callable[[], str]) -> None:
    """Poll a condition until it holds; AssertionError with `failure()` when the deadline has passed."""
    end, pause = time.monotonic() + deadline_s, threading.Event()
    while not condition():
        assert time.monotonic() < end, failure()
        pause.wait(POLL_S)
