"""Files of the user's beside the store, in a folder for each session: deleted with it, and forgotten after some days.

What lies in them, stills or recorded answers, and what else was made of them, is their own classes' matter.
"""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

from core.base import paths

DAY_S = 86_400.0
MADE = 1_767_225_600.0
"""2026-01-01, UTC: the year in which this program was made. A file that is older was dated by a clock that stood."""


class KeptFiles:
    """The files `question-*` below `folder`, in folders named by their session; unfinished ones begin with a dot."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def of_session(self, session: int) -> Path:
        """Where the files of a session lie, whether there are any or not."""
        return self.folder / str(session)

    def files(self, session: int | None = None) -> list[Path]:
        """All of them by name, of a session or of any, damaged and unfinished ones too."""
        # unlike `iterdir`, `glob` finds nothing where nobody may look: no interview ends by that
        there = self.folder.glob("*")
        folders = [each for each in there if each.name.isdecimal()] if session is None else [self.of_session(session)]
        return sorted(path for folder in folders for dot in ("", ".") for path in folder.glob(f"{dot}question-*"))

    @property
    def reports(self) -> Path:
        """Where the app saves what it makes of them."""
        return paths.reports_dir(self.folder.parent)

    def _delete_folders(self, session: int | None) -> None:
        """Delete a session's folder, or all, with whatever lies in them. Raises OSError."""
        for folder in self.folder.glob("*") if session is None else [self.of_session(session)]:
            if folder.name.isdecimal() and folder.is_dir():
                shutil.rmtree(folder)

    def _forget_files(self, days: int, now: float | None) -> list[Path]:
        """Delete what is older than so many days, and the folders that are empty then; gives what it deleted."""
        gone = []
        for path in self.files():
            with suppress(OSError):
                if is_older(path, days, now):
                    path.unlink()
                    gone.append(path)
                    path.parent.rmdir()  # fails while the session has younger ones
        return gone


def is_older(path: Path, days: int, now: float | None = None) -> bool:
    """Whether a file is older than so many days. Raises OSError.

    A clock without a battery may stand at 1970 until the network sets it: what was written then is as old as the
    first look at it with a clock that goes, since nobody knows better. What is dated in the future is not old.
    """
    today = time.time() if now is None else now
    dated = path.lstat().st_mtime
    if dated < MADE <= today:
        if not path.is_symlink():
            os.utime(path, (today, today))
        return False
    return dated < today - days * DAY_S
