"""Child: the words of a recording by faster-whisper, as JSON lines on stdout. Run by path; imports nothing of Poise.

Argument: --probe, which prints the package's version; or a record with `model` (a folder), `audio` (a file),
`language` ("ko", "en" or null for any), `hotwords` (text in the manner in which is to be written, or null) and
`threads`. Lines {"share": 0.4} tell how much is done; the last has `words` [text, start, end, probability],
`language` and `version`.
"""

from __future__ import annotations

import json
import sys
from typing import Any

RATE = 16_000


def main() -> None:
    """Hear one recording."""
    import faster_whisper

    version = str(getattr(faster_whisper, "__version__", ""))
    if sys.argv[1] == "--probe":
        print(version)
        return
    job = json.loads(sys.argv[1])
    model = faster_whisper.WhisperModel(
        job["model"], device="cpu", compute_type="int8", cpu_threads=job["threads"], local_files_only=True
    )
    segments, info = model.transcribe(
        audio_of(job["audio"]),
        language=job["language"],
        word_timestamps=True,
        vad_filter=True,  # of silence, Whisper makes up a "Thank you"
        condition_on_previous_text=False,  # else one mistake goes on for ever
        hotwords=job["hotwords"],
    )
    words: list[list[Any]] = []
    for segment in segments:
        take(words, segment.words or [])
        print(json.dumps({"share": float(segment.end) / max(0.1, float(info.duration))}), flush=True)
    print(json.dumps({"words": words, "language": info.language, "version": version}), flush=True)


def take(words: list[list[Any]], found: Any) -> None:
    """Add a segment's words; what comes without a blank before it belongs to the word before."""
    for number, word in enumerate(found):
        text, sure = word.word.strip(), float(word.probability)
        if not text:
            continue
        if number and words and not word.word.startswith(" "):
            words[-1] = [words[-1][0] + text, words[-1][1], float(word.end), min(words[-1][3], sure)]
        else:
            words.append([text, float(word.start), float(word.end), sure])


def audio_of(path: str) -> Any:
    """Poise's own recordings as float32 at 16 kHz; whatever else it is, the package reads by itself."""
    import soundfile

    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    return samples.mean(axis=1) if rate == RATE else path


if __name__ == "__main__":
    try:
        main()
    except Exception as error:  # whoever reads standard error wants one line, not a traceback
        sys.exit(" ".join(f"error: {error}".split()) if str(error) else f"error: {type(error).__name__}")
