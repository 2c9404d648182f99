"""The voice from the session thread to the store, the report, the score and the advice."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base.clock import ManualClock
from core.cueing.policy import CuePolicy
from core.engine.runner import SessionRunner
from core.report.advice import Advice
from core.report.report import Report, build_report
from core.report.voice import advise_all
from core.scoring.voice import Spans, measured_answers, silent, voice_score
from core.session.events import AnswerBegan, AnswerEnded, Event, Paused, Resumed
from core.session.interview import Interview
from core.session.plan import InterviewPlan, PlannedQuestion
from core.session.snapshot import Action, PauseReason
from core.store.migrations import MIGRATIONS
from core.store.sessions import to_json_dict
from core.store.store import SessionStore
from core.voice.measures import Pause, VoiceMeasures
from core.voice.norms import Norms, parse_norms
from core.voice.readings import VoiceReading, VoiceState
from tests.core.scripts import ScriptedReader, ScriptedSource, face, stretch

PLAN = InterviewPlan("test", "en", (PlannedQuestion("a", "general", {"en": "Why?"}),), prep_s=2.0, answer_s=10.0)
NORMS = Norms()
Teller = Callable[[VoiceReading], None]


def said(t: float, until: float, *, speech: bool = True, syllables: int = 0) -> VoiceReading:
    return VoiceReading(t, until, VoiceState.MEASURED, speech, -25.0 if speech else -60.0, 0.0, syllables)


class Feed:
    """A microphone whose readings are a script over session time; the last ones come only when it is stopped."""

    def __init__(self, script: Callable[[float, float], VoiceReading]) -> None:
        self._script = script
        self._now: Callable[[], float] = lambda: 0.0
        self._tell: Teller | None = None
        self.stopped = 0
        self._t = 0.0

    def start(self, now: Callable[[], float], tell: Teller) -> None:
        self._now, self._tell = now, tell

    def advance(self) -> None:
        """Tell all that is more than half a second old, as the real analyser does."""
        assert self._tell is not None
        for reading in self._until(self._now() - 0.5):
            self._tell(reading)

    def stop(self) -> list[VoiceReading]:
        self.stopped += 1
        return list(self._until(self._now()))

    def _until(self, t: float) -> Iterator[VoiceReading]:
        while self._t + 0.5 <= t:
            yield self._script(self._t, self._t + 0.5)
            self._t += 0.5


def interview(store: SessionStore, feed: Feed, voice: bool = True) -> Report:
    readings = list(stretch([(25.0, face("happy"))]))
    clock = ManualClock()
    about: dict[str, Any] = {"moods": {}, "policy": {}}
    if voice:
        about["voice"] = {"language": "en", "norms": {}}
    runner = SessionRunner(
        Interview(PLAN, clock),
        ScriptedSource(readings),
        ScriptedReader(readings),
        CuePolicy(),
        clock=clock,
        store=store,
        about=about,
        voice=feed if voice else None,
        on_reading=lambda reading: feed.advance() if voice else None,
    )
    runner.command(Action.BEGIN)
    runner.run()
    return build_report(store.load())


@pytest.fixture
def store(tmp_path: Path) -> SessionStore:
    return SessionStore(tmp_path / "sessions.db")


def talking(t: float, until: float) -> VoiceReading:
    return said(t, until, syllables=2)


def test_a_spoken_answer_is_measured_from_microphone_to_report(store: SessionStore) -> None:
    feed = Feed(talking)
    report = interview(store, feed)
    assert feed.stopped == 1
    (answer,) = report.answers
    assert answer.voice is not None
    assert answer.voice.measures.measured_s == pytest.approx(10.0, abs=0.2)
    assert answer.voice.measures.pace == pytest.approx(4.0, abs=0.1)
    assert answer.voice.score.value == 100.0
    assert report.voice == 100.0
    assert report.score.value is not None
    assert report.together is not None
    assert report.together.value == pytest.approx((0.6 * report.score.value + 0.25 * 100.0) / 0.85, abs=0.1)
    (lane,) = answer.lanes
    assert len(lane.values) == len(answer.timeline)
    assert set(lane.values) == {1.0}
    stored = store.load()
    assert all(reading.until > answer.began for reading in stored.voice)
    assert len(to_json_dict(stored)["voice"]) == len(stored.voice) >= 20


def test_a_silent_answer_is_told_and_not_praised(store: SessionStore) -> None:
    report = interview(store, Feed(lambda t, until: said(t, until, speech=False)))
    (answer,) = report.answers
    assert answer.voice is not None
    assert answer.voice.silent
    assert report.voice == 0.0
    assert report.advice[0] == Advice("silent", {"n": 1, "of": 1})
    assert "well_done" not in {advice.code for advice in (*report.advice, *answer.advice)}
    assert report.score.value == 100.0, "the score of the expression stands alone"


def test_a_microphone_that_gives_nothing_is_neither_silent_nor_scored(store: SessionStore) -> None:
    report = interview(store, Feed(lambda t, until: VoiceReading(t, until, VoiceState.MUTED)))
    (answer,) = report.answers
    assert answer.voice is not None
    assert not answer.voice.silent
    assert answer.voice.score.withheld == "voice_not_measured"
    assert (report.voice, report.together) == (None, None)
    assert [advice.code for advice in report.advice] == ["well_done"]
    assert set(answer.lanes[0].values) == {None}


def test_without_voice_a_report_is_as_it_was(store: SessionStore) -> None:
    report = interview(store, Feed(talking), voice=False)
    (answer,) = report.answers
    assert answer.voice is None
    assert answer.lanes == ()
    assert report.to_json_dict()["voice"] is None
    assert store.load().voice == ()


def test_a_store_of_version_3_is_migrated_with_what_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "sessions.db"
    with sqlite3.connect(path) as connection:
        for script in MIGRATIONS[:3]:
            connection.executescript(script)
        connection.execute("INSERT INTO session (kind, began, about) VALUES ('watch', '2026-01-01T00:00:00', '{}')")
        connection.execute("PRAGMA user_version = 3")
    connection.close()
    stored = SessionStore(path).load()
    assert (stored.info.kind, stored.voice) == ("watch", ())


def test_deleting_a_session_deletes_its_voice(store: SessionStore) -> None:
    interview(store, Feed(talking))
    store.delete(store.load().info.id)
    with sqlite3.connect(store.path) as connection:
        assert connection.execute("SELECT COUNT(*) FROM voice").fetchone() == (0,)
    connection.close()


def test_a_pause_of_the_session_is_no_pause_of_the_voice() -> None:
    events: list[Event] = [
        AnswerBegan(10.0, 0, 1),
        Paused(12.0, PauseReason.USER),
        Resumed(30.0),
        AnswerEnded(32.0, 0, 1, "time", 4.0),
    ]
    readings = [said(10.0, 12.0, syllables=8), said(30.0, 32.0, syllables=8)]
    found = measured_answers(events, readings, 40.0, NORMS)[0, 1]
    assert found.total_s == 4.0
    assert found.measured_s == 4.0
    assert found.pauses == ()


def test_readings_count_only_within_an_answer_also_when_they_come_late() -> None:
    spans = Spans()
    assert not spans.counts(said(0.0, 0.5))
    spans.event(AnswerBegan(1.0, 0, 1))
    assert not spans.counts(said(0.0, 0.5))
    assert spans.counts(said(0.8, 1.2))
    spans.event(AnswerEnded(5.0, 0, 1, "time", 4.0))
    assert spans.counts(said(4.6, 5.1))
    assert not spans.counts(said(5.1, 5.6))


FINE = VoiceMeasures(
    30.0, 30.0, 20.0, first_word_s=1.0, ended_s=29.0, syllables=90, pace=4.5, level_db=30.0, range_st=5.0
)


@pytest.mark.parametrize(
    "worse",
    [
        {"pace": 9.0},
        {"pace": 1.0},
        {"first_word_s": 8.0},
        {"pauses": (Pause(3.0, 5.0),)},
        {"level_db": 3.0},
        {"speaking_s": 8.0},
    ],
)
def test_each_fault_costs_points(worse: dict[str, Any]) -> None:
    fine, poor = voice_score(FINE, NORMS).value, voice_score(replace(FINE, **worse), NORMS).value
    assert fine == 100.0
    assert poor is not None
    assert poor < fine


@given(
    pace=st.none() | st.floats(0, 20),
    first=st.none() | st.floats(0, 30),
    level=st.none() | st.floats(0, 60),
    speaking=st.floats(0, 30),
    pauses=st.lists(st.floats(0.5, 10), max_size=4),
)
def test_any_voice_scores_from_nothing_to_a_hundred(
    pace: float | None, first: float | None, level: float | None, speaking: float, pauses: list[float]
) -> None:
    placed = tuple(Pause(0.0, seconds) for seconds in pauses)
    voice = VoiceMeasures(30.0, 30.0, speaking, pace=pace, first_word_s=first, level_db=level, pauses=placed)
    value = voice_score(voice, NORMS).value
    assert value is not None
    assert 0.0 <= value <= 100.0
    assert not silent(voice, NORMS) or value == 0.0


def test_at_most_three_advices_over_all_senses_and_silence_first() -> None:
    faces, voice = (
        [Advice("few_smiles"), Advice("often_bad")],
        [Advice("too_fast"), Advice("silent"), Advice("monotone")],
    )
    codes = [advice.code for advice in advise_all(faces, voice, 3)]
    assert codes == ["silent", "few_smiles", "too_fast"]
    assert advise_all([Advice("well_done")], [Advice("too_fast")], 3) == (Advice("too_fast"),)
    assert advise_all([Advice("well_done")], [], 3) == (Advice("well_done"),)


def test_norms_are_changed_by_name_and_wrong_ones_are_refused() -> None:
    assert parse_norms("pace_high=5, pause_s = 0.7") == {"pace_high": 5.0, "pause_s": 0.7}
    assert parse_norms("") == {}
    for wrong in ("speed=5", "pace_high", "pace_high=-1", "pace_high=nan"):
        with pytest.raises(ValueError, match=r"\S"):
            parse_norms(wrong)


def test_recorded_answers_go_with_their_session(store: SessionStore) -> None:
    interview(store, Feed(talking))
    number = store.load().info.id
    kept, other = (store.path.parent / "answers" / str(name) for name in (number, number + 1))
    for folder in (kept, other):
        folder.mkdir(parents=True)
        (folder / "question-1-attempt-1.flac").touch()
    store.delete(number)
    assert not kept.exists()
    assert other.exists()
