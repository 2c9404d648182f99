"""A store that refuses until the end: nothing is lost, the report is whole, and the next start takes the rest in."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import pytest

from core.base.clock import ManualClock
from core.base.types import Reading
from core.cueing.policy import CuePolicy
from core.engine.runner import SessionRunner
from core.report.report import build_report
from core.session.interview import Watching
from core.store import rescue
from core.store.rescue import Rescued
from core.store.store import SessionStore
from tests.core.scripts import ScriptedReader, ScriptedSource, face, stretch
from tests.core.test_store import largest_file


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SessionStore:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    monkeypatch.setattr("core.store.recorder.connect.__defaults__", (0.01,))
    return SessionStore(tmp_path / "data" / "sessions.db", busy_s=0.01)


@contextmanager
def locked(store: SessionStore) -> Iterator[None]:
    """Another program writes and does not end."""
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def watched(store: SessionStore, refuse_from: float) -> tuple[SessionRunner, list[Reading]]:
    """20 s of watching, from whose middle on the store is locked until past the end."""
    readings = list(stretch([(8.0, face("happy")), (12.0, face("sad"))]))
    clock = ManualClock()
    locks: list[AbstractContextManager[None]] = []

    def seen(reading: Reading) -> None:
        if reading.t >= refuse_from and not locks:
            locks.append(locked(store))
            locks[0].__enter__()

    source, reader = ScriptedSource(readings), ScriptedReader(readings)
    runner = SessionRunner(Watching(clock), source, reader, CuePolicy(), clock=clock, store=store, on_reading=seen)
    runner.run()
    report = build_report(store.load())  # while it is still locked
    assert report.totals.total_s == pytest.approx(20.0, abs=0.1)
    locks[0].__exit__(None, None, None)
    return runner, readings


def test_store_that_is_locked_past_the_end_loses_nothing(store: SessionStore) -> None:
    """Of 20 s there were 4 left, and no report."""
    runner, readings = watched(store, refuse_from=4.0)
    notices = {notice.code: notice.params for notice in runner.snapshot().notices}
    kept = Path(str(notices["store_rescued"]["file"]))
    assert kept.parent == store.path.parent
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    before = store.load()
    assert store.take_in() == [runner.snapshot().session_id]
    assert not kept.exists()
    after = store.load()
    assert (after.readings, after.cues, after.events) == (before.readings, before.cues, before.events)
    assert [reading.t for reading in after.readings] == [reading.t for reading in readings]
    assert after.info.ended is not None
    assert store.take_in() == []


def test_full_disk_at_the_end_sends_the_rest_to_the_temporary_folder(
    store: SessionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = store.begin("watch", None, {})
    for reading in stretch([(60.0, face("sad"))]):
        recorder.reading(reading)
    with largest_file(4096), pytest.raises(Exception, match="free some space"):
        recorder.close()
    system_open = os.open

    def full(path: Path, *more: int) -> int:
        if Path(path).parent == store.path.parent:
            raise OSError(errno.ENOSPC, "No space left on device")
        return system_open(path, *more)

    monkeypatch.setattr("os.open", full)
    kept = recorder.rescue()
    assert kept.parent == store.path.parent.parent / "tmp"
    assert store.take_in() == [recorder.session]
    assert len(store.load().readings) == 900


def test_network_folder_that_vanishes_in_mid_session_sends_the_rest_to_the_temporary_folder(
    store: SessionStore,
) -> None:
    """The lock that could not be removed there ended the session before its rescue, and the rest was lost."""
    readings, clock = list(stretch([(4.0, face("happy"))])), ManualClock()

    def seen(reading: Reading) -> None:
        if reading.t >= 2.0 and store.path.parent.is_dir():
            held.enter_context(locked(store))
            store.path.parent.rename(store.path.parent.with_name("gone"))
            store.path.parent.touch()

    source, reader = ScriptedSource(readings), ScriptedReader(readings)
    runner = SessionRunner(Watching(clock), source, reader, CuePolicy(), clock=clock, store=store, on_reading=seen)
    with ExitStack() as held:
        runner.run()
    (kept,) = rescue.pending(store.path)
    found = rescue.read(kept)
    assert found is not None
    assert len(found.rows) > 10
    assert "store_rescued" in {notice.code for notice in runner.snapshot().notices}


def test_start_that_died_after_taking_in_does_not_take_in_twice(store: SessionStore) -> None:
    watched(store, refuse_from=4.0)
    kept = rescue.pending(store.path)[0]
    copy = kept.read_bytes()
    store.take_in()
    whole = store.load()
    kept.write_bytes(copy)
    store.take_in()
    assert store.load() == whole


def test_rest_of_a_session_whose_store_was_removed_comes_as_a_new_one(store: SessionStore) -> None:
    watched(store, refuse_from=4.0)
    for part in store.path.parent.glob("sessions.db*"):
        part.unlink()
    (number,) = store.take_in()
    assert store.load(number).readings[-1].t > 19


@pytest.mark.parametrize("content", ["", "[]", '{"session": {"id": 1}, "rows": [["DROP TABLE session", []]]}'])
def test_file_that_is_none_of_ours_is_left_alone(store: SessionStore, content: str) -> None:
    store.begin("watch", None, {}).close()
    path = rescue.save(store.path, Rescued({"id": 1}, []))
    path.write_text(content)
    assert rescue.pending(store.path) == [path]
    assert store.take_in() == []
    assert len(store.sessions()) == 1
