"""The whole way of a voice: spoken into a null source, heard by `poise watch --voice`, told by `poise report`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sounds import wav
from tests import warm
from tests.bench.voice_truth import RATE, spoken
from tests.sounds.machine import NullSink, need, until
from tests.waiting import LONG_S


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[NullSink]:
    """A card of 44.1 kHz in stereo."""
    need("espeak-ng")
    sink = NullSink(tmp_path, rate=44_100, channels=2)
    yield sink
    sink.kill()


def told(lines: Path) -> list[dict[str, Any]]:
    """The voice readings so far."""
    whole = lines.read_bytes().rpartition(b"\n")[0]
    return [line for line in map(json.loads, whole.splitlines()) if line["type"] == "voice"]


def becomes(lines: Path, state: str) -> bool:
    """Wait until a reading of that state comes after what is told by now."""
    before = len(told(lines))
    return until(lambda: state in {line["state"] for line in told(lines)[before:]}, 30.0)


@pytest.mark.system
def test_what_was_spoken_is_what_the_report_tells(sink: NullSink, tmp_path: Path) -> None:
    speech = spoken("en", 5.0, (1.5,), first_s=0.3)
    two = speech.samples[: int((speech.stretches[1][1] + 0.5) * RATE)]
    wav.write(tmp_path / "answer.wav", np.rint(np.clip(two, -1, 1) * 32767).astype(np.int16), RATE)
    config = tmp_path / "asound.conf"
    config.write_text("pcm.!default { type pulse }\nctl.!default { type pulse }\n")
    env = {**os.environ, **sink.env, "ALSA_CONFIG_PATH": str(config), "POISE_DATA_DIR": str(tmp_path / "data")}
    lines = tmp_path / "lines"
    command = ["watch", "--voice", "--json", "--record", "--camera", "demo", "--cue", "none"]
    with lines.open("wb") as out:
        watch = warm.start(command, (subprocess.DEVNULL, out, subprocess.DEVNULL), env=env)
    try:
        assert until(lambda: told(lines), 30.0), "nothing was heard"
        room = np.random.default_rng(3).normal(0.0, 10.0, 120 * RATE).astype(np.int16)
        wav.write(tmp_path / "room.wav", room, RATE)
        around = subprocess.Popen(["paplay", str(tmp_path / "room.wav")], env=env)  # a null sink alone is muted
        assert becomes(lines, "measured")
        subprocess.run(["paplay", str(tmp_path / "answer.wav")], env=env, check=True)
        assert until(lambda: told(lines)[-1]["speech"] is False)
        for what, state in (("mute", "muted"), ("suspend", "lost")):
            sink.microphone(what, 1)
            assert becomes(lines, state), f"{what} is not told"
            sink.microphone(what, 0)
            assert becomes(lines, "measured"), f"never back from {what}"
    finally:
        watch.send_signal(signal.SIGTERM)
        watch.wait(LONG_S)
        around.kill()
        around.wait()
    report = warm.run(("report", "--json"), env=env)
    (answer,) = json.loads(report.stdout)["answers"]
    voice = answer["voice"]
    syllables = sum(count for _, _, count in speech.stretches[:2])
    assert voice["syllables"] == pytest.approx(syllables, rel=0.15)
    assert [round(pause["seconds"], 1) for pause in voice["pauses"]] == [pytest.approx(1.5, abs=0.35)]
    assert not voice["silent"]
    assert {"muted", "lost"} <= voice["unmeasured"].keys()
