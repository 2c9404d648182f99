"""The Python package faster-whisper (CTranslate2), in a child process: `import` takes half a second and 100 MB.

Its `WhisperModel` downloads a model that is named instead of lying somewhere, and the tokenizer of a folder that
lacks one, even with `local_files_only=True`; so the folder is looked at first, and its hub is off (`HF_HUB_OFFLINE`).
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sounds.errors import SoundError, hint
from sounds.players.base import Availability
from sounds.recognisers import base, child
from sounds.recognisers.base import Heard, HeardWord

NAME = "faster-whisper"
KIND = "the folder of a CTranslate2 model (model.bin, config.json, tokenizer.json, vocabulary.*)"
WORKER = Path(__file__).parents[1] / "workers" / "faster_whisper_hear.py"
PROBE_S = 20.0


@dataclass(frozen=True)
class FasterWhisper:
    """By a model's folder. `environment` is added to the child's, `limit_s` overrides how long it may take."""

    model: str
    environment: Mapping[str, str] = field(default_factory=dict)
    limit_s: float | None = None
    name: str = NAME

    def probe(self) -> Availability:
        """Import the package in a child, and look at the model's files."""
        try:
            command = [sys.executable, str(WORKER), "--probe"]
            code, said, wrong = self._run(command, PROBE_S, threading.Event(), lambda _line: None, at_once=True)
            if code:
                return Availability("no_library", {"reason": child.complaint(wrong, code)}, hint(NAME))
            self._checked()
        except SoundError as error:
            return Availability(error.code, error.params)
        return Availability("ok", {"version": said.decode("utf-8", "replace").strip()})

    def hear(
        self, path: Path, language: str | None, progress: Callable[[float], object], cancelled: threading.Event
    ) -> Heard:
        """As in `Recogniser`."""
        from sounds.answers import seconds

        self._checked()
        job = {
            "model": str(Path(self.model).expanduser().absolute()),
            "audio": str(path),
            "language": language,
            "hotwords": base.FILLED.get(language or ""),
            "threads": base.threads(),
        }
        limit = base.limit_s(seconds(path)) if self.limit_s is None else self.limit_s

        def tell(line: bytes) -> None:
            if (found := _record(line)) is not None and "share" in found:
                progress(min(1.0, max(0.0, float(found["share"]))))

        code, said, wrong = self._run([sys.executable, str(WORKER), json.dumps(job)], limit, cancelled, tell)
        if code:
            raise base.failed(self.name, child.complaint(wrong, code))
        lines = [found for line in said.splitlines() if (found := _record(line)) is not None and "words" in found]
        if not lines:
            raise base.garbage(self.name, said.decode("utf-8", "replace")[-100:] or "nothing")
        return base.checked_language(self._heard(lines[-1]), language)

    def _run(
        self,
        command: list[str],
        limit_s: float,
        cancelled: threading.Event,
        tell: Callable[[bytes], object],
        *,
        at_once: bool = False,
    ) -> tuple[int, bytes, bytes]:
        offline = {"HF_HUB_OFFLINE": "1", "PYTHONIOENCODING": "utf-8", **self.environment}
        return child.run(
            self.name,
            command,
            limit_s=limit_s,
            cancelled=cancelled,
            on_line=tell,
            environment=offline,
            at_once=at_once,
        )

    def _checked(self) -> None:
        """Raises SoundError where the folder lacks what would be downloaded, or is none."""
        folder = Path(self.model).expanduser()
        if not self.model or not folder.exists():
            raise base.no_model(self.model, KIND)
        if not folder.is_dir():
            raise base.bad_model(self.model, "it is a file, not a folder")
        wanted = ("model.bin", "config.json", "tokenizer.json", "vocabulary.*")
        if missing := [name for name in wanted if not any(folder.glob(name))]:
            raise base.bad_model(self.model, f"{', '.join(missing)} missing")

    def _heard(self, found: Mapping[str, Any]) -> Heard:
        try:
            words = tuple(
                HeardWord(str(text), float(start), float(end), float(sure))
                for text, start, end, sure in found["words"]
            )
            name = f"{self.name} {found['version']}".strip()
            return Heard(name, Path(self.model).name, str(found["language"]), words)
        except (KeyError, TypeError, ValueError) as error:
            raise base.garbage(self.name, f"{type(error).__name__}: {error}") from error


def _record(line: bytes) -> dict[str, Any] | None:
    """A line of the child's as a record; None for what a library prints."""
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
