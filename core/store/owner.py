"""Which process writes a session: a lock beside the store that the kernel releases when that process dies.

Two programs that write into one session would leave neither's interview in it. The lock is `flock` where the folder
knows it; elsewhere (some network folders) the process and boot that are written in the lock file decide.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

locks: Any
try:
    import fcntl as locks
except ImportError:  # Windows has none: there the written process decides
    locks = None

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL})
_LONGEST = 1024


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that writes a session, and since when (UTC, ISO 8601)."""

    pid: int
    since: str
    boot: str = ""

    @property
    def alive(self) -> bool:
        """Whether that process runs: in this boot, and not only under the same number as in an earlier one."""
        if self.boot and self.boot != boot_id():
            return False
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except OSError:  # another user's
            return True
        return self.pid > 0


class Ownership:
    """Holds a session for this process until `release`, or until the process dies."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path, self._descriptor = path, descriptor

    def release(self) -> None:
        """Let another process have the session."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            with suppress(OSError):  # a network folder that is gone must not keep what was measured from its rescue
                self._path.unlink(missing_ok=True)  # while it is held, so that nobody's newer file is removed
            with suppress(OSError):
                os.close(descriptor)


def lock_file(store: Path, session: int) -> Path:
    """The lock of a session, beside its store."""
    return store.with_name(f"{store.name}-session-{session}.lock")


def own(store: Path, session: int) -> Ownership | Owner:
    """Take a session of the store for this process, or say who has it. Raises OSError."""
    path = lock_file(store, session)
    while True:
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            holder = _holder(descriptor)
            if holder is None and _same(descriptor, path):
                _sign(descriptor)
                return Ownership(path, descriptor)
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)
        if holder is not None:
            return holder
        # the file was removed by its owner between opening and locking: try the one that is there now


def owner(store: Path, session: int) -> Owner | None:
    """Who writes a session at this moment; None where nobody does. Changes nothing."""
    try:
        descriptor = os.open(lock_file(store, session), os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        return _holder(descriptor)
    finally:
        os.close(descriptor)


def writers(store: Path) -> list[tuple[int, Owner]]:
    """The sessions that are written now, and by whom; from the lock files, so that a damaged store may be asked."""
    found = []
    for lock in sorted(store.parent.glob(f"{store.name}-session-*.lock")):
        number = lock.name.removeprefix(f"{store.name}-session-").removesuffix(".lock")
        if number.isdecimal() and (holder := owner(store, int(number))) is not None:
            found.append((int(number), holder))
    return found


def boot_id() -> str:
    """What distinguishes this boot of the machine from any other; empty where the system does not say."""
    try:
        return BOOT_ID.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def _holder(descriptor: int) -> Owner | None:
    """Lock the open file for this process, or say who holds it."""
    if locks is None:
        return _if_alive(_signed(descriptor))
    try:
        locks.flock(descriptor, locks.LOCK_EX | locks.LOCK_NB)
    except BlockingIOError:
        return _signed(descriptor) or Owner(0, "")
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
        return _if_alive(_signed(descriptor))
    return None


def _if_alive(holder: Owner | None) -> Owner | None:
    return holder if holder is not None and holder.alive else None


def _same(descriptor: int, path: Path) -> bool:
    """Whether the locked file is still the one of that name."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _signed(descriptor: int) -> Owner | None:
    try:
        found: Any = json.loads(os.pread(descriptor, _LONGEST, 0) or b"null")
        return (
            Owner(int(found["pid"]), str(found["since"]), str(found["boot"])) if isinstance(found, Mapping) else None
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _sign(descriptor: int) -> None:
    now = datetime.now(timezone.utc).isoformat(timespec="seconds")
    text = json.dumps({"pid": os.getpid(), "since": now, "boot": boot_id()})
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, text.encode(), 0)
