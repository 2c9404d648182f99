"""The app put together: the frame, and what its screens ask of the rest of Poise."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.base.clock import MonotonicClock
from tui.app.app import PoiseApp
from tui.features.equipment.data import RealChecks
from tui.features.home.data import facts
from tui.features.setup.data import options, questions
from tui.wiring.services import Listeners, Runner, Services, Start

if TYPE_CHECKING:
    from core.settings.model import Settings


def make_app(
    settings: Settings,
    *,
    services: Services | None = None,
    start: Start | None = None,
    env: Mapping[str, str] | None = None,
) -> PoiseApp:
    """The app as the command line opens it; tests give other `services`. `start` goes straight into an interview."""
    return PoiseApp(settings, services or real_services(), os.environ if env is None else env, start)


def real_services(env: Mapping[str, str] = os.environ) -> Services:
    """What the screens ask for, from this machine."""
    return Services(
        clock=MonotonicClock(),
        today=lambda: datetime.fromtimestamp(time.time()),
        save=_save,
        home=facts,
        options=options,
        questions=questions,
        runner=_open_session,
        sounds=RealChecks,
        remote=bool(env.get("SSH_CONNECTION") or env.get("SSH_TTY")),
    )


def _save(changes: Mapping[str, Any]) -> object:
    from core.settings.file import save  # reads and writes TOML: not before the first paint

    return save(changes)


def _open_session(settings: Settings, start: Start, listeners: Listeners) -> Runner:
    from tui.wiring.interviews import SoundingSession  # the engine: not before the first paint

    return SoundingSession(settings, start, listeners)
