"""What is lent: a camera's pictures, a microphone's samples, a loudspeaker. Each is on only while it is used."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from core.base.errors import SourceError
from core.base.types import Frame
from core.camera.base import EndOfSource
from core.camera.capture import Capture
from sounds import wav
from sounds.errors import SoundError

if TYPE_CHECKING:
    from core.base.types import Image
    from core.camera.base import FrameSource
    from core.camera.capture import Capture
    from sounds.microphone import Ear, Floats
    from sounds.players.base import Player
    from sounds.players.ranking import Ranking

Going = Callable[[], bool]
"""Whether whoever asked is still there."""
WIDEST = 960
"""Pixels: a face keeps more than the 48 that the networks look at, and 4 Mbit/s carry it."""
QUALITY = 85
WAIT_S = 0.25
PROBE_S = 15.0
_BLOCKS = 50


class LentError(Exception):
    """What is asked for is not to be had here; the message says why, in one line."""


class Turns:
    """Of those who want the same device the last one has it: a line that broke may not have been noticed yet."""

    def __init__(self) -> None:
        self._device, self._number = threading.Lock(), 0

    @contextlib.contextmanager
    def mine(self) -> Iterator[Going]:
        """Hold the device, once the one before has let go; what is given says whether somebody else wants it."""
        self._number += 1
        number = self._number
        with self._device:
            yield lambda: number == self._number


class LentCamera:
    """`open_source` opens the camera, and raises SourceError."""

    def __init__(self, open_source: Callable[[], FrameSource]) -> None:
        self._open_source, self._turns = open_source, Turns()

    def pictures(self, going: Going, begin: Callable[[str, bool, int], object]) -> Iterator[bytes]:
        """JPEG files as they come, while `going`; `begin` is told name, demo and width first. Raises LentError."""
        with self._turns.mine() as mine:
            try:
                source = self._open_source()
                capture = Capture(source)
                capture.start()
                try:
                    for number, image in enumerate(_images(capture, lambda: mine() and going())):
                        if number == 0:
                            begin(source.name, source.demo, image.shape[1])
                        yield _jpeg(image)
                finally:
                    capture.stop()
            except SourceError as error:
                raise LentError(str(error)) from None


def _images(capture: Capture, going: Going) -> Iterator[Image]:
    while going():
        found = capture.newest(WAIT_S)
        if isinstance(found, Frame):
            yield _small(found.image)
        elif isinstance(found, EndOfSource):
            return


def _small(image: Image) -> Image:
    from core.base.opencv import cv2

    grey: Image = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY) if image.ndim == 3 else image  # type: ignore[assignment]
    height, width = grey.shape
    if width <= WIDEST:
        return grey
    size = (WIDEST, max(1, round(height * WIDEST / width)))
    return cv2.resize(grey, size, interpolation=cv2.INTER_AREA)  # type: ignore[return-value]


def _jpeg(image: Image) -> bytes:
    from core.base.opencv import cv2

    return bytes(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes())


class LentMicrophone:
    """The default microphone, or the first of `chain` that gives a sound."""

    def __init__(self, chain: Sequence[Ear] | None = None) -> None:
        self._chain, self._turns = chain, Turns()

    def sound(self, going: Going, begin: Callable[[], object]) -> Iterator[bytes]:
        """16-bit mono samples at 16 kHz while `going`; `begin` is told before the first. Raises LentError."""
        from sounds.microphone import Microphone

        with self._turns.mine() as mine:
            blocks = _Blocks()
            microphone = Microphone(blocks, time.monotonic, self._chain)
            microphone.start()
            try:
                begun = False
                while going() and mine():
                    block = blocks.next()
                    if block is None:
                        raise LentError(microphone.reason or "no microphone")
                    if block and not begun:
                        begun = True
                        begin()
                    if block:
                        yield block
            finally:
                microphone.stop()


class _Blocks:
    """Takes the microphone's samples; who is too slow to fetch them loses the oldest."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[bytes | None] = queue.Queue()

    def heard(self, samples: Floats, ended: float) -> None:
        """From the microphone's thread."""
        del ended
        if self._waiting.qsize() < _BLOCKS:
            self._waiting.put((samples.clip(-1.0, 1.0) * 32767.0).astype("<i2").tobytes())

    def missing(self, code: str, now: float) -> None:
        """From the microphone's thread; one that was lost comes back."""
        del now
        if code == "no_microphone":
            self._waiting.put(None)

    def next(self) -> bytes | None:
        """A block, nothing yet (empty), or None: there is no microphone."""
        with contextlib.suppress(queue.Empty):
            return self._waiting.get(timeout=WAIT_S)
        return b""


class LentSpeaker:
    """The players of this machine, best first; tried when they are first asked for."""

    def __init__(self, players: Callable[[], Sequence[Player]]) -> None:
        self._players, self._turn = players, threading.Lock()
        self._ranking: Ranking | None = None

    def play(self, data: bytes, going: Going) -> None:
        """Play a wav to its end, or until it is no longer `going`. Raises LentError."""
        from sounds.players.base import State

        try:
            samples, rate = wav.decode(data)
        except SoundError as error:
            raise LentError(error.code) from None
        with self._turn:
            while (player := self._best()) is not None:
                playback = player.play(samples, rate)
                limit = time.monotonic() + len(samples) / rate + 5.0
                while (state := playback.poll()) is State.PLAYING and going() and time.monotonic() < limit:
                    time.sleep(0.01)
                playback.stop()
                if state is State.DONE or not going():
                    return
                if self._ranking is not None:
                    self._ranking.set_aside(player, playback.reason or "hangs")
        raise LentError("nothing on the laptop can play a sound; `poise doctor` there says why")

    def _best(self) -> Player | None:
        from sounds.players.ranking import Ranking

        if self._ranking is None:
            self._ranking = Ranking(self._players())
            self._ranking.probe()
        self._ranking.retry()
        until = time.monotonic() + PROBE_S
        while (best := self._ranking.best(speaks=True)) is None:
            if self._ranking.settled or time.monotonic() > until:
                return None
            time.sleep(0.01)
        return best

    def close(self) -> None:
        """Silence and free everything."""
        if self._ranking is not None:
            self._ranking.close()
