"""A recorded answer, heard: the app in a real terminal, its keys, and what a null sink was given to play."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from core.base import paths
from core.report.report import build_report
from core.settings.model import Settings
from core.store.answers import AnswerFiles
from sounds.answers import AnswerWriter
from sounds.placing import RATE as HEARD_RATE
from tests.sounds.machine import RATE, Capture, NullSink, bursts, heard, need_sound, until
from tests.system.ssh import POISE
from tests.system.terminal import Terminal, terminal
from tests.tui.stored import store_session
from tui.wiring.parts import open_store

pytestmark = pytest.mark.system
STEP_HZ = 100


@pytest.fixture
def capture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Capture]:
    sink = NullSink(tmp_path)
    sink.use(monkeypatch)
    capture = Capture(sink)
    yield capture
    capture.close()
    sink.kill()


def record_staircase(data: Path, session: int, index: int, seconds: int) -> None:
    """An answer in which every second has a pitch of its own: (its number + 2) * STEP_HZ."""
    t = np.arange(HEARD_RATE) / HEARD_RATE
    steps = [0.3 * np.sin(2 * np.pi * STEP_HZ * (number + 2) * t) for number in range(seconds)]
    writer = AnswerWriter()
    writer.begin(AnswerFiles(paths.answers_dir(data)).path(session, index, 1), 0.0)
    writer.write(np.concatenate(steps).astype(np.float32), float(seconds))
    writer.end(float(seconds))


def test_what_is_heard_is_the_answer_from_the_cue_jumped_to(
    system_part: Callable[[str], str], capture: Capture, tmp_path: Path
) -> None:
    need_sound("sounddevice")
    data = tmp_path / "data"
    session = store_session(data)
    record_staircase(data, session, 1, 34)
    answer = build_report(open_store(Settings(data_dir=str(data))).load(session)).answers[1]
    cue = answer.time.at(answer.cues[0].t)
    given = {
        **{name: os.environ[name] for name in ("ALSA_CONFIG_PATH", "PULSE_SERVER", "PULSE_COOKIE")},
        "HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "POISE_TOUR": "0",
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
    }
    command = [POISE, "--lang", "en", "--data-dir", str(data)]
    with terminal(system_part("tmux"), tmp_path, command, given, (100, 40)) as screen:
        screen.wait_for("History")
        screen.press_until("h", r"all sessions.*\s+2026-03-01 10:00  quick")
        for key, shown in (("Enter", "Score"), ("l", "‖ 0:00 of 0:34"), ("c", rf"‖ 0:{round(cue):02d} of 0:34")):
            screen.keys(key)  # once: pressed again it would mean something else
            screen.wait_for(shown)
        before = capture.samples().size
        assert until(lambda: sounding_s(screen, capture, before) > 2.0), screen.screen()
        screen.keys("Space")
        screen.wait_for(r"‖ 0:\d\d of 0:34")
        capture.run_for(0.5)
        played = capture.samples()[before:]
        screen.keys("C-q")
        assert screen.wait_for_end() == 0
    begin, _end = bursts(played)[0]
    first = played[int(begin * RATE) :][: RATE // 4]
    assert heard(first).hertz == pytest.approx(STEP_HZ * (int(cue) + 2), abs=20), "the second in which the cue came"
    assert not np.abs(played[-RATE // 4 :]).any(), "stopped is silent"


def sounding_s(screen: Terminal, capture: Capture, before: int) -> float:
    """How long it sounds since then. It is asked to play while it does not: a player may fail on a busy machine."""
    if "‖ " in screen.screen():
        screen.keys("Space")
        screen.wait_for(r"[▶‖] 0:\d\d of 0:34")
        until(lambda: "‖ " not in screen.screen(), 5.0)
    sounds = bursts(capture.samples()[before:])
    return sum(end - begin for begin, end in sounds)
