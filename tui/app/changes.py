"""Changing settings: one way for every screen, and one writer, so that the last change is also the last written."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from core.base.types import Expression, Mood
from core.settings.model import Origin, Settings
from core.settings.rules import Value


def changed(settings: Settings, changes: Mapping[str, Value | None]) -> Settings:
    """`settings` with some keys changed on a screen, None being back to the default.

    What is changed comes from the file from now on; but a variable wins again at the next start, and still says so.
    """
    fields: dict[str, Any] = {}
    moods: dict[Expression, Mood] = {}
    origins = dict(settings.origins)
    for key, wanted in changes.items():
        value = Settings().value(key) if wanted is None else wanted
        table, _dot, name = key.rpartition(".")
        if table:
            moods[Expression(name)] = Mood(value)
        else:
            fields[key] = value
        if settings.origin(key) is not Origin.ENVIRONMENT:
            origins[key] = Origin.DEFAULT if wanted is None else Origin.FILE
    if moods:
        fields["moods"] = settings.moods.replaced(moods)
    return replace(settings, **fields, origins=MappingProxyType(origins))


class Writer:
    """Writes changes in the order in which they were made; those that wait are written together."""

    def __init__(self, save: Callable[[Mapping[str, Any]], object]) -> None:
        self._save = save
        self._waiting: dict[str, Value | None] = {}
        self._taking, self._writing = threading.Lock(), threading.Lock()

    def add(self, changes: Mapping[str, Value | None]) -> None:
        """Never blocks for long; `write` writes it."""
        with self._taking:
            self._waiting.update(changes)

    def write(self) -> None:
        """Write what waits, if anything does. Raises what `save` raises."""
        with self._writing:
            with self._taking:
                changes, self._waiting = self._waiting, {}
            if changes:
                self._save(changes)
