"""The ticket to what `poise lend` lends: a port of this machine, and the key that its one-time token was changed for.

The token is good once: whoever shows it first gets a key, and anybody who saw it later is refused. The key lies in a
file that only its owner may read, so that the next command here needs no new ticket.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import re
import secrets
import stat
import threading
from dataclasses import dataclass
from pathlib import Path

from core.base import paths
from core.base.errors import SourceError
from core.base.files import read_plain, write_whole

LENT = "lent"
"""What the setting `camera` calls it."""
HOST = "127.0.0.1"
VARIABLE = "POISE_LENT"
CLIENT_HEADER = "X-Poise-Client"
CLIENT = secrets.token_hex(8)
"""This process: what is lent serves one at a time."""
ANSWER_S = 5.0
_changing = threading.Lock()
"""Camera and microphone are opened at once, and the ticket of both is good once."""
_WRITTEN = re.compile(r"(\d{1,5}):([\w-]{16,128})", re.ASCII)


@dataclass(frozen=True)
class Ticket:
    """Where something is lent, and the key to it."""

    port: int
    key: str

    def headers(self) -> dict[str, str]:
        """What each request shows."""
        return {"Authorization": f"Bearer {self.key}", CLIENT_HEADER: CLIENT}


def ticket_file() -> Path:
    """The file of the ticket; it need not exist."""
    return paths.runtime_dir() / "lent.json"


def offered() -> bool:
    """Whether a ticket is there, good or not: without asking who lends."""
    return bool(os.environ.get(VARIABLE, "").strip()) or ticket_file().is_file()


def admitted() -> Ticket:
    """The ticket of the variable `POISE_LENT` (changed for a key where that has not been done), else of the file.

    Raises SourceError where there is none, or none that is let in.
    """
    given = os.environ.get(VARIABLE, "").strip()
    if not given:
        return _stored()[0]
    with _changing:
        return _changed(given) or change(given)


def _changed(given: str) -> Ticket | None:
    """What this ticket was changed for before."""
    try:
        ticket, origin = _stored()
    except SourceError:
        return None
    return ticket if origin == _digest(given) else None


def change(given: str) -> Ticket:
    """Change a ticket as `poise lend` shows it (PORT:TOKEN) for a key, and keep that. Raises SourceError."""
    written = _WRITTEN.fullmatch(given.strip())
    if written is None or not 0 < int(written[1]) < 65536:
        raise SourceError("no_ticket")
    shown = Ticket(int(written[1]), written[2])
    status, body = ask(shown, "POST", "/claim")
    try:
        ticket = Ticket(shown.port, str(json.loads(body)["key"])) if status == http.HTTPStatus.OK else None
    except (ValueError, KeyError, TypeError, RecursionError):
        ticket = None
    if ticket is None:
        raise refusal(shown.port, status, "")
    _keep(ticket, _digest(given))
    return ticket


def ask(ticket: Ticket, method: str, path: str) -> tuple[int, str]:
    """Status and body of a short request; raises SourceError where nobody answers."""
    connection = http.client.HTTPConnection(HOST, ticket.port, timeout=ANSWER_S)
    try:
        connection.request(method, path, headers=ticket.headers())
        response = connection.getresponse()
        return response.status, response.read(10_000).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        raise nobody(ticket.port) from None
    finally:
        connection.close()


class InUse(SourceError):
    """Another client has the camera, or had it until this moment."""


def nobody(port: int) -> SourceError:
    """Nothing answers, or nothing of ours."""
    return SourceError("nobody_lends", port=port, host=HOST)


def refusal(port: int, status: int, reason: str) -> SourceError:
    """What the status of an answer means."""
    if status == http.HTTPStatus.FORBIDDEN:
        return SourceError("ticket_used")
    if status == http.HTTPStatus.CONFLICT:
        return InUse("lent_in_use")
    if status == http.HTTPStatus.SERVICE_UNAVAILABLE:
        return SourceError("nothing_to_lend", reason=" ".join(reason.split())[:300])
    return nobody(port)


def _stored() -> tuple[Ticket, str]:
    """The ticket of the file, and the digest of the token that it was changed for."""
    file = ticket_file()
    try:
        if stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise SourceError("ticket_open", path=file)
        found = json.loads(read_plain(file))
        return Ticket(int(found["port"]), str(found["key"])), str(found["token"])
    except FileNotFoundError:
        raise SourceError("ticket_missing", variable=VARIABLE) from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise SourceError("ticket_unreadable", path=file, reason=error) from None


def _keep(ticket: Ticket, token: str) -> None:
    file = ticket_file()
    try:
        paths.private_folder(file.parent)
        write_whole(file, json.dumps({"port": ticket.port, "key": ticket.key, "token": token}))
    except OSError as error:
        raise SourceError("ticket_unwritable", path=file, reason=error.strerror) from None


def _digest(given: str) -> str:
    return hashlib.sha256(given.encode()).hexdigest()
