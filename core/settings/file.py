"""Changing the settings file: comments, order and unknown keys stay as the user left them."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from core.base import paths
from core.base.errors import SettingsError
from core.base.files import read_plain, write_whole
from core.base.paths import private_folder
from core.settings.model import checked, rule_of

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


_SAVING = threading.Lock()
"""The app saves each change from a thread of its own: the second must read what the first has written."""


def save(changes: Mapping[str, object], file: Path | None = None) -> Path:
    """Write some settings, None resetting a key to its default; gives the file.

    Raises SettingsError for a key or a value that does not exist, a broken file, or a folder that cannot be written.
    """
    file = file or paths.config_file()
    with _SAVING:
        document = _document(file)
        for key, value in changes.items():
            if value is None:
                rule_of(key)
                _remove(document, key)
            else:
                _put(document, key, checked(key, value))
        _write(file, document.as_string())
    return file


def _document(file: Path) -> TOMLDocument:
    import tomlkit
    from tomlkit.exceptions import ParseError

    try:
        return tomlkit.parse(read_plain(file))
    except FileNotFoundError:
        return tomlkit.document()
    except OSError as error:
        raise SettingsError("settings_unwritable", path=file, reason=error.strerror) from None
    except (ParseError, UnicodeDecodeError) as error:
        raise SettingsError("settings_not_toml", path=file, reason=error) from None


def _put(document: TOMLDocument, key: str, value: object) -> None:
    import tomlkit

    table, _, name = key.rpartition(".")
    if not table:
        document[name] = value
        return
    if not isinstance(document.get(table), dict):
        document[table] = tomlkit.table()
    document[table][name] = value


def _remove(document: TOMLDocument, key: str) -> None:
    table, _, name = key.rpartition(".")
    holder = document.get(table) if table else document
    if isinstance(holder, dict):
        holder.pop(name, None)


def _write(file: Path, content: str) -> None:
    try:
        private_folder(file.parent)
        write_whole(file, content)
    except OSError as error:
        raise SettingsError("settings_unwritable", path=file, reason=error.strerror) from None
