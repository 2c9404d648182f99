"""What every command does first: read the settings with its flags, and set the language."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from core.base import paths
from core.base.errors import SettingsError, StoreError
from core.base.records import json_text
from core.settings import model as core_settings
from core.settings.model import Settings
from core.store.rescue import pending
from questions.cache_folder import use_cache
from tui import i18n
from tui.cli.commands.options import SessionChoice
from tui.i18n import _
from tui.widgets.text.failures import failure_words
from tui.wiring.parts import open_store


def load_settings(flags: Mapping[str, object] | None = None, **more: object) -> Settings:
    """The settings with flags on top (None: not given); unknown keys of the file are reported."""
    use_cache(paths.cache_dir())
    given = {**(flags or {}), **more}
    settings = core_settings.load(flags={key: _text(value) for key, value in given.items()})
    i18n.set_language(settings.language)
    if settings.unknown:
        keys = ", ".join(settings.unknown)
        print(
            "poise: " + _("{file}: unknown settings: {keys}").format(file=settings.file, keys=keys), file=sys.stderr
        )
    _take_in(settings)
    if settings.camera == "lent" and "camera" in given:  # this command uses a camera
        from tui.cli.ticket import ask_for_ticket

        ask_for_ticket(settings.camera)
    return settings


def _take_in(settings: Settings) -> None:
    """What an earlier session could not store is taken in now, and said; a store that refuses again is no end."""
    store = paths.store_file(settings.data)
    if not pending(store):
        return
    from core.store.store import SessionStore

    try:
        taken = SessionStore(store).take_in()
    except StoreError as error:
        print(f"poise: {failure_words(error)}", file=sys.stderr)
        return
    for number in taken:
        said = _("session {id}: what could not be stored at its end has been taken in").format(id=number)
        print(f"poise: {said}", file=sys.stderr)


def session_number(settings: Settings, choice: SessionChoice | None) -> int | None:
    """The session's number; None where none was named, which here means all. Raises StoreError."""
    if choice is None or choice.number is not None:
        return choice.number if choice else None

    store = open_store(settings)
    newest = store.sessions(1)
    return newest[0].id if newest else store.load().info.id


def one_of(option: str, word: str, allowed: tuple[str, ...]) -> str:
    """The word, where it is one of those that the option allows. Raises SettingsError."""
    if word not in allowed:
        text = _("{option} {value}: write one of {allowed}")
        raise SettingsError(text.format(option=option, value=word, allowed=", ".join(allowed)))
    return word


def _text(value: object) -> object:
    return value if value is None or isinstance(value, (bool, int, str, list, tuple)) else str(value)


def print_json(value: object) -> None:
    """Print for programs: readable, Korean as it is written."""
    sys.stdout.write(json_text(value, ensure_ascii=False, indent=2) + "\n")
