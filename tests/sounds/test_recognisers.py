"""Words of a recording by stand-ins that keep the contract of faster-whisper and whisper.cpp, and what goes wrong.

No model of Whisper is needed here, and none is in the repository.
"""

from __future__ import annotations

import inspect
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import soundfile

from sounds.errors import SoundError
from sounds.recognisers.base import FILLED, Heard, Recogniser
from sounds.recognisers.child import run
from sounds.recognisers.faster_whisper import FasterWhisper
from sounds.recognisers.opening import KINDS, opened
from sounds.recognisers.whisper_cpp import WhisperCpp
from tests.sounds.fake_recognisers import faster_whisper as fake

FAKES = Path(fake.__file__).parents[1]
KOREAN, ENGLISH = ["음,", "저는", "팀을", "맡았습니다."], ["Um,", "I", "led", "a", "team."]
FAULTS = {"crash": "recogniser_failed", "raise": "recogniser_failed", "garbage": "bad_transcript"}


def answer(
    folder: Path, bursts: Sequence[tuple[float, float]] = ((0.5, 1.5), (2.5, 3.5)), seconds: float = 4.0
) -> Path:
    """A recorded answer: FLAC at 16 kHz, loud in some stretches."""
    t = np.arange(int(seconds * 16_000)) / 16_000
    loud = sum(((t >= begin) & (t < end)).astype(float) for begin, end in bursts) if bursts else np.zeros(t.size)
    path = folder / "question-1-attempt-1.flac"
    soundfile.write(str(path), 0.3 * np.sin(2 * np.pi * 220 * t) * loud, 16_000, subtype="PCM_16")
    return path


def script(words: Sequence[str], languages: Sequence[str] = ("en", "ko"), fault: str = "") -> str:
    return json.dumps({"words": list(words), "languages": list(languages), "fault": fault})


def faster(folder: Path, said: str, limit_s: float | None = None) -> FasterWhisper:
    model = folder / "tiny"
    model.mkdir(exist_ok=True)
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (model / name).write_text("{}")
    (model / "model.bin").write_text(said, encoding="utf-8")
    return FasterWhisper(str(model), {"PYTHONPATH": str(FAKES)}, limit_s)


def cpp(folder: Path, said: str, limit_s: float | None = None) -> WhisperCpp:
    command, model = folder / "whisper-cli", folder / "ggml-tiny.bin"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -S {FAKES / "whisper_cli.py"} "$@"\n')
    command.chmod(0o755)
    model.write_bytes(b"lmgg" + said.encode())
    return WhisperCpp(str(model), str(command), {}, limit_s)


Making = Callable[..., Recogniser]
both = pytest.mark.parametrize("making", [faster, cpp])


def heard(recogniser: Recogniser, path: Path, language: str | None, done: list[float] | None = None) -> Heard:
    return recogniser.hear(path, language, (done if done is not None else []).append, threading.Event())


@both
@pytest.mark.parametrize(("language", "words"), [("ko", KOREAN), ("en", ENGLISH)])
def test_words_come_with_the_times_at_which_they_were_said(
    making: Making, language: str, words: list[str], tmp_path: Path
) -> None:
    done: list[float] = []
    found = heard(making(tmp_path, script(words)), answer(tmp_path), language, done)
    assert [word.text for word in found.words] == words
    assert found.language == language
    assert found.recogniser in ("faster-whisper 1.2.1", "whisper.cpp")
    assert found.model in ("tiny", "ggml-tiny")
    assert found.words[0].start == pytest.approx(0.5, abs=0.05)
    assert found.words[-1].end == pytest.approx(3.5, abs=0.05)
    assert found.words[-1].start >= 2.4
    assert all(word.probability is not None and 0.7 < word.probability < 1.0 for word in found.words)
    assert done
    assert max(done) <= 1.0


@both
def test_nothing_said_is_no_words_and_no_error(making: Making, tmp_path: Path) -> None:
    assert heard(making(tmp_path, script(KOREAN)), answer(tmp_path, ()), "ko").words == ()


@both
def test_any_language_is_asked_for_where_none_is_named(making: Making, tmp_path: Path) -> None:
    assert heard(making(tmp_path, script(KOREAN, ["ko"])), answer(tmp_path), None).language == "ko"


@both
def test_a_model_that_writes_another_language_is_refused(making: Making, tmp_path: Path) -> None:
    with pytest.raises(SoundError, match="choose a multilingual model") as caught:
        heard(making(tmp_path, script(ENGLISH, ["en"])), answer(tmp_path), "ko")
    assert caught.value.code == "wrong_language"


@both
@pytest.mark.parametrize("fault", ["crash", "raise", "garbage", "bytes", "shape"])
def test_what_goes_wrong_is_one_line(making: Making, fault: str, tmp_path: Path) -> None:
    if fault == "shape" and making is faster:
        fault = "garbage"
    with pytest.raises(SoundError) as caught:
        heard(making(tmp_path, script(ENGLISH, fault=fault)), answer(tmp_path), "en")
    assert caught.value.code == FAULTS.get(fault, "bad_transcript")
    assert "\n" not in str(caught.value)
    assert "Traceback" not in str(caught.value)
    if fault == "crash":
        assert "SIGABRT" in str(caught.value)


@both
def test_one_that_hangs_is_stopped(making: Making, tmp_path: Path) -> None:
    with pytest.raises(SoundError, match="try a smaller model") as caught:
        heard(making(tmp_path, script(ENGLISH, fault="hang"), 0.3), answer(tmp_path), "en")
    assert caught.value.code == "recogniser_hangs"


def test_one_that_closes_its_output_and_goes_on_is_stopped() -> None:
    with pytest.raises(SoundError, match="try a smaller model") as caught:
        run("it", ["sh", "-c", "exec >&- 2>&-; sleep 60"], limit_s=0.3, cancelled=threading.Event())
    assert caught.value.code == "recogniser_hangs"


def test_no_room_for_its_files_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recogniser = cpp(tmp_path, script(ENGLISH))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(SoundError, match="No such file") as caught:
        heard(recogniser, answer(tmp_path), "en")
    assert caught.value.code == "recogniser_failed"


@both
def test_cancelling_ends_the_child_at_once_and_leaves_no_sound_behind(
    making: Making, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    recogniser, stop = making(tmp_path, script(ENGLISH, fault="hang")), threading.Event()
    threading.Timer(0.2, stop.set).start()
    began = time.monotonic()
    with pytest.raises(SoundError, match="stopped") as caught:
        recogniser.hear(answer(tmp_path), "en", lambda share: None, stop)
    assert caught.value.code == "cancelled"
    assert time.monotonic() - began < 60
    assert list(tmp_path.glob("poise-words-*")) == []


@both
def test_a_model_that_is_not_there_is_named_before_anything_runs(making: Making, tmp_path: Path) -> None:
    recogniser = making(tmp_path, script(ENGLISH))
    for model, code in ((str(tmp_path / "no"), "no_model"), ("", "no_model")):
        with pytest.raises(SoundError) as caught:
            heard(type(recogniser)(model), answer(tmp_path), "en")  # type: ignore[call-arg]
        assert caught.value.code == code


def test_a_folder_that_would_be_completed_from_the_net_is_refused(tmp_path: Path) -> None:
    recogniser = faster(tmp_path, script(ENGLISH))
    (tmp_path / "tiny" / "tokenizer.json").unlink()
    with pytest.raises(SoundError, match=r"tokenizer\.json missing") as caught:
        heard(recogniser, answer(tmp_path), "en")
    assert caught.value.code == "bad_model"
    assert recogniser.probe().code == "bad_model"


def test_a_file_that_is_no_ggml_model_is_refused(tmp_path: Path) -> None:
    recogniser = cpp(tmp_path, script(ENGLISH))
    Path(recogniser.model).write_bytes(b"GGUF....")
    with pytest.raises(SoundError, match="does not begin like a ggml model"):
        heard(recogniser, answer(tmp_path), "en")


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("echo \"WARNING: The binary 'main' is deprecated.\"; exit 1", "deprecated"),
        ("echo 'error: unknown argument: -ojf' >&2; echo usage: >&2", "unknown argument: -ojf"),
        ("kill -9 $$", "SIGKILL"),
    ],
)
def test_a_command_of_another_version_is_quoted(program: str, said: str, tmp_path: Path) -> None:
    """The old name only says that it is deprecated; an argument that is not known ends with code 0."""
    recogniser = cpp(tmp_path, script(ENGLISH))
    Path(recogniser.command).write_text(f"#!/bin/sh\n{program}\n")
    with pytest.raises(SoundError, match=said) as caught:
        heard(recogniser, answer(tmp_path), "en")
    assert caught.value.code == "recogniser_failed"
    assert recogniser.probe().code in ("no_option", "recogniser_failed")


def test_probes_tell_what_is_there(tmp_path: Path) -> None:
    assert faster(tmp_path, script(ENGLISH)).probe().params == {"version": "1.2.1"}
    assert cpp(tmp_path, script(ENGLISH)).probe().works
    assert WhisperCpp("", str(tmp_path / "none")).probe().code == "no_command"
    broken = FasterWhisper("", {"PYTHONPATH": str(tmp_path / "broken")})
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "faster_whisper.py").write_text("raise ImportError('libctranslate2 is missing')")
    found = broken.probe()
    assert (found.code, found.install_hint) == ("no_library", "pip install 'poise-interview[words]'")
    assert "libctranslate2" in found.params["reason"]


def test_the_command_runs_with_low_priority_and_is_told_to_write_fillers(tmp_path: Path) -> None:
    recogniser = cpp(tmp_path, script(ENGLISH))
    log = tmp_path / "log"
    whole = Path(recogniser.command).read_text().replace("exec", f'nice > {log}; echo "$@" >> {log}; exec')
    Path(recogniser.command).write_text(whole)
    heard(recogniser, answer(tmp_path), "ko")
    assert int(log.read_text().split()[0]) >= min(19, os.nice(0) + 10)
    assert FILLED["ko"] in log.read_text()


def test_settings_choose_the_recogniser() -> None:
    assert [opened(kind, "model").name for kind in KINDS[1:]] == list(KINDS[1:])
    with pytest.raises(SoundError, match=r"set recogniser to faster-whisper or whisper\.cpp"):
        opened("none", "")


def test_the_fake_has_the_signatures_of_the_real_package() -> None:
    """Of faster-whisper 1.2.1 (compared with the installed package on 2026-11-27): names and order of parameters.

    Defaults that Poise leaves alone are not compared; where the package is installed, it is compared itself.
    """
    init = inspect.signature(fake.WhisperModel.__init__)
    hear = inspect.signature(fake.WhisperModel.transcribe)
    assert " ".join(init.parameters) == (
        "self model_size_or_path device device_index compute_type cpu_threads num_workers download_root"
        " local_files_only files revision use_auth_token model_kwargs"
    )
    assert " ".join(hear.parameters) == (
        "self audio language task log_progress beam_size best_of patience length_penalty repetition_penalty"
        " no_repeat_ngram_size temperature compression_ratio_threshold log_prob_threshold no_speech_threshold"
        " condition_on_previous_text prompt_reset_on_temperature initial_prompt prefix suppress_blank suppress_tokens"
        " without_timestamps max_initial_timestamp word_timestamps prepend_punctuations append_punctuations"
        " multilingual vad_filter vad_parameters max_new_tokens chunk_length clip_timestamps"
        " hallucination_silence_threshold hotwords language_detection_threshold language_detection_segments"
    )
    if find_spec("faster_whisper") is not None:
        from importlib import import_module

        real = import_module("faster_whisper").WhisperModel
        assert list(inspect.signature(real.__init__).parameters) == list(init.parameters)
        assert list(inspect.signature(real.transcribe).parameters) == list(hear.parameters)
