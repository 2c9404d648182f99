"""Child: the default microphone's samples, as it gives them, to stdout until it is killed.

Run by path; imports nothing of Poise. The first line on stdout is "RATE CHANNELS", then 16-bit samples follow:
PortAudio opens many cards only at their own rate, and some only in stereo.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Any


def main() -> None:
    """Listen until nobody reads any more."""
    errors = os.dup(2)  # sounddevice leaves descriptor 2 closed to us where PortAudio cannot begin
    try:
        import sounddevice

        device = sounddevice.query_devices(kind="input")
        rate, most = int(device["default_samplerate"]), int(device["max_input_channels"])
    except Exception as error:
        os.write(errors, str(error).encode())
        sys.exit(1)
    try:
        stream, channels = opened(sounddevice, rate, most)
        with stream:
            write(f"{rate} {channels}\n".encode())
            while True:
                write(bytes(stream.read(rate // 20)[0]))
    except sounddevice.PortAudioError as error:
        os.write(errors, str(error).encode())
        sys.exit(1)
    except BrokenPipeError:
        with contextlib.suppress(OSError):
            os.close(1)


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
