"""Which recogniser the settings name."""

from __future__ import annotations

from sounds.errors import SoundError
from sounds.recognisers import faster_whisper, whisper_cpp
from sounds.recognisers.base import Recogniser

NONE = "none"
KINDS = (NONE, faster_whisper.NAME, whisper_cpp.NAME)


def opened(kind: str, model: str, command: str = whisper_cpp.COMMAND) -> Recogniser:
    """The recogniser of that name. Raises SoundError where none is chosen, or there is none of that name."""
    if kind == faster_whisper.NAME:
        return faster_whisper.FasterWhisper(model)
    if kind == whisper_cpp.NAME:
        return whisper_cpp.WhisperCpp(model, command or whisper_cpp.COMMAND)
    names = " or ".join(KINDS[1:])
    message = f"no recogniser is chosen: set recogniser to {names}, and recogniser_model to a model of it"
    raise SoundError("no_recogniser_chosen", message, names=names)
