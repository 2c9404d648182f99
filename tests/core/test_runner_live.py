"""The session thread before a live camera: a scripted feed that moves the clock, and real threads at the end."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.base.clock import ManualClock
from core.base.errors import SourceError, StoreError
from core.base.types import Frame, Mood, Notice, ReadingState
from core.camera.base import CameraState
from core.cueing.cues import CueCount, CueLevel, Sound
from core.cueing.policy import PRESETS, CuePolicy
from core.engine.runner import SessionRunner
from core.report.report import build_report
from core.session.events import AnswerBegan, AnswerEnded, CueGiven, Event, Finished, Noticed, Paused, Resumed
from core.session.interview import Watching
from core.session.snapshot import Action, PauseReason, Phase
from core.store.recorder import Recorder
from core.store.store import SessionStore
from tests.core.live import Heard, Live, Step, frames, join, silence
from tests.core.scripts import BLANK, MOODS, ScriptedReader, ScriptedSource, face, stretch
from tests.core.test_runner import PLAN
from tests.waiting import LONG_S


def test_a_dead_camera_does_not_stop_the_countdown() -> None:
    live = Live(join(frames(1), silence(4.4)))
    live.on_event = lambda event: live.runner.stop() if isinstance(event, Paused) else None
    live.run(Action.BEGIN, Action.READY)
    paused = next(event for event in live.events if isinstance(event, Paused))
    assert paused.reason is PauseReason.CAMERA_LOST
    assert paused.t == pytest.approx(1 + 1.5 + 3.0, abs=0.4)
    assert next(snapshot.phase for snapshot in live.snapshots if snapshot.t > 2.5) is Phase.ANSWER


def test_seconds_without_a_camera_are_not_measured() -> None:
    live = Live(join(frames(2), silence(10), frames(1, first=180)), watch=True).run()
    totals = live.snapshots[-1].totals
    assert totals.unmeasured[ReadingState.CAMERA_LOST] == pytest.approx(9.5, abs=1.1)
    assert totals.moods[Mood.BAD] == pytest.approx(3.5, abs=1.1)
    assert totals.total_s == pytest.approx(13.0, abs=0.1)


def test_only_what_is_heard_goes_to_the_sounds() -> None:
    live = Live(frames(6), watch=True).run()
    assert [cue.level for cue in (live.heard or Heard()).cues] == [CueLevel.TONE]
    assert [event.cue.level for event in live.events if isinstance(event, CueGiven)] == [CueLevel.MARK, CueLevel.TONE]


@pytest.mark.parametrize("became", ["voice", "no_player"])
def test_what_became_of_a_cue_is_shown_stored_and_counted(tmp_path: Path, became: str) -> None:
    store = SessionStore(tmp_path / "sessions.db")
    live = Live(frames(6), watch=True, store=store, heard=Heard(became=became)).run()
    cue = next(cue for cue in store.load().cues if cue.level >= CueLevel.TONE)
    assert cue.sound is Sound(became)
    last = live.snapshots[-1]
    assert last.last_cue is not None
    assert last.last_cue.sound is Sound(became)
    count = CueCount(1, 1, int(became == "voice"), int(became != "voice"))
    assert last.totals.cues == build_report(store.load()).cues == count
    assert (store.sessions()[0].cues, store.sessions()[0].cues_heard) == (1, count.sounded)


def test_cue_that_nobody_was_to_hear_is_stored_as_such(tmp_path: Path) -> None:
    store = SessionStore(tmp_path / "sessions.db")
    Live(frames(6), watch=True, store=store, heard=None).run()
    assert [cue.sound for cue in store.load().cues] == [None, Sound.OFF]


def test_cues_of_an_older_store_have_no_record_of_their_sound(tmp_path: Path) -> None:
    store = SessionStore(tmp_path / "sessions.db")
    Live(frames(6), watch=True, store=store).run()
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute("DELETE FROM event WHERE kind = 'cue_sounded'")
        connection.execute("UPDATE session SET counts = NULL")
    assert [cue.sound for cue in store.load().cues] == [None, None]
    report = build_report(store.load())
    assert (report.cues.given, report.cues.heard) == (1, None)
    assert report.to_json_dict()["cues_heard"] is store.sessions()[0].cues_heard is None


def test_watching_counts_its_seconds_from_the_first_frame() -> None:
    live = Live(join(silence(1.4), frames(3)), watch=True).run()
    assert live.readings[0].t == 0.0
    assert live.readings[-1].t == pytest.approx(3.0, abs=0.1)


def test_watching_ends_in_time_without_any_frame() -> None:
    live = Live(silence(60), watch=True, until_s=5.0).run()
    assert live.clock.now() == pytest.approx(1005.0, abs=0.1)
    assert isinstance(live.events[-1], Finished)


def test_times_of_readings_never_go_back_and_never_lie_in_the_future() -> None:
    late = ((1 / 15, Frame(number / 15 - (0.2 if number % 7 == 0 else 0.0), BLANK, number)) for number in range(150))
    live = Live(late, watch=True).run()
    times = [reading.t for reading in live.readings]
    assert times == sorted(times)
    assert times[-1] <= live.clock.now() - 1000.0


def test_a_camera_that_begins_anew_at_zero_is_put_where_it_belongs() -> None:
    live = Live(join(frames(5), silence(3), frames(2)), watch=True).run()
    assert live.readings[-1].t == pytest.approx(10.0, abs=0.2)


def test_a_source_that_failed_for_good_ends_watching_with_its_error(tmp_path: Path) -> None:
    script: Iterator[Step] = join(frames(3), iter([(0.0, SourceError("camera: gone; plug it in"))]))
    live = Live(script, watch=True, store=SessionStore(tmp_path / "sessions.db"))
    with pytest.raises(SourceError, match="gone"):
        live.run()
    assert live.feed.stopped
    assert len(SessionStore(tmp_path / "sessions.db").load().readings) == 45
    assert isinstance(live.events[-1], Finished)


def test_a_source_that_failed_for_good_pauses_an_interview() -> None:
    gone = SourceError("camera: gone; plug it in")
    live = Live(join(frames(1), ((0.25, gone) for _ in range(50))))
    live.on_event = lambda event: live.runner.stop() if isinstance(event, Paused) else None
    live.run(Action.BEGIN, Action.READY)
    assert any(isinstance(event, Paused) for event in live.events)
    assert [notice.code for notice in live.snapshots[-1].notices] == ["camera_failed"]


def test_stopping_stores_an_unfinished_interview(tmp_path: Path) -> None:
    store = SessionStore(tmp_path / "sessions.db")
    live = Live(frames(60), store=store)
    live.on_event = lambda event: live.runner.stop() if isinstance(event, CueGiven) else None
    live.run(Action.BEGIN, Action.READY)
    unfinished = store.unfinished()
    assert unfinished is not None
    assert any(isinstance(event, AnswerEnded) and event.how == "quit" for event in unfinished.events)


@pytest.mark.parametrize("actions", [(), (Action.BEGIN,)], ids=["briefing", "thinking"])
def test_an_interview_left_before_its_first_answer_leaves_nothing(tmp_path: Path, actions: Sequence[Action]) -> None:
    store = SessionStore(tmp_path / "sessions.db")
    live = Live(frames(9), store=store, notices=[Notice("no_sound")])
    live.run(*actions, Action.QUIT)
    assert live.events
    assert live.snapshots[-1].session_id is None
    assert store.sessions() == []
    assert store.unfinished() is None


def test_what_happened_before_the_first_answer_is_stored_with_it(tmp_path: Path) -> None:
    store = SessionStore(tmp_path / "sessions.db")
    live = Live(frames(60), store=store, notices=[Notice("no_sound")])
    numbers: list[int | None] = []

    def happened(event: Event) -> None:
        if isinstance(event, AnswerBegan):
            numbers.append(live.runner.session_id)
            live.runner.stop()

    live.on_event = happened
    live.run(Action.BEGIN, Action.READY)
    stored = store.load()
    assert numbers == [stored.info.id]
    assert [event for event in stored.events if not isinstance(event, Noticed)] == live.events
    assert build_report(stored).notices == (Notice("no_sound"),)


def test_a_store_that_is_busy_at_the_first_answer_gets_it_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = SessionStore(tmp_path / "sessions.db")
    begin, refusals = SessionStore.begin, [StoreError("busy")]

    def busy(self: SessionStore, *given: Any, **named: Any) -> Recorder:
        if refusals:
            raise refusals.pop()
        return begin(self, *given, **named)

    monkeypatch.setattr(SessionStore, "begin", busy)
    live = Live(frames(60), store=store)
    live.on_event = lambda event: live.runner.stop() if isinstance(event, CueGiven) else None
    live.run(Action.BEGIN, Action.READY)
    assert "store_failed" in [notice.code for notice in live.snapshots[-1].notices]
    stored = store.load()
    assert stored.readings
    assert any(isinstance(event, AnswerBegan) for event in stored.events)


def test_a_screen_that_fails_leaves_a_stored_session(tmp_path: Path) -> None:
    def fail(event: Event) -> None:
        if isinstance(event, CueGiven):
            raise BrokenPipeError

    store = SessionStore(tmp_path / "sessions.db")
    live = Live(frames(60), watch=True, store=store)
    live.on_event = fail
    with pytest.raises(BrokenPipeError):
        live.run()
    assert store.load().info.complete
    assert live.feed.stopped


def test_a_store_that_cannot_be_opened_is_an_error_before_the_camera_runs(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    live = Live(frames(5), watch=True, store=SessionStore(tmp_path / "file" / "sessions.db"))
    with pytest.raises(StoreError):
        live.run()
    assert live.readings == []


def test_settings_changed_while_running_count_from_then_on_and_are_stored(tmp_path: Path) -> None:
    store = SessionStore(tmp_path / "sessions.db")
    live = Live(frames(10), watch=True, store=store)
    live.runner.change_policy(PRESETS["exam"])
    live.runner.change_moods(MOODS.replaced(dict.fromkeys(MOODS.moods, Mood.GOOD)))
    live.runner.change_correction(None, "me")
    live.run()
    assert (live.heard or Heard()).cues == []
    assert live.snapshots[-1].totals.moods[Mood.GOOD] > 9.0
    changed = [getattr(event, "what", "") for event in store.load().events]
    assert [what for what in changed if what] == ["policy", "moods", "profile"]


def pace(live: Live, seconds: float, first: int, rate: float) -> Iterator[Step]:
    """Frames of a capture whose pace aims at `rate` frames a second meanwhile."""
    live.feed.state = CameraState("scripted", fps=rate + 0.4, slowed=rate < 15, aimed_fps=rate)
    yield from frames(seconds, first)


def test_a_lowered_rate_is_told_when_it_sinks_and_is_kept_in_the_report(tmp_path: Path) -> None:
    store = SessionStore(tmp_path / "sessions.db")
    live = Live(iter(()), watch=True, store=store)
    rates = (15.0, 10.0, 7.0, 10.0, 7.0, 15.0, 10.0)
    live.feed.script = join(*(pace(live, 2, part * 30, rate) for part, rate in enumerate(rates)))
    live.run()
    told = [event for event in live.events if isinstance(event, Noticed)]
    assert [event.params["fps"] for event in told] == [10, 7, 10]
    assert [event.t for event in told] == pytest.approx([2.0, 4.0, 12.0], abs=0.3)
    assert live.snapshots[-1].notices == tuple(Notice("slowed", {"fps": fps}) for fps in (10, 7, 10))
    seen = [len(snapshot.notices) for snapshot in live.snapshots]
    assert seen == sorted(seen)
    report = build_report(store.load())
    assert report.notices == (Notice("slowed", {"fps": 7}),), "the lowest"
    assert report.to_json_dict()["notices"] == [{"code": "slowed", "params": {"fps": 7}}]


def test_what_is_told_in_any_part_of_a_session_is_in_its_report_once(tmp_path: Path) -> None:
    store = SessionStore(tmp_path / "sessions.db")
    demo, silent = Notice("demo_camera", {"why": "no_camera"}), Notice("no_sound")
    first = Live(frames(9), store=store, notices=[silent])
    first.runner.add_notice(silent)
    first.on_event = lambda event: first.runner.stop() if isinstance(event, AnswerBegan) else None
    first.run(Action.BEGIN, Action.READY)
    unfinished = store.unfinished()
    assert unfinished is not None
    assert build_report(store.load()).notices == (silent,)
    again = Live(frames(9), store=store, notices=[demo], continues=unfinished.info.id)
    for passing in (Notice("store_failed", {"error": "the disk is full"}), Notice("no_speech", {"reason": "none"})):
        again.runner.add_notice(passing)
    again.run(Action.QUIT)
    assert build_report(store.load()).notices == (silent, demo)


def test_the_preview_is_small_and_grey() -> None:
    live = Live(frames(1), watch=True).run()
    preview = live.runner.preview()
    assert preview is not None
    assert preview.image.shape == (48, 64)
    assert preview.face is not None


def test_a_runner_in_its_own_thread_takes_commands_and_ends() -> None:
    live = Live(frames(300))
    finished = threading.Event()
    live.on_event = lambda event: finished.set() if isinstance(event, Finished) else None
    live.runner.command(Action.BEGIN)
    live.runner.start()
    assert finished.wait(LONG_S)
    assert live.runner.join(LONG_S)
    assert live.runner.over
    assert live.runner.error is None


def test_an_error_in_the_thread_is_kept_and_told() -> None:
    live = Live(iter([(0.0, SourceError("camera: gone; plug it in"))]), watch=True)
    live.runner.start()
    assert live.runner.join(LONG_S)
    assert isinstance(live.runner.error, SourceError)
    assert live.snapshots[-1].notices[-1].code == "session_failed"


def test_a_session_that_was_never_started_gives_its_camera_back() -> None:
    readings = list(stretch([(5.0, face("neutral"))]))
    source = ScriptedSource(readings, live=True)
    runner = SessionRunner(Watching(ManualClock()), source, ScriptedReader(readings), CuePolicy())
    runner.stop()
    assert source.closed
    runner.start()
    assert runner.join(0)
    assert runner.error is None


def test_camera_that_is_unplugged_twice_in_one_answer_costs_only_its_own_time() -> None:
    def again() -> Iterator[Step]:
        live.runner.command(Action.RESUME)
        yield 0.02, None

    def gone_and_back(first: int) -> Iterator[Step]:
        return join(silence(6), frames(0.5, first=first), again())

    script = join(frames(1.5), gone_and_back(120), frames(1, first=140), gone_and_back(260), frames(30, first=280))
    live = Live(script, plan=replace(PLAN, answer_s=15.0))
    live.on_event = lambda event: live.runner.stop() if isinstance(event, AnswerEnded) else None
    live.run(Action.BEGIN, Action.READY)
    kinds = [type(event) for event in live.events if isinstance(event, (Paused, Resumed, AnswerEnded))]
    assert kinds == [Paused, Resumed, Paused, Resumed, AnswerEnded]
    (ended,) = (event for event in live.events if isinstance(event, AnswerEnded))
    assert (ended.how, ended.attempt) == ("time", 1)
    assert ended.used_s == pytest.approx(15.0, abs=0.1)
    # lost for 1.5 s before it is told, then for 3 s more before the pause: those are the answer's, not measured
    totals = live.snapshots[-1].totals
    assert totals.unmeasured[ReadingState.CAMERA_LOST] == pytest.approx(2 * (1.5 + 3.0), abs=0.8)
