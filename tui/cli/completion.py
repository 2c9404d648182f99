"""Values that the shell completes: names that there are now, as the user would have to write them.

The shell waits for each Tab, and shows whatever is printed: so names are looked up without reading what bears them,
and what fails gives nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import typer

from core.base.paths import profiles_dir, store_file
from core.base.types import Expression, Mood
from core.settings.model import RULES, Settings, load

Names = Callable[[str], list[str]]


def completing(find: Callable[[Settings], Iterable[str]]) -> Names:
    """A completion of the names that `find` gives for the settings as they are."""

    def complete(incomplete: str) -> list[str]:
        try:
            return [name for name in find(load()) if name.startswith(incomplete)]
        except Exception:  # a traceback would land in the middle of the user's command line
            return []

    return complete


def setting(key: str) -> Names:
    """The words that a setting accepts."""
    return completing(lambda _settings: _rules()[key].choices)


def _rules() -> Any:
    return RULES


def _formats(settings: Settings) -> Iterable[str]:
    from questions.loading import files

    return files("format", settings.data)


def _banks(settings: Settings) -> Iterable[str]:
    from questions.loading import files

    return files("bank", settings.data)


def _weights(_settings: Settings) -> Iterable[str]:
    from core.vision.network.weights import list_networks

    return list_networks()


def _profiles(settings: Settings) -> Iterable[str]:
    from core.calibration.profiles import Profiles

    return Profiles(profiles_dir(settings.data)).names()


def _sessions(settings: Settings) -> Iterable[str]:
    from core.store.store import SessionStore

    store = SessionStore(store_file(settings.data))
    found = store.sessions() if store.path.exists() else []
    return ["last", *(str(session.id) for session in found)]


def _cameras(_settings: Settings) -> Iterable[str]:
    return ["auto", "demo", "lent", *sorted(map(str, Path("/dev").glob("video*")))]


formats = completing(_formats)
banks = completing(_banks)
weights = completing(_weights)
profiles = completing(_profiles)
sessions = completing(_sessions)
cameras = completing(_cameras)
keys = completing(lambda _settings: _rules())


def moods(incomplete: str) -> list[str]:
    """`sad=acceptable`: first the expression, then the mood."""
    words = [f"{expression.value}={mood.value}" for expression in Expression for mood in Mood]
    if "=" not in incomplete:
        words = [f"{expression.value}=" for expression in Expression]
    return [word for word in words if word.startswith(incomplete)]


def categories(incomplete: str) -> list[str]:
    """Codes joined by commas: the last one is completed."""
    from questions.schema import CATEGORIES

    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{name}" for name in CATEGORIES if name.startswith(last)]


def values(ctx: typer.Context, incomplete: str) -> list[str]:
    """What the setting accepts whose key stands before."""
    rule = _rules().get(str(ctx.params.get("key")))
    return [word for word in rule.choices if word.startswith(incomplete)] if rule else []
