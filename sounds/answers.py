"""Recorded answers, where the user said yes: one FLAC file each, owner-only, in a folder for each session.

FLAC at 16 kHz (lossless, about 1 MB a minute), written as it comes, so that no answer is held in memory. A file is
`.part` until its answer has ended. In it are the seconds of the answer, without the pauses of the session: see
`placing`.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sounds import wav
from sounds.errors import SoundError, from_os_error
from sounds.placing import RATE, Floats, Placing

DAY_S = 86_400.0
_NAME = re.compile(r"question-(\d+)-attempt-(\d+)\.flac")


@dataclass(frozen=True)
class RecordedAnswer:
    """One file: question `index` (from 0), attempt (from 1), seconds of sound, bytes on the disk."""

    session: int
    index: int
    attempt: int
    seconds: float
    size: int
    path: Path


class AnswerFiles:
    """The recorded answers below `folder`, in folders named by their session."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, session: int, index: int, attempt: int) -> Path:
        """Where an answer lies, recorded or not."""
        return self.folder / str(session) / f"question-{index + 1}-attempt-{attempt}.flac"

    def answers(self, session: int | None = None) -> list[RecordedAnswer]:
        """What is recorded, the newest session first; files that cannot be read are left out."""
        found = []
        for path in self.folder.glob("*/question-*.flac"):
            named = _NAME.fullmatch(path.name)
            if named and path.parent.name.isdecimal() and session in (None, int(path.parent.name)):
                with contextlib.suppress(SoundError, OSError):
                    index, attempt = int(named[1]) - 1, int(named[2])
                    seconds = _info(path).frames / RATE
                    found.append(
                        RecordedAnswer(int(path.parent.name), index, attempt, seconds, path.stat().st_size, path)
                    )
        return sorted(found, key=lambda answer: (-answer.session, answer.index, answer.attempt))

    def delete(self, session: int | None = None) -> int:
        """Delete a session's recordings, or all, what was left of unfinished ones, and what was exported of them.

        Returns how many recordings there were. Raises SoundError.
        """
        gone = self.answers(session)
        folders = self.folder.glob("*") if session is None else [self.folder / str(session)]
        try:
            for file in self._exports_of(session):
                file.unlink(missing_ok=True)
            for folder in folders:
                if folder.name.isdecimal() and folder.is_dir():
                    shutil.rmtree(folder)
        except OSError as error:
            raise from_os_error(error, error.filename) from error
        return len(gone)

    def forget(self, days: int, now: float | None = None) -> int:
        """Delete what is older than so many days, unfinished or damaged too; returns how many files that were.

        What was exported of a recording goes with it, or when it is as old itself.
        """
        oldest = (time.time() if now is None else now) - days * DAY_S
        old = [path for path in self.folder.glob("*/question-*") if path.stat().st_mtime < oldest]
        for path in old:
            path.unlink(missing_ok=True)
            self.exported(path).unlink(missing_ok=True)
            with contextlib.suppress(OSError):  # others of the session may be younger
                path.parent.rmdir()
        for file in self._exports_of(None):
            if file.stat().st_mtime < oldest:
                file.unlink(missing_ok=True)
        return len(old)

    def exported(self, recording: Path) -> Path:
        """Where the app writes a recording as a wav: beside the folder, so that it goes with what it was made of."""
        return self._exports / f"session-{recording.parent.name}-{recording.stem}.wav"

    @property
    def _exports(self) -> Path:
        return self.folder.parent / "reports"

    def _exports_of(self, session: int | None) -> list[Path]:
        """What was exported of a session, or of any, and what an interrupted export left."""
        which = "*" if session is None else session
        return [*self._exports.glob(f"session-{which}-question-*.wav"), *self._exports.glob(".*.part")]


def read(path: Path) -> tuple[wav.Samples, int]:
    """The samples of a recorded answer and their rate. Raises SoundError."""
    import soundfile

    try:
        samples, rate = soundfile.read(str(path), dtype="int16")
    except (OSError, soundfile.LibsndfileError) as error:
        raise SoundError(
            "bad_audio", f"{path}: cannot be read ({error})", path=str(path), reason=str(error)
        ) from None
    return np.asarray(samples, np.int16), int(rate)


def seconds(path: Path) -> float:
    """How long a recorded answer is. Raises SoundError."""
    return float(_info(path).duration)


def export(path: Path, target: Path) -> None:
    """Write a recorded answer as a wav. Raises SoundError."""
    wav.write(target, *read(path))


def _info(path: Path) -> Any:
    import soundfile

    try:
        return soundfile.info(str(path))
    except soundfile.LibsndfileError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: Exception) -> SoundError:
    return SoundError("bad_audio", f"{path}: cannot be read ({error})", path=str(path), reason=str(error))


class AnswerWriter:
    """Writes one answer at a time; `write` comes from the microphone's thread, the rest from the session's.

    Times are session time; `placing` says where they lie in the file. An answer of which nothing was heard leaves no
    file. A disk that is full ends the recording, never the interview: `failed` says why.
    """

    def __init__(self) -> None:
        self.failed: SoundError | None = None
        self._lock = threading.Lock()
        self._file: Any = None
        self._path: Path | None = None
        self._placing = Placing(0.0)

    def begin(self, path: Path, t: float) -> None:
        """Record to `path` from now on; a file of that name is replaced when the answer has ended."""
        self.end()
        with self._lock:
            self._placing = Placing(t)
            try:
                self._open(path)
            except (OSError, SoundError) as error:
                self._fail(error, path)

    def pause(self, t: float) -> None:
        """Leave out what comes while the session is paused."""
        with self._lock:
            self._put(self._placing.pause(t))

    def resume(self, t: float) -> None:
        """The session goes on."""
        with self._lock:
            self._placing.resume(t)

    def write(self, samples: Floats, ended: float) -> None:
        """Mono samples at 16 kHz, full scale 1, the last heard at `ended`; nothing happens while no answer runs."""
        with self._lock:
            if self._file is not None:
                self._put(self._placing.take(samples, ended))

    def end(self, t: float | None = None) -> None:
        """The answer is over, at `t`; None where it was cut off. Its file gets its name."""
        with self._lock:
            self._put(self._placing.end(t))
            file, path, self._file, self._path = self._file, self._path, None, None
            if file is None or path is None:
                return
            try:
                file.close()
                if self._placing.heard:
                    _part(path).replace(path)
                else:
                    _part(path).unlink()
            except Exception as error:
                self._fail(error, path)

    def _put(self, parts: Sequence[Floats]) -> None:
        for part in parts:
            if self._file is None:
                return
            try:
                self._file.write(np.clip(part, -1.0, 1.0))
            except Exception as error:  # libsndfile's error has no base class of its own
                assert self._path is not None
                self._fail(error, self._path)

    def _open(self, path: Path) -> None:
        import soundfile

        wav.private_folder(path.parent)
        handle = os.open(_part(path), os.O_CREAT | os.O_RDWR | os.O_TRUNC, 0o600)
        try:
            self._file = soundfile.SoundFile(
                handle, "w", samplerate=RATE, channels=1, format="FLAC", subtype="PCM_16", closefd=True
            )
        except soundfile.LibsndfileError as error:
            os.close(handle)
            raise SoundError("not_writable", f"{path}: {error}", path=str(path), reason=str(error)) from None
        self._path = path

    def _fail(self, error: Exception, path: Path) -> None:
        self._file = self._path = None
        failed = from_os_error(error, path) if isinstance(error, OSError) else None
        self.failed = failed or SoundError("not_writable", f"{path}: {error}", path=str(path), reason=str(error))
        with contextlib.suppress(OSError):
            _part(path).unlink()


def _part(path: Path) -> Path:
    return path.with_suffix(".part")
