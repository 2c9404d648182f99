"""16-bit mono wav files: the one format that Poise keeps."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sounds.errors import SoundError, from_os_error

Samples = NDArray[np.int16]
"""Mono audio, shape (n,), full scale +-32767."""


def encode(samples: Samples, rate: int) -> bytes:
    """The bytes of a wav file that holds ``samples`` at ``rate`` Hz."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.astype("<i2").tobytes())
    return out.getvalue()


def write(path: Path, samples: Samples, rate: int, *, durable: bool = True) -> None:
    """Write a wav that only its owner may read, whole or not at all.

    Args:
        path: its folder is made where there is none.
        samples: int16 mono.
        rate: Hz.
        durable: wait until the disk has it; a slow card takes a tenth of a second for that.

    Raises:
        SoundError: ``disk_full`` or ``not_writable``; a file that was there before is untouched.
    """
    _write_bytes(path, encode(samples, rate), durable)


def _write_bytes(path: Path, data: bytes, durable: bool) -> None:
    """Replace ``path`` by ``data`` in one step, owner-only (0600)."""
    try:
        private_folder(path.parent)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    except OSError as error:
        raise from_os_error(error, path) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise from_os_error(error, path) from error


def private_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, each of them its owner's alone (0700)."""
    if not folder.exists():
        private_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def read(path: Path) -> tuple[Samples, int]:
    """The samples of a 16-bit mono wav and its rate in Hz.

    Raises:
        SoundError: ``bad_audio`` for anything else, with the file named.
    """
    return _decoded(str(path), path)


def decode(data: bytes) -> tuple[Samples, int]:
    """The samples of the bytes of a 16-bit mono wav and its rate in Hz; raises SoundError (``bad_audio``)."""
    return _decoded(io.BytesIO(data), Path("sound"))


def _decoded(source: str | io.BytesIO, path: Path) -> tuple[Samples, int]:
    try:
        with wave.open(source, "rb") as file:
            if (file.getnchannels(), file.getsampwidth()) != (1, 2):
                raise _bad(path, "it is not 16-bit mono; import it, which converts it")
            rate, data = file.getframerate(), file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise _bad(path, f"it is not a wav file ({error})") from error
    except OSError as error:
        raise _bad(path, error.strerror or str(error)) from error
    return np.frombuffer(data[: len(data) // 2 * 2], dtype="<i2").astype(np.int16), rate


def _bad(path: Path, reason: str) -> SoundError:
    return SoundError("bad_audio", f"{path}: cannot be read: {reason}", path=str(path), reason=reason)
