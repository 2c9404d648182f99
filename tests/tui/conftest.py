"""Keys that have been wholly followed: a test goes on when the app is at rest, and not after some time.

Textual's own pilot goes on when the process used little of the processor for 20 ms, which is also true of a process
that a busy machine does not let run.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from textual._context import active_app
from textual.app import App
from textual.notifications import Notification
from textual.pilot import Pilot

from tests.tui.pictures import Look, Shot
from tests.waiting import LONG_S, POLL_S
from tui.i18n import set_language


def working(app: App[None] | None) -> bool:
    """Whether a job of a screen, or a file of settings being written, is under way in a thread."""
    saving = app is not None and any(worker._thread_worker and not worker.is_finished for worker in app.workers)
    return saving or any(thread.name.startswith("load ") for thread in threading.enumerate())


def drawn(app: App[None] | None) -> bool:
    """Whether the screen in front has its size and shows what changed; it does so now and not a frame later."""
    if app is None or not app.is_running or not app.screen_stack:
        return True
    if app._resize_timer is not None:
        app._check_resize()
        return False
    screen: Any = app.screen
    if screen._update_timer._active.is_set():
        screen._on_timer_update()
        return False
    return True


async def at_rest(min_sleep: float = 0.0, max_sleep: float = 0.0) -> None:
    """Wait until no job runs, no message waits and everything is drawn; the deadline only ends a broken test."""
    del min_sleep, max_sleep
    app = active_app.get(None)
    ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    end = time.monotonic() + LONG_S
    while time.monotonic() < end:
        await asyncio.sleep(POLL_S if working(app) else 0)
        # in this order: what a job that has ended had to say is among what is ready
        if not working(app) and not ready and drawn(app):
            return


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """No test speaks the language in which another ended."""
    set_language("en")
    yield
    set_language("en")


@pytest.fixture(autouse=True)
def time_has_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual's pilot waits like that, and what was notified is still there when a slow machine looks for it."""
    for module in ("app", "pilot"):
        monkeypatch.setattr(f"textual.{module}.wait_for_idle", at_rest)
    monkeypatch.setattr(Pilot._wait_for_screen, "__defaults__", (LONG_S,))
    monkeypatch.setattr(Notification, "has_expired", False)
    monkeypatch.setattr(Notification, "time_left", 3600.0)


@pytest.fixture
def look(request: pytest.FixtureRequest, shot: Shot) -> Look:
    """A look at the screen of a test that is marked with `shots`."""
    return Look(request.getfixturevalue("snap_compare"), shot)
