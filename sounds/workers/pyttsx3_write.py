"""Child: speak stdin into a wav through pyttsx3. Run by path; imports nothing of Poise.

Arguments: VOICE SPEED PATH, or --probe. pyttsx3's save_to_file may return before the file is there and
forgets all but the last text that it was given: so one text, and a wait for a file that has stopped growing.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

LIMIT_S = 15.0


def main() -> None:
    """Speak, or only start the engine."""
    import pyttsx3

    engine = pyttsx3.init()
    if sys.argv[1] == "--probe":
        return
    voice, speed, path = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    choose(engine, voice)
    engine.setProperty("rate", speed)
    engine.save_to_file(" ".join(sys.stdin.buffer.read().decode("utf-8").split()), str(path))
    engine.runAndWait()
    wait(path)
    as_wav(path)


def choose(engine: Any, wanted: str) -> None:
    """The voice of that id, or the first that speaks that language."""
    for voice in engine.getProperty("voices"):
        if wanted == voice.id or wanted.split("-")[0].lower() in map(short, voice.languages):
            engine.setProperty("voice", voice.id)
            return


def short(language: str | bytes) -> str:
    """``ko`` of ``ko_KR``; some drivers give bytes with a priority before the letters."""
    text = language.decode(errors="ignore") if isinstance(language, bytes) else language
    return text.strip("\x02\x05").replace("_", "-").split("-")[0].lower()


def wait(path: Path) -> None:
    """Until the file has stopped growing."""
    until, size = time.monotonic() + LIMIT_S, -1
    while time.monotonic() < until:
        now = path.stat().st_size if path.exists() else 0
        if now > 0 and now == size:
            return
        size = now
        time.sleep(0.1)


def as_wav(path: Path) -> None:
    """What the engine wrote (AIFF on macOS) as 16-bit mono."""
    import soundfile

    values, rate = soundfile.read(path, dtype="float64", always_2d=True)
    soundfile.write(path, values.mean(axis=1), rate, format="WAV", subtype="PCM_16")


if __name__ == "__main__":
    try:
        main()
    except Exception as error:  # whoever reads standard error wants one line, not a traceback
        sys.exit(" ".join(str(error).split()) or type(error).__name__)
