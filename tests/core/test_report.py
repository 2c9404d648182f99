"""Reports of scripted interviews, read back from a real store."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from core.base.clock import ManualClock
from core.base.types import Expression, Mood, ReadingState
from core.cueing.cues import CueCount
from core.cueing.moods import MoodMap
from core.cueing.policy import PRESETS, CuePolicy, PolicySettings
from core.engine.runner import SessionRunner
from core.report.report import Report, build_report, judged
from core.scoring.episodes import episodes_of
from core.scoring.scoring import Answer
from core.session.events import AnswerBegan, QuestionShown
from core.session.interview import Interview, Session, Watching
from core.session.plan import InterviewPlan, PlannedQuestion
from core.session.snapshot import Action
from core.store.about import about_session, moods_of, policy_of
from core.store.sessions import StoredCourse, StoredSession, position
from core.store.store import SessionStore
from tests.core.scripts import MOODS, Piece, ScriptedReader, ScriptedSource, face, measured, stretch

HAPPY, NEUTRAL, SAD = face("happy"), face("neutral"), face("sad")
QUESTIONS = tuple(PlannedQuestion(name, "general", {"en": "Why?"}) for name in ("a", "b"))
PLAN = InterviewPlan("test", "en", QUESTIONS, prep_s=2.0, answer_s=20.0)
LEAD_S = 5.0
"""Reading (3 s) and preparing (2 s) before an answer."""
PAUSE_S = 3.0
"""The review after it."""


def run(
    tmp_path: Path, pieces: list[Piece], *actions: Action, watch: bool = False, policy: PolicySettings | None = None
) -> StoredSession:
    store = SessionStore(tmp_path / "sessions.db")
    readings = list(stretch(pieces))
    clock = ManualClock()
    session: Session = Watching(clock) if watch else Interview(PLAN, clock)
    settings = policy or PolicySettings()
    runner = SessionRunner(
        session,
        ScriptedSource(readings),
        ScriptedReader(readings),
        CuePolicy(settings),
        clock=clock,
        store=store,
        about=about_session(moods=MOODS, policy=settings, camera="script"),
    )
    runner.command(Action.BEGIN)
    for action in actions:
        runner.command(action)
    runner.run()
    return store.load()


def go_on(store: SessionStore, unfinished: StoredCourse, pieces: list[Piece], before: Sequence[Answer] = ()) -> None:
    """Continue an interrupted interview to the end of the pieces."""
    readings = list(stretch(pieces))
    clock = ManualClock()
    runner = SessionRunner(
        Interview(PLAN, clock, position=position(unfinished)),
        ScriptedSource(readings),
        ScriptedReader(readings),
        CuePolicy(),
        clock=clock,
        store=store,
        continues=unfinished.info.id,
        before=before,
    )
    runner.command(Action.BEGIN)
    runner.run()


def two_answers(first: list[Piece], second: list[Piece]) -> list[Piece]:
    return [(LEAD_S, NEUTRAL), *first, (PAUSE_S + LEAD_S, NEUTRAL), *second, (PAUSE_S + 1, NEUTRAL)]


def test_the_report_shows_moods_where_the_script_has_them(tmp_path: Path) -> None:
    report = build_report(run(tmp_path, two_answers([(10, HAPPY), (10, SAD)], [(20, NEUTRAL)])))
    first, second = report.answers
    assert first.totals.moods[Mood.GOOD] == pytest.approx(10, abs=0.2)
    assert first.totals.moods[Mood.BAD] == pytest.approx(10, abs=0.2)
    assert second.totals.moods[Mood.ACCEPTABLE] == pytest.approx(20, abs=0.2)
    assert [round(bucket.good) for bucket in first.timeline] == [1] * 10 + [0] * 10
    assert [round(bucket.bad) for bucket in first.timeline] == [0] * 10 + [1] * 10
    assert second.score.value == 75.0


def test_the_report_agrees_with_what_was_shown_while_it_ran(tmp_path: Path) -> None:
    stored = run(tmp_path, two_answers([(15, SAD), (5, HAPPY)], [(20, HAPPY)]))
    report = build_report(stored)
    assert report.score.value == pytest.approx(stored.info.score)
    assert report.cues == CueCount.of(stored.cues)


def test_what_was_not_measured_is_neither_good_nor_bad_but_told(tmp_path: Path) -> None:
    pieces: list[Piece] = [(8, HAPPY), (6, ReadingState.NO_FACE), (4, ReadingState.TOO_DARK), (2, HAPPY)]
    first = build_report(run(tmp_path, two_answers(pieces, [(20, NEUTRAL)]))).answers[0]
    assert first.totals.unmeasured[ReadingState.NO_FACE] == pytest.approx(6, abs=0.2)
    assert first.totals.unmeasured[ReadingState.TOO_DARK] == pytest.approx(4, abs=0.2)
    assert first.score.value == 100.0
    assert first.score.measured == pytest.approx(0.5, abs=0.02)


def test_an_answer_that_was_hardly_measured_has_no_score_but_a_reason(tmp_path: Path) -> None:
    pieces: list[Piece] = [(8, HAPPY), (12, ReadingState.TOO_DARK)]
    first = build_report(run(tmp_path, two_answers(pieces, [(20, NEUTRAL)]))).answers[0]
    assert (first.score.value, first.score.withheld) == (None, "too_little_measured")
    assert [(advice.code, advice.params["state"]) for advice in first.advice] == [("measured_too_little", "too_dark")]


def test_episodes_are_counted_and_the_longest_is_named(tmp_path: Path) -> None:
    pieces: list[Piece] = [(3, NEUTRAL), (3, SAD), (4, NEUTRAL), (7, SAD), (3, NEUTRAL)]
    first = build_report(run(tmp_path, two_answers(pieces, [(20, NEUTRAL)]))).answers[0]
    assert len(first.episodes) == 2
    assert first.longest_s == pytest.approx(7, abs=0.7)
    assert {episode.expression for episode in first.episodes} == {Expression.SAD}


def test_the_time_to_recover_runs_from_the_cue(tmp_path: Path) -> None:
    first = build_report(run(tmp_path, two_answers([(6, SAD), (14, HAPPY)], [(20, NEUTRAL)]))).answers[0]
    (recovery,) = first.recoveries
    assert recovery.seconds == pytest.approx(6 + LEAD_S - recovery.t, abs=0.7)


def test_an_answer_that_ends_sad_has_no_recovery(tmp_path: Path) -> None:
    first = build_report(run(tmp_path, two_answers([(16, NEUTRAL), (4, SAD)], [(20, NEUTRAL)]))).answers[0]
    assert [recovery.seconds for recovery in first.recoveries] == [None]


def test_silent_exam_reports_the_same_episodes_as_a_cued_session(tmp_path: Path) -> None:
    pieces = two_answers([(6, SAD), (14, HAPPY)], [(20, NEUTRAL)])
    cued = build_report(run(tmp_path / "normal", pieces))
    silent = build_report(run(tmp_path / "exam", pieces, policy=PRESETS["exam"]))
    assert (cued.cues.given, silent.cues.given) == (1, 0)
    assert cued.answers[0].episodes == silent.answers[0].episodes
    assert cued.score == silent.score


def test_watching_has_a_report_too(tmp_path: Path) -> None:
    report = build_report(run(tmp_path, [(30, NEUTRAL), (30, HAPPY)], watch=True))
    (whole,) = report.answers
    assert whole.question is None
    assert whole.allowed_s is None
    assert report.score.value == 100.0


def test_an_interview_that_was_quit_reports_the_answers_that_there_are(tmp_path: Path) -> None:
    report = build_report(run(tmp_path, [(LEAD_S, NEUTRAL), (10, SAD)]))
    (only,) = report.answers
    assert only.how == "quit"
    assert only.used_s == pytest.approx(10, abs=0.2)
    assert not report.session.complete


def test_a_session_that_was_cut_off_is_reported_up_to_its_last_second(tmp_path: Path) -> None:
    store = SessionStore(tmp_path / "sessions.db")
    recorder = store.begin("interview", PLAN, {})
    recorder.event(QuestionShown(0.0, 0, "a", "Why?", 1))
    recorder.event(AnswerBegan(LEAD_S, 0, 1))
    for reading in stretch([(8, HAPPY)], begin=LEAD_S):
        recorder.reading(reading)
    recorder.flush()
    (only,) = build_report(store.load()).answers
    recorder.close()
    assert only.how == "interrupted"
    assert only.totals.moods[Mood.GOOD] == pytest.approx(8, abs=0.2)


def test_time_between_an_interruption_and_its_continuation_is_not_counted(tmp_path: Path) -> None:
    run(tmp_path, [(LEAD_S, NEUTRAL), (10, SAD)])
    store = SessionStore(tmp_path / "sessions.db")
    unfinished = store.unfinished()
    assert unfinished is not None
    go_on(store, unfinished, two_answers([(20, HAPPY)], [(20, HAPPY)]))
    report = build_report(store.load())
    assert [(a.index, a.attempt, a.attempts, a.how) for a in report.answers] == [(0, 2, 2, "time"), (1, 1, 1, "time")]
    assert report.totals.total_s == pytest.approx(40.0, abs=0.2)
    assert report.session.complete


def test_the_history_has_the_score_of_a_whole_continued_interview(tmp_path: Path) -> None:
    run(tmp_path, [*two_answers([(20, SAD)], [(5, HAPPY)])])
    store = SessionStore(tmp_path / "sessions.db")
    unfinished = store.unfinished()
    assert unfinished is not None
    go_on(store, unfinished, [(LEAD_S, NEUTRAL), (20, HAPPY), (PAUSE_S + 1, NEUTRAL)], before=judged(store.load())[0])
    report = build_report(store.load())
    assert [answer.score.value for answer in report.answers] == [pytest.approx(0, abs=1), pytest.approx(100, abs=1)]
    assert report.session.score == pytest.approx(report.score.value)
    assert report.session.score == pytest.approx(50, abs=3)


def test_advice_names_what_was_observed(tmp_path: Path) -> None:
    sad_end = build_report(run(tmp_path, two_answers([(10, HAPPY), (10, SAD)], [(20, NEUTRAL)])))
    assert {"long_episode", "often_bad", "bad_at_the_end"} == {advice.code for advice in sad_end.answers[0].advice}
    assert [advice.code for advice in sad_end.answers[1].advice] == ["few_smiles"]


def test_a_face_that_always_reads_as_sad_is_sent_to_calibration(tmp_path: Path) -> None:
    report = build_report(run(tmp_path, two_answers([(20, SAD)], [(20, SAD)])))
    assert report.advice[0].code == "calibrate"


def test_a_friendly_answer_is_praised(tmp_path: Path) -> None:
    report = build_report(run(tmp_path, two_answers([(10, HAPPY), (10, NEUTRAL)], [(20, HAPPY)])))
    assert [advice.code for advice in report.advice] == ["well_done"]


def test_the_report_is_json_and_its_seconds_add_up(tmp_path: Path) -> None:
    report: Report = build_report(run(tmp_path, two_answers([(10, HAPPY), (10, SAD)], [(20, ReadingState.NO_FACE)])))
    told = json.loads(json.dumps(report.to_json_dict()))
    seconds = told["seconds"]
    parts = seconds["good"] + seconds["acceptable"] + seconds["bad"] + sum(seconds["unmeasured"].values())
    assert parts == pytest.approx(seconds["total"]) == pytest.approx(40.0, abs=0.3)
    assert sum(bucket["bad"] for bucket in told["answers"][0]["timeline"]) == pytest.approx(10, abs=0.2)


def test_moods_and_policy_come_back_from_the_record() -> None:
    moods = MoodMap().replaced({Expression.SAD: Mood.ACCEPTABLE})
    record = json.loads(json.dumps(about_session(moods=moods, policy=PRESETS["strict"])))
    assert dict(moods_of(record["moods"]).moods) == dict(moods.moods)
    assert policy_of({**record["policy"], "from_the_future": 1}) == PRESETS["strict"]


def test_an_episode_names_its_strongest_expression_and_peak() -> None:
    readings = list(stretch([(3, face("fear")), (1, SAD)])) + [measured(4.0 + i / 15, HAPPY) for i in range(60)]
    (episode,) = episodes_of(readings, MOODS)
    assert episode.expression is Expression.FEAR
    assert 0.8 < episode.peak < 0.95
