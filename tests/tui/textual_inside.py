"""The one place where tests reach into Textual: what its public interface does not tell.

`test_textual_inside` uses each function on a real app, and says what to do when Textual has changed.
"""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Any
from weakref import WeakSet

from textual._callback import invoke
from textual._context import active_app
from textual._wait import wait_for_idle
from textual.app import App
from textual.pilot import Pilot, WaitForScreenTimeout
from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import Input

from tests.waiting import LONG_S, POLL_S

TAKING_UP, taken_up_by_each = "textual.pilot.Pilot._wait_for_screen", Pilot._wait_for_screen
"""How a pilot waits for a screen to take up what was pressed: by a message to each widget, and its answer."""
PAINTING, paint = "textual.screen.Screen._compositor_refresh", Screen._compositor_refresh
UNPAINTED: WeakSet[Screen[Any]] = WeakSet()
"""Screens of which something has not been painted yet."""


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
    if screen in UNPAINTED:
        UNPAINTED.discard(screen)
        paint(screen)
    return True


def paint_at_rest(screen: Screen[Any]) -> None:
    """Stands where a screen paints what changed: it is painted when all has been followed, and then once."""
    if screen is screen.app.screen:
        UNPAINTED.add(screen)
        screen._dirty_widgets.clear()
    else:
        paint(screen)


def next_frame(screen: Screen[Any]) -> None:
    """What a screen does for a frame: it is laid out and painted as it is now."""
    screen._on_timer_update()


def laid_out(app: App[None]) -> bool:
    """Whether no message waits and everything is drawn; yes where Textual has changed and nobody can tell."""
    try:
        return not asyncio.get_running_loop()._ready and drawn(app)  # type: ignore[attr-defined]
    except AttributeError:
        return True


async def all_followed() -> None:
    """Wait until no job runs, no message waits and everything is drawn; the deadline only ends a broken test."""
    app = active_app.get(None)
    ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    end = time.monotonic() + LONG_S
    while time.monotonic() < end:
        await asyncio.sleep(POLL_S if working(app) else 0)
        # in this order: what a job that has ended had to say is among what is ready
        if not working(app) and not ready and drawn(app):
            return


async def at_rest(min_sleep: float = 0.0, max_sleep: float = 1.0) -> None:
    """What Textual's pilot waits for here: all is followed; where Textual has changed, what it waits for itself."""
    try:
        await all_followed()
    except AttributeError:
        await wait_for_idle(min_sleep, max_sleep)


async def taken_up(pilot: Pilot[Any], timeout: float = LONG_S) -> bool:
    """Stands where a pilot asks each widget: none has anything left to take up when nothing is ready to run.

    It does not wait for jobs: what a test waits for may come while one is under way.
    """
    try:
        ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    except AttributeError:
        return await taken_up_by_each(pilot, timeout)
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        await asyncio.sleep(0)
        if not ready:
            return True
    raise WaitForScreenTimeout("messages came without an end")


async def run_intervals(screen: Screen[Any]) -> None:
    """Do now what the timers of a screen would do within a quarter of a second."""
    for timer in list(screen._timers):
        if timer._callback is not None and timer._repeat is None:
            with screen._context():
                await invoke(timer._callback)


def strips(app: App[Any]) -> list[Strip]:
    """The lines of the screen in front, as they are drawn."""
    return app.screen._compositor.render_strips()


def toasts(app: App[Any]) -> list[str]:
    """The texts of the notifications so far."""
    return [note.message for note in app._notifications]


def suggestion(line: Input) -> str:
    """What a field offers to complete its text by."""
    return line._suggestion


def is_leaving(app: App[Any]) -> bool:
    """Whether the app was told to end."""
    return bool(app._exit)
