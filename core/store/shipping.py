"""Copies sessions to a centre's server in a thread of its own, while they are written and after a link was broken."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from core.base.errors import StoreError
from core.store.central import Central
from core.store.owner import writers

log = logging.getLogger(__name__)
EVERY_S = 1.0
RETRY_S = 5.0
LAST_S = 5.0
"""How long the end of the program waits for the last rows; what is left follows at the next start."""


class Shipper:
    """Ships the store at `store` to the server at `url` until `stop`; an error is kept in `error` and tried again.

    The first time everything that the server lacks is copied, then what runs or ran a moment ago.
    """

    def __init__(self, store: Path, url: str, *, every_s: float = EVERY_S, retry_s: float = RETRY_S) -> None:
        self.error: StoreError | None = None
        self._store, self._url = store, url
        self._every_s, self._retry_s = every_s, retry_s
        self._stopping = threading.Event()
        self._central: Central | None = None
        self._running: frozenset[int] | None = None
        self._thread = threading.Thread(target=self._run, name="shipping", daemon=True)

    def start(self) -> None:
        """Copy from now on, in a thread of its own."""
        self._thread.start()

    def stop(self, timeout_s: float = LAST_S) -> bool:
        """Copy what is left and end; False where the server did not take it in time."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive() and self.error is None

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._step()
            self._stopping.wait(self._retry_s if self.error else self._every_s)
        self._step()
        if self._central is not None:
            self._leave()

    def _step(self) -> None:
        running = frozenset(number for number, _ in writers(self._store))
        try:
            if self._central is None:
                self._central, self._running = Central(self._url), None
            which = None if self._running is None else sorted(running | self._running)
            if which != []:
                self._central.ship(self._store, which)
        except StoreError as error:
            if self.error is None:
                log.warning("%s", error)
            self.error, self._running = error, None
            self._leave()
        else:
            self.error, self._running = None, running

    def _leave(self) -> None:
        central, self._central = self._central, None
        try:
            if central is not None:
                central.close()
        except StoreError:
            log.debug("the server was gone before the connection was closed")
