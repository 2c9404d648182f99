"""Waiting on a condition of something that really runs, with a deadline; nothing here sleeps blindly."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

POLL_S, SELDOM_S = 0.005, 0.1
SLOWER = 1.2
LONG_S = 120.0
"""A deadline that only ends a broken test: a busy machine may be a hundred times slower than an idle one."""


def until(condition: Callable[[], object], seconds: float = LONG_S) -> bool:
    """Whether a condition came to hold.

    It is asked ever less often, since asking may take a process of its own: tmux was a third of what its tests took.
    """
    end, pause, poll_s = time.monotonic() + seconds, threading.Event(), POLL_S
    while not condition():
        if time.monotonic() > end:
            return False
        pause.wait(poll_s)
        poll_s = min(SELDOM_S, poll_s * SLOWER)
    return True


def wait_until(condition: Callable[[], object], deadline_s: float, failure: Callable[[], str]) -> None:
    """Wait until a condition holds; AssertionError with `failure()` when the deadline has passed."""
    assert until(condition, deadline_s), failure()
