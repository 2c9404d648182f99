"""Errors whose message is one line for the user: what is wrong, where, and how to mend it."""

from __future__ import annotations


class PoiseError(Exception):
    """Bad input or a missing part; the command line prints the message and exits with `exit_code`."""

    exit_code = 2


LONGEST = 800
"""Letters of a message: beyond it somebody gave us a value of thousands."""


def message(error: BaseException) -> str:
    """One line on what went wrong: the error's own words, or its name where it has none."""
    words = " ".join(str(error).split()) or type(error).__name__
    return words if len(words) <= LONGEST else f"{words[: LONGEST // 2]}…{words[-LONGEST // 2 :]}"


class SourceError(PoiseError):
    """A camera, file or stream that cannot be opened or read."""


class WeightsError(PoiseError):
    """Weights that are missing, changed or not understood."""


class StoreError(PoiseError):
    """A store that cannot be opened, or a session that is not in it."""


class SettingsError(PoiseError):
    """A settings file, variable or flag with a wrong value."""


class ProfileError(PoiseError):
    """A calibration profile that is missing, damaged or cannot be written."""


class ArchiveError(PoiseError):
    """An archive of the user's data that cannot be written, is damaged, or would overwrite something."""
