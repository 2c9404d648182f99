"""A spoken interview in Korean, from the microphone to the report: in the app, in a real terminal, on a null source.

The first two answers are espeak-ng's, slow and fast, with pauses and first word known; during the third only the room
is heard. English, another card, muted and stalled: `test_voice_session`.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.base import paths
from core.base.errors import StoreError
from core.session.events import AnswerBegan
from core.store.answers import AnswerFiles
from core.store.sessions import StoredSession
from core.store.store import SessionStore
from sounds import wav
from sounds.answers import read
from tests.bench.voice_truth import RATE, Spoken, spoken
from tests.brief import brief_bank, brief_format
from tests.sounds.machine import NullSink, bursts, need, until
from tests.system.ssh import POISE
from tests.system.terminal import terminal

pytestmark = pytest.mark.system
SPOKEN = ((5.0, 1.5), (7.0, 2.5))
"""Pace in syllables a second and the pause between two sentences, by answer."""


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


def answers_in(folder: Path) -> list[Spoken]:
    """Two sentences each with a pause, as `answer-0.wav` and so on; and `room.wav`, in which nobody speaks."""
    room = np.random.default_rng(3).normal(0.0, 10 ** (-70 / 20), 240 * RATE)
    sounds: dict[str, NDArray[Any]] = {"room": room}
    answers = []
    for number, (pace, pause_s) in enumerate(SPOKEN):
        speech = spoken("ko", pace, (pause_s,), first_s=0.3)
        two = speech.samples[: int((speech.stretches[1][1] + 0.5) * RATE)]
        answers.append(Spoken(two, speech.stretches[:2]))
        sounds[f"answer-{number}"] = two
    for name, sound in sounds.items():
        wav.write(folder / f"{name}.wav", np.rint(np.clip(sound, -1, 1) * 32767).astype(np.int16), RATE)
    return answers


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


def answers_run(folder: Path, index: int) -> bool:
    """Whether the question is being answered."""
    return answering_s(folder, index) >= 0.0


def interview(tmux: str, folder: Path, env: dict[str, str]) -> str:
    """Speak two answers, keep silent during the third; gives the report as the app shows it."""
    name = brief_format(folder / "data", questions=3, prep_s=1.0, answer_s=60.0)
    bank = brief_bank(folder / "data", questions=3, asks="왜")
    command = [POISE, "interview", "--format", name, "--bank", bank, "--camera", "demo", "--lang", "ko"]
    with terminal(tmux, folder, [*command, "--no-speech", "--cue", "none", "--keep-voice"], env, (120, 80)) as screen:
        for number in range(len(SPOKEN)):
            screen.press_until(
                "Enter", rf"3문제 중 {number + 1}번"
            )  # once more would only end the time to think sooner
            assert until(partial(answers_run, folder, number)), screen.screen()
            subprocess.run(["paplay", str(folder / f"answer-{number}.wav")], env={**os.environ, **env}, check=True)
        screen.press_until("Enter", r"3문제 중 3번")
        assert until(lambda: answering_s(folder, 2) >= 5.0), screen.screen()
        screen.press_until("Enter", r"점수 \d+/100")
        shown = screen.wait_for(r"거의 들리지 않았")
        screen.keys("C-q")
        screen.wait_for_end()
    return shown


def report(folder: Path, env: dict[str, str], *flags: str) -> Any:
    told = subprocess.run([POISE, "report", *flags], env={**os.environ, **env}, capture_output=True, check=True)
    return json.loads(told.stdout) if "--json" in flags else told.stdout.decode()


def test_a_spoken_interview_is_told_as_it_was(
    system_part: Callable[[str], str], sink: NullSink, tmp_path: Path
) -> None:
    truth, env = answers_in(tmp_path), environment(sink, tmp_path)
    room = subprocess.Popen(["paplay", str(tmp_path / "room.wav")], env={**os.environ, **env})
    try:
        interview(system_part("tmux"), tmp_path, env)
    finally:
        room.kill()
        room.wait()
    told = report(tmp_path, env, "--json")
    *spoke, last = (answer["voice"] for answer in told["answers"])

    for number, (voice, speech) in enumerate(zip(spoke, truth, strict=True)):
        assert not voice["silent"]
        pace, pause_s = SPOKEN[number]
        assert [pause["seconds"] for pause in voice["pauses"]] == [pytest.approx(pause_s, abs=0.35)]
        # a machine as busy as CI's drops samples of a null sink now and then: what is left is spoken as fast
        assert voice["syllables"] == pytest.approx(speech.syllables, rel=0.3)
        assert voice["pace"] == pytest.approx(pace, rel=0.15)
        recording = read(AnswerFiles(paths.answers_dir(tmp_path / "data")).path(told["session"]["id"], number, 1))
        heard = bursts(*recording, gap_s=0.4)
        assert recording[0].size / RATE == pytest.approx(told["answers"][number]["used_s"], abs=0.5)
        assert voice["first_word_s"] == pytest.approx(heard[0][0], abs=0.25)
        assert [pause["t"] for pause in voice["pauses"]] == [pytest.approx(heard[0][1], abs=0.35)]

    assert last["silent"]
    assert "silent" in {advice["code"] for advice in told["advice"]}
    assert "well_done" not in {advice["code"] for advice in told["advice"]}
    assert len(told["advice"]) <= 3
    assert last["score"]["value"] == 0.0, "a silent answer is not praised"
    assert told["voice"] < min(voice["score"]["value"] for voice in spoke)
