"""The laptop's camera, microphone and loudspeaker at the other end of a real SSH connection."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from core.store.store import SessionStore
from sounds import wav
from tests.bench.voice_truth import RATE, spoken
from tests.brief import brief_bank, brief_format
from tests.sounds.machine import Capture as Recording
from tests.sounds.machine import NullSink, bursts, need
from tests.system.ssh import POISE, Server, sshd
from tests.system.terminal import terminal
from tests.waiting import LONG_S, wait_until

Find = Callable[[str], str]
pytestmark = pytest.mark.system
ALL_BAD = ",".join(f"{name}=bad" for name in ("happy", "neutral", "sad", "fear", "surprise"))


def place(folder: Path) -> dict[str, str]:
    """Folders of one machine's own."""
    folder.mkdir(mode=0o700)
    own = {"HOME": folder, "XDG_RUNTIME_DIR": folder, "POISE_DATA_DIR": folder / "data", "XDG_CACHE_HOME": folder}
    own |= {"XDG_CONFIG_HOME": folder / "config", "XDG_STATE_HOME": folder / "state"}
    return {name: str(path) for name, path in own.items()}


@contextmanager
def lending(folder: Path, environment: dict[str, str], *arguments: str) -> Iterator[tuple[int, str]]:
    """`poise lend` on the laptop: its port and its ticket."""
    shown = folder / "shown"

    def text() -> str:
        return shown.read_text(encoding="utf-8")

    with shown.open("wb") as out:
        command = [POISE, "lend", "--camera", "demo", "--lang", "en", *arguments]
        process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=out, stderr=subprocess.STDOUT)
    try:
        wait_until(lambda: re.search(r"\d+:[\w-]{24}\n", text()), LONG_S, text)
        (ticket,) = re.findall(r"\d+:[\w-]{24}", text())
        yield int(ticket.partition(":")[0]), ticket
        process.send_signal(signal.SIGINT)
        assert process.wait(LONG_S) == 130, text()
        assert "The camera is on." in text()
        assert "Traceback" not in text()
    finally:
        process.kill()
        process.wait()


def on_the_box(server: Server, port: int, environment: dict[str, str], *arguments: str) -> list[str]:
    """The login that carries the port, and what it runs there."""
    given = [f"{name}={value}" for name, value in environment.items()]
    return server.command(shlex.join(["env", *given, POISE, *arguments]), "-R", f"{port}:127.0.0.1:{port}")


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[NullSink]:
    need("espeak-ng")
    folder = tmp_path / "pulse"
    folder.mkdir()
    sink = NullSink(folder)
    yield sink
    sink.kill()


def test_camera_microphone_and_cues_of_the_laptop_serve_the_box(
    system_part: Find, tmp_path: Path, sink: NullSink
) -> None:
    """The box has no sound of its own; the laptop's card is a null sink, into which somebody speaks."""
    laptop, box = place(tmp_path / "laptop"), place(tmp_path / "box")
    (tmp_path / "laptop" / "asound.conf").write_text("pcm.!default { type pulse }\nctl.!default { type pulse }\n")
    laptop |= {"ALSA_CONFIG_PATH": str(tmp_path / "laptop" / "asound.conf")}
    laptop |= {name: sink.env[name] for name in ("PULSE_SERVER", "PULSE_COOKIE")}
    box |= {"ALSA_CONFIG_PATH": "/dev/null", "PULSE_SERVER": f"unix:{tmp_path}/none"}
    laptop |= {"PULSE_SINK": "null", "PULSE_SOURCE": "mic.monitor"}
    microphone = ["pactl", "load-module", "module-null-sink", "sink_name=mic", "norewinds=1"]
    subprocess.run(microphone, env=sink.env, check=True, capture_output=True)
    speech = spoken("en", 5.0, (0.5,), first_s=0.1).samples[: 6 * RATE]
    wav.write(tmp_path / "speech.wav", np.rint(np.clip(speech, -1, 1) * 32767).astype(np.int16), RATE)
    recording = Recording(sink)
    with sshd(system_part, tmp_path) as server, lending(tmp_path, laptop) as (port, ticket):
        watch = ("watch", "--camera", "lent", "--voice", "--json", "--policy", "strict", "--map", ALL_BAD)
        line = on_the_box(server, port, {**box, "POISE_LENT": ticket}, *watch, "--record", "--seconds", "8")
        said = ["sh", "-c", 'while paplay --device=mic "$0"; do :; done', str(tmp_path / "speech.wav")]
        with subprocess.Popen(said, env=sink.env, start_new_session=True) as speaking:
            arrived = subprocess.run(line, check=False, capture_output=True, timeout=LONG_S)
            os.killpg(speaking.pid, signal.SIGTERM)
        assert arrived.returncode == 0, arrived
    samples_heard = recording.close()
    lines = [json.loads(text) for text in arrived.stdout.decode().splitlines() if text.startswith("{")]
    kinds = {kind: [each for each in lines if each.get("type") == kind] for kind in ("reading", "voice", "sound")}
    assert sum(reading["state"] == "measured" for reading in kinds["reading"]) > 10
    assert any(reading["speech"] for reading in kinds["voice"]), lines
    assert any(each["sound"] == "tone" for each in kinds["sound"]), kinds["sound"]
    assert bursts(samples_heard), "the laptop's card was silent"


def test_app_on_the_box_takes_the_laptops_camera_from_its_equipment_check(system_part: Find, tmp_path: Path) -> None:
    """From the first screen to the report: camera and microphone ask with one ticket at once."""
    laptop, box = place(tmp_path / "laptop"), place(tmp_path / "box")
    box |= {f"POISE_{name}": "no" for name in ("TOUR", "SPEECH", "MICROPHONE")}
    box |= {"POISE_LANGUAGE": "en", "POISE_CUE": "none", "TERM": "xterm-256color"}
    box["POISE_FORMAT"] = brief_format(tmp_path / "box" / "data")
    box["POISE_BANK"] = brief_bank(tmp_path / "box" / "data")
    with sshd(system_part, tmp_path) as server, lending(tmp_path, laptop) as (port, ticket):
        line = on_the_box(server, port, {**box, "POISE_LENT": ticket})
        with terminal(system_part("tmux"), tmp_path, line, {"TERM": "xterm-256color"}, (110, 40)) as screen:
            screen.press_until("e", r"Camera +‹? ?auto")
            screen.press_until("Right", r"Camera.*‹ lent ›")
            assert "Lent by your laptop" in screen.wait_for("frames/s")
            screen.press_until("Escape", "Mock interview")
            screen.press_until("n", r"Camera +.*lent")
            screen.press_until("Enter", "Question 1 of 1")
            screen.press_until("Enter", r"Score \d+ of 100")
    session = SessionStore(tmp_path / "box" / "data" / "sessions.db").load()
    assert session.info.about["camera"].startswith("lent")
    assert session.readings


def test_ticket_is_asked_for_on_the_terminal_and_good_for_the_next_command(system_part: Find, tmp_path: Path) -> None:
    laptop, box = place(tmp_path / "laptop"), place(tmp_path / "box")
    ask = ("watch", "--camera", "lent", "--cue", "none", "--seconds", "0.5", "--lang", "en")
    with sshd(system_part, tmp_path) as server, lending(tmp_path, laptop, "--no-microphone") as (port, ticket):
        line = on_the_box(server, port, box, *ask)
        with terminal(system_part("tmux"), tmp_path, line, {"TERM": "xterm-256color"}) as screen:
            screen.wait_for("The ticket that")
            screen.keys(ticket, "Enter")
            assert screen.wait_for_end() == 0
            seen = screen.screen()
        assert "a drawn face, not yours" in seen
        assert ticket not in seen
        again = subprocess.run(line, check=False, capture_output=True, text=True, timeout=LONG_S)
        assert again.returncode == 0, again
        others = on_the_box(server, port, {**box, "XDG_RUNTIME_DIR": str(tmp_path), "POISE_LENT": ticket}, *ask)
        stolen = subprocess.run(others, check=False, capture_output=True, text=True, timeout=LONG_S)
        assert stolen.returncode == 2
        assert "this ticket was used already" in stolen.stdout + stolen.stderr
