"""The lab's one error: what is wrong, where, and how to mend it, in one line."""

from __future__ import annotations

from core.base.errors import PoiseError


class LabError(PoiseError):
    """Bad input to the lab; the message is one line that the command line prints as it is."""
