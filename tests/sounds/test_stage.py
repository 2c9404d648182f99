"""What plays when: the stage with players that do as they are told, on a clock that the test moves."""

from __future__ import annotations

import numpy as np
import pytest

from sounds.cues import Sound
from sounds.players.base import Availability, State
from sounds.players.ranking import Ranking
from sounds.requests import ALL_KINDS, Kind, Request
from sounds.settings import DUCK
from sounds.shape import DUCK_GAIN, RATE
from sounds.stage import GRACE_S, KEEPS_S, Stage
from tests.sounds.fakes import FakeClock, FakePlayer, Told, silence
from tests.waiting import LONG_S


class Scene:
    """A stage whose players have been tried."""

    def __init__(self, *players: FakePlayer) -> None:
        self.clock = players[0].clock
        self.told = Told()
        self.ranking = Ranking(players, self.clock)
        self.ranking.probe()
        assert self.ranking.wait(LONG_S)
        self.stage = Stage(self.ranking, self.told.tell, self.clock)

    def ask(self, kind: Kind, level: int = 0, seconds: float = 0.5, value: int = 0) -> Request:
        return Request(kind, Sound(silence(seconds) + np.int16(value), RATE, "x"), self.clock(), level)

    def begin(self, kind: Kind, level: int = 0, seconds: float = 0.5, value: int = 0) -> Request:
        request = self.ask(kind, level, seconds, value)
        assert self.stage.takes(request)
        assert self.stage.begin(request)
        return request


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def player(clock: FakeClock) -> FakePlayer:
    return FakePlayer("first", clock)


def test_second_cue_of_the_same_level_is_not_said_twice(player: FakePlayer) -> None:
    scene = Scene(player)
    scene.begin(Kind.CUE, 2)
    scene.begin(Kind.CUE, 2)
    assert len(player.played) == 1
    assert scene.told.events[-1].params == {"level": 2, "reason": "covered"}


def test_stronger_cue_waits_for_the_end_of_the_weaker(player: FakePlayer) -> None:
    scene = Scene(player)
    scene.begin(Kind.CUE, 2)
    stronger = scene.ask(Kind.CUE, 3)
    assert not scene.stage.takes(stronger)
    scene.clock.now += 0.5
    scene.stage.look_after()
    assert scene.stage.takes(stronger)


def test_cue_waits_for_the_question_to_be_read(player: FakePlayer) -> None:
    scene = Scene(player)
    scene.begin(Kind.SPEECH, seconds=3.0)
    assert not scene.stage.takes(scene.ask(Kind.CUE, 3))


def test_cue_ducks_the_question_and_the_question_goes_on(player: FakePlayer) -> None:
    scene = Scene(player)
    scene.stage.during_speech = DUCK
    scene.begin(Kind.SPEECH, seconds=3.0, value=1000)
    scene.clock.now += 1.0
    scene.begin(Kind.CUE, 2, seconds=0.5, value=2000)
    first, mixed = player.played
    assert first.stopped_at == scene.clock()
    assert mixed.seconds == pytest.approx(2.0)
    assert mixed.samples[RATE // 4] == pytest.approx(2000 + 1000 * DUCK_GAIN, abs=1)
    assert mixed.samples[RATE] == 1000
    assert scene.told.codes() == ["speech_started"]
    scene.clock.now += 2.0
    scene.stage.look_after()
    assert scene.told.codes() == ["speech_started", "cue_played", "speech_ended"]


def test_two_cues_over_one_question_do_not_overlap(player: FakePlayer) -> None:
    scene = Scene(player)
    scene.stage.during_speech = DUCK
    scene.begin(Kind.SPEECH, seconds=3.0)
    scene.begin(Kind.CUE, 2, seconds=0.5)
    later = scene.ask(Kind.CUE, 3)
    assert not scene.stage.takes(later)
    scene.clock.now += 0.5
    assert scene.stage.takes(later)


def test_bell_rings_over_a_question_without_touching_it(clock: FakeClock, player: FakePlayer) -> None:
    bell = FakePlayer("bell", clock, speaks=False)
    scene = Scene(player, bell)
    scene.stage.during_speech, scene.stage.cue_player = DUCK, "bell"
    scene.begin(Kind.SPEECH, seconds=3.0)
    scene.begin(Kind.CUE, 2)
    assert (len(player.played), len(bell.played)) == (1, 1)
    assert player.played[0].stopped_at is None


def test_cue_of_a_failed_player_is_given_by_the_next(clock: FakeClock) -> None:
    broken = FakePlayer("broken", clock, behaviour=State.FAILED, reason="card gone")
    second = FakePlayer("second", clock)
    scene = Scene(broken, second)
    scene.begin(Kind.CUE, 2)
    again = scene.stage.look_after()
    assert again
    assert scene.stage.begin(again)
    assert len(second.played) == 1
    assert scene.told.events[0].params == {"player": "broken", "reason": "card gone"}
    assert scene.ranking.statuses()[0].availability == Availability("failed", {"reason": "card gone"})


def test_player_that_hangs_is_stopped_when_its_time_is_over(clock: FakeClock) -> None:
    hanging = FakePlayer("hanging", clock, behaviour=State.PLAYING)
    second = FakePlayer("second", clock)
    scene = Scene(hanging, second)
    scene.begin(Kind.CUE, 2, seconds=0.5)
    scene.clock.now += 0.5 + GRACE_S - 0.01
    assert scene.stage.look_after() is None
    scene.clock.now += 0.02
    again = scene.stage.look_after()
    assert again
    assert hanging.played[0].stopped_at == scene.clock()
    assert scene.stage.begin(again)
    assert len(second.played) == 1


def test_question_whose_cue_made_the_player_fail_still_gives_the_cue(clock: FakeClock, player: FakePlayer) -> None:
    scene = Scene(player, FakePlayer("second", clock))
    scene.stage.during_speech = DUCK
    scene.begin(Kind.SPEECH, seconds=3.0)
    cue = scene.begin(Kind.CUE, 2)
    player.played[-1].ends = State.FAILED
    again = scene.stage.look_after()
    assert again
    assert again.sound is cue.sound
    assert again.failed


def test_cue_that_waited_too_long_is_dropped(player: FakePlayer) -> None:
    scene = Scene(player)
    stale = scene.ask(Kind.CUE, 3)
    scene.clock.now += KEEPS_S + 0.1
    assert scene.stage.begin(stale)
    assert not player.played
    assert scene.told.events[-1].params == {"level": 3, "reason": "late"}


def test_nothing_that_works_drops_the_cue_and_says_so(clock: FakeClock) -> None:
    scene = Scene(FakePlayer("none", clock, found=Availability("no_device")))
    scene.begin(Kind.CUE, 2)
    assert scene.told.events[-1].params == {"level": 2, "reason": "no_player"}


def test_speech_is_not_given_to_the_bell(clock: FakeClock) -> None:
    bell = FakePlayer("bell", clock, speaks=False)
    scene = Scene(FakePlayer("none", clock, found=Availability("no_device")), bell)
    scene.begin(Kind.SPEECH, seconds=3.0)
    scene.begin(Kind.CUE, 2)
    assert scene.told.events[0].code == "no_speech"
    assert len(bell.played) == 1


def test_silence_leaves_other_kinds_alone(player: FakePlayer) -> None:
    scene = Scene(player)
    scene.begin(Kind.CUE, 2)
    scene.stage.silence({Kind.SPEECH})
    assert player.played[0].poll() is State.PLAYING
    scene.stage.silence(ALL_KINDS)
    assert player.played[0].poll() is State.DONE
    assert scene.stage.now is None


def test_volume_scales_what_is_played(player: FakePlayer) -> None:
    scene = Scene(player)
    scene.stage.volume = 50
    scene.begin(Kind.CUE, 2, value=1000)
    assert player.played[0].samples[0] == 250
