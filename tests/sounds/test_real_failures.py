"""No card, a card that vanishes, a full disk, twenty cues: with the real players and recorders."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sounds import doctor
from sounds.cues import CueBook
from sounds.output import SoundOut
from sounds.players.base import Player
from sounds.players.bell import Bell
from sounds.players.command import system_players
from sounds.players.portaudio import PortAudioPlayer
from sounds.players.ranking import all_players
from sounds.recorder import Take, recorders
from sounds.shape import RATE
from sounds.tones import chime
from sounds.voices import Voices
from tests.sounds.fakes import Told
from tests.sounds.machine import (
    AlsaFile,
    Capture,
    NullSink,
    bursts,
    heard,
    need,
    need_sound,
    nothing_new,
    open_things,
    tone,
    until,
)
from tests.waiting import LONG_S

pytestmark = pytest.mark.system


def player(name: str) -> Player:
    need_sound(name)
    return PortAudioPlayer() if name == "sounddevice" else command(name)


def command(name: str) -> Player:
    need(name)
    return next(each for each in system_players() if each.name == name)


class Ears:
    """A `SoundOut` with its events and its bell."""

    def __init__(self, players: list[Player], voices: Voices | None = None) -> None:
        self.told, self.rings = Told(), 0
        self.out = SoundOut([*players, Bell(self._ring)], CueBook(voices), on_event=self.told)
        assert self.out.wait_ready(LONG_S)

    def _ring(self) -> None:
        self.rings += 1

    def cue(self, level: int = 2) -> None:
        count = self.told.codes().count("cue_played")
        self.out.play_cue(level)
        assert until(lambda: self.told.codes().count("cue_played") > count)


@pytest.fixture
def no_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "none.conf").write_text("pcm.!default { type hw card 99 device 0 }\n")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "none.conf"))
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/none")
    monkeypatch.setenv("PIPEWIRE_REMOTE", str(tmp_path / "none"))


@pytest.fixture
def ears() -> Iterator[list[Ears]]:
    opened: list[Ears] = []
    yield opened
    for each in opened:
        each.out.close()


@pytest.mark.usefixtures("no_card")
def test_without_any_card_the_bell_rings_and_nothing_is_written(
    ears: list[Ears], capfd: pytest.CaptureFixture[str]
) -> None:
    ears.append(Ears(all_players(None)[:-1]))
    ears[0].cue()
    assert ears[0].rings == 1
    assert ears[0].out.player == "bell"
    assert capfd.readouterr() == ("", "")


@pytest.mark.usefixtures("no_card")
def test_doctor_without_any_card_names_what_is_missing() -> None:
    for name in ("sounddevice", "aplay", "arecord"):
        need_sound(name)
    findings = doctor.examine()
    codes = {(each.topic, each.name): each.availability.code for each in findings}
    assert codes["player", "sounddevice"] == "no_device"
    assert codes["player", "aplay"] == "no_device"
    assert codes["recorder", "arecord"] == "no_device"
    assert [each for each in findings if each.topic != doctor.SPEECH and each.availability.works] == []


def test_library_that_aborts_its_process_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PortAudio does, where ALSA has no configuration at all."""
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "missing.conf"))
    found = player("sounddevice").probe()
    assert (found.code, found.params["reason"]) == ("failed", "the sound process ended with code -6")


def test_doctor_with_a_card_finds_a_player_and_a_recorder(alsa_file: AlsaFile) -> None:
    need_sound("sounddevice")
    working = [each for each in doctor.examine() if each.availability.works]
    best = {
        topic: next(each.name for each in working if each.topic == topic)
        for topic in (doctor.PLAYER, doctor.RECORDER)
    }
    assert best == {doctor.PLAYER: "sounddevice", doctor.RECORDER: "sounddevice"}


@pytest.mark.parametrize("name", ["sounddevice", "paplay"])
def test_card_that_vanishes_between_two_cues(name: str, null_sink: NullSink, ears: list[Ears]) -> None:
    players: list[str] = []
    while len(players) < 10 and name not in players:  # a machine that is too busy lets it pass for one that hangs
        ears.append(Ears([player(name)]))
        ears[-1].cue()
        players.append(str(ears[-1].told.events[-1].params["player"]))
    assert players[-1] == name
    null_sink.kill()
    ears[-1].cue()
    assert ears[-1].told.events[-1].params["player"] == "bell"
    assert ears[-1].rings == 1


def test_next_player_is_heard_when_the_server_dies(
    alsa_file: AlsaFile, null_sink: NullSink, ears: list[Ears], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(alsa_file.out.parent / "asound.conf"))
    ears.append(Ears([command("paplay"), command("aplay")]))
    null_sink.kill()
    alsa_file.out.write_bytes(b"")
    ears[0].cue()
    assert ears[0].told.events[-1].params["player"] == "aplay"
    assert heard(alsa_file.played()).hertz == pytest.approx(440.0, abs=2.0)
    assert ears[0].rings == 0


@pytest.mark.parametrize("name", ["sounddevice", "aplay"])
def test_twenty_cues_leave_nothing_behind(name: str, alsa_file: AlsaFile, tmp_path: Path) -> None:
    before = open_things()
    voices = Voices(tmp_path / "voices")
    voices.save("short", tone(seconds=0.05), RATE, "level-2")
    each = Ears([player(name)], voices)
    after_one = None
    for _ in range(20):
        each.cue()
        after_one = after_one or open_things()
    assert after_one is not None
    assert nothing_new(after_one)
    each.out.close()
    assert nothing_new(before)
    assert each.rings == 0
    assert each.told.codes() == ["cue_played"] * 20


def test_cues_do_not_overlap_on_the_card(capture: Capture, ears: list[Ears]) -> None:
    short: list[float] = []
    while len(short) < 10 and not (short and abs(short[-1]) < 0.12):
        # anew, since a machine that is too busy drops pieces, or lets the player pass for one that hangs
        ears.append(Ears([player("sounddevice")]))
        short.append(played_and_missed(ears[-1], capture))
        ears[-1].out.close()
    assert abs(short[-1]) < 0.12, short


def played_and_missed(ears: Ears, capture: Capture) -> float:
    """Play three sounds as fast as they can be asked for: by how many seconds less than their sum was heard."""
    heard_before, told_before = capture.samples().size, len(ears.told.events)
    ears.out.play_cue(2)
    ears.out.play_cue(3)
    ears.out.play_samples(chime(), RATE)
    assert ears.out.wait_idle(LONG_S)
    capture.run_for(0.5)
    played = [event.params for event in ears.told.events[told_before:] if event.code == "cue_played"]
    assert len(played) >= 1
    heard_s = sum(b - a for a, b in bursts(capture.samples()[heard_before:], gap_s=0.02, threshold=20))
    return sum({2: 0.4, 3: 0.51}[int(str(params["level"]))] for params in played) + 0.53 - heard_s


@pytest.mark.parametrize("name", ["sounddevice", "arecord"])
def test_recorder_hears_the_tone_of_a_file(name: str, alsa_file: AlsaFile) -> None:
    need_sound(name)
    chain = [each for each in recorders() if each.name == name]
    assert chain[0].probe().works
    take = Take(chain, 1.0)
    assert take.wait(LONG_S)
    found = heard(take.result()[0])
    assert found.hertz == pytest.approx(330.0, abs=1.0)
    assert found.seconds == pytest.approx(1.0, abs=0.02)
    assert found.peak == pytest.approx(10_000, rel=0.02)


def test_recorder_hears_what_the_server_plays(null_sink: NullSink, ears: list[Ears]) -> None:
    need("parecord")
    ears.append(Ears([command("paplay")]))
    take = Take([each for each in recorders() if each.name == "parecord"], 30.0)
    assert until(lambda: take.seconds > 0.1)
    ears[0].out.play_samples(tone(440.0, 0.5), RATE)
    assert ears[0].out.wait_idle(LONG_S)
    take.stop()
    assert heard(take.result()[0]).hertz == pytest.approx(440.0, abs=5.0)  # a busy server drops pieces


FULL = """
import resource, sys
from pathlib import Path
import numpy as np
from sounds.errors import SoundError
from sounds.voices import Voices
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    Voices(Path(sys.argv[1])).save("smile", np.ones(48_000, dtype=np.int16), 48_000, replace=True)
except SoundError as error:
    print(error.code, error)
"""


def test_full_disk_is_a_clear_error_and_the_old_recording_stays(tmp_path: Path) -> None:
    old = Voices(tmp_path).save("smile", tone(seconds=0.1), RATE)
    before = old.path.read_bytes()
    done = subprocess.run([sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.stdout.startswith("disk_full"), done.stderr
    assert "smile.wav" in done.stdout
    assert done.stderr == ""
    assert old.path.read_bytes() == before
    assert [path.name for path in old.path.parent.iterdir()] == ["smile.wav"]
