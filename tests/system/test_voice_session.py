"""The whole way of a voice: spoken into a null source, heard by `poise watch --voice`, told by `poise report`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sounds import wav
from tests.bench.voice_truth import RATE, spoken
from tests.sounds.machine import NullSink, need, until

POISE = (sys.executable, "-c", "from tui.cli.main import main; main()")


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[NullSink]:
    need("espeak-ng")
    sink = NullSink(tmp_path)
    yield sink
    sink.kill()


@pytest.mark.system
def test_what_was_spoken_is_what_the_report_tells(sink: NullSink, tmp_path: Path) -> None:
    speech = spoken("en", 5.0, (1.5,), first_s=0.3)
    two = speech.samples[: int((speech.stretches[1][1] + 0.5) * RATE)]
    wav.write(tmp_path / "answer.wav", np.rint(np.clip(two, -1, 1) * 32767).astype(np.int16), RATE)
    config = tmp_path / "asound.conf"
    config.write_text("pcm.!default { type pulse }\nctl.!default { type pulse }\n")
    env = {**os.environ, **sink.env, "ALSA_CONFIG_PATH": str(config), "POISE_DATA_DIR": str(tmp_path / "data")}
    lines = tmp_path / "lines"
    command = [*POISE, "watch", "--voice", "--json", "--record", "--camera", "demo", "--cue", "none"]
    with lines.open("wb") as out:
        watch = subprocess.Popen(command, env=env, stdout=out, stderr=subprocess.DEVNULL)
    try:
        assert until(lambda: b'"voice"' in lines.read_bytes(), 30.0), "nothing was heard"
        subprocess.run(["paplay", str(tmp_path / "answer.wav")], env=env, check=True)
        heard = len(lines.read_bytes())
        assert until(lambda: len(lines.read_bytes()) > heard + 2000, 20.0)
    finally:
        watch.terminate()
        watch.wait(20.0)
    told = subprocess.run([*POISE, "report", "--json"], env=env, capture_output=True, check=True)
    (answer,) = json.loads(told.stdout)["answers"]
    voice = answer["voice"]
    syllables = sum(count for _, _, count in speech.stretches[:2])
    assert voice["syllables"] == pytest.approx(syllables, rel=0.15)
    assert [round(pause["seconds"], 1) for pause in voice["pauses"]] == [pytest.approx(1.5, abs=0.35)]
    assert not voice["silent"]
