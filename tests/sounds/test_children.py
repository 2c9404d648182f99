"""Players that are programs which print, hang, crash or are not there: ordinary Python programs play them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sounds.cues import CueBook
from sounds.output import SoundOut
from sounds.players.base import State
from sounds.players.bell import Bell
from sounds.players.command import CommandPlayer
from sounds.players.portaudio import PortAudioPlayer
from sounds.shape import RATE
from tests.sounds.fakes import Told
from tests.sounds.machine import nothing_new, open_things, tone, until
from tests.waiting import LONG_S

READS_ITS_WAV = "import sys, wave; assert wave.open(sys.argv[1]).getnframes() == {frames}"
HANGS = "import time; time.sleep(600)"
CRASHES = "import os; os.abort()"
SHOUTS = "import os; os.write(2, b'x' * 60000); os.write(1, b'y' * 60000)"
COMPLAINS = "import sys; sys.exit('ALSA lib: cannot find card 0')"


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    before = open_things()
    yield
    assert nothing_new(before)


def program(code: str, name: str = "program") -> CommandPlayer:
    return CommandPlayer(name, (sys.executable, "-c", code.replace("{", "{{").replace("}", "}}"), "{}"), "alsa")


def ended(player: CommandPlayer) -> tuple[State, str]:
    playback = player.play(tone(), RATE)
    assert until(lambda: playback.poll() is not State.PLAYING)
    return playback.poll(), playback.reason


def test_program_finds_the_samples_under_the_name_it_is_given() -> None:
    state, reason = ended(program(READS_ITS_WAV.format(frames=tone().size)))
    assert state is State.DONE, reason


def test_program_that_shouts_is_not_heard_on_the_screen(capfd: pytest.CaptureFixture[str]) -> None:
    assert ended(program(SHOUTS))[0] is State.DONE
    assert capfd.readouterr() == ("", "")


def test_program_that_crashes_has_failed() -> None:
    assert ended(program(CRASHES)) == (State.FAILED, "ended with code -6")


def test_program_that_complains_is_quoted() -> None:
    assert ended(program(COMPLAINS)) == (State.FAILED, "ALSA lib: cannot find card 0")
    assert program(COMPLAINS).probe().code == "no_device"


def test_missing_program_is_named() -> None:
    player = CommandPlayer("x", ("no-such-player-anywhere", "{}"), "alsa")
    assert player.probe().code == "no_command"
    assert player.play(tone(), RATE).poll() is State.FAILED


def test_stopping_kills_and_reaps() -> None:
    playback = program(HANGS).play(tone(), RATE)
    assert playback.poll() is State.PLAYING
    assert open_things().children
    playback.stop()
    playback.stop()
    assert playback.poll() is State.DONE


def test_worker_that_never_gets_ready_is_not_waited_for_when_the_app_closes() -> None:
    rung: list[None] = []
    player = PortAudioPlayer((sys.executable, "-c", HANGS))
    out = SoundOut([player, Bell(lambda: rung.append(None))], CueBook())
    out.play_cue(2)
    assert until(lambda: bool(open_things().children))
    out.close()
    assert not rung


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("print('error no_library PortAudio library not found')", "no_library"),
        ("print('error no_device Error querying device -1')", "no_device"),
        (CRASHES, "failed"),
        (COMPLAINS, "failed"),
    ],
)
def test_worker_that_cannot_open_says_why(code: str, expected: str) -> None:
    player = PortAudioPlayer((sys.executable, "-c", code))
    assert player.probe().code == expected
    assert player.play(tone(), RATE).poll() is State.FAILED


READY_THEN = "import sys, time; print('ready 48000', flush=True); {then}"


@pytest.mark.parametrize(
    "then",
    ["time.sleep(600)", "sys.stdin.buffer.read(20); sys.exit(3)", "sys.stdin.buffer.read(20); time.sleep(600)"],
)
def test_worker_that_takes_a_cue_and_does_not_play_it_is_replaced_at_once(then: str) -> None:
    told, rung = Told(), list[None]()
    player = PortAudioPlayer((sys.executable, "-c", READY_THEN.format(then=then)))
    out = SoundOut([player, Bell(lambda: rung.append(None))], CueBook(), on_event=told)
    try:
        assert out.wait_ready(LONG_S)
        out.play_cue(2)
        assert until(lambda: len(rung) == 1)
        assert told.codes() == ["player_set_aside", "cue_played"]
    finally:
        out.close()


def test_hanging_program_is_killed_after_its_time_and_the_cue_is_heard() -> None:
    told, rung = Told(), list[None]()
    plays_silence_only = "import sys, time, wave; wave.open(sys.argv[1]).getnframes() > 480 and time.sleep(600)"
    out = SoundOut([program(plays_silence_only), Bell(lambda: rung.append(None))], CueBook(), on_event=told)
    try:
        assert out.wait_ready(LONG_S)
        out.play_cue(2)
        assert until(lambda: len(rung) == 1)
        assert told.events[0].params == {"player": "program", "reason": "it hangs"}
        assert until(lambda: not open_things().children)
    finally:
        out.close()


def test_long_speech_does_not_block_on_a_worker_that_stopped_reading() -> None:
    player = PortAudioPlayer((sys.executable, "-c", READY_THEN.format(then="time.sleep(600)")))
    try:
        assert player.probe().works
        assert player.play(np.zeros(RATE * 30, dtype=np.int16), RATE).poll() is State.FAILED
    finally:
        player.close()


def test_worker_ends_with_its_parent() -> None:
    """A killed app leaves no process behind that holds the card."""
    worker_code = "import os; print('chatter', os.getpid()); print('ready 48000', flush=True); os.read(0, 1)"
    code = (
        "import logging, os, signal, sys; from sounds.players.portaudio import PortAudioPlayer\n"
        "logging.basicConfig(level=logging.DEBUG, stream=sys.stdout, format='%(message)s')\n"
        f"PortAudioPlayer((sys.executable, '-c', {worker_code!r})).probe()\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    worker = int(done.stdout.split("chatter ")[1].split()[0])

    def gone() -> bool:
        try:
            return Path(f"/proc/{worker}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
        except OSError:
            return True

    assert until(gone)
