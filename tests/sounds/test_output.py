"""`SoundOut` as the app uses it: from any thread, at once, and gone when closed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sounds.cues import CueBook
from sounds.errors import SoundError
from sounds.output import SoundOut
from sounds.players.base import Availability, State
from sounds.players.bell import Bell
from sounds.requests import OUTCOMES
from sounds.settings import SoundSettings
from sounds.shape import RATE
from sounds.speech import Speech
from sounds.speech_cache import SpeechCache
from sounds.tones import chime, soft
from sounds.voices import SLOTS, Voices
from sounds.wav import Samples
from tests.sounds import fakes
from tests.sounds.fakes import FakeClock, FakePlayer, Told
from tests.sounds.machine import nothing_new, open_things, until
from tests.waiting import LONG_S


class FakeEngine:
    """Speaks a second of a constant; its texts in the order in which they came."""

    name = "fake"

    def __init__(self, works: bool = True) -> None:
        self.found = Availability("ok" if works else "no_command")
        self.texts: list[str] = []
        self.let = threading.Event()
        self.let.set()

    def probe(self) -> Availability:
        return self.found

    def write(self, text: str, voice: str, words_per_minute: int, path: Path) -> None:
        from sounds import wav

        assert self.let.wait(LONG_S)
        self.texts.append(text)
        wav.write(path, np.full(RATE, 5000, dtype=np.int16), RATE)


Opening = Callable[..., SoundOut]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def opened(told: Told, clock: FakeClock, tmp_path: Path) -> Iterator[Opening]:
    outs: list[SoundOut] = []

    def open_out(players: Sequence[FakePlayer], engine: FakeEngine | None = None, **settings: Any) -> SoundOut:
        speech = Speech(SpeechCache(tmp_path / "cache"), speakers=[engine]) if engine else None
        out = SoundOut(players, CueBook(), speech, SoundSettings(**settings), told, clock)
        outs.append(out)
        return out

    yield open_out
    for out in outs:
        out.close()


def finish(out: SoundOut, clock: FakeClock) -> None:
    """Let everything play to its end; the clock goes no further, or what waits on a busy machine would be late."""

    def ended() -> bool:
        clock.now = max([clock.now, *clock.ends])
        return out.wait_idle(0.02)

    assert until(ended)


def test_cue_before_the_probe_has_ended_is_heard(opened: Opening, clock: FakeClock, told: Told) -> None:
    let = threading.Event()

    class Slow(FakePlayer):
        def probe(self) -> Availability:
            assert let.wait(LONG_S)
            return super().probe()

    player = Slow("slow", clock)
    out = opened([player])
    out.play_cue(2, "sad")
    assert out.busy
    let.set()
    finish(out, clock)
    assert told.codes() == ["cue_played"]
    assert len(player.played) == 1


def test_cue_is_told_with_its_times_and_its_source(opened: Opening, clock: FakeClock, told: Told) -> None:
    out = opened([FakePlayer("a", clock)])
    assert out.wait_ready(LONG_S)
    out.play_cue(3, "fear")
    finish(out, clock)
    params = told.events[0].params
    expected = {"level": 3, "expression": "fear", "source": "tone:firm", "player": "a", "asked_at": 100.0}
    assert {key: params[key] for key in expected} == expected


def test_engine_cue_is_understood_without_its_types(opened: Opening, clock: FakeClock, told: Told) -> None:
    class Expression(str, Enum):
        SAD = "sad"

    @dataclass(frozen=True)
    class Why:
        expression: Expression = Expression.SAD

    @dataclass(frozen=True)
    class Cue:
        level: int = 2
        why: Why = Why()

    out = opened([FakePlayer("a", clock)])
    out.cue(Cue())
    finish(out, clock)
    assert told.events[0].params["expression"] == "sad"


@pytest.mark.parametrize("settings", [{"volume": 0}, {"cue": "none"}])
def test_silent_settings_play_nothing(settings: dict[str, Any], opened: Opening, clock: FakeClock) -> None:
    player = FakePlayer("a", clock)
    out = opened([player], **settings)
    out.play_cue(3)
    assert not out.busy or out.wait_idle(LONG_S)
    assert not player.played


def test_level_one_is_seen_not_heard(opened: Opening, clock: FakeClock) -> None:
    player = FakePlayer("a", clock)
    out = opened([player])
    out.play_cue(1, "sad")
    finish(out, clock)
    assert not player.played


def test_bell_setting_leaves_the_card_to_speech(opened: Opening, clock: FakeClock, told: Told) -> None:
    card, bell = FakePlayer("a", clock), FakePlayer("bell", clock, speaks=False)
    out = opened([card, bell], FakeEngine(), cue="bell")
    out.play_cue(2)
    finish(out, clock)
    out.say("hello", "en")
    finish(out, clock)
    assert (len(card.played), len(bell.played)) == (1, 1)


def test_strongest_of_the_waiting_cues_is_heard(opened: Opening, clock: FakeClock, told: Told) -> None:
    out = opened([FakePlayer("a", clock)], FakeEngine())
    out.say("a question", "en")
    assert until(lambda: "speech_started" in told.codes())
    for level in (2, 3, 2):
        out.play_cue(level)
    finish(out, clock)
    assert [event.params["level"] for event in told.events if event.code == "cue_played"] == [3]
    assert told.codes() == ["speech_started", "speech_ended", "cue_played"]


def test_failing_players_are_passed_over_until_one_is_heard(opened: Opening, clock: FakeClock, told: Told) -> None:
    broken = [FakePlayer(name, clock, behaviour=State.FAILED, reason="no card") for name in "ab"]
    bell = FakePlayer("bell", clock, speaks=False)
    out = opened([*broken, bell])
    out.play_cue(2)
    finish(out, clock)
    assert told.codes() == ["player_set_aside", "player_set_aside", "cue_played"]
    assert out.player == "bell"


def test_new_question_takes_the_place_of_the_old(opened: Opening, clock: FakeClock, told: Told) -> None:
    player = FakePlayer("a", clock)
    out = opened([player], FakeEngine())
    out.say("first", "en")
    assert until(lambda: bool(player.played))
    out.say("second", "en")
    assert until(lambda: len(player.played) == 2)
    assert player.played[0].stopped_at is not None


def test_speech_stopped_before_it_is_synthesised_is_never_heard(opened: Opening, clock: FakeClock) -> None:
    player, engine = FakePlayer("a", clock), FakeEngine()
    engine.let.clear()
    out = opened([player], engine)
    out.say("too late", "en")
    out.stop_speech()
    engine.let.set()
    assert until(lambda: bool(engine.texts))
    finish(out, clock)
    assert not player.played


def test_prepared_question_is_not_synthesised_again(opened: Opening, clock: FakeClock) -> None:
    player, engine = FakePlayer("a", clock), FakeEngine()
    out = opened([player], engine)
    out.prepare("next question", "en")
    assert until(lambda: engine.texts == ["next question"])
    out.say("next  question\n", "en")
    assert until(lambda: bool(player.played))
    assert engine.texts == ["next question"]


def test_missing_speech_is_told_once_and_cues_go_on(opened: Opening, clock: FakeClock, told: Told) -> None:
    out = opened([FakePlayer("a", clock)], FakeEngine(works=False))
    for _ in range(2):
        out.say("hello", "en")
        finish(out, clock)
    out.play_cue(2)
    finish(out, clock)
    assert told.codes() == ["no_speech", "cue_played"]


def test_stop_silences_at_once_and_forgets_what_waits(opened: Opening, clock: FakeClock, told: Told) -> None:
    player = FakePlayer("a", clock)
    out = opened([player], FakeEngine())
    out.say("a question", "en")
    assert until(lambda: bool(player.played))
    out.play_cue(2)
    out.play_samples(chime(), RATE)
    out.stop()
    assert out.wait_idle(LONG_S)
    assert player.played[0].stopped_at is not None
    assert len(player.played) == 1
    out.play_cue(2)
    assert until(lambda: len(player.played) == 2)


def test_clips_follow_one_another(opened: Opening, clock: FakeClock) -> None:
    player = FakePlayer("a", clock)
    out = opened([player])
    out.play_samples(chime(), RATE)
    out.play_samples(fakes.silence(0.2), RATE)
    finish(out, clock)
    assert [each.seconds for each in player.played] == pytest.approx([0.53, 0.2])


def test_listener_that_raises_does_not_silence_the_interview(clock: FakeClock) -> None:
    told: list[str] = []

    def listen(event: object) -> None:
        told.append("heard")
        raise SoundError("any", "a listener's mistake")

    player = FakePlayer("a", clock)
    out = SoundOut([player], CueBook(), on_event=listen, clock=clock)
    try:
        for _ in range(2):
            out.play_cue(2)
            finish(out, clock)
        assert len(player.played) == 2
    finally:
        out.close()


def test_close_ends_every_thread_and_may_be_repeated(clock: FakeClock, tmp_path: Path) -> None:
    before = open_things()
    out = SoundOut([FakePlayer("a", clock)], CueBook(), Speech(SpeechCache(tmp_path), speakers=[FakeEngine()]))
    out.say("hello", "en")
    out.close()
    out.close()
    assert nothing_new(before)


class Became:
    """What became of cues, in order."""

    def __init__(self) -> None:
        self.all: list[str] = []

    def __call__(self, outcome: str) -> None:
        assert outcome in OUTCOMES
        self.all.append(outcome)


def recorded(tmp_path: Path) -> Voices:
    voices = Voices(tmp_path / "recordings")
    voices.save("own", np.full(RATE // 4, 6000, dtype=np.int16), RATE)
    return voices


def test_what_was_heard_of_a_cue_is_told(clock: FakeClock, tmp_path: Path, told: Told) -> None:
    became = Became()
    for player, level in ((FakePlayer("a", clock), 2), (FakePlayer("a", clock), 3), (Bell(lambda: None), 3)):
        out = SoundOut([player], CueBook(recorded(tmp_path)), on_event=told, clock=clock)
        out.play_cue(level, "sad", became)
        finish(out, clock)
        out.close()
    assert became.all == ["tone", "voice", "bell"]


def test_without_a_recording_no_own_voice_is_told(opened: Opening, clock: FakeClock) -> None:
    became = Became()
    out = opened([FakePlayer("a", clock)])
    out.play_cue(3, "sad", became)
    finish(out, clock)
    assert became.all == ["tone"]


@pytest.mark.parametrize(
    ("settings", "outcome"), [({"volume": 0}, "muted"), ({"cue": "none"}, "off"), ({}, "no_player")]
)
def test_why_a_cue_was_not_heard_is_told(
    opened: Opening, clock: FakeClock, settings: dict[str, Any], outcome: str
) -> None:
    became = Became()
    out = opened([FakePlayer("a", clock, Availability("no_device"))], **settings)
    out.play_cue(3, "sad", became)
    finish(out, clock)
    assert became.all == [outcome]


def test_cue_whose_player_failed_is_told_as_not_heard(opened: Opening, clock: FakeClock) -> None:
    became = Became()
    out = opened([FakePlayer("a", clock, behaviour=State.FAILED)])
    out.play_cue(2, "sad", became)
    finish(out, clock)
    assert became.all == ["tone", "failed"], "the last word counts"


def test_cue_that_waits_behind_a_stronger_one_or_the_end_is_told(clock: FakeClock, told: Told) -> None:
    let, became = threading.Event(), Became()

    class Slow(FakePlayer):
        def probe(self) -> Availability:
            assert let.wait(LONG_S)
            return super().probe()

    out = SoundOut([Slow("slow", clock)], CueBook(), on_event=told, clock=clock)
    out.play_cue(2, "sad", became)
    out.play_cue(3, "sad", became)
    assert until(lambda: became.all == ["covered"])
    out.stop()
    assert became.all == ["covered", "stopped"]
    let.set()
    out.close()


def test_recordings_are_read_ahead_and_never_by_who_gives_a_cue(clock: FakeClock, tmp_path: Path, told: Told) -> None:
    readers: list[str] = []

    class Counting(Voices):
        def pick(self, slots: list[str]) -> tuple[Path, Samples, int] | None:
            readers.append(threading.current_thread().name)
            return super().pick(slots)

    recorded(tmp_path)
    player = FakePlayer("a", clock)
    out = SoundOut([player], CueBook(Counting(tmp_path / "recordings")), on_event=told, clock=clock)
    assert out.wait_ready(LONG_S)
    assert until(lambda: len(readers) == len(SLOTS)), "each occasion once, before any cue"
    out.play_cue(3, "sad")
    finish(out, clock)
    assert until(lambda: len(readers) == len(SLOTS) + 1), "the next one of what was given"
    out.play_cue(3, "sad")
    finish(out, clock)
    out.close()
    assert set(readers) == {"sound-out"}
    assert len(player.played) == 2


def test_the_voice_is_asked_for_by_the_soft_tone(opened: Opening, clock: FakeClock) -> None:
    player = FakePlayer("fake", clock)
    out = opened([player], volume=100)
    out.speak_up()
    finish(out, clock)
    (played,) = player.played
    assert played.seconds == pytest.approx(soft().size / RATE, abs=0.05)
