"""A spoken interview, from the microphone to the report: in the app, in a real terminal, on a null source.

The first answer is espeak-ng's, with pauses, pace and first word known; during the second one only the room is heard.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.base import paths
from core.base.errors import StoreError
from core.session.events import AnswerBegan
from core.store.sessions import StoredSession
from core.store.store import SessionStore
from sounds import wav
from sounds.answers import AnswerFiles, read
from tests.bench.voice_truth import RATE, Spoken, spoken
from tests.sounds.machine import NullSink, bursts, need, until
from tests.system.ssh import POISE
from tests.system.terminal import terminal

pytestmark = pytest.mark.system
PAUSES_S = (1.5, 2.8)
PACE = 5.0


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[NullSink]:
    need("espeak-ng")
    sink = NullSink(tmp_path)
    yield sink
    sink.kill()


def environment(sink: NullSink, folder: Path) -> dict[str, str]:
    """Folders of the test's own; microphone and loudspeaker are the null sink."""
    (folder / "asound.conf").write_text("pcm.!default { type pulse }\nctl.!default { type pulse }\n")
    own = {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CONFIG", "STATE", "CACHE")}
    pulse = {name: sink.env[name] for name in ("PULSE_SERVER", "PULSE_COOKIE")}
    data = {"ALSA_CONFIG_PATH": str(folder / "asound.conf"), "POISE_DATA_DIR": str(folder / "data")}
    return {"HOME": str(folder), "TERM": "xterm-256color", "LANG": "C.UTF-8", **own, **pulse, **data}


def answer_in(folder: Path) -> Spoken:
    """Three sentences with the pauses, written as `answer.wav`; and `room.wav`, in which nobody speaks."""
    speech = spoken("en", PACE, PAUSES_S, first_s=0.3)
    three = speech.samples[: int((speech.stretches[2][1] + 0.5) * RATE)]
    room = np.random.default_rng(3).normal(0.0, 10 ** (-70 / 20), 240 * RATE)
    for name, sound in (("answer", three), ("room", room)):
        wav.write(folder / f"{name}.wav", np.rint(np.clip(sound, -1, 1) * 32767).astype(np.int16), RATE)
    return Spoken(three, speech.stretches[:3])


def stored(folder: Path) -> StoredSession | None:
    """The session as far as it is written; None before."""
    file = paths.store_file(folder / "data")
    try:
        return SessionStore(file).load() if file.exists() else None
    except StoreError:
        return None


def answering_s(folder: Path, index: int) -> float:
    """For how long that question is being answered, as far as it is written; below 0 before."""
    session = stored(folder)
    began = [e.t for e in session.events if isinstance(e, AnswerBegan) and e.index == index] if session else []
    return session.end_t - began[-1] if session and began else -1.0


def interview(tmux: str, folder: Path, env: dict[str, str]) -> str:
    """Speak the first answer, keep silent during the second; gives the report as the app shows it."""
    command = [POISE, "interview", "--questions", "2", "--camera", "demo", "--no-speech", "--cue", "none"]
    with terminal(tmux, folder, [*command, "--keep-voice", "--lang", "en"], env, (120, 80)) as screen:
        screen.press_until("Enter", r"1 of 2|1/2")  # once more would only end the time to think sooner
        assert until(lambda: answering_s(folder, 0) >= 0.0), screen.screen()
        subprocess.run(["paplay", str(folder / "answer.wav")], env={**os.environ, **env}, check=True)
        screen.press_until("Enter", r"2 of 2|2/2")
        assert until(lambda: answering_s(folder, 1) >= 8.0), screen.screen()
        screen.press_until("Enter", r"Score \d+ of 100")
        shown = screen.wait_for(r"hardly a word was heard")
        screen.keys("C-q")
        screen.wait_for_end()
    return shown


def report(folder: Path, env: dict[str, str], *flags: str) -> Any:
    told = subprocess.run([POISE, "report", *flags], env={**os.environ, **env}, capture_output=True, check=True)
    return json.loads(told.stdout) if "--json" in flags else told.stdout.decode()


def test_a_spoken_interview_is_told_as_it_was(
    system_part: Callable[[str], str], sink: NullSink, tmp_path: Path
) -> None:
    speech, env = answer_in(tmp_path), environment(sink, tmp_path)
    room = subprocess.Popen(["paplay", str(tmp_path / "room.wav")], env={**os.environ, **env})
    try:
        shown = interview(system_part("tmux"), tmp_path, env)
    finally:
        room.kill()
        room.wait()
    told = report(tmp_path, env, "--json")
    first, second = (answer["voice"] for answer in told["answers"])

    assert not first["silent"]
    assert [pause["seconds"] for pause in first["pauses"]] == pytest.approx(PAUSES_S, abs=0.35)
    assert first["syllables"] == pytest.approx(speech.syllables, rel=0.15)
    assert first["pace"] == pytest.approx(speech.syllables / speech.seconds, rel=0.15)
    recording = read(AnswerFiles(paths.answers_dir(tmp_path / "data")).path(told["session"]["id"], 0, 1))
    heard = bursts(*recording, gap_s=0.4)
    assert recording[0].size / RATE == pytest.approx(told["answers"][0]["used_s"], abs=0.5)
    assert first["first_word_s"] == pytest.approx(heard[0][0], abs=0.25)
    assert [pause["t"] for pause in first["pauses"]] == pytest.approx([end for _, end in heard[:2]], abs=0.35)

    assert second["silent"]
    assert "In 1 of 2 answers" in shown
    assert "silent" in {advice["code"] for advice in told["advice"]}
    assert "well_done" not in {advice["code"] for advice in told["advice"]}
    assert told["together"] < told["score"]["value"], "a silent answer is not praised"
