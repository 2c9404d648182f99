"""Which errors are the user's to mend, and what an unexpected one leaves behind."""

from __future__ import annotations

import os
import traceback

from core.base import paths
from core.base.errors import PoiseError, message
from tui.i18n import _
from tui.wiring.terminal import open_log

FOR_THE_USER = frozenset({"questions.problems.BankError", "sounds.errors.SoundError"})
"""Error classes of packages that do not know `core`; by name, because nobody imports one to catch nothing."""


def is_for_user(error: BaseException) -> bool:
    """Whether the message is one line that says what to mend."""
    names = {f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__}
    return isinstance(error, PoiseError) or bool(names & FOR_THE_USER)


def exit_code(error: BaseException) -> int:
    """The exit code of an error for the user: 2, or the one it names."""
    code = getattr(error, "exit_code", 2)
    return code if isinstance(code, int) else 2


def record(error: BaseException) -> str:
    """Write the traceback to the log file and word where it is."""
    log = open_log()
    try:
        os.write(log, "".join(traceback.format_exception(error)).encode("utf-8", "backslashreplace"))
    finally:
        os.close(log)
    return _("something went wrong: {error}; the details are in {file}").format(
        error=f"{type(error).__name__}: {message(error)}", file=paths.log_file()
    )
