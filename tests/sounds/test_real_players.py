"""Every player, played for real: what reaches the card is the tone that was asked for."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable

import pytest

from sounds.players.base import Player, State
from sounds.players.command import simpleaudio_player, system_players
from sounds.players.portaudio import PortAudioPlayer
from sounds.wav import Samples
from tests.sounds.machine import RATE, AlsaFile, Capture, Heard, PipeWire, heard, need_sound, tone, until

pytestmark = pytest.mark.system


def player(name: str) -> Player:
    if name == "simpleaudio":
        if importlib.util.find_spec("simpleaudio") is None:
            pytest.skip("the optional extra simpleaudio is not installed")
        return simpleaudio_player()
    need_sound(name)
    if name == "sounddevice":
        return PortAudioPlayer()
    return next(each for each in system_players() if each.name == name)


def play_to_the_end(each: Player) -> None:
    playback = each.play(tone(440.0, 0.5), RATE)
    assert until(lambda: playback.poll() is not State.PLAYING)
    assert playback.poll() is State.DONE, playback.reason


def is_the_tone(found: Heard, seconds: float = 0.02) -> bool:
    """Pitch, length (within ``seconds``) and peak of what was asked for."""
    return abs(found.hertz - 440.0) < 1.0 and abs(found.seconds - 0.5) < seconds and abs(found.peak - 10_000) < 200


def heard_by(each: Player, listen: Callable[[], Samples], wait: Callable[[float], None]) -> list[Heard]:
    """Play until the tone came through whole, ten times at most.

    A sound server that keeps real time drops pieces where the machine is too busy to serve it: that is the
    machine's fault and not the player's, so it is given another chance.
    """
    found: list[Heard] = []
    try:
        available = each.probe()
        assert available.works, available
        while len(found) < 10 and not (found and is_the_tone(found[-1], 0.05)):
            before = listen().size
            play_to_the_end(each)
            wait(0.5)
            found.append(heard(listen()[before:]))
    finally:
        each.close()
    return found


@pytest.mark.parametrize("name", ["sounddevice", "aplay", "simpleaudio"])
def test_tone_reaches_the_alsa_card(name: str, alsa_file: AlsaFile) -> None:
    each = player(name)
    try:
        found = each.probe()
        assert found.works, found
        play_to_the_end(each)
    finally:
        each.close()
    assert is_the_tone(heard(alsa_file.played())), heard(alsa_file.played())


@pytest.mark.parametrize("name", ["sounddevice", "paplay", "aplay"])
def test_tone_reaches_the_pulse_sink(name: str, capture: Capture) -> None:
    found = heard_by(player(name), capture.samples, capture.run_for)
    assert is_the_tone(found[-1], 0.05), found


def test_tone_reaches_the_pipewire_sink(pipewire: PipeWire) -> None:
    found = heard_by(player("pw-play"), pipewire.played, pipewire.wait_for)
    assert is_the_tone(found[-1], 0.05), found


def test_stopped_sound_falls_silent_within_a_twentieth(capture: Capture) -> None:
    each, late = player("sounddevice"), list[float]()
    try:
        assert each.probe().works
        while len(late) < 10 and not (late and late[-1] < 0.25):  # 0.03 s where the machine is calm
            before = capture.samples().size
            playback = each.play(tone(440.0, 5.0), RATE)
            capture.run_for(0.5)
            playback.stop()
            stopped = time.monotonic()
            capture.run_for(0.5)
            found = heard(capture.samples()[before:])
            late.append(capture.arrived_at(before / RATE + found.begin_s + found.seconds) - stopped)
    finally:
        each.close()
    assert late[-1] < 0.25, late


def test_rate_of_the_sound_is_not_the_rate_of_the_stream(alsa_file: AlsaFile) -> None:
    each = player("sounddevice")
    try:
        assert each.probe().works
        playback = each.play(tone(440.0, 0.5)[::2], RATE // 2)
        assert until(lambda: playback.poll() is State.DONE)
    finally:
        each.close()
    found = heard(alsa_file.played())
    assert found.hertz == pytest.approx(440.0, abs=1.0)
    assert found.seconds == pytest.approx(0.5, abs=0.02)
