"""Asking for the voice: after a long silence, where it became soft, never on top of another sound."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.base.clock import ManualClock
from core.cueing.cues import Cue, Sound
from core.cueing.policy import CuePolicy
from core.engine.runner import SessionRunner
from core.session.events import AnswerBegan, VoiceCalled
from core.session.interview import Interview
from core.session.snapshot import Action
from core.store.store import SessionStore
from core.voice.prompting import QUIET, SILENT, Prompting
from core.voice.readings import VoiceReading, VoiceState
from tests.core.scripts import ScriptedReader, ScriptedSource, face, stretch
from tests.core.test_voice_session import PLAN, Feed, said

Script = list[tuple[float, str]]


def asked(script: Script, silent_s: float = 6.0) -> list[tuple[float, str]]:
    """When what was asked for, in stretches (seconds, kind) of `speech`, `soft`, `silence` and `lost`."""
    prompting, found, t = Prompting(silent_s), [], 0.0
    levels = {"speech": -25.0, "soft": -58.0, "silence": -65.0}
    for seconds, kind in script:
        for _ in range(int(seconds * 2)):
            state = VoiceState.LOST if kind == "lost" else VoiceState.MEASURED
            reading = VoiceReading(t, t + 0.5, state, kind in ("speech", "soft"), levels.get(kind))
            t += 0.5
            why = prompting.step(reading)
            if why is not None:
                prompting.said(why)
                found.append((t, why))
    return found


def test_a_long_silence_is_told_once_and_the_next_one_again() -> None:
    script: Script = [(3.0, "speech"), (20.0, "silence"), (1.0, "speech"), (7.0, "silence")]
    assert asked(script) == [(9.0, SILENT), (30.0, SILENT)]


def test_pauses_of_thought_are_not_told() -> None:
    assert asked([(3.0, "speech"), (5.5, "silence")] * 4) == []


def test_what_was_not_measured_is_not_silent() -> None:
    assert asked([(60.0, "lost")]) == []
    assert asked([(4.0, "silence"), (60.0, "lost"), (2.0, "silence")]) == [(66.0, SILENT)]


def test_a_voice_that_becomes_soft_is_told_once_until_it_is_loud_again() -> None:
    script: Script = [(1.0, "silence"), (5.0, "speech"), (10.0, "soft"), (10.0, "speech"), (10.0, "soft")]
    found = asked(script)
    assert [why for _, why in found] == [QUIET, QUIET]
    assert 6.0 < found[0][0] <= 11.0


def test_one_soft_word_is_not_told() -> None:
    assert asked([(1.0, "silence"), (8.0, "speech"), (1.0, "soft"), (8.0, "speech")]) == []


class Ears:
    """A sink that hears everything."""

    def __init__(self) -> None:
        self.now: Callable[[], float] = lambda: 0.0
        self.sounds: list[tuple[float, str]] = []

    def cue(self, cue: Cue, became: Callable[[str], object]) -> None:
        self.sounds.append((self.now(), "cue"))
        became(Sound.TONE)

    def speak_up(self) -> None:
        self.sounds.append((self.now(), "voice"))


def session(tmp_path: Path, moods: Script, prompting: Prompting | None) -> tuple[Ears, list[VoiceCalled], float]:
    """A silent answer with these faces: what was heard, what was told of, and when the answer began."""
    readings, clock, ears = list(stretch([(seconds, face(mood)) for seconds, mood in moods])), ManualClock(), Ears()
    feed = Feed(lambda t, until: said(t, until, speech=False))
    store = SessionStore(tmp_path / "sessions.db")
    runner = SessionRunner(
        Interview(PLAN, clock),
        ScriptedSource(readings),
        ScriptedReader(readings),
        CuePolicy(),
        clock=clock,
        sink=ears,
        store=store,
        about={"voice": {"language": "en", "norms": {}}},
        voice=feed,
        on_reading=lambda reading: feed.advance(),
        prompting=prompting,
    )
    ears.now = clock.now
    runner.command(Action.BEGIN)
    runner.run()
    events = store.load().events
    began = next(event.t for event in events if isinstance(event, AnswerBegan))
    return ears, [event for event in events if isinstance(event, VoiceCalled)], began


def test_a_silent_answer_is_asked_for_where_that_is_wanted(tmp_path: Path) -> None:
    ears, told, began = session(tmp_path, [(25.0, "happy")], Prompting(4.0))
    assert [kind for _, kind in ears.sounds] == ["voice"]
    assert [event.why for event in told] == [SILENT]
    assert told[0].t - began == pytest.approx(4.0, abs=1.1)


def test_nothing_is_asked_for_where_nobody_wants_it(tmp_path: Path) -> None:
    ears, told, _ = session(tmp_path, [(25.0, "happy")], None)
    assert (ears.sounds, told) == ([], [])


def test_voice_and_face_never_sound_within_the_cooldown_of_each_other(tmp_path: Path) -> None:
    ears, told, _ = session(tmp_path, [(7.0, "sad"), (18.0, "happy")], Prompting(1.0))
    assert [kind for _, kind in ears.sounds] in (["cue", "voice"], ["voice", "cue"])
    (first, _), (second, _) = ears.sounds
    assert second - first >= CuePolicy().settings.cooldown_s - 0.1
    assert len(told) == 1
