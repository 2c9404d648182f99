"""The eyes are called back to the camera after a long look away: once a look, never on top of a cue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from core.base.clock import ManualClock
from core.base.types import Head, Probabilities, Reading, Signs
from core.cueing.cues import Cue
from core.cueing.policy import CuePolicy, PolicySettings, preset
from core.engine.camera_line import AWAY_S, Looking
from core.engine.runner import SessionRunner
from core.report.replay import replay, tape_of_session
from core.report.report import build_report
from core.session.events import CueGiven, Event, LookCalled
from core.session.interview import Watching
from core.store.store import SessionStore
from tests.core.scripts import ScriptedReader, ScriptedSource, face, measured

FPS = 15
AT = Signs(Head(0.0, 0.0, 0.0), 0.0, 0.0, 0.3, 0.0, 0.0, 0.25, 0.15)
DOWN = replace(AT, head=Head(0.0, 24.0, 0.0))
CALM, SAD = face("neutral"), face("sad", 1.0)
Piece = tuple[float, Signs | None, Probabilities]


class Ear:
    """A sink that counts what it is asked for."""

    def __init__(self) -> None:
        self.cues = self.looks = 0

    def cue(self, cue: Cue, became: Callable[[str], object]) -> None:
        del cue
        self.cues += 1
        became("tone")

    def look(self) -> None:
        self.looks += 1


def script(pieces: list[Piece]) -> list[Reading]:
    readings: list[Reading] = []
    for seconds, signs, raw in pieces:
        for _ in range(round(seconds * FPS)):
            readings.append(replace(measured((len(readings) + 1) / FPS, raw), signs=signs))
    return readings


def watched(
    pieces: list[Piece],
    *,
    wanted: bool = True,
    policy: PolicySettings | None = None,
    store: SessionStore | None = None,
) -> tuple[list[Event], Ear]:
    readings, clock, ear = script(pieces), ManualClock(), Ear()
    events: list[Event] = []
    runner = SessionRunner(
        Watching(clock),
        ScriptedSource(readings),
        ScriptedReader(readings),
        CuePolicy(policy),
        clock=clock,
        sink=ear,
        store=store,
        on_event=events.append,
        looking=Looking() if wanted else None,
    )
    runner.run()
    return [event for event in events if isinstance(event, (CueGiven, LookCalled))], ear


def test_long_look_away_is_called_back_once_by_a_sound_of_its_own() -> None:
    events, ear = watched([(3, AT, CALM), (12, DOWN, CALM)])
    (called,) = events
    assert isinstance(called, LookCalled)
    assert called.where == "down"
    assert called.t == pytest.approx(3 + AWAY_S, abs=0.3)
    assert (ear.looks, ear.cues) == (1, 0)


def test_each_look_is_called_back_for_itself_after_the_cooldown() -> None:
    look: list[Piece] = [(5, AT, CALM), (5, DOWN, CALM)]
    assert watched(look * 3)[1].looks == 3


@pytest.mark.parametrize(
    "pieces",
    [[(4, AT, CALM), (2.5, DOWN, CALM)] * 4, [(20, None, CALM)], [(20, AT, CALM)]],
    ids=["glances", "none", "at"],
)
def test_glances_and_looks_that_are_not_known_are_left_alone(pieces: list[Piece]) -> None:
    assert watched(pieces)[0] == []


def test_nothing_is_called_where_it_is_not_wanted_or_in_an_exam() -> None:
    assert watched([(3, AT, CALM), (12, DOWN, CALM)], wanted=False)[0] == []
    assert watched([(3, AT, CALM), (12, DOWN, CALM)], policy=preset("exam"))[0] == []


def test_cue_and_call_keep_the_same_cooldown(tmp_path: Path) -> None:
    store = SessionStore(tmp_path / "data" / "sessions.db")
    events, ear = watched([(2, AT, CALM), (3, DOWN, SAD), (5, DOWN, CALM), (4, DOWN, SAD)], store=store)
    sounds = [e.t for e in events if isinstance(e, LookCalled) or (isinstance(e, CueGiven) and e.cue.level >= 2)]
    assert ear.looks == 1
    assert ear.cues >= 1
    assert all(b - a >= PolicySettings().cooldown_s - 0.01 for a, b in pairwise(sounds))
    given = [e.cue.t for e in events if isinstance(e, CueGiven)]
    again = [cue.t for cue in replay(tape_of_session(store.load())).cues]
    assert again == pytest.approx(given), "a replay knows what was called"


def test_report_counts_the_calls_and_draws_them_where_they_were(tmp_path: Path) -> None:
    store = SessionStore(tmp_path / "data" / "sessions.db")
    events, _ear = watched([(5, AT, CALM), (5, DOWN, CALM)] * 2, store=store)
    report = build_report(store.load())
    assert report.calls == len(events) == 2
    assert report.cues.given == 0, "a call is no cue"
    (answer,) = report.answers
    (lane,) = [lane for lane in answer.lanes if lane.label == "calls"]
    assert [span.at for span in lane.spans] == [event.t for event in events]
    assert report.to_json_dict()["calls"] == 2
