"""Child: 16-bit samples of PortAudio's default microphone to stdout, until it is killed.

Run by path; imports nothing of Poise. With an argument, a rate in Hz: mono samples at that rate. Without one: as the
microphone gives them, after a first line "RATE CHANNELS", since PortAudio opens many cards only at their own rate,
and some only in stereo.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any


def main() -> None:
    """Listen until nobody reads any more."""
    errors = os.dup(2)  # sounddevice leaves descriptor 2 closed to us where PortAudio cannot begin
    try:
        import sounddevice

        for data in heard(sounddevice, int(sys.argv[1]) if len(sys.argv) > 1 else None):
            write(data)
    except BrokenPipeError:
        with contextlib.suppress(OSError):
            os.close(1)
    except Exception as error:
        os.write(errors, str(error).encode())
        sys.exit(1)


def heard(sounddevice: Any, rate: int | None) -> Iterator[bytes]:
    """The first line, where no rate is asked for, and 20 to 50 ms of samples at a time."""
    if rate is not None:
        with sounddevice.RawInputStream(samplerate=rate, channels=1, dtype="int16") as stream:
            while True:
                yield bytes(stream.read(rate // 50)[0])
    device = sounddevice.query_devices(kind="input")
    rate, most = int(device["default_samplerate"]), int(device["max_input_channels"])
    stream, channels = opened(sounddevice, rate, most)
    with stream:
        yield f"{rate} {channels}\n".encode()
        while True:
            yield bytes(stream.read(rate // 20)[0])


def opened(sounddevice: Any, rate: int, most: int) -> tuple[Any, int]:
    """A stream in mono, or in stereo where the card has nothing else."""
    try:
        return sounddevice.RawInputStream(samplerate=rate, channels=1, dtype="int16"), 1
    except sounddevice.PortAudioError:
        if most < 2:
            raise
        return sounddevice.RawInputStream(samplerate=rate, channels=2, dtype="int16"), 2


def write(data: bytes) -> None:
    """All of ``data`` to stdout."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(1, rest) :]


if __name__ == "__main__":
    main()
