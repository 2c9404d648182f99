"""The play/pause key of a keyboard or headset, read where the system lets us: it pauses the service and goes on."""

from __future__ import annotations

import os
import select
import struct
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

PLAY_PAUSE = {119, 164, 200, 201, 207}
"""KEY_PAUSE, KEY_PLAYPAUSE, KEY_PLAYCD, KEY_PAUSECD and KEY_PLAY of Linux's input-event-codes.h."""
EV_KEY, PRESSED = 1, 1
_EVENT = struct.Struct("llHHi")
AGAIN_S = 10.0


def devices() -> list[Path]:
    """Keyboards and headsets that may be read."""
    return [path for path in sorted(Path("/dev/input").glob("event*")) if os.access(path, os.R_OK)]


def presses(data: bytes) -> int:
    """How often the key was pressed in some input events."""
    whole = len(data) // _EVENT.size * _EVENT.size
    events = _EVENT.iter_unpack(data[:whole])
    return sum(kind == EV_KEY and code in PLAY_PAUSE and value == PRESSED for _, _, kind, code, value in events)


class MediaKey:
    """Calls `pressed` from a thread of its own; devices that come and go are met."""

    def __init__(self, pressed: Callable[[], object], find: Callable[[], Iterable[Path]] = devices) -> None:
        self._pressed, self._find = pressed, find
        self._closed, self._wake = os.pipe()
        self._thread = threading.Thread(target=self._run, name="media-key", daemon=True)

    def start(self) -> None:
        """Listen from now on."""
        self._thread.start()

    def close(self) -> None:
        """Listen no more."""
        os.write(self._wake, b"\0")
        self._thread.join()
        os.close(self._closed)
        os.close(self._wake)

    def _run(self) -> None:
        opened: dict[Path, int] = {}
        while True:
            self._open(opened)
            ready = select.select([self._closed, *opened.values()], [], [], AGAIN_S)[0]
            if self._closed in ready:
                break
            for path, descriptor in list(opened.items()):
                if descriptor in ready and not self._take(descriptor):
                    os.close(opened.pop(path))
        for descriptor in opened.values():
            os.close(descriptor)

    def _open(self, opened: dict[Path, int]) -> None:
        for path in self._find():
            if path not in opened:
                try:
                    opened[path] = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
                except OSError:
                    continue

    def _take(self, descriptor: int) -> bool:
        """Whether the device is still there."""
        try:
            data = os.read(descriptor, 64 * _EVENT.size)
        except BlockingIOError:
            return True
        except OSError:
            return False
        if presses(data) % 2:
            self._pressed()
        return bool(data)
