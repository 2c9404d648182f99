"""What the app saved of sessions in `reports` beside the store: pages and sounds, each named by its session.

They are made of what the store and the folders beside it hold, so they go with that; a key makes them anew of what is
left. What the user saved anywhere else is his own.
"""

from __future__ import annotations

import re
from pathlib import Path

from core.store.database import as_store_error

WORDED = (".html", ".md", ".pdf")
"""Kinds that may quote what was said."""
_PAGE, _SOUND = (
    r"poise-report-(?P<page>\d{1,12})\.(html|pdf|md|csv)",
    r"session-(?P<sound>\d{1,12})-question-\d.*\.wav",
)
_NAME = re.compile(rf"{_PAGE}|{_SOUND}|\.(poise-report-(?P<part>\d{{1,12}})\.(html|pdf|md|csv))\..+")


def session_of(file: Path) -> int | None:
    """The session that a file was saved of, whole or interrupted; None where its name is none of the app's."""
    named = _NAME.fullmatch(file.name)
    return int(named["page"] or named["sound"] or named["part"]) if named else None


def exported(folder: Path, session: int | None = None) -> list[Path]:
    """What was saved in `folder` of a session, or of any; in the order of names."""
    found = (
        (path, session_of(path)) for path in sorted(folder.glob("*session-*")) + sorted(folder.glob("*report-*"))
    )
    return [path for path, number in found if number is not None and session in (None, number)]


def delete(folder: Path, session: int | None = None, kinds: tuple[str, ...] = ()) -> None:
    """Delete what was saved of a session, or of all: everything, or those of some endings. Raises StoreError."""
    for path in exported(folder, session):
        if not kinds or any(kind in path.suffixes for kind in kinds):
            unlink(path)


def unlink(path: Path) -> None:
    """Delete a file that may be gone. Raises StoreError, which names it."""
    with as_store_error(path):
        path.unlink(missing_ok=True)
