"""What every command does first: read the settings with its flags, and set the language."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from core.base import paths
from core.settings import model as core_settings
from core.settings.model import Settings
from tui import i18n
from tui.i18n import _


def load_settings(flags: Mapping[str, object] | None = None, **more: object) -> Settings:
    """The settings with flags on top (None: not given); unknown keys of the file are reported."""
    from questions.loading import use_cache

    use_cache(paths.cache_dir())
    given = {**(flags or {}), **more}
    settings = core_settings.load(flags={key: _text(value) for key, value in given.items()})
    i18n.set_language(settings.language)
    if settings.unknown:
        keys = ", ".join(settings.unknown)
        print(
            "poise: " + _("{file}: unknown settings: {keys}").format(file=settings.file, keys=keys), file=sys.stderr
        )
    return settings


def _text(value: object) -> object:
    return value if value is None or isinstance(value, (bool, int, str, list, tuple)) else str(value)


def print_json(value: object) -> None:
    """Print for programs: readable, Korean as it is written."""
    from core.base.jsontext import json_text

    sys.stdout.write(json_text(value, ensure_ascii=False, indent=2) + "\n")
