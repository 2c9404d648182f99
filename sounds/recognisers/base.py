"""What a recogniser is, whichever program does the work."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from sounds.errors import SoundError
from sounds.players.base import Availability

FILLED = MappingProxyType({"en": "um, uh", "ko": "음, 어"})
"""Words that a recogniser is told to expect, since Whisper by itself leaves fillers out.

Measured with the English model tiny.en on 187 s of espeak-ng's speech in two voices: 28 of 44 fillers are written
down, without these words none; in eight takes without fillers none is made up, and it takes no longer. A longer
list ("Um, uh, er, hmm.") finds 40, but at the end of an answer the model then goes on by itself ("uh, uh, we're"),
which is worse than to miss some. Not measured on people, nor in Korean."""


@dataclass(frozen=True)
class HeardWord:
    """A word with its punctuation, from `start` to `end` in seconds; `probability` 0 to 1, None where not given."""

    text: str
    start: float
    end: float
    probability: float | None = None


@dataclass(frozen=True)
class Heard:
    """The words of a recording; none where none was heard.

    `recogniser` is its name with the version where that is known, `model` its file's name, `language` the one that it
    wrote in.
    """

    recogniser: str
    model: str
    language: str
    words: tuple[HeardWord, ...] = ()


class Recogniser(Protocol):
    """Something that turns a recorded answer into words."""

    @property
    def name(self) -> str:
        """The word that chooses it in the settings."""

    def probe(self) -> Availability:
        """Whether program and model are here; takes a moment."""

    def hear(
        self, path: Path, language: str | None, progress: Callable[[float], object], cancelled: threading.Event
    ) -> Heard:
        """The words of a recording, in `language` (None: whichever it is); `progress` gets shares from 0 to 1.

        Waits for a child process of low priority. Raises SoundError: ``no_model``, ``bad_model``, ``no_recogniser``,
        ``recogniser_failed``, ``recogniser_hangs``, ``bad_transcript``, ``wrong_language``, ``cancelled``; and
        ``bad_audio`` where the recording cannot be read.
        """


def threads() -> int:
    """Half of the cores: the other half is the user's."""
    return max(1, (os.cpu_count() or 2) // 2)


def limit_s(seconds: float) -> float:
    """How long a recogniser may take for a recording of so many seconds: large models are slow on small machines."""
    return 180.0 + 30.0 * seconds


def checked_language(heard: Heard, asked: str | None) -> Heard:
    """What was heard, if in the language asked for: an English model writes English-like words of anything.

    Raises SoundError.
    """
    if asked is not None and heard.language != asked:
        raise SoundError(
            "wrong_language",
            f"{heard.model}: this model knows no '{asked}', it wrote '{heard.language}'; choose a multilingual model",
            model=heard.model,
            asked=asked,
            language=heard.language,
        )
    return heard


def failed(name: str, reason: str) -> SoundError:
    """The program ended badly; `reason` in its own words."""
    said = " ".join(reason.split())[:300] or "it said nothing"
    return SoundError("recogniser_failed", f"{name} failed: {said}", recogniser=name, reason=said)


def garbage(name: str, reason: str) -> SoundError:
    """What it gave is no transcript."""
    said = " ".join(reason.split())[:200]
    message = f"{name} gave no transcript that can be read ({said}); its version may not fit"
    return SoundError("bad_transcript", message, recogniser=name, reason=said)


def no_model(model: str, kind: str) -> SoundError:
    """No model is named, or nothing lies where one is named."""
    where = model or "recogniser_model"
    message = f"{where}: there is no model; set recogniser_model to {kind}"
    return SoundError("no_model", message, path=where, kind=kind)


def bad_model(model: str, reason: str) -> SoundError:
    """What is named as the model is none."""
    return SoundError("bad_model", f"{model}: not a model of this recogniser ({reason})", path=model, reason=reason)
