"""Recorded answers, where the user said yes: one FLAC file each, owner-only, in a place that the caller names.

FLAC at 16 kHz (lossless, about 1 MB a minute), written as it comes, so that no answer is held in memory. A file is
`.part` until its answer has ended. In it are the seconds of the answer, without the pauses of the session: see
`placing`.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sounds import wav
from sounds.errors import SoundError, from_os_error
from sounds.placing import RATE, Floats, Placing


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
