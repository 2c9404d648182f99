"""The names of the expressions, in the orders that FER2013 and this project use."""

from __future__ import annotations

from models.base.errors import LabError

FER_CLASSES: tuple[str, ...] = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
"""FER2013's seven classes; the position is the number in the column `emotion`."""

FIVE: tuple[str, ...] = ("fear", "happy", "neutral", "sad", "surprise")
"""The paper's five classes, in the order of the networks' outputs."""

SEVEN: tuple[str, ...] = ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")

BAD: tuple[str, ...] = ("angry", "disgust", "fear", "sad")
"""What a face is cued for unless its owner maps the expressions otherwise, see `core.cueing.moods`."""

ALIASES: dict[str, str] = {
    "anger": "angry",
    "disgusted": "disgust",
    "fearful": "fear",
    "happiness": "happy",
    "sadness": "sad",
    "surprised": "surprise",
}


def canonical(name: str) -> str:
    """The project's spelling of a class name; raises `LabError` for a name that is no expression."""
    key = name.strip().lower()
    key = ALIASES.get(key, key)
    if key not in FER_CLASSES:
        raise LabError(f"unknown class {name.strip()!r}: use some of {', '.join(SEVEN)}")
    return key


def parse_classes(text: str) -> tuple[str, ...]:
    """The classes named in `five`, `seven` or a comma-separated list, in alphabetical order."""
    named = {"five": FIVE, "seven": SEVEN}.get(text.strip().lower())
    if named:
        return named
    names = sorted({canonical(part) for part in text.split(",") if part.strip()})
    if len(names) < 2:
        raise LabError(f"--classes {text!r}: name at least two, or `five` or `seven`")
    return tuple(names)
