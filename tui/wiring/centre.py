"""A careers centre with many booths: who this one is, and the thread that copies its sessions to the centre's server.

By variables alone, since an address with a password belongs in no settings file and no archive: `POISE_STORE`,
`POISE_DEVICE` (by default the machine's name) and `POISE_VISITOR` (the code of whoever sits there).
"""

from __future__ import annotations

import atexit
import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.base.errors import StoreError

if TYPE_CHECKING:
    from core.store.shipping import Shipper
    from core.store.store import SessionStore

_shippers: dict[Path, Shipper] = {}
"""One thread for each store of this process, until it ends."""


def address() -> str:
    """The server's address; "" where there is no centre."""
    return os.environ.get("POISE_STORE", "").strip()


def about_centre() -> dict[str, Any]:
    """What is stored with a session that is begun for a centre."""
    if not address():
        return {}
    device = os.environ.get("POISE_DEVICE", "").strip() or socket.gethostname()
    return {"device": device, "visitor": os.environ.get("POISE_VISITOR", "").strip()}


def ship(store: Path) -> None:
    """Copy this store's sessions to the centre from now on, in a thread of its own; nothing where there is none."""
    if not address() or store in _shippers:
        return
    from core.store.shipping import Shipper

    _shippers[store] = Shipper(store, address())
    _shippers[store].start()
    atexit.register(_end, _shippers[store])


def _end(shipper: Shipper) -> None:
    if not shipper.stop() and shipper.error is not None:
        print(f"poise: {shipper.error}", file=sys.stderr)


@contextmanager
def centre_store(own: Path, device: str, number: int | None = None) -> Iterator[SessionStore]:
    """The centre's sessions of one device ("all": of every one) as a store that is thrown away afterwards.

    What waits here is copied first. With `number` only that session, with its readings. Raises StoreError.
    """
    from core.store.central import Central
    from core.store.store import SessionStore

    if not address():
        raise StoreError("server_unnamed")
    with tempfile.TemporaryDirectory(prefix="poise-") as folder, closing(Central(address())) as central:
        if own.exists():
            central.ship(own)
        file = Path(folder) / "sessions.db"
        central.mirror(file, None if device == "all" else device, number)
        yield SessionStore(file)
