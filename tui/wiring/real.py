"""The real doors: each imports what it needs when it is first opened."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.base.clock import MonotonicClock
from tui.wiring.services import HomeFacts, Listeners, QuestionRow, Runner, Services, SetupOptions, SoundChecks, Start

if TYPE_CHECKING:
    from core.settings.model import Settings


def house(env: Mapping[str, str] = os.environ) -> Services:
    """All doors of the app."""
    return Services(
        clock=MonotonicClock(),
        today=lambda: datetime.fromtimestamp(time.time()),
        save=_save,
        home=_home,
        options=_options,
        questions=_questions,
        runner=_runner,
        sounds=_sounds,
        remote=bool(env.get("SSH_CONNECTION") or env.get("SSH_TTY")),
    )


def _save(changes: Mapping[str, Any]) -> object:
    from core.settings.file import save

    return save(changes)


def _home(settings: Settings, thorough: bool) -> HomeFacts:
    from tui.features.home.data import facts

    return facts(settings, thorough)


def _options(settings: Settings) -> SetupOptions:
    from tui.features.setup.data import options

    return options(settings)


def _questions(settings: Settings) -> Sequence[QuestionRow]:
    from tui.features.setup.data import questions

    return questions(settings)


def _runner(settings: Settings, start: Start, listeners: Listeners) -> Runner:
    from tui.wiring.interviews import runner

    return runner(settings, start, listeners)


def _sounds(settings: Settings) -> SoundChecks:
    from tui.features.equipment.data import checks

    return checks(settings)
