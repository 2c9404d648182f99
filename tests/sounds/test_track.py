"""Listening to a recording: what sounds is the recording, from the moment jumped to."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from sounds.cues import CueBook
from sounds.output import SoundOut
from sounds.players.base import State
from sounds.players.portaudio import PortAudioPlayer
from sounds.settings import SoundSettings
from sounds.shape import RATE
from sounds.track import Track
from sounds.wav import Samples
from tests.sounds.fakes import FakeClock, FakePlayer
from tests.sounds.machine import Capture, heard, need_sound, until


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def player(clock: FakeClock) -> FakePlayer:
    return FakePlayer("fake", clock)


@pytest.fixture
def track(player: FakePlayer, clock: FakeClock) -> Iterator[Track]:
    out = SoundOut([player], CueBook(), settings=SoundSettings(volume=100), clock=clock)
    yield Track(out, np.arange(10 * 100, dtype=np.int16), 100)
    out.close()


def begun(track: Track, player: FakePlayer, count: int) -> None:
    track.play()
    assert until(lambda: len(player.played) == count)


def test_pause_keeps_the_place_and_play_goes_on_from_there(
    track: Track, player: FakePlayer, clock: FakeClock
) -> None:
    begun(track, player, 1)
    clock.now += 3.0
    track.pause()
    assert (track.playing, track.position_s) == (False, 3.0)
    assert until(lambda: player.played[0].stopped_at is not None)
    clock.now += 60.0
    begun(track, player, 2)
    assert player.played[1].samples[0] == 300
    clock.now += 1.5
    assert track.position_s == pytest.approx(4.5)


def test_jump_while_it_plays_goes_on_from_there(track: Track, player: FakePlayer, clock: FakeClock) -> None:
    begun(track, player, 1)
    clock.now += 1.0
    track.jump(7.5)
    assert until(lambda: len(player.played) == 2)
    assert player.played[1].samples[0] == 750
    clock.now += 0.5
    assert track.playing
    assert track.position_s == pytest.approx(8.0)


def test_jump_while_it_is_silent_stays_silent(track: Track, player: FakePlayer) -> None:
    track.jump(4.0)
    track.jump(-3.0)
    track.jump(2.0)
    assert (track.playing, track.position_s, player.played) == (False, 2.0, [])
    begun(track, player, 1)
    assert player.played[0].samples[0] == 200


def test_what_was_heard_to_its_end_begins_anew(track: Track, player: FakePlayer, clock: FakeClock) -> None:
    begun(track, player, 1)
    clock.now += 9.0
    assert track.position_s == 9.0
    clock.now += 1.0
    assert until(lambda: not track.playing)
    assert track.position_s == track.length_s == 10.0
    begun(track, player, 2)
    assert player.played[1].samples.size == 1000


def test_a_player_that_fails_in_the_middle_leaves_the_place(
    track: Track, player: FakePlayer, clock: FakeClock
) -> None:
    begun(track, player, 1)
    clock.now += 4.0
    assert track.position_s == 4.0
    player.played[0].ends = State.FAILED
    assert until(lambda: not track.playing)
    assert track.position_s == 4.0


def test_without_a_player_it_does_not_pretend_to_play(clock: FakeClock) -> None:
    out = SoundOut([FakePlayer("bell", clock, speaks=False, behaviour=State.DONE)], CueBook(), clock=clock)
    try:
        track = Track(out, np.zeros(1000, np.int16), 100)
        track.jump(2.0)
        track.play()
        assert until(lambda: not track.playing)
        assert track.position_s == 2.0
    finally:
        out.close()


def staircase(seconds: int) -> Samples:
    """A tone for each second, 300 Hz higher than the last: what is heard tells which second it is."""
    t = np.arange(RATE) / RATE
    parts = [10_000 * np.sin(2 * np.pi * 300 * (number + 1) * t) for number in range(seconds)]
    return np.concatenate(parts).astype(np.int16)


@pytest.mark.system
def test_what_sounds_is_the_recording_from_the_moment_jumped_to(capture: Capture) -> None:
    need_sound("sounddevice")
    out = SoundOut([PortAudioPlayer()], CueBook())
    try:
        assert out.wait_ready(20.0)
        track = Track(out, staircase(8), RATE)
        track.jump(5.0)
        before = capture.samples().size
        track.play()
        assert until(lambda: track.position_s > 5.5)
        track.jump(2.0)
        assert until(lambda: 2.5 < track.position_s < 3.0)
        track.pause()
        capture.run_for(0.5)
        played = capture.samples()[before:]
    finally:
        out.close()
    loud = np.flatnonzero(np.abs(played) > 500)
    first, last = played[loud[0] :][: RATE // 4], played[: loud[-1]][-RATE // 4 :]
    assert heard(first).hertz == pytest.approx(1800, abs=30), "the sixth second"
    assert heard(last).hertz == pytest.approx(900, abs=30), "the third second"
    assert not np.abs(played[-RATE // 5 :]).any(), "a pause is silent"
