"""`poise voice record` in a real terminal: a microphone that gives a known tone, keys, and what is kept."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from sounds import wav
from tests.sounds.machine import AlsaFile, heard
from tests.system.ssh import POISE
from tests.system.terminal import terminal

Find = Callable[[str], str]
pytestmark = pytest.mark.system


def test_a_take_is_recorded_again_listened_to_and_kept(
    system_part: Find, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system_part("arecord")
    AlsaFile(tmp_path, monkeypatch)
    given = {
        "HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "ALSA_CONFIG_PATH": str(tmp_path / "asound.conf"),
        "PULSE_SERVER": f"unix:{tmp_path}/none",
        "LANG": "C.UTF-8",
        "TERM": "xterm",
    }
    data = tmp_path / "data"
    record = [POISE, "voice", "record", "smile", "--for", "sad", "--seconds", "1", "--lang", "en"]
    with terminal(system_part("tmux"), tmp_path, [*record, "--data-dir", str(data)], given, (100, 30)) as screen:
        screen.wait_for(r"3\s+2\s+1\s+Speak now\.[^?]*Keep it\?", 60)
        assert not data.exists()
        screen.keys("r", "Enter")
        screen.wait_for(r"(?s)Keep it\?.*Speak now\..*Keep it\?", 60)
        screen.keys("l", "Enter")
        screen.wait_for(r"(?s)(Keep it\?.*){3}", 60)
        screen.keys("Enter")
        assert screen.wait_for_end(60) == 0
        shown = screen.screen()
    assert "Kept as smile (sad), 1.0 s" in shown
    kept = data / "recordings" / "sad" / "smile.wav"
    assert heard(*wav.read(kept)).hertz == pytest.approx(330.0, abs=2.0)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "ALSA" not in shown
