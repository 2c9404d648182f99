"""A running session shown to the same user's other logins, read-only: `poise watch --attach`.

Each session has a Unix socket in the owner's runtime folder. Whoever connects is told who holds the camera, and then
everything that is read, cued and sounded, as JSON lines; what they send is not read. Who takes too little is let go.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.base import paths
from core.base.errors import PoiseError
from core.base.records import from_record, to_record
from core.base.types import Reading
from core.cueing.cues import Cue
from core.session.events import CueGiven, CueSounded, Event
from tui.i18n import _

if TYPE_CHECKING:
    from core.engine.runner import SessionRunner
    from tui.wiring.listeners import Listeners

ANSWER_S = 2.0
LONGEST = 65536
SUFFIX = ".session"
READING, CUE, SOUNDED, END = "reading", "cue", "sounded", "end"


class AttachError(PoiseError):
    """There is no session to look at."""


@dataclass(frozen=True)
class Holder:
    """A session that runs: its process, what it is, its camera, since when (seconds of the epoch) and where.

    `begun` counts from the machine's start, for all its processes alike: by it sessions are put in order, since the
    clock on the wall may be set in between.
    """

    pid: int
    kind: str
    camera: str
    since: float
    terminal: str
    begun: float = 0.0


class Showing:
    """The socket of one session; opened when it begins, and closed when it has ended."""

    def __init__(self, kind: str, camera: str) -> None:
        self.holder = Holder(os.getpid(), kind, camera, time.time(), _terminal(), time.monotonic())
        self._clients: list[socket.socket] = []
        self._lock = threading.Lock()
        self._closing = threading.Lock()
        self._socket: socket.socket | None = None
        self._path = paths.runtime_dir() / f"{os.getpid()}-{id(self):x}{SUFFIX}"

    @property
    def viewers(self) -> int:
        """How many look on now."""
        return len(self._clients)

    def open(self) -> None:
        """Listen from now on; where no socket can be made, nobody can look, and that is all."""
        try:
            paths.private_folder(self._path.parent)
            listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            with _reachable(self._path) as name:
                listening.bind(name)
            self._path.chmod(0o600)
            listening.listen(4)
        except (OSError, AttributeError):
            return
        self._socket = listening
        # The process may end before the thread that waits for the session's end has had its turn.
        atexit.register(self.close)
        threading.Thread(target=self._accept, args=(listening,), name="showing", daemon=True).start()

    def close(self) -> None:
        """Say that it is over, and hang up; whoever closes second waits until that is done."""
        with self._closing:
            listening, self._socket = self._socket, None
            if listening is not None:
                self._hang_up(listening)
        atexit.unregister(self.close)

    def _hang_up(self, listening: socket.socket) -> None:
        self._path.unlink(missing_ok=True)
        self.tell(END, {})
        with contextlib.suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        with self._lock:
            for client in self._clients:
                client.close()
            self._clients = []

    def tell(self, kind: str, value: object) -> None:
        """Tell whoever looks, without waiting for anybody."""
        if not self._clients:
            return

        line = (
            json.dumps({"kind": kind, "of": value if isinstance(value, dict) else to_record(value)}).encode() + b"\n"
        )
        with self._lock:
            self._clients = [client for client in self._clients if _sent(client, line)]

    def _accept(self, listening: socket.socket) -> None:
        while self._socket is listening:
            try:
                client = listening.accept()[0]
            except OSError:
                return
            client.setblocking(False)
            if _sent(client, json.dumps(vars(self.holder)).encode() + b"\n"):
                with self._lock:
                    if self._socket is listening:
                        self._clients.append(client)
                    else:  # all others were hung up on meanwhile: nobody would close this one
                        client.close()


def _sent(client: socket.socket, line: bytes) -> bool:
    """Whether the whole line was taken at once; who does not take it is let go."""
    with contextlib.suppress(OSError):
        if client.send(line) == len(line):
            return True
    client.close()
    return False


def _terminal() -> str:
    """The terminal that the session is on, such as pts/3; empty without one."""
    for stream in (sys.__stdin__, sys.__stderr__):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            return os.ttyname(stream.fileno()).removeprefix("/dev/")  # type: ignore[union-attr]
    return ""


@contextlib.contextmanager
def _reachable(path: Path) -> Iterator[str]:
    """A name short enough for a socket's address (107 bytes), wherever its folder lies."""
    if len(os.fsencode(path)) < 100 or not Path("/proc/self/fd").exists():
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def shown(listeners: Listeners, kind: str, camera: str) -> tuple[Listeners, Callable[[SessionRunner], None]]:
    """The same listeners with a socket beside them, and what is given the runner, with which it ends."""
    showing = Showing(kind, camera)

    begun: list[SessionRunner] = []

    def begin() -> None:
        """In the session's thread, at the first that there is to show."""
        if begun:
            showing.open()
            threading.Thread(
                target=_close_after, args=(begun.pop(), showing), name="showing-end", daemon=True
            ).start()

    def reading(value: Reading) -> None:
        begin()
        showing.tell(READING, value)
        if listeners.on_reading is not None:
            listeners.on_reading(value)

    def event(value: Event) -> None:
        begin()
        if isinstance(value, CueGiven):
            showing.tell(CUE, value.cue)
        elif isinstance(value, CueSounded):
            showing.tell(SOUNDED, value)
        if listeners.on_event is not None:
            listeners.on_event(value)

    return replace(listeners, on_reading=reading, on_event=event), begun.append


def _close_after(runner: SessionRunner, showing: Showing) -> None:
    runner.join()
    showing.close()


def holders() -> list[Holder]:
    """The user's sessions that run now, the latest first."""
    found = []
    for path in sorted(paths.runtime_dir().glob(f"*{SUFFIX}")):
        with contextlib.suppress(AttachError):
            attached = Attached(path)
            attached.close()
            if attached.holder.pid != os.getpid():
                found.append(attached.holder)
    return sorted(found, key=lambda holder: -holder.begun)


def attach() -> Attached:
    """The latest session of the same user that runs; raises AttachError."""
    found = []
    for path in paths.runtime_dir().glob(f"*{SUFFIX}"):
        with contextlib.suppress(AttachError):
            found.append(Attached(path))
    if not found:
        raise AttachError(_("nothing of yours runs that could be looked at; begin with `poise watch`"))
    latest = max(found, key=lambda attached: attached.holder.begun)
    for other in found:
        if other is not latest:
            other.close()
    return latest


class Attached:
    """The other end of a `Showing`."""

    def __init__(self, path: Path) -> None:
        """Connect; raises AttachError, and takes away the socket of a process that was killed."""
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(ANSWER_S)
        try:
            with _reachable(path) as name:
                self._socket.connect(name)
            self._lines = self._socket.makefile("rb")
            self.holder = Holder(**json.loads(self._lines.readline(LONGEST)))
        except ConnectionRefusedError:
            path.unlink(missing_ok=True)
            self._socket.close()
            raise AttachError(_("the session was killed")) from None
        except (OSError, ValueError, TypeError) as error:
            self._socket.close()
            raise AttachError(_("the session does not answer ({reason})").format(reason=error)) from None

    def items(self) -> Iterator[Reading | Cue | CueSounded]:
        """What is read, cued and sounded from now on, until the session ends or its process does."""
        kinds: Mapping[str, type[Any]] = {READING: Reading, CUE: Cue, SOUNDED: CueSounded}
        self._socket.settimeout(None)
        with contextlib.suppress(OSError):
            while line := self._lines.readline(LONGEST):
                message = json.loads(line)
                if message["kind"] in kinds:
                    yield from_record(kinds[message["kind"]], message["of"])
                elif message["kind"] == END:
                    return

    def close(self) -> None:
        """Hang up."""
        self._socket.close()
