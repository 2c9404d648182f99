"""Child: play one wav through simpleaudio and end with it. Run by path; imports nothing of Poise."""

from __future__ import annotations

import sys


def main() -> None:
    """Play the file named on the command line."""
    import simpleaudio

    simpleaudio.WaveObject.from_wave_file(sys.argv[1]).play().wait_done()


if __name__ == "__main__":
    main()
