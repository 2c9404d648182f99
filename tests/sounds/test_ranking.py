from __future__ import annotations

import pytest

from sounds.players.base import Availability
from sounds.players.ranking import RETRY_S, Ranking, all_players, choices, ranked
from tests.sounds.fakes import OK, FakeClock, FakePlayer
from tests.waiting import LONG_S

NONE = Availability("no_device")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def tried(*players: FakePlayer) -> Ranking:
    ranking = Ranking(players, players[0].clock)
    ranking.probe()
    assert ranking.wait(LONG_S)
    return ranking


def name(ranking: Ranking, speaks: bool = False) -> str:
    best = ranking.best(speaks=speaks)
    return best.name if best else ""


def test_first_that_works_is_used(clock: FakeClock) -> None:
    assert name(tried(FakePlayer("a", clock, NONE), FakePlayer("b", clock), FakePlayer("c", clock))) == "b"


def test_nothing_is_used_before_it_was_tried(clock: FakeClock) -> None:
    ranking = Ranking([FakePlayer("a", clock)], clock)
    assert name(ranking) == ""
    assert not ranking.settled


def test_bell_cannot_speak(clock: FakeClock) -> None:
    ranking = tried(FakePlayer("a", clock, NONE), FakePlayer("bell", clock, speaks=False))
    assert name(ranking) == "bell"
    assert name(ranking, speaks=True) == ""


def test_player_set_aside_comes_back_when_it_works_again(clock: FakeClock) -> None:
    first = FakePlayer("a", clock)
    ranking = tried(first, FakePlayer("b", clock))
    assert ranking.best() is first
    ranking.set_aside(first, "unplugged")
    assert name(ranking) == "b"
    ranking.retry()
    assert ranking.wait(LONG_S)
    assert (name(ranking), first.probes) == ("b", 1)
    clock.now += RETRY_S
    ranking.retry()
    assert ranking.wait(LONG_S)
    assert (name(ranking), first.probes) == ("a", 2)


def test_close_closes_every_player(clock: FakeClock) -> None:
    players = [FakePlayer("a", clock), FakePlayer("b", clock, NONE)]
    tried(*players).close()
    assert all(player.closed for player in players)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("auto", ["sounddevice", "paplay", "bell"]),
        ("paplay", ["paplay", "sounddevice", "bell"]),
        ("bell", ["bell"]),
        ("off", []),
    ],
)
def test_setting_orders_the_players(choice: str, expected: list[str], clock: FakeClock) -> None:
    players = [FakePlayer(each, clock, OK) for each in ("sounddevice", "paplay", "bell")]
    assert [player.name for player in ranked(choice, players)] == expected


def test_every_player_can_be_chosen() -> None:
    assert choices() == ["auto", *(player.name for player in all_players(None)), "off"]
    assert choices()[1] == "sounddevice"
    assert choices()[-2] == "bell"
