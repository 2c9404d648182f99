"""Child: 16-bit mono samples from PortAudio's default microphone to stdout, until it is killed.

Run by path; imports nothing of Poise. Argument: the rate in Hz.
"""

from __future__ import annotations

import contextlib
import os
import sys


def main() -> None:
    """Record until nobody reads any more."""
    errors = os.dup(2)  # sounddevice leaves descriptor 2 closed to us where PortAudio cannot begin
    try:
        import sounddevice
    except Exception as error:
        os.write(errors, str(error).encode())
        sys.exit(1)
    rate = int(sys.argv[1])
    try:
        with sounddevice.RawInputStream(samplerate=rate, channels=1, dtype="int16") as stream:
            while True:
                write(bytes(stream.read(rate // 50)[0]))
    except sounddevice.PortAudioError as error:
        os.write(errors, str(error).encode())
        sys.exit(1)
    except BrokenPipeError:
        with contextlib.suppress(OSError):
            os.close(1)


def write(data: bytes) -> None:
    """All of ``data`` to stdout."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(1, rest) :]


if __name__ == "__main__":
    main()
