"""The last five forms of each bank of the user's, kept before the first change since a bank was opened.

They lie in `backups/BANK/` in the user's folder, named by the moment (UTC): plain files, to be copied back by hand or
by `restore`.
"""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

from questions.problems import BankError
from questions.writing import write_whole

FOLDER = "backups"
KEPT = 5
_STAMP = "%Y%m%dT%H%M%S%f"


def keep_backup(bank: Path, text: str, user_dir: Path) -> None:
    """Keep a bank's text; the oldest beyond five go. A folder that cannot be written stops no change."""
    there = backups(bank.stem, user_dir)
    if there and there[0].read_text(encoding="utf-8") == text:
        return
    stamp = datetime.now(timezone.utc).strftime(_STAMP)
    try:
        write_whole(user_dir / FOLDER / bank.stem / f"{stamp}.yaml", text)
    except BankError:
        return
    for old in backups(bank.stem, user_dir)[KEPT:]:
        old.unlink(missing_ok=True)


def backups(bank: str, user_dir: Path) -> list[Path]:
    """Return a bank's backups, the newest first."""
    return sorted((user_dir / FOLDER / bank).glob("*.yaml"), reverse=True)


def moment_of(backup: Path) -> datetime:
    """Return when a backup was made; a file that is named otherwise says when it was written."""
    try:
        return datetime.strptime(backup.stem, _STAMP).replace(tzinfo=timezone.utc)
    except ValueError:
        return datetime.fromtimestamp(backup.stat().st_mtime, timezone.utc)
