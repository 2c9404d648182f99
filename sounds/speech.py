"""Questions read aloud: text to a wav by espeak-ng, or by pyttsx3 in a child of its own, kept in a cache.

espeak-ng needs about 10 ms for a question, speaks Korean, and reads its text from stdin, where nothing in it
can be taken for an option. pyttsx3 covers systems without that command (macOS, Windows).
"""

from __future__ import annotations

import hashlib
import logging
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from sounds import wav
from sounds.errors import SoundError, hint
from sounds.loudness import matched
from sounds.players.base import Availability
from sounds.shape import RATE, faded, resampled, trimmed
from sounds.speech_cache import SpeechCache
from sounds.wav import Samples

log = logging.getLogger(__name__)
SLOWEST_WPM, FASTEST_WPM = 80, 350
LONGEST_TEXT = 4000
_LIMIT_S = 20.0


@dataclass(frozen=True)
class SpeechSettings:
    """How questions are read.

    Attributes:
        engine: ``auto``, ``espeak-ng``, ``pyttsx3`` or ``off``.
        words_per_minute: 80 to 350; 150 is an interviewer's unhurried pace (espeak-ng's own is 175).
        voices: an engine's voice for a language, such as ``{"ko": "ko+f3"}``; else the language itself.
    """

    engine: str = "auto"
    words_per_minute: int = 150
    voices: Mapping[str, str] = field(default_factory=dict)


class Engine(Protocol):
    """Something that turns text into a sound file."""

    @property
    def name(self) -> str:
        """The word that chooses it in the settings."""

    def probe(self) -> Availability:
        """Whether it is here; never makes a sound."""

    def write(self, text: str, voice: str, words_per_minute: int, path: Path) -> None:
        """Speak ``text`` into ``path``.

        Raises:
            SoundError: ``no_speech`` where it cannot.
        """


@dataclass(frozen=True)
class ChildEngine:
    """An engine that is a command: text on stdin, ``{voice}``, ``{speed}`` and ``{path}`` among its words."""

    name: str
    command: tuple[str, ...]
    part: str
    trial: tuple[str, ...]
    trial_s: float = 3.0
    """The first question waits for the trial; espeak-ng answers in 20 ms, pyttsx3 in half a second."""

    def probe(self) -> Availability:
        """Ask it for something that needs its library and its voices."""
        if shutil.which(self.command[0]) is None:
            return Availability("no_command", {"command": self.command[0]}, hint(self.part))
        try:
            self._run(self.trial, "", self.trial_s)
        except SoundError as error:
            reason = str(error.params["reason"])
            if "espeak" in reason.lower():  # pyttsx3 is there and finds no eSpeak; installing pyttsx3 mends nothing
                return Availability("no_library", {"reason": reason}, hint("espeak"))
            return Availability("failed", {"reason": reason}, hint(self.part))
        return Availability("ok")

    def write(self, text: str, voice: str, words_per_minute: int, path: Path) -> None:
        """As in `Engine`."""
        filled = [part.format(voice=voice, speed=words_per_minute, path=path) for part in self.command]
        self._run(filled, text)
        if not path.exists() or path.stat().st_size == 0:
            raise _no_speech(self.name, "it wrote nothing")

    def _run(self, command: Sequence[str], text: str, limit_s: float = _LIMIT_S) -> None:
        try:
            done = subprocess.run(
                command,
                input=text.encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                timeout=limit_s,
                start_new_session=True,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _no_speech(self.name, str(error)) from error
        if done.returncode:
            # of a traceback only its last line tells what is wrong
            reason = (done.stderr.decode("utf-8", "replace").strip().splitlines() or [""])[-1].strip()[:300]
            raise _no_speech(self.name, reason or f"ended with code {done.returncode}")


def espeak() -> ChildEngine:
    """The first choice."""
    command = ("espeak-ng", "-v", "{voice}", "-s", "{speed}", "-w", "{path}", "--stdin")
    return ChildEngine("espeak-ng", command, "espeak", ("espeak-ng", "--voices=ko"))


def pyttsx3() -> ChildEngine:
    """Where the espeak-ng command is not there; in a child, because it can neither be stopped nor trusted to end."""
    worker = str(Path(__file__).parent / "workers" / "pyttsx3_write.py")
    command = (sys.executable, worker, "{voice}", "{speed}", "{path}")
    return ChildEngine("pyttsx3", command, "pyttsx3", (sys.executable, worker, "--probe"))


def engines() -> list[Engine]:
    """Every engine there is, best first."""
    return [espeak(), pyttsx3()]


class Speech:
    """Speaks text into samples; remembers which engine works, and what it has spoken."""

    def __init__(
        self, cache: SpeechCache, settings: SpeechSettings | None = None, speakers: Sequence[Engine] | None = None
    ) -> None:
        self.settings = settings or SpeechSettings()
        self._cache = cache
        chosen = self.settings.engine
        every = engines() if speakers is None else list(speakers)
        self._engines = [] if chosen == "off" else sorted(every, key=lambda engine: engine.name != chosen)
        self._found: dict[str, Availability] = {}

    def probe(self) -> dict[str, Availability]:
        """Every engine and whether it works, in rank; tried once."""
        for engine in self._engines:
            self._found.setdefault(engine.name, engine.probe())
        return dict(self._found)

    def spoken(self, text: str, language: str) -> Samples:
        """``text`` as sound at `RATE`, from the cache where it has been spoken before.

        Args:
            text: plain text in ``language``.
            language: ``ko``, ``en`` or another that the engine knows.

        Raises:
            SoundError: ``no_speech`` where no engine works.
        """
        text = " ".join(text.split())[:LONGEST_TEXT]
        reason = "speech is off" if not self._engines else ""
        for engine in self._engines:
            key = self._key(engine.name, text, language)
            if (kept := self._cache.get(key)) is not None:
                return kept
            if not self._works(engine):
                continue
            try:
                samples = self._speak(engine, text, language)
            except SoundError as error:
                reason = str(error)
                log.warning("speech: %s", reason)
                self._found[engine.name] = Availability("failed", {"reason": reason})
                continue
            self._cache.put(key, samples)
            return samples
        raise _no_speech("speech", reason or "neither espeak-ng nor pyttsx3 works here")

    def _works(self, engine: Engine) -> bool:
        return self._found.setdefault(engine.name, engine.probe()).works

    def _speak(self, engine: Engine, text: str, language: str) -> Samples:
        speed = min(max(self.settings.words_per_minute, SLOWEST_WPM), FASTEST_WPM)
        with tempfile.TemporaryDirectory(prefix="poise-speech-") as folder:
            path = Path(folder) / "spoken.wav"
            engine.write(text, self.settings.voices.get(language, language), speed, path)
            samples, rate = wav.read(path)
        sound = resampled(trimmed(samples, rate), rate, RATE)
        return faded(matched(sound, RATE), RATE)

    def _key(self, engine: str, text: str, language: str) -> str:
        voice = self.settings.voices.get(language, language)
        parts = (engine, voice, str(self.settings.words_per_minute), text)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:40]


def _no_speech(engine: str, reason: str) -> SoundError:
    return SoundError("no_speech", f"{engine}: {reason}", engine=engine, reason=reason)
