"""The user's own recordings: short wavs that only their owner may read, several for each occasion.

They lie in ``FOLDER/SLOT/NAME.wav``. A slot says when a recording is heard: for a cue of level 2 or 3,
or at level 3 for one expression before the level's own.
"""

from __future__ import annotations

import contextlib
import random
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sounds import wav
from sounds.errors import SoundError, from_os_error
from sounds.loudness import matched
from sounds.shape import RATE, clipped, faded, resampled, trimmed
from sounds.wav import Samples

LEVELS = ("level-2", "level-3")
EXPRESSIONS = ("fear", "sad", "neutral", "surprise", "happy", "angry", "disgust")
SLOTS = (*LEVELS, *EXPRESSIONS)
DEFAULT_SLOT = "level-3"
LONGEST_S = 15.0
"""A cue longer than this talks over the answer that it is meant to help."""
_BEGINS = (b"RIFF", b"RIFX", b"fLaC", b"OggS")
"""The first bytes of wav, flac and ogg files."""
_TRASH = ".trash"
_LONGEST_NAME = 60


@dataclass(frozen=True)
class Voice:
    """A recording of the user's own voice, as it lies in the data folder."""

    name: str
    slot: str
    path: Path
    seconds: float


@dataclass(frozen=True)
class Removed:
    """A recording in the trash, and where it came from."""

    path: Path
    origin: Path


class Voices:
    """The recordings in one folder (made at the first save)."""

    def __init__(self, folder: Path, choose: Callable[[list[Path]], Path] = random.choice) -> None:
        self.folder = folder
        self._choose = choose
        self._last: dict[str, Path] = {}

    def voices(self) -> list[Voice]:
        """All of them, by slot and name; a file that cannot be read is left out."""
        return [voice for slot in SLOTS for path in self._paths(slot) if (voice := _described(path, slot))]

    def find(self, name: str) -> Voice:
        """The recording called ``name`` or ``SLOT/NAME``.

        Raises:
            SoundError: ``no_such_voice``.
        """
        for voice in self.voices():
            if name in (voice.name, f"{voice.slot}/{voice.name}"):
                return voice
        raise SoundError("no_such_voice", f"{name}: no such recording; `poise voice list` shows all", name=name)

    def pick(self, slots: list[str]) -> tuple[Path, Samples, int] | None:
        """A recording at random from the first of ``slots`` that has one, not the same twice running."""
        for slot in slots:
            paths = self._paths(slot)
            while paths:
                fresh = [path for path in paths if path != self._last.get(slot)] or paths
                path = self._choose(fresh)
                self._last[slot] = path
                try:
                    return path, *wav.read(path)
                except SoundError:  # damaged by hand: as if it were not there
                    paths.remove(path)
        return None

    def check(self, name: str, slot: str) -> None:
        """See that a recording can be called ``name`` and lie in ``slot``, before anybody speaks.

        Raises:
            SoundError: ``bad_name`` or ``bad_slot``.
        """
        self._place(_checked(name), slot, replace=True)

    def save(
        self, name: str, samples: Samples, rate: int, slot: str = DEFAULT_SLOT, *, replace: bool = False
    ) -> Voice:
        """Keep a recording (as `prepared` made it).

        Args:
            name: what the user calls it; where the name is taken, a number is added.
            samples: int16 mono.
            rate: Hz.
            slot: one of `SLOTS`.
            replace: overwrite the recording of that name instead.

        Raises:
            SoundError: ``bad_name``, ``bad_slot``, ``disk_full`` or ``not_writable``; what was there stays.
        """
        path = self._place(_checked(name), slot, replace)
        wav.write(path, samples, rate)
        for folder in (self.folder, path.parent):
            with contextlib.suppress(OSError):  # FAT has no permissions
                folder.chmod(0o700)
        return Voice(path.stem, slot, path, samples.size / rate)

    def add_file(self, source: Path, name: str = "", slot: str = DEFAULT_SLOT) -> Voice:
        """Import a wav, flac or ogg file, trimmed and made as loud as the tones.

        Raises:
            SoundError: ``no_file``, ``bad_audio``, ``too_long``, ``silent_file``, or as `save` does.
        """
        samples, rate = load(source)
        if trimmed(samples, rate).size == 0:
            raise SoundError("silent_file", f"{source}: there is nothing but silence in it", path=str(source))
        return self.save(name or source.stem, prepared(samples, rate), RATE, slot)

    def remove(self, voice: Voice) -> Removed:
        """Move a recording to the folder's own trash, from where `restore` fetches it."""
        trash = self.folder / _TRASH
        trash.mkdir(mode=0o700, exist_ok=True)
        target = trash / f"{voice.slot}-{voice.name}-{time.time_ns()}.wav"
        try:
            voice.path.replace(target)
        except OSError as error:
            raise from_os_error(error, voice.path) from error
        return Removed(target, voice.path)

    def restore(self, removed: Removed) -> None:
        """Undo a removal; a recording made under its name meanwhile is kept."""
        target = removed.origin
        if target.exists():
            target = self._place(target.stem, target.parent.name, replace=False)
        removed.path.replace(target)

    def empty_trash(self) -> int:
        """Delete what was removed, for good; returns how many."""
        paths = list((self.folder / _TRASH).glob("*.wav"))
        for path in paths:
            path.unlink()
        return len(paths)

    def _paths(self, slot: str) -> list[Path]:
        return sorted((self.folder / slot).glob("[!.]*.wav"), key=lambda path: path.stem)

    def _place(self, name: str, slot: str, replace: bool) -> Path:
        if slot not in SLOTS:
            known = ", ".join(SLOTS)
            raise SoundError("bad_slot", f"{slot}: not one of {known}", slot=slot, known=known)
        path, number = self.folder / slot / f"{name}.wav", 2
        while path.exists() and not replace:
            path, number = self.folder / slot / f"{name}-{number}.wav", number + 1
        return path


def slots_for(level: int, expression: str | None) -> list[str]:
    """Where a cue looks for a recording, nearest first; level 1 is seen, not heard."""
    if level < 2:
        return []
    own = [expression] if level >= 3 and expression in EXPRESSIONS else []
    return [*own, f"level-{min(level, 3)}"]


def slot_for(name: str) -> str:
    """The slot a bare name means: ``sad`` or ``level-2`` themselves, the own voice of level 3 for any other."""
    return name if name in SLOTS else DEFAULT_SLOT


def prepared(samples: Samples, rate: int) -> Samples:
    """A take as it is kept: silence trimmed, loudness matched, ends faded, at `RATE`.

    Raises:
        SoundError: ``silent`` where nothing but silence is in it.
    """
    sound = trimmed(samples, rate)
    if sound.size == 0:
        raise SoundError("silent", "nothing was heard; is the right microphone chosen, and not muted?")
    sound = resampled(sound, rate, RATE)
    return faded(matched(sound, RATE), RATE)


def load(source: Path) -> tuple[Samples, int]:
    """Any wav, flac or ogg file, as 16-bit mono at its own rate.

    Raises:
        SoundError: ``no_file``, ``bad_audio`` for any other file, ``too_long`` beyond `LONGEST_S`.
    """
    import soundfile

    _look_at(source)
    try:
        with soundfile.SoundFile(source) as file:
            if file.frames > LONGEST_S * file.samplerate:
                seconds = f"{file.frames / file.samplerate:.0f}"
                raise SoundError(
                    "too_long",
                    f"{source}: {seconds} s long; a cue may last {LONGEST_S:g} s",
                    path=str(source),
                    seconds=seconds,
                    longest=f"{LONGEST_S:g}",
                )
            values = file.read(dtype="float64", always_2d=True)
            rate = int(file.samplerate)
    except (soundfile.LibsndfileError, OSError, RuntimeError) as error:
        raise _bad(source, str(error)) from error
    if values.size == 0 or not np.isfinite(values).all():
        raise _bad(source, "it holds no sound")
    return clipped(values.mean(axis=1) * 32767.0), rate


def _look_at(source: Path) -> None:
    """Refuse what cannot be one of the formats before a decoder of another one complains to the screen."""
    if source.exists() and not source.is_file():
        raise _bad(source, "it is no plain file")
    try:
        with source.open("rb") as file:
            begins = file.read(4)
    except FileNotFoundError as error:
        raise SoundError("no_file", f"{source}: there is no such file", path=str(source)) from error
    except OSError as error:
        raise _bad(source, error.strerror or str(error)) from error
    if begins not in _BEGINS:
        raise _bad(source, "it begins like none of these")


def _bad(path: Path, reason: str) -> SoundError:
    return SoundError(
        "bad_audio", f"{path}: not a wav, flac or ogg file that can be read ({reason})", path=str(path), reason=reason
    )


def _checked(name: str) -> str:
    """A name that is safe as a file name everywhere; Korean is welcome."""
    name = unicodedata.normalize("NFC", name).strip()
    good = name and not name.startswith((".", "-")) and all(c.isalnum() or c in " _-." for c in name)
    if not good or len(name) > _LONGEST_NAME:
        raise SoundError(
            "bad_name",
            f"{name!r}: a name has letters, digits, spaces, '-', '_' or '.', at most {_LONGEST_NAME}",
            name=name,
            longest=str(_LONGEST_NAME),
        )
    return name


def _described(path: Path, slot: str) -> Voice | None:
    try:
        samples, rate = wav.read(path)
    except SoundError:
        return None
    return Voice(path.stem, slot, path, samples.size / rate)
