"""Every player, played for real: what reaches the card is the tone that was asked for."""

from __future__ import annotations

import importlib.util

import pytest

from sounds.players.base import Player, State
from sounds.players.command import simpleaudio_player, system_players
from sounds.players.portaudio import PortAudioPlayer
from tests.sounds.machine import RATE, AlsaFile, Capture, PipeWire, heard, need, tone, until

pytestmark = pytest.mark.system


def player(name: str) -> Player:
    if name == "sounddevice":
        return PortAudioPlayer()
    if name == "simpleaudio":
        if importlib.util.find_spec("simpleaudio") is None:
            pytest.skip("the optional extra simpleaudio is not installed")
        return simpleaudio_player()
    need(name)
    return next(each for each in system_players() if each.name == name)


def play_to_the_end(each: Player) -> None:
    try:
        found = each.probe()
        assert found.works, found
        playback = each.play(tone(440.0, 0.5), RATE)
        assert until(lambda: playback.poll() is not State.PLAYING)
        assert playback.poll() is State.DONE, playback.reason
    finally:
        each.close()


@pytest.mark.parametrize("name", ["sounddevice", "aplay", "simpleaudio"])
def test_tone_reaches_the_alsa_card(name: str, alsa_file: AlsaFile) -> None:
    play_to_the_end(player(name))
    found = heard(alsa_file.played())
    assert found.hertz == pytest.approx(440.0, abs=1.0)
    assert found.seconds == pytest.approx(0.5, abs=0.01)
    assert found.peak == pytest.approx(10_000, rel=0.02)


@pytest.mark.parametrize("name", ["sounddevice", "paplay", "aplay"])
def test_tone_reaches_the_pulse_sink(name: str, capture: Capture) -> None:
    play_to_the_end(player(name))
    capture.run_for(0.4)
    found = heard(capture.samples())
    assert found.hertz == pytest.approx(440.0, abs=1.0)
    assert found.seconds == pytest.approx(0.5, abs=0.02)
    assert found.peak == pytest.approx(10_000, rel=0.02)


def test_tone_reaches_the_pipewire_sink(pipewire: PipeWire) -> None:
    play_to_the_end(player("pw-play"))
    pipewire.wait_for(0.5)
    found = heard(pipewire.played())
    assert found.hertz == pytest.approx(440.0, abs=1.0)
    assert found.seconds == pytest.approx(0.5, abs=0.05)
    assert found.peak == pytest.approx(10_000, rel=0.02)


def test_stopped_sound_falls_silent_within_a_twentieth(capture: Capture) -> None:
    each = player("sounddevice")
    try:
        assert each.probe().works
        playback = each.play(tone(440.0, 5.0), RATE)
        capture.run_for(0.5)
        playback.stop()
        capture.run_for(0.5)
    finally:
        each.close()
    assert heard(capture.samples()).seconds < 0.75


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
