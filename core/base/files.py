"""Files that are whole or not there: a kill or a power cut leaves the old one or the new one."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

MOST_BYTES = 1_000_000
"""A settings file of that size is none."""


def read_plain(file: Path) -> str:
    """The text of a plain file of ordinary size: a pipe would wait for ever, a device never end. Raises OSError."""
    if file.exists() and not file.is_file():
        raise OSError(errno.EINVAL, "not a plain file")
    with file.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise OSError(errno.EFBIG, "too large")
    return content.decode("utf-8-sig")  # editors on Windows write a mark before the first letter


def write_whole(file: Path, content: str | bytes) -> None:
    """Write text (as UTF-8) or bytes and put it in place in one step, readable by its owner alone. Raises OSError.

    A link stays one: what it leads to is replaced.
    """
    with whole_file(file.resolve() if file.is_symlink() else file) as stream:
        stream.write(content.encode("utf-8") if isinstance(content, str) else content)


@contextmanager
def whole_file(file: Path) -> Iterator[IO[bytes]]:
    """A file to write bytes to, put in place in one step when the block ends well, else gone. Raises OSError."""
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name[:100]}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
