"""The session thread, driven by scripted cameras."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.base.clock import ManualClock
from core.base.types import Mood, Reading
from core.cueing.cues import CueLevel
from core.cueing.policy import CuePolicy, PolicySettings
from core.engine.runner import SessionRunner
from core.report.advice import Advice
from core.report.report import Report, build_report
from core.session.events import AnswerBegan, AnswerEnded, CueGiven, Event, Finished, QuestionShown
from core.session.interview import Interview, Watching
from core.session.plan import InterviewPlan, PlannedQuestion
from core.session.snapshot import Action, Phase, Snapshot
from core.store.store import SessionStore
from tests.core.scripts import Piece, ScriptedReader, ScriptedSource, face, stretch

PLAN = InterviewPlan(
    format="test",
    language="en",
    questions=(
        PlannedQuestion("a", "general", {"en": "Who are you?"}),
        PlannedQuestion("b", "general", {"en": "Why?"}),
    ),
    prep_s=2.0,
    answer_s=6.0,
)


def interview(
    pieces: list[Piece], store: SessionStore | None = None, plan: InterviewPlan = PLAN
) -> tuple[SessionRunner, list[Event], list[Snapshot]]:
    readings = list(stretch(pieces))
    clock = ManualClock()
    events: list[Event] = []
    snapshots: list[Snapshot] = []
    runner = SessionRunner(
        Interview(plan, clock),
        ScriptedSource(readings),
        ScriptedReader(readings),
        CuePolicy(),
        clock=clock,
        store=store,
        on_event=events.append,
        on_snapshot=snapshots.append,
    )
    runner.command(Action.BEGIN)
    return runner, events, snapshots


def test_a_whole_interview_runs_through_all_questions_by_the_clock() -> None:
    runner, events, snapshots = interview([(40.0, face("neutral"))])
    runner.run()
    assert [event.id for event in events if isinstance(event, QuestionShown)] == ["a", "b"]
    assert [event.how for event in events if isinstance(event, AnswerEnded)] == ["time", "time"]
    assert events[-1] == Finished(events[-1].t, complete=True)
    assert snapshots[-1].phase is Phase.FINISHED
    assert runner.snapshot().totals.moods[Mood.ACCEPTABLE] == pytest.approx(12.0, abs=0.2)


def test_cues_are_given_in_answers_only() -> None:
    runner, events, _ = interview([(40.0, face("sad"))])
    runner.run()
    answers = [event for event in events if isinstance(event, AnswerEnded)]
    cues = [event.t for event in events if isinstance(event, CueGiven)]
    assert cues
    assert all(any(answer.t - 6.1 <= t <= answer.t for answer in answers) for t in cues)


def test_snapshots_of_answers_tell_from_when_they_may_be_submitted() -> None:
    plan = replace(PLAN, submit_after_s=4.0)
    runner, _, snapshots = interview([(40.0, face("neutral"))], plan=plan)
    runner.run()
    told = {(snapshot.phase is Phase.ANSWER, snapshot.submit_from_s) for snapshot in snapshots}
    assert told == {(True, 4.0), (False, None)}


def test_snapshots_come_at_most_ten_times_a_second_besides_events() -> None:
    runner, events, snapshots = interview([(40.0, face("neutral"))])
    runner.run()
    assert len(snapshots) <= snapshots[-1].t * 10 + len(events) + 2


def test_the_stored_session_is_the_one_that_was_seen(tmp_path: Path) -> None:
    store = SessionStore(tmp_path / "data" / "sessions.db")
    runner, events, _ = interview([(12.0, face("sad")), (28.0, face("happy"))], store)
    runner.run()
    stored = store.load()
    assert stored.info.complete
    assert stored.plan == PLAN
    assert [event for event in events if not isinstance(event, CueGiven)] == list(stored.events)
    assert [event.cue for event in events if isinstance(event, CueGiven)] == list(stored.cues)
    assert store.unfinished() is None


def test_watching_ends_with_its_source_and_counts_all_of_it() -> None:
    readings = list(stretch([(5.0, face("happy")), (5.0, face("sad"))]))
    seen: list[Reading] = []
    clock = ManualClock()
    runner = SessionRunner(
        Watching(clock),
        ScriptedSource(readings),
        ScriptedReader(readings),
        CuePolicy(),
        clock=clock,
        on_reading=seen.append,
    )
    runner.run()
    assert [reading.t for reading in seen] == [reading.t for reading in readings]
    totals = runner.snapshot().totals
    assert totals.moods[Mood.GOOD] == pytest.approx(5.0, abs=0.1)
    assert totals.moods[Mood.BAD] == pytest.approx(5.0, abs=0.1)
    assert totals.cues.given == 1


def test_watching_ends_after_the_given_seconds() -> None:
    readings = list(stretch([(60.0, face("neutral"))]))
    clock = ManualClock()
    runner = SessionRunner(
        Watching(clock), ScriptedSource(readings), ScriptedReader(readings), CuePolicy(), clock=clock, until_s=10.0
    )
    runner.run()
    assert runner.snapshot().totals.total_s == pytest.approx(10.0, abs=0.1)


def test_after_a_pause_the_voice_does_not_speak_for_what_was_before_it() -> None:
    """Sad, sounded, paused until the cooldown was over, back: the strongest cue came after 0.02 s."""
    readings = list(stretch([(60.0, face("sad"))]))
    clock = ManualClock()
    cues: list[CueGiven] = []

    def happened(event: Event) -> None:
        if isinstance(event, CueGiven) and event.cue.level >= CueLevel.TONE:
            cues.append(event)

    def paused(reading: Reading) -> None:
        if 3.0 <= reading.t < 3.06:
            runner.command(Action.PAUSE)
        elif 20.0 <= reading.t < 20.06:
            runner.command(Action.RESUME)

    runner = SessionRunner(
        Watching(clock),
        ScriptedSource(readings),
        ScriptedReader(readings),
        CuePolicy(),
        clock=clock,
        on_event=happened,
        on_reading=paused,
    )
    runner.run()
    assert [event.cue.level for event in cues[:2]] == [CueLevel.TONE, CueLevel.TONE]
    assert cues[1].t >= 20.0 + PolicySettings().dwell_s


def left_after(store: SessionStore, seconds: float) -> Report:
    """An interview of two answers of 60 s each, all smiles, left `seconds` after its first answer began."""
    plan = replace(PLAN, answer_s=60.0)
    readings = list(stretch([(300.0, face("happy"))]))
    clock = ManualClock()
    begins: list[float] = []

    def happened(event: Event) -> None:
        begins.extend([event.t] if isinstance(event, AnswerBegan) else [])

    def seen(reading: Reading) -> None:
        if begins and reading.t - begins[0] >= seconds:
            runner.stop()

    source, reader = ScriptedSource(readings), ScriptedReader(readings)
    session = Interview(plan, clock)
    runner = SessionRunner(
        session, source, reader, CuePolicy(), clock=clock, store=store, on_event=happened, on_reading=seen
    )
    runner.command(Action.BEGIN)
    runner.run()
    return build_report(store.load())


@pytest.mark.parametrize(
    ("seconds", "withheld", "praised"), [(2.2, "too_short", False), (59.0, None, False), (250.0, None, True)]
)
def test_a_part_of_an_interview_is_not_scored_like_a_whole_one(
    tmp_path: Path, seconds: float, withheld: str | None, praised: bool
) -> None:
    """After 2.2 s of a minute's answer it was "100 of 100, well done", in history and trend like any other."""
    store = SessionStore(tmp_path / "data" / "sessions.db")
    report = left_after(store, seconds)
    assert report.answers[0].score.withheld == withheld
    assert store.sessions()[0].score == (100.0 if praised else None)
    for advice in (report.advice, report.answers[0].advice):
        assert (Advice("well_done") in advice) is praised
