"""The command of whisper.cpp (`whisper-cli`, before 2025 `main`): a wav in, a JSON file out.

Facts of the command, from its source (examples/cli/cli.cpp):
- it ends with code 0 after an argument or a language that it does not know, and writes nothing: the file counts;
- 2 is a recording that is not there, 3 a model that cannot be loaded, 10 that it could not go on; the old name `main`
  says that it is deprecated, and does nothing;
- in the JSON, tokens are bytes cut anywhere: a Hangul syllable may lie in two of them, so the file is no UTF-8;
- a word begins with a token that begins with a blank; `[_BEG_]` and `[_TT_50]` are no words; times are in ms;
- an English model writes English, whatever language is asked for, and says so in `result.language` alone.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sounds import wav
from sounds.errors import SoundError
from sounds.players.base import Availability
from sounds.recognisers import base, child
from sounds.recognisers.base import Heard, HeardWord

NAME = "whisper.cpp"
COMMAND = "whisper-cli"
KIND = "a ggml model file, such as ggml-small.bin"
MAGIC = b"lmgg"
"""How the files of ggml's models begin: 0x67676d6c, the lowest byte first."""
PROBE_S = 10.0
NEEDED = ("--output-json-full", "--output-file", "--no-prints", "--print-progress", "--prompt")
_SPECIAL = re.compile(rb"\[_[A-Za-z0-9_]+\]|<\|[^|]*\|>")
_NO_SPEECH = re.compile(r"(?:\s*(?:\[[^\]]*\]|\([^)]*\)|\*[^*]*\*|[♪♫]))+\s*")
_PROGRESS = re.compile(rb"progress\s*=\s*(\d+)\s*%")


@dataclass(frozen=True)
class WhisperCpp:
    """By a model's file. `environment` is added to the child's, `limit_s` overrides how long it may take."""

    model: str
    command: str = COMMAND
    environment: Mapping[str, str] = field(default_factory=dict)
    limit_s: float | None = None
    name: str = NAME

    def probe(self) -> Availability:
        """Look at the model, and ask the command whether it knows the options that are needed."""
        found = shutil.which(str(Path(self.command).expanduser()))
        if found is None:
            return Availability("no_command", {"command": self.command})
        try:
            run = child.run(self.name, [found, "--help"], limit_s=PROBE_S, cancelled=threading.Event(), at_once=True)
            usage = (run[1] + run[2]).decode("utf-8", "replace")
            if missing := [option for option in NEEDED if option not in usage]:
                return Availability("no_option", {"command": self.command, "option": missing[0]})
            self._checked()
        except SoundError as error:
            return Availability(error.code, error.params)
        return Availability("ok")

    def hear(
        self, path: Path, language: str | None, progress: Callable[[float], object], cancelled: threading.Event
    ) -> Heard:
        """As in `Recogniser`."""
        from sounds.answers import read

        self._checked()
        samples, rate = read(path)
        limit = base.limit_s(samples.size / rate) if self.limit_s is None else self.limit_s

        def tell(line: bytes) -> None:
            if found := _PROGRESS.search(line):
                progress(min(1.0, int(found[1]) / 100))

        with _own_folder() as folder:
            sound, out = Path(folder) / "answer.wav", Path(folder) / "words"
            wav.write(sound, samples, rate, durable=False)
            run = child.run(
                self.name,
                self._arguments(sound, out, language),
                limit_s=limit,
                cancelled=cancelled,
                on_line=tell,
                environment=self.environment,
            )
            written = out.with_suffix(".json")
            if run[0] or not written.exists():
                raise base.failed(self.name, child.complaint(run[2] or run[1], run[0]))
            return base.checked_language(self._heard(written.read_bytes()), language)

    def _arguments(self, sound: Path, out: Path, language: str | None) -> list[str]:
        """The whole command; every path is absolute, so that none can be taken for an option."""
        model = str(Path(self.model).expanduser().absolute())
        found = shutil.which(str(Path(self.command).expanduser())) or self.command
        arguments = [found, "-m", model, "-f", str(sound), "-l", language or "auto", "-t", str(base.threads())]
        arguments += ["-ojf", "-of", str(out), "-np", "-pp"]
        manner = base.FILLED.get(language or "")
        return [*arguments, "--prompt", manner] if manner else arguments

    def _checked(self) -> None:
        """Raises SoundError where the model is not there, or begins like none."""
        file = Path(self.model).expanduser()
        if not self.model or not file.exists():
            raise base.no_model(self.model, KIND)
        if not file.is_file():
            raise base.bad_model(self.model, "it is a folder, not a file")
        try:
            with file.open("rb") as stream:
                begins = stream.read(len(MAGIC))
        except OSError as error:
            raise base.bad_model(self.model, error.strerror or str(error)) from error
        if begins != MAGIC:
            raise base.bad_model(self.model, "it does not begin like a ggml model")

    def _heard(self, written: bytes) -> Heard:
        try:
            # bytes that are no UTF-8 by themselves keep their values until their neighbours are beside them
            found = json.loads(written.decode("utf-8", "surrogateescape"), strict=False)
            language = str(found["result"]["language"])
            words = tuple(word for part in found["transcription"] for word in _words(part))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise base.garbage(self.name, f"{type(error).__name__}: {error}") from error
        return Heard(self.name, Path(self.model).stem, language, words)


def _own_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder of this user alone. Raises SoundError."""
    try:
        return tempfile.TemporaryDirectory(prefix="poise-words-")
    except OSError as error:
        raise base.failed(NAME, f"no folder for its files ({error.strerror or error})") from error


def _words(part: Mapping[str, Any]) -> Iterator[HeardWord]:
    """The words of one part of the transcription; of sounds that are described, such as [MUSIC], there are none."""
    if _NO_SPEECH.fullmatch(_bytes(part["text"]).decode("utf-8", "replace")):
        return
    word: list[tuple[bytes, Mapping[str, Any]]] = []
    for token in part["tokens"]:
        text = _bytes(token["text"])
        if _SPECIAL.fullmatch(text):
            continue
        if text.startswith(b" ") and word:
            yield from _joined(word, part)
            word = []
        word.append((text, token))
    yield from _joined(word, part)


def _joined(word: Sequence[tuple[bytes, Mapping[str, Any]]], part: Mapping[str, Any]) -> Iterator[HeardWord]:
    text = b"".join(piece for piece, _ in word).decode("utf-8", "replace").strip()
    if not text:
        return
    first, last = (token.get("offsets") or part["offsets"] for token in (word[0][1], word[-1][1]))
    sure = sum(float(token["p"]) for _, token in word) / len(word)
    start = int(first["from"]) / 1000
    yield HeardWord(text, start, max(start, int(last["to"]) / 1000), sure)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
