"""The files of recorded answers, where the user said yes: one FLAC each. `sounds.answers` writes and reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from core.store import exports
from core.store.database import as_store_error
from core.store.kept import KeptFiles, is_older

_NAME = re.compile(r"question-(\d+)-attempt-(\d+)\.flac")
_HEAD_BYTES = 26


@dataclass(frozen=True)
class RecordedAnswer:
    """One file: question `index` (from 0), attempt (from 1), seconds of sound, bytes on the disk."""

    session: int
    index: int
    attempt: int
    seconds: float
    size: int
    path: Path


class AnswerFiles(KeptFiles):
    """The recorded answers below `folder`, in folders named by their session."""

    def path(self, session: int, index: int, attempt: int) -> Path:
        """Where an answer lies, recorded or not."""
        return self.of_session(session) / f"question-{index + 1}-attempt-{attempt}.flac"

    def answers(self, session: int | None = None) -> list[RecordedAnswer]:
        """What is recorded, the newest session first; files that are no FLAC are left out (see `damaged`)."""
        found = []
        for path, named in self._named(session):
            with suppress(OSError, ValueError):
                index, attempt, number = int(named[1]) - 1, int(named[2]), int(path.parent.name)
                found.append(RecordedAnswer(number, index, attempt, _seconds(path), path.stat().st_size, path))
        return sorted(found, key=lambda answer: (-answer.session, answer.index, answer.attempt))

    def damaged(self, session: int | None = None) -> list[Path]:
        """Recordings that cannot be read, of a session or of all: they stay until they are deleted or too old."""
        whole = {answer.path for answer in self.answers(session)}
        return [path for path, _named in self._named(session) if path not in whole]

    def _named(self, session: int | None) -> Iterator[tuple[Path, re.Match[str]]]:
        for path in self.files(session):
            if (named := _NAME.fullmatch(path.name)) is not None:
                yield path, named

    def delete(self, session: int | None = None) -> int:
        """Delete a session's recordings, or all, what was left of unfinished ones, and what was exported of them.

        Returns how many recordings there were, damaged ones too. Raises StoreError.
        """
        gone = sum(1 for _each in self._named(session))
        with as_store_error(self.folder):
            for file in self._exports_of(session):
                exports.unlink(file)
            self._delete_folders(session)
        return gone

    def forget(self, days: int, now: float | None = None) -> int:
        """Delete what is older than so many days, unfinished or damaged too; returns how many files that were.

        What was exported of a recording goes with it, or when it is as old itself.
        """
        gone = self._forget_files(days, now)
        made_of_them = {self.exported(path) for path in gone}
        for file in self._exports_of(None):
            with suppress(OSError):  # the others go nevertheless
                if file in made_of_them or is_older(file, days, now):
                    file.unlink(missing_ok=True)
        return len(gone)

    def exported(self, recording: Path) -> Path:
        """Where the app writes a recording as a wav: beside the folder, so that it goes with what it was made of."""
        return self.reports / f"session-{recording.parent.name}-{recording.stem}.wav"

    def _exports_of(self, session: int | None) -> list[Path]:
        """What was exported of a session, or of any, and what an interrupted export left."""
        which = "*" if session is None else session
        return [*self.reports.glob(f"session-{which}-question-*.wav"), *self.reports.glob(".*.part")]


def _seconds(flac: Path) -> float:
    """The length by the file's own head (RFC 9639, 8.2): nothing is decoded. Raises OSError and ValueError."""
    with flac.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    facts = int.from_bytes(head[18:], "big")  # 20 bits of rate, 3 of channels, 5 of width, 36 of samples
    rate, samples = facts >> 44, facts & ((1 << 36) - 1)
    if len(head) < _HEAD_BYTES or not head.startswith(b"fLaC") or not rate:
        raise ValueError("no FLAC")
    return samples / rate
