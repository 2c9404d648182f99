"""The store: privacy, migrations, damage, and what is left after the worst."""

from __future__ import annotations

import json
import os
import resource
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from core.base.clock import ManualClock
from core.base.errors import StoreError
from core.base.types import Box, Expression, Head, Reading, ReadingState, Signs
from core.cueing.policy import CuePolicy
from core.session.events import (
    AnswerBegan,
    AnswerEnded,
    Changed,
    CueGiven,
    Event,
    Finished,
    Noticed,
    Paused,
    PhaseChanged,
    QuestionShown,
    Resumed,
    Skipped,
)
from core.session.plan import InterviewPlan, PlannedQuestion
from core.session.snapshot import PauseReason, Phase
from core.store.migrations import VERSION
from core.store.recorder import FLUSH_S, RETRY_S
from core.store.sessions import to_json_dict
from core.store.store import SessionStore
from tests.core.scripts import bad, cues_of, face, measured, reread, stretch, unmeasured

PLAN = InterviewPlan("test", "ko", tuple(PlannedQuestion(c, "general", {"ko": f"{c}?"}) for c in "abc"), 5.0, 30.0, 1)
EVENTS: tuple[Event, ...] = (
    PhaseChanged(0.0, Phase.BRIEFING),
    QuestionShown(1.0, 0, "a", "a?", 1),
    AnswerBegan(2.0, 0, 1),
    Paused(3.0, PauseReason.CAMERA_LOST),
    Resumed(4.0),
    Changed(5.0, "policy", {"on": 0.5}),
    Noticed(5.5, "slowed", {"fps": 7}),
    AnswerEnded(6.0, 0, 1, "submitted", 3.0),
    Skipped(7.0, 1),
    Finished(8.0, complete=True),
)


def recorded(store: SessionStore, *events: Event) -> int:
    recorder = store.begin("interview", PLAN, {"camera": "script"})
    for event in events:
        recorder.event(event)
    recorder.close()
    return recorder.session


def test_everything_comes_back_as_it_was(store: SessionStore) -> None:
    readings = [*stretch([(3, face("sad"))]), unmeasured(3.1, ReadingState.TOO_DARK)]
    cues = cues_of(CuePolicy(), readings)
    assert cues
    recorder = store.begin("interview", PLAN, {"camera": "script"})
    for reading in readings:
        recorder.reading(reading)
    for event in (*EVENTS, *(CueGiven(cue.t, cue) for cue in cues)):
        recorder.event(event)
    recorder.close()
    stored = store.load()
    assert (list(stored.readings), list(stored.cues), stored.events) == (readings, cues, EVENTS)
    assert (stored.plan, stored.info.about, stored.info.complete) == (PLAN, {"camera": "script"}, True)


def test_raw_and_corrected_probabilities_are_both_kept(store: SessionStore) -> None:
    calm = reread(measured(1.0, face("sad")), CuePolicy().moods, lambda raw: face("neutral"))
    recorder = store.begin("watch", None, {})
    recorder.reading(calm)
    recorder.close()
    assert store.load().readings == (calm,)


def test_a_network_with_more_classes_in_mid_session_is_stored_too(store: SessionStore) -> None:
    five = measured(1.0, face("sad"))
    seven = measured(2.0, {**face("sad"), Expression.ANGRY: 0.01, Expression.DISGUST: 0.01})
    recorder = store.begin("watch", None, {})
    recorder.reading(five)
    recorder.reading(seven)
    recorder.close()
    assert store.load().readings == (five, seven)


def test_store_and_folder_are_the_owners_alone(store: SessionStore) -> None:
    old = os.umask(0)
    try:
        recorder = store.begin("watch", None, {})
        recorder.reading(measured(1.0, bad(0.5)))
        recorder.flush()
        parts = list(store.path.parent.iterdir())
        modes = {part.name: stat.S_IMODE(part.stat().st_mode) for part in parts}
        recorder.close()
    finally:
        os.umask(old)
    assert set(modes) == {f"sessions.db{part}" for part in ("", "-wal", "-shm", "-session-1.lock")}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700


def test_readings_are_written_within_half_a_second(store: SessionStore) -> None:
    clock = ManualClock()
    recorder = store.begin("watch", None, {}, clock)
    recorder.reading(measured(0.1, bad(0.1)))
    recorder.tick()
    assert store.load().readings == ()
    clock.advance(FLUSH_S)
    recorder.tick()
    assert len(store.load().readings) == 1
    recorder.close()


WRITER = """
import sys, time
from pathlib import Path
from core.store.store import SessionStore
from tests.core.scripts import measured, bad
recorder = SessionStore(Path(sys.argv[1])).begin("watch", None, {})
began, longest = time.monotonic(), 0.0
while True:
    t = time.monotonic() - began
    recorder.reading(measured(t, bad(0.1)))
    recorder.tick()
    longest = max(longest, time.monotonic() - began - t)
    print(t, longest, flush=True)
    time.sleep(0.02)
"""


def test_at_most_a_second_is_lost_to_a_kill(store: SessionStore) -> None:
    child = subprocess.Popen([sys.executable, "-c", WRITER, str(store.path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    last = longest = 0.0
    while last < 1.4:
        last, longest = map(float, child.stdout.readline().split())
    child.send_signal(signal.SIGKILL)
    rest = child.communicate()[0].splitlines()
    if rest:
        last, longest = map(float, rest[-1].split())
    stored = store.load()
    assert stored.readings[-1].t >= last - 1.0 - longest, "what came in while the slowest write went on"
    assert stored.info.ended is None
    with sqlite3.connect(store.path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def version_1(path: Path) -> None:
    """A store as the first version made it, written by hand."""
    path.parent.mkdir(parents=True)
    connection = sqlite3.connect(path)
    connection.executescript(files("core.store").joinpath("schema.sql").read_text())
    connection.execute("PRAGMA user_version = 1")
    connection.execute(
        "INSERT INTO session (id, kind, began, about, classes)"
        " VALUES (7, 'watch', '2026-01-01T00:00:00+00:00', '{}', '[\"sad\"]')"
    )
    connection.execute(
        "INSERT INTO reading VALUES (7, 1.5, 'measured', 1, 'bad', X'000000000000F03F', '1,2,3,4', 99.0)"
    )
    connection.commit()
    connection.close()


def test_signs_of_the_landmarks_come_back_and_are_exported(store: SessionStore) -> None:
    """To the precision of 32 bits; what was not read stays unknown."""
    seen = Signs(Head(12.5, -3.0, 0.5), 0.125, -0.0625, 0.25, 0.5, -0.125, 0.75, 0.25)
    blind = replace(seen, gaze=None, gaze_down=None, lids=None)
    recorder = store.begin("watch", None, {})
    for t, signs in ((0.1, seen), (0.2, blind), (0.3, None)):
        recorder.reading(Reading(t, ReadingState.HEAD_TURNED, 1, face=Box(1, 2, 3, 3), signs=signs))
    recorder.close()
    stored = store.load()
    assert [reading.signs for reading in stored.readings] == [seen, blind, None]
    told = to_json_dict(stored)["readings"]
    assert told[0]["signs"] == {
        "yaw": 12.5,
        "pitch": -3.0,
        "roll": 0.5,
        "gaze": 0.125,
        "gaze_down": -0.0625,
        "lids": 0.25,
        "mouth": 0.5,
        "corners": -0.125,
        "brows_apart": 0.75,
        "brows_up": 0.25,
    }
    assert told[1]["signs"]["gaze"] is None
    assert told[2]["signs"] is None


def test_a_store_of_version_1_is_migrated_with_what_is_in_it(store: SessionStore) -> None:
    version_1(store.path)
    stored = store.load(7)
    assert stored.readings[0].probabilities == {Expression.SAD: 1.0}
    assert stored.info.score is None
    connection = sqlite3.connect(store.path)
    assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
    connection.close()


def test_a_failed_migration_leaves_the_old_store_untouched(store: SessionStore) -> None:
    version_1(store.path)
    connection = sqlite3.connect(store.path)
    connection.execute("ALTER TABLE session ADD COLUMN score REAL")  # the second step will trip over this
    connection.commit()
    with pytest.raises(StoreError):
        store.sessions()
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    names = [row[1] for row in connection.execute("PRAGMA table_info(reading)")]
    connection.close()
    assert "corrected" not in names


def test_a_newer_store_is_refused_and_left_alone(store: SessionStore) -> None:
    recorded(store)
    connection = sqlite3.connect(store.path)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    with pytest.raises(StoreError, match=r"newer Poise.*update Poise") as caught:
        store.sessions()
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_store_is_named(store: SessionStore) -> None:
    store.path.parent.mkdir()
    store.path.write_text("dear diary, " * 100)
    with pytest.raises(StoreError, match=r"sessions\.db: not a Poise store"):
        store.sessions()


def test_a_locked_store_says_so(store: SessionStore) -> None:
    recorded(store)
    impatient = SessionStore(store.path, busy_s=0.01)
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(StoreError, match="another program holds the store"):
            impatient.begin("watch", None, {})
    finally:
        other.close()


def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(StoreError, match="--data-dir"):
        SessionStore(tmp_path / "data" / "sessions.db").sessions()


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes: what a full disk looks like to SQLite."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_what_a_full_disk_refused_is_written_later(store: SessionStore) -> None:
    clock = ManualClock()
    recorder = store.begin("watch", None, {}, clock)
    for reading in stretch([(60, bad(0.2))]):
        recorder.reading(reading)
    with largest_file(4096), pytest.raises(StoreError, match="free some space"):
        recorder.flush()
    clock.advance(RETRY_S)
    recorder.tick()
    recorder.close()
    assert len(store.load().readings) == 900


def test_deleting_removes_a_session_from_the_file_itself(store: SessionStore) -> None:
    recorder = store.begin("watch", None, {"camera": "a very private camera"})
    recorder.close()
    kept = recorded(store)
    store.delete(recorder.session)
    assert [info.id for info in store.sessions()] == [kept]
    assert b"a very private camera" not in b"".join(part.read_bytes() for part in store.path.parent.iterdir())
    with pytest.raises(StoreError, match="no session 1"):
        store.delete(recorder.session)


def test_deleting_everything_leaves_an_empty_store(store: SessionStore) -> None:
    recorded(store)
    recorded(store)
    assert store.delete_all() == 2
    assert store.sessions() == []
    with pytest.raises(StoreError, match="no session is stored yet"):
        store.load()


def test_an_unknown_session_is_named(store: SessionStore) -> None:
    recorded(store)
    with pytest.raises(StoreError, match="no session 99"):
        store.load(99)
    with pytest.raises(StoreError, match="no session 99"):
        store.go_on(99)


def test_an_export_holds_everything(store: SessionStore) -> None:
    readings = [*stretch([(3, face("sad"))]), unmeasured(3.1, ReadingState.TOO_DARK)]
    recorder = store.begin("interview", PLAN, {"camera": "script"})
    for reading in readings:
        recorder.reading(reading)
    for event in (*EVENTS, *(CueGiven(cue.t, cue) for cue in cues_of(CuePolicy(), readings))):
        recorder.event(event)
    recorder.close()
    told = json.loads(json.dumps(to_json_dict(store.load())))
    assert len(told["readings"]) == len(readings)
    assert told["readings"][0]["raw"]["sad"] == 0.9
    assert told["readings"][-1] | {"t": 0} == {
        "t": 0,
        "state": "too_dark",
        "faces": 0,
        "mood": None,
        "probabilities": None,
        "raw": None,
        "face": None,
        "light": None,
        "signs": None,
    }
    assert [event["kind"] for event in told["events"]][:3] == ["phase", "question_shown", "answer_began"]
    assert told["plan"]["questions"][0]["id"] == "a"
    assert told["cues"]
