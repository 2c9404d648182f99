"""Spoken questions kept as wavs, the longest unused thrown away first."""

from __future__ import annotations

import contextlib
import logging
import os
from pathlib import Path

from sounds import wav
from sounds.errors import SoundError
from sounds.shape import RATE
from sounds.wav import Samples

log = logging.getLogger(__name__)
LIMIT_MB = 50
"""About nine minutes of speech: every question of a bank several times over."""


class SpeechCache:
    """A folder of wavs at `RATE`, never above its limit. A cache that cannot be written is only slower."""

    def __init__(self, folder: Path, limit_mb: float = LIMIT_MB) -> None:
        self._folder = folder
        self._limit = int(limit_mb * 1_000_000)

    def get(self, key: str) -> Samples | None:
        """What is kept under ``key``; marks it as used."""
        path = self._path(key)
        if not path.exists():
            return None
        try:
            samples, rate = wav.read(path)
        except SoundError:
            path.unlink(missing_ok=True)  # cut short by a crash or a full disk: speak it anew
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return samples if rate == RATE else None

    def put(self, key: str, samples: Samples) -> None:
        """Keep ``samples``, and throw away what that makes too much."""
        try:
            wav.write(self._path(key), samples, RATE, durable=False)
        except SoundError as error:
            log.warning("speech cache: %s", error)
        self._shrink()

    def _shrink(self) -> None:
        with contextlib.suppress(OSError):  # another Poise may be shrinking it too
            found = [(path.stat(), path) for path in self._folder.glob("*.wav")]
            total = sum(facts.st_size for facts, _ in found)
            for facts, path in sorted(found, key=lambda each: each[0].st_mtime_ns):
                if total <= self._limit:
                    return
                path.unlink(missing_ok=True)
                total -= facts.st_size

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.wav"
