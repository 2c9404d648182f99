"""Waiting on a condition of something that really runs, with a deadline; nothing here sleeps blindly."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

POLL_S = 0.005


def until(condition: Callable[[], object], seconds: float = 10.0) -> bool:
    """Whether a condition came to hold; the deadline only ends a broken test."""
    end, pause = time.monotonic() + seconds, threading.Event()
    while not condition():
        if time.monotonic() > end:
            return False
        pause.wait(POLL_S)
    return True


def wait_until(condition: Callable[[], object], deadline_s: float, failure: Callable[[], str]) -> None:
    """Wait until a condition holds; AssertionError with `failure()` when the deadline has passed."""
    assert until(condition, deadline_s), failure()
