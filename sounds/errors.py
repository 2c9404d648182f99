"""What goes wrong with sound, as a code with parameters for the screen and one English line for the log."""

from __future__ import annotations

import errno

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class SoundError(Exception):
    """Bad input, or a device that does not do its work.

    Args:
        code: a stable word the screen translates, such as ``disk_full`` or ``bad_audio``.
        message: one line that says what is wrong, where, and how to mend it.
        params: the facts the screen's sentence needs, as text.
    """

    def __init__(self, code: str, message: str, **params: str) -> None:
        super().__init__(message)
        self.code = code
        self.params = params


def from_os_error(error: OSError, path: object) -> SoundError:
    """Turn a failed write to ``path`` into an error that says whether the disk is full."""
    if error.errno in _FULL:
        return SoundError("disk_full", f"{path}: no room left on the disk; free some and save again", path=str(path))
    reason = error.strerror or str(error)
    return SoundError("not_writable", f"{path}: cannot be written ({reason})", path=str(path), reason=reason)
