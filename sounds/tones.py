"""The four tones of Poise. ``python -m sounds.tones`` writes them beside this file.

Each is a pure function of nothing, so the files can be made again bit by bit, and a wheel leaves them out: they
hardly compress, and would be 150 kB of it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sounds import wav
from sounds.loudness import matched
from sounds.shape import RATE, clipped
from sounds.wav import Samples

FOLDER = Path(__file__).parent
ATTACK_S = 0.008
"""Long enough not to click, short enough to be heard at once."""


def note(hertz: float, seconds: float, decay_s: float, overtone: float = 0.2) -> NDArray[np.float64]:
    """One struck note, shape (n,), within +-1: raised-cosine attack, exponential decay, silent at both ends."""
    t = np.arange(int(seconds * RATE)) / RATE
    wave = np.sin(2 * np.pi * hertz * t) + overtone * np.sin(4 * np.pi * hertz * t)
    rise = 0.5 - 0.5 * np.cos(np.pi * np.clip(t / ATTACK_S, 0.0, 1.0))
    fall = 0.5 - 0.5 * np.cos(np.pi * np.clip((seconds - t) / 0.04, 0.0, 1.0))
    return wave / (1.0 + overtone) * rise * fall * np.exp(-t / decay_s)


def sequence(notes: list[NDArray[np.float64]], step_s: float) -> Samples:
    """``notes`` begun ``step_s`` seconds apart, each ringing into the next, at the common loudness."""
    step = int(step_s * RATE)
    total = np.zeros(max(i * step + n.size for i, n in enumerate(notes)))
    for i, each in enumerate(notes):
        total[i * step : i * step + each.size] += each
    return matched(clipped(total / np.abs(total).max() * 16000.0), RATE)


def soft() -> Samples:
    """Level 2: one warm note (A4 with its octave), easy to ignore for a listener who is already mending it."""
    return sequence([note(440.0, 0.40, 0.16)], 0.0)


def firm() -> Samples:
    """Level 3 where no own voice is recorded: two falling notes (E5, A4), told from `soft` without thinking."""
    return sequence([note(659.26, 0.24, 0.12), note(440.0, 0.34, 0.15)], 0.17)


def chime() -> Samples:
    """Time marks, count-in and the sound test: two rising notes (C5, G5), never used for a cue."""
    return sequence([note(523.25, 0.22, 0.12, 0.1), note(783.99, 0.40, 0.18, 0.1)], 0.13)


def look() -> Samples:
    """The eyes called back to the camera: one high note twice (B5), quick and light; cues are lower and longer."""
    return sequence([note(987.77, 0.14, 0.06, 0.1), note(987.77, 0.20, 0.08, 0.1)], 0.15)


TONES = {"soft": soft, "firm": firm, "chime": chime, "look": look}


def path(name: str) -> Path:
    """Where the wav of a tone lies in the repository."""
    return FOLDER / f"{name}.wav"


def sound(name: str) -> tuple[Samples, int]:
    """The samples of a tone and their rate in Hz, from its file or, where an installation has none, made anew."""
    file = path(name)
    return wav.read(file) if file.exists() else (TONES[name](), RATE)


def main() -> None:
    """Write the shipped files anew."""
    for name, make in TONES.items():
        wav.write(path(name), make(), RATE)
        path(name).chmod(0o644)  # shipped with the package, read by every user


if __name__ == "__main__":
    main()
