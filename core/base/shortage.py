"""What the machine itself refused: memory, threads, open files, or a place; the right cause in one line.

Libraries in C say it in many ways, and mostly as if their own file were at fault.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator

from core.base.errors import PoiseError

MEMORY = ("bad_alloc", "bad allocation", "failed to map segment", "annot allocate memory", "Insufficient memory")
"""How libstdc++, onnxruntime, the dynamic linker, libc and OpenCV say that there is no memory."""
LEAST_BYTES = 576 << 20
"""Of addresses: with 440 to 530 MB OpenCV crashed while it was loaded; a session takes some 700 MB."""
LONGEST = 120
"""Letters of a file's name that are shown; who gave a longer one knows it."""


class ShortageError(PoiseError):
    """The machine lacks something; nothing of ours is at fault."""


def shortage(error: BaseException) -> ShortageError | None:
    """What the machine refused, where `error`, or what led to it, says so.

    A place is at fault only where `error` is about it or was raised from what is: an error raised while another
    one is handled is our own.
    """
    lacking = filter(None, map(_lacking, _chain(error, during=True)))
    return next(lacking, None) or next(filter(None, map(_misplaced, _chain(error, during=False))), None)


def require_memory() -> None:
    """Raises ShortageError where this process may have so little that libraries in C end it without a word."""
    most = _limit()
    if most is not None and most < LEAST_BYTES:
        raise ShortageError("memory_limit_low", megabytes=most >> 20)


def _chain(error: BaseException | None, *, during: bool) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (error.__context__ if during else None)


def _lacking(error: BaseException) -> ShortageError | None:
    number = error.errno if isinstance(error, OSError) else None
    said = str(error)
    if isinstance(error, MemoryError) or number == errno.ENOMEM or any(part in said for part in MEMORY):
        most = _limit()
        return ShortageError("memory_short_limited", megabytes=most >> 20) if most else ShortageError("memory_short")
    if number in (errno.EMFILE, errno.ENFILE) or "Too many open files" in said:
        return ShortageError("files_short")
    if isinstance(error, RuntimeError) and "start new thread" in said:
        return ShortageError("threads_short")
    return None


def _misplaced(error: BaseException) -> ShortageError | None:
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        return ShortageError("place_refused", path=_shortened(str(error.filename)), reason=error.strerror)
    return None


def _limit() -> int | None:
    """How many bytes of addresses this process may have, where somebody set a limit."""
    try:
        import resource
    except ImportError:
        return None
    most = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if most == resource.RLIM_INFINITY else most


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST // 2]}…{name[-LONGEST // 2 :]}"
