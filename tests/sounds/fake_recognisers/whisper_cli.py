"""A stand-in for whisper.cpp's `whisper-cli`: arguments, exit codes and JSON of its examples/cli/cli.cpp (1.8).

A model is `lmgg` and a JSON object: `words`, `languages`, and `fault`. Tokens are cut into bytes where the real one
cuts them, so that the file it writes is no UTF-8 in Korean. It starts often, and does without NumPy for that.
"""

from __future__ import annotations

import json
import os
import sys
import time
import wave
from array import array
from pathlib import Path

WITH_VALUE = {
    **dict.fromkeys(("-m", "--model"), "model"),
    **dict.fromkeys(("-f", "--file"), "file"),
    **dict.fromkeys(("-l", "--language"), "language"),
    **dict.fromkeys(("-t", "--threads"), "threads"),
    **dict.fromkeys(("-of", "--output-file"), "out"),
    "--prompt": "prompt",
}
FLAGS = {"-ojf": "json", "--output-json-full": "json", "-np": "quiet", "-pp": "progress", "-nt": "plain"}
USAGE = """
usage: whisper-cli [options] file0 file1 ...
  -ojf,      --output-json-full  [false  ] include more information in the JSON file
  -of FNAME, --output-file FNAME [       ] output file path (without file extension)
  -np,       --no-prints         [false  ] do not print anything other than the results
  -pp,       --print-progress    [false  ] print progress
             --prompt PROMPT     [       ] initial prompt (max n_text_ctx/2 tokens)
"""


def fail(code: int, text: str, *, usage: bool = False) -> None:
    sys.stderr.write(f"error: {text}\n" + (USAGE if usage else ""))
    sys.exit(code)


def parsed(arguments: list[str]) -> dict[str, str]:
    found: dict[str, str] = {"language": "en", "model": "models/ggml-base.en.bin"}
    waiting = iter(arguments)
    for argument in waiting:
        if argument in ("-h", "--help"):
            sys.stderr.write(USAGE)
            sys.exit(0)
        if argument in WITH_VALUE:
            found[WITH_VALUE[argument]] = next(waiting)
        elif argument in FLAGS:
            found[FLAGS[argument]] = "yes"
        elif argument.startswith("-"):
            fail(0, f"unknown argument: {argument}", usage=True)  # 0: so does the real one
        else:
            found["file"] = argument
    return found


def main() -> None:
    asked = parsed(sys.argv[1:])
    if not Path(asked.get("file", "")).is_file():
        fail(2, f"input file not found '{asked.get('file')}'", usage=True)
    if asked["language"] not in ("auto", "en", "ko", "ja", "de"):
        fail(0, f"unknown language '{asked['language']}'", usage=True)
    model = Path(asked["model"]).read_bytes() if Path(asked["model"]).is_file() else b""
    if not model.startswith(b"lmgg"):
        fail(3, "failed to initialize whisper context")
    script = json.loads(model[4:])
    misbehave(script.get("fault", ""), asked)
    with wave.open(asked["file"], "rb") as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16_000, 1, 2)
        samples = array("h", file.readframes(file.getnframes()))
    sys.stderr.write("whisper_print_progress_callback: progress =  50%\n")
    known = script["languages"]
    language = asked["language"] if asked["language"] in known else known[0]
    Path(asked["out"] + ".json").write_bytes(written(asked, language, script["words"], samples))


def written(asked: dict[str, str], language: str, words: list[str], samples: array[int]) -> bytes:
    sys.path.insert(0, str(Path(__file__).parent))
    from faster_whisper import FRAME, stretches  # the fake beside this file

    parts = []
    frames = [samples[begin : begin + FRAME] for begin in range(0, len(samples) // FRAME * FRAME, FRAME)]
    spoken = stretches(sum(each * each for each in frame) / FRAME / 32768**2 for frame in frames)
    for number, (start, end) in enumerate(spoken):
        part = words[number * len(words) // len(spoken) : (number + 1) * len(words) // len(spoken)]
        if part:
            parts.append(segment(start, end, part))
    if not parts:
        parts.append(segment(0.0, len(samples) / 16_000, ["[BLANK_AUDIO]"]))
    head = json.dumps({"systeminfo": "fake", "model": {"type": "small", "multilingual": True}})[1:-1]
    params = json.dumps({"params": {"model": asked["model"], "language": asked["language"], "translate": False}})[
        1:-1
    ]
    result = json.dumps({"result": {"language": language}})[1:-1]
    body = b",\n\t\t".join(parts)
    return b"{" + f"{head}, {params}, {result}, ".encode() + b'"transcription": [\n\t\t' + body + b"]}\n"


def segment(start: float, end: float, words: list[str]) -> bytes:
    each = (end - start) / len(words)
    tokens = [token(b"[_BEG_]", start, start, 50_363)]
    for number, word in enumerate(words):
        text, begin = f" {word}".encode(), start + number * each
        cut = 3 if text[1] >= 0xE0 else len(text)  # the first syllable of a Korean word lies in two tokens
        middle = begin + each / 2 if cut < len(text) else begin + each
        tokens.append(token(text[:cut], begin, middle, 1000 + number))
        if cut < len(text):
            tokens.append(token(text[cut:], middle, begin + each, 2000 + number))
    tokens.append(token(f"[_TT_{round(end * 50)}]".encode(), end, end, 50_363 + round(end * 50)))
    whole = "".join(f" {word}" for word in words).encode()
    return b"{" + times(start, end) + b', "text": "' + escaped(whole) + b'", "tokens": [' + b", ".join(tokens) + b"]}"


def token(text: bytes, start: float, end: float, number: int) -> bytes:
    said = times(start, end)
    return b'{"text": "' + escaped(text) + b'", ' + said + f', "id": {number}, "p": 0.8, "t_dtw": -1}}'.encode()


def times(start: float, end: float) -> bytes:
    return f'"offsets": {{"from": {round(start * 100) * 10}, "to": {round(end * 100) * 10}}}'.encode()


def escaped(text: bytes) -> bytes:
    return text.replace(b"\\", b"\\\\").replace(b'"', b'\\"')


def misbehave(fault: str, asked: dict[str, str]) -> None:
    if fault == "crash":
        os.abort()
    if fault == "raise":
        sys.stderr.write("whisper-cli: failed to process audio\n")
        sys.exit(10)
    if fault == "hang":
        time.sleep(600)
    if fault in ("garbage", "bytes"):
        Path(asked["out"] + ".json").write_bytes(b"no JSON {" if fault == "garbage" else b"\xff\xfe{\x00")
        sys.exit(0)
    if fault == "shape":
        Path(asked["out"] + ".json").write_text('{"result": {"language": "en"}, "transcription": [{"text": "a"}]}')
        sys.exit(0)


if __name__ == "__main__":
    main()
