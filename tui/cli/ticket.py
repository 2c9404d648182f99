"""Asking for the ticket of `poise lend`, where the lent camera is chosen and none lets us in."""

from __future__ import annotations

import os
import sys
from getpass import getpass

from core.base.errors import SourceError
from core.camera.ticket import LENT, VARIABLE, admitted, ask, change
from tui.i18n import _

FORBIDDEN = 403


def ask_for_ticket(camera: str) -> None:
    """Ask on the terminal, unseen; without one, opening the camera says what is missing. Raises SourceError."""
    asks = sys.stdin.isatty() and sys.stderr.isatty() and not os.environ.get(VARIABLE)
    if camera != LENT or not asks or _let_in():
        return

    change(getpass(_("The ticket that `poise lend` shows on your laptop (it is not shown here): ")))


def _let_in() -> bool:
    try:
        return ask(admitted(), "GET", "/status")[0] != FORBIDDEN
    except SourceError:
        return False
