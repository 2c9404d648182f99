"""Child: one PortAudio stream, kept open, that plays what comes in on stdin.

Run by path; imports nothing of Poise, so that it starts quickly and small. An open stream answers within
its own buffer, and keeps a sound server from putting the card to sleep between two cues.

stdin:  header ``<4sII`` (b"PLAY" or b"STOP", number, bytes to follow), then 16-bit mono samples.
stdout: ``ready RATE``, ``started NUMBER MONOTONIC``, ``done NUMBER``, ``error CODE REASON``; any other
line is the chatter of a library.
"""

from __future__ import annotations

import array
import os
import select
import struct
import sys
import time
from typing import Any

HEADER = struct.Struct("<4sII")
LATENCY_S = 0.02  # two blocks: rides out a loaded machine, leaves room below 50 ms
BLOCK_S = 0.01  # PortAudio's own choice of 5 ms costs twice the processor for 5 ms sooner
WARM_S = 0.25  # ready once this much has gone out: a server that was asleep takes its first buffers in bursts
STALLED_S = 3.0  # a device that takes nothing for so long is gone
AHEAD_S = 0.25  # a device that takes more than this too early keeps no time (ALSA's null and file)


def say(*words: object) -> None:
    """One line to the parent, in one write."""
    os.write(1, (" ".join(str(word) for word in words) + "\n").encode())


class Source:
    """What the stream plays. The reader sets it, PortAudio's thread takes from it."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.data = memoryview(b"")
        self.number, self.at = 0, 0
        self.stopping = False
        self.leaving = 0  # samples still in the device's buffer after the last was taken
        self.taken, self.began, self.last = 0, time.monotonic(), time.monotonic()
        self.warm = False

    def play(self, number: int, data: bytes) -> None:
        """Play ``data`` from its beginning in the place of whatever plays, whose last block fades out over it."""
        if self.data:
            data = laid_over(self._fading(self.data[self.at :][: 2 * int(BLOCK_S * self.rate)]), data)
        self.number, self.at, self.stopping, self.leaving = number, 0, False, 0
        self.data = memoryview(data)  # last: the other thread goes by it

    def take(self, out: Any, frames: int, times: Any, status: Any) -> None:
        """PortAudio's callback: fill ``out`` with the next ``frames`` samples."""
        del status
        data, at, size = self.data, self.at, frames * 2
        chunk = data[at : at + size]
        out[: len(chunk)] = self._fading(chunk) if self.stopping else chunk
        out[len(chunk) :] = bytes(size - len(chunk))
        if data:
            self._advance(data, at, size, times)
        elif self.leaving > 0:
            self._leave(frames)
        self._keep_time(frames)

    def _advance(self, data: memoryview, at: int, size: int, times: Any) -> None:
        if at == 0:
            ahead = times.outputBufferDacTime - times.currentTime
            say("started", self.number, time.monotonic() + (ahead if 0.0 <= ahead < 1.0 else LATENCY_S))
        if self.data is not data:  # a new sound came in meanwhile: it begins with the next block
            return
        self.at = at + size
        if self.at >= len(data) or self.stopping:
            self.data = memoryview(b"")
            self.leaving = int(2 * LATENCY_S * self.rate)

    def _leave(self, frames: int) -> None:
        """Done is done only when the device, too, has played the last of it."""
        self.leaving -= frames
        if self.leaving <= 0:
            say("done", self.number)

    @staticmethod
    def _fading(chunk: memoryview) -> bytes:
        """The last block of a sound that was stopped, ramped down so that it does not click."""
        samples = array.array("h", bytes(chunk))
        for i in range(len(samples)):
            samples[i] = samples[i] * (len(samples) - i) // len(samples)
        return samples.tobytes()

    def _keep_time(self, frames: int) -> None:
        now = time.monotonic()
        self.last, self.taken = now, self.taken + frames
        ahead = self.taken / self.rate - (now - self.began)
        if ahead > AHEAD_S:
            time.sleep(ahead - AHEAD_S)
        elif ahead < -AHEAD_S:
            self.began, self.taken = now, 0
        if not self.warm and self.taken >= WARM_S * self.rate:
            self.warm = True
            say("ready", self.rate)


def laid_over(tail: bytes, data: bytes) -> bytes:
    """``data`` with ``tail`` added to its beginning."""
    begin = array.array("h", data[: len(tail)])
    for i, value in enumerate(array.array("h", tail[: len(data)])):
        begin[i] = max(-32767, min(32767, begin[i] + value))
    return begin.tobytes() + data[len(tail) :]


def read(size: int) -> bytes:
    """Exactly ``size`` bytes of stdin, or b"" at its end."""
    parts = bytearray()
    while len(parts) < size:
        part = os.read(0, size - len(parts))
        if not part:
            return b""
        parts += part
    return bytes(parts)


def serve(source: Source, stream: Any) -> None:
    """Obey the parent until it is gone or the device is."""
    while True:
        if not stream.active or time.monotonic() - source.last > STALLED_S:
            say("error", "failed", "the sound device takes nothing any more")
            os._exit(1)  # to close the stream of a device that is gone may block for ever
        if not select.select([0], [], [], 0.2)[0]:
            continue
        header = read(HEADER.size)
        if not header:
            return
        word, number, size = HEADER.unpack(header)
        data = read(size)
        if word == b"PLAY":
            source.play(number, data)
        else:
            source.stopping = True


def opened(sounddevice: Any, wanted: int) -> tuple[Source, Any]:
    """A running stream on the default device, at ``wanted`` Hz or else at the device's own rate."""
    device = sounddevice.query_devices(kind="output")
    for rate in (wanted, int(device["default_samplerate"])):
        source = Source(rate)
        try:
            stream = sounddevice.RawOutputStream(
                samplerate=rate,
                channels=1,
                dtype="int16",
                latency=LATENCY_S,
                blocksize=int(rate * BLOCK_S),
                callback=source.take,
            )
            stream.start()
        except sounddevice.PortAudioError as error:
            failure = error
        else:
            return source, stream
    raise failure


def main() -> None:
    """Open, say so, serve."""
    try:
        import sounddevice
    except (ImportError, OSError) as error:
        say("error", "no_library", error)
        return
    except Exception as error:  # PortAudio is there, and cannot begin (importing it starts it)
        say("error", "no_device", error)
        return
    try:
        source, stream = opened(sounddevice, int(sys.argv[1]))
    except (sounddevice.PortAudioError, ValueError) as error:
        say("error", "no_device", error)
        return
    serve(source, stream)
    stream.abort()
    stream.close()


if __name__ == "__main__":
    main()
