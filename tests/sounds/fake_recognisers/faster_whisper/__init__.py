"""A stand-in for the package faster-whisper: signatures and behaviour of 1.2.1, as far as Poise relies on them.

`model.bin` is a JSON object: `words`, `languages` that the model knows, and `fault` (see `_misbehave`). The words are
laid over the loud stretches of the recording, so times come from what was really said.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__version__ = "1.2.1"
FRAME = 320  # 20 ms at 16 kHz


@dataclass
class Word:
    start: float
    end: float
    word: str
    probability: float


@dataclass
class Segment:
    id: int
    seek: int
    start: float
    end: float
    text: str
    tokens: list[int]
    avg_logprob: float
    compression_ratio: float
    no_speech_prob: float
    words: list[Word] | None
    temperature: float | None


@dataclass
class TranscriptionInfo:
    language: str
    language_probability: float
    duration: float
    duration_after_vad: float
    all_language_probs: list[tuple[str, float]] | None
    transcription_options: Any
    vad_options: Any


class WhisperModel:
    def __init__(
        self,
        model_size_or_path: str,
        device: str = "auto",
        device_index: int | list[int] = 0,
        compute_type: str = "default",
        cpu_threads: int = 0,
        num_workers: int = 1,
        download_root: str | None = None,
        local_files_only: bool = False,
        files: dict[str, Any] | None = None,
        revision: str | None = None,
        use_auth_token: bool | str | None = None,
        **model_kwargs: Any,
    ) -> None:
        folder = Path(model_size_or_path)
        offline = local_files_only and os.environ.get("HF_HUB_OFFLINE") == "1"
        if not folder.is_dir() or not (folder / "tokenizer.json").is_file():
            raise OSError("outgoing traffic has been disabled" if offline else "DOWNLOADED SOMETHING")
        if not (folder / "model.bin").is_file():
            raise RuntimeError(f"Unable to open file 'model.bin' in model '{folder}'")
        if device not in ("cpu", "cuda", "auto") or compute_type not in ("default", "int8", "float32"):
            raise ValueError(f"unsupported device {device} or compute type {compute_type}")
        self._script = json.loads((folder / "model.bin").read_text(encoding="utf-8"))

    @property
    def supported_languages(self) -> list[str]:
        return list(self._script["languages"])

    def transcribe(
        self,
        audio: str | BinaryIO | NDArray[np.float32],
        language: str | None = None,
        task: str = "transcribe",
        log_progress: bool = False,
        beam_size: int = 5,
        best_of: int = 5,
        patience: float = 1,
        length_penalty: float = 1,
        repetition_penalty: float = 1,
        no_repeat_ngram_size: int = 0,
        temperature: float | list[float] | tuple[float, ...] = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0),
        compression_ratio_threshold: float | None = 2.4,
        log_prob_threshold: float | None = -1.0,
        no_speech_threshold: float | None = 0.6,
        condition_on_previous_text: bool = True,
        prompt_reset_on_temperature: float = 0.5,
        initial_prompt: str | Iterable[int] | None = None,
        prefix: str | None = None,
        suppress_blank: bool = True,
        suppress_tokens: list[int] | None = None,
        without_timestamps: bool = False,
        max_initial_timestamp: float = 1.0,
        word_timestamps: bool = False,
        prepend_punctuations: str = "\"'“¿([{-",
        append_punctuations: str = "\"'.。,，!！?？:：”)]}、",
        multilingual: bool = False,
        vad_filter: bool = False,
        vad_parameters: Any = None,
        max_new_tokens: int | None = None,
        chunk_length: int | None = None,
        clip_timestamps: str | list[float] = "0",
        hallucination_silence_threshold: float | None = None,
        hotwords: str | None = None,
        language_detection_threshold: float | None = 0.5,
        language_detection_segments: int = 1,
    ) -> tuple[Iterable[Segment], TranscriptionInfo]:
        return self._heard(audio, language, words=word_timestamps)

    def _heard(
        self, audio: object, language: str | None, *, words: bool
    ) -> tuple[Iterable[Segment], TranscriptionInfo]:
        import numpy as np  # which the stand-in for a program beside this does without

        if not isinstance(audio, np.ndarray) or audio.dtype != np.float32 or audio.ndim != 1:
            raise TypeError("audio is no mono float32 waveform at 16 kHz")
        if language is not None and language not in ("en", "ko", "ja", "de"):
            raise ValueError(f"'{language}' is not a valid language code")
        known = self.supported_languages
        written = language if language in known else known[0]
        if language not in (None, written):
            print("The current model is English-only but the language parameter is set", file=sys.stderr)
        seconds = audio.size / 16_000
        info = TranscriptionInfo(written, 1.0, seconds, seconds, None, None, None)
        return self._segments(audio, words=words), info

    def _segments(self, audio: NDArray[np.float32], *, words: bool) -> Iterator[Segment]:
        """Lazily, as the real one: nothing is heard before somebody asks."""
        _misbehave(self._script.get("fault", ""))
        said = list(self._script["words"])
        frames = audio[: audio.size // FRAME * FRAME].reshape(-1, FRAME)
        spoken = stretches((frames**2).mean(axis=1).tolist())
        for number, (start, end) in enumerate(spoken):
            part = said[number * len(said) // len(spoken) : (number + 1) * len(said) // len(spoken)]
            each = (end - start) / max(1, len(part))
            found = [Word(start + i * each, start + (i + 1) * each, " " + w, 0.9) for i, w in enumerate(part)]
            text = "".join(word.word for word in found)
            if part:
                yield Segment(number, 0, start, end, text, [], -0.2, 1.0, 0.1, found if words else None, 0.0)


def stretches(powers: Iterable[float]) -> list[tuple[float, float]]:
    """The loud parts in seconds, of the mean squares of frames; shorter gaps than 0.3 s belong to them."""
    found: list[list[float]] = []
    for number in (number for number, power in enumerate(powers) if power > 0.01**2):
        at = number * 0.02
        if found and at - found[-1][1] < 0.3:
            found[-1][1] = at + 0.02
        else:
            found.append([at, at + 0.02])
    return [(begin, end) for begin, end in found]


def _misbehave(fault: str) -> None:
    if fault == "crash":
        os.abort()
    if fault == "raise":
        raise RuntimeError("Variable 'decoder/embeddings/weight' has an invalid payload size")
    if fault == "hang":
        time.sleep(600)
    if fault == "garbage":
        print("Warning: something went by\nno JSON {", flush=True)
        os._exit(0)
    if fault == "bytes":
        os.write(1, b'\xff\xfe{"words": [["a"')
        os._exit(0)
