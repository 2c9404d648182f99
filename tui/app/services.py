"""What the screens share of the world around the app; tests give it otherwise."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from core.base.clock import Clock, MonotonicClock
from tui.app.session import Engine
from tui.wiring.start import Start

if TYPE_CHECKING:
    from core.settings.model import Settings
    from tui.wiring.choices import Choice, Options
    from tui.wiring.listeners import Listeners


@dataclass(frozen=True)
class Services:
    """Clock, settings file, engine. `options`, `cameras` and `runner` take their time: they are called in threads.

    `screens` opens places by name otherwise than `tui.app.places` does; `remote` tells that the user is logged in.
    """

    clock: Clock
    today: Callable[[], datetime]
    save: Callable[[Mapping[str, Any]], object]
    options: Callable[[Settings], Options]
    cameras: Callable[[], Sequence[Choice]]
    runner: Callable[[Settings, Start, Listeners], Engine]
    remote: bool = False
    screens: Mapping[str, Callable[..., Screen[Any]]] = field(default_factory=dict)


def real_services(env: Mapping[str, str] = os.environ) -> Services:
    """Those of this machine."""
    return Services(
        clock=MonotonicClock(),
        today=lambda: datetime.fromtimestamp(time.time()),
        save=_save,
        options=_options,
        cameras=_cameras,
        runner=_open_session,
        remote=bool(env.get("SSH_CONNECTION") or env.get("SSH_TTY")),
    )


def _options(settings: Settings) -> Options:
    from tui.wiring.choices import options  # all banks: not before the first paint

    return options(settings)


def _cameras() -> Sequence[Choice]:
    from tui.wiring.choices import cameras

    return cameras()


def _save(changes: Mapping[str, Any]) -> object:
    from core.settings.file import save  # reads and writes TOML: not before the first paint

    return save(changes)


def _open_session(settings: Settings, start: Start, listeners: Listeners) -> Engine:
    from tui.wiring.session import SoundingSession  # the engine: not before the first paint

    return SoundingSession(settings, start, listeners)
