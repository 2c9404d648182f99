"""Packed readings: nothing is lost, live and stored are the same numbers, and a minute takes at most 20 kB."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base.clock import ManualClock
from core.base.types import Expression, Head, Reading, Signs
from core.cueing.policy import CuePolicy
from core.report.replay import replay, tape_of_session
from core.report.report import build_report
from core.session.events import AnswerBegan, AnswerEnded, Finished
from core.store import rescue, rows
from core.store.packing import Value, pack, unpack
from core.store.store import SessionStore
from core.vision import grid
from tests.core.older import as_rows, before_packing
from tests.core.scripts import bad, measured, stretch
from tests.core.sittings import Sittings

pytestmark = pytest.mark.xdist_group("sat")  # one worker reads the minute

FPS, SECONDS = 15, 60
MOST_A_MINUTE = 20_000


@pytest.fixture
def store(tmp_path: Path) -> SessionStore:
    return SessionStore(tmp_path / "data" / "sessions.db")


@pytest.fixture
def minute(tmp_path: Path, sat: Sittings) -> list[Reading]:
    """A minute of the demo with everything that there is: landmarks, and a calibration's second probabilities."""
    seen = sat.readings(tmp_path / "sat" / "sessions.db")
    assert len(seen) > FPS * SECONDS / 2
    return [replace(reading, t=number / FPS) for number, reading in enumerate(islice(cycle(seen), FPS * SECONDS))]


def stored(store: SessionStore, readings: Sequence[Reading]) -> int:
    """A watched session of these readings."""
    clock = ManualClock()
    recorder = store.begin("watch", None, {}, clock)
    recorder.event(AnswerBegan(0.0, 0, 1))
    for reading in readings:
        clock.move_to(reading.t)
        recorder.reading(reading)
        recorder.tick()
    recorder.event(AnswerEnded(readings[-1].t, 0, 1, "quit", readings[-1].t))
    recorder.event(Finished(readings[-1].t, True))
    recorder.close()
    return recorder.session


def count(store: SessionStore, table: str) -> int:
    with closing(sqlite3.connect(store.path)) as connection:
        return int(connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])


VALUES = st.one_of(
    st.lists(st.one_of(st.none(), st.floats(allow_nan=False)), min_size=5, max_size=5),
    st.lists(st.one_of(st.none(), st.integers(-(2**60), 2**60)), min_size=5, max_size=5),
    st.lists(st.one_of(st.none(), st.text()), min_size=5, max_size=5),
    st.lists(st.integers(0, 2**20).map(lambda number: number / 1024), min_size=5, max_size=5),
)


@given(st.lists(VALUES, min_size=1, max_size=4))
def test_whatever_is_packed_comes_back_to_the_last_bit(columns: list[list[Value]]) -> None:
    named = {f"c{number}": values for number, values in enumerate(columns)}
    length, back = unpack(pack(named))
    assert length == 5
    for name, values in named.items():
        assert back.get(name, [None] * 5) == values


@pytest.mark.parametrize("cut", [1, 9, -1])
def test_a_blob_that_is_cut_off_is_refused(cut: int) -> None:
    with pytest.raises(ValueError, match="packed"):
        unpack(pack({"t": [1.0, 2.0, 3.1], "state": ["a", "b", "a"]})[:cut])


@given(st.lists(st.floats(0.0, 1.0), min_size=5, max_size=5).filter(lambda shares: sum(shares) > 0.1))
def test_probabilities_on_their_grid_sum_to_one_and_are_off_by_no_more_than_is_said(shares: list[float]) -> None:
    before = {e: share / sum(shares) for e, share in zip(islice(Expression, 5), shares, strict=False)}
    after = grid.shares_on_grid(before)
    assert sum(after.values()) == 1.0
    strongest = max(before, key=before.__getitem__)
    assert all(abs(after[e] - before[e]) <= 0.5 / grid.SHARES + 1e-12 for e in before if e is not strongest)


def test_signs_on_their_grid_are_off_by_no_more_than_is_said() -> None:
    before = Signs(Head(4.27, -7.53, 1.04), 0.0312, None, 0.2917, 0.021, -0.0103, 0.2401, 0.1502)
    after = grid.signs_on_grid(before)
    assert abs(after.head.pitch - before.head.pitch) <= 0.5 / grid.DEGREES
    assert abs(after.mouth - before.mouth) <= 0.5 / grid.SIGNS
    assert after.gaze_down is None


def test_a_minute_takes_at_most_20_kilobytes_of_the_file(store: SessionStore, minute: list[Reading]) -> None:
    """What the file grows by in five sessions: the pages that the newest rows lie in are used again and again."""
    stored(store, minute)
    began = store.size
    for _ in range(5):
        stored(store, minute)
    packed = (store.size - began) / 5
    as_rows(store.path)
    assert packed <= MOST_A_MINUTE
    assert store.size / 6 > 4 * packed


def test_what_counted_live_is_what_is_stored_and_replayed(store: SessionStore, minute: list[Reading]) -> None:
    back = store.load(stored(store, minute))
    assert list(back.readings) == minute
    live, again = CuePolicy(), CuePolicy()
    for seen, told in zip(minute, back.readings, strict=True):
        assert live.step(seen) == again.step(told)
        assert live.state() == again.state()


def test_a_session_and_its_replay_agree_to_the_last_bit(store: SessionStore, sat: Sittings) -> None:
    told = store.load(sat(store.path))
    assert told.cues
    report, again = build_report(told), replay(tape_of_session(told))
    assert again.cues == tuple(cue for answer in report.answers for cue in answer.cues)
    assert (again.score, again.totals.moods) == (report.score, report.totals.moods)


WRITE = """
import sys
from pathlib import Path
from core.base.clock import ManualClock
from core.store.store import SessionStore
from tests.core.scripts import bad, stretch
clock = ManualClock()
recorder = SessionStore(Path(sys.argv[1])).begin("watch", None, {}, clock)
for number, reading in enumerate(stretch([(1e6, bad(0.25))])):
    recorder.reading(reading)
    if number % 8 == 7:
        recorder.flush()
        print(number + 1, flush=True)
"""


@pytest.mark.parametrize("after", [200, 304, 700])
def test_a_kill_leaves_all_that_was_written_and_is_packed_later(store: SessionStore, after: int) -> None:
    command = [sys.executable, "-c", WRITE, os.fspath(store.path)]
    written = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        while written < after:
            written = int(child.stdout.readline())
        child.send_signal(signal.SIGKILL)
        written = max([written, *map(int, child.stdout.read().split())])
    back = store.load().readings
    assert len(back) >= written
    assert back == tuple(islice(stretch([(1e6, bad(0.25))]), len(back)))
    assert count(store, "packed") in {len(back) // 304, max(0, len(back) // 304 - 1)}  # 38 writes of 8 reach 300
    waiting = count(store, "reading")
    assert store.pack() == (waiting > 0)
    assert (count(store, "reading"), store.load().readings) == (0, back)


def test_an_older_store_is_read_as_it_is_and_packed_without_a_loss(
    store: SessionStore, minute: list[Reading]
) -> None:
    """Its readings lie on no grid: every digit stays."""
    odd = [measured(reading.t + 1e-7, bad(0.1 + number / 9173)) for number, reading in enumerate(minute)]
    for readings in (minute, odd):
        stored(store, readings)
    before = [store.load(number) for number in (1, 2)]
    before_packing(store.path)
    assert [store.load(number) for number in (1, 2)] == before
    size = store.size
    assert store.compact() == (size, store.size)
    assert store.size < 0.6 * size
    assert count(store, "reading") == 0
    assert [store.load(number) for number in (1, 2)] == before


PACK = """
import sys
from pathlib import Path
from core.store.store import SessionStore
print("begins", flush=True)
SessionStore(Path(sys.argv[1])).pack()
"""


def test_a_kill_in_the_middle_of_packing_leaves_each_session_old_or_new(
    store: SessionStore, minute: list[Reading]
) -> None:
    for _ in range(4):
        stored(store, minute)
    before = [store.load(number) for number in range(1, 5)]
    before_packing(store.path)
    with subprocess.Popen([sys.executable, "-c", PACK, os.fspath(store.path)], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        while child.poll() is None and not (store.path.exists() and some_packed(store)):
            pass
        child.kill()
    assert [store.load(number) for number in range(1, 5)] == before
    store.pack()
    assert [store.load(number) for number in range(1, 5)] == before


def some_packed(store: SessionStore) -> bool:
    with closing(sqlite3.connect(store.path)) as connection:
        try:
            return connection.execute("SELECT 1 FROM packed").fetchone() is not None
        except sqlite3.OperationalError:  # the table is not there yet
            return False


def test_a_session_that_is_written_is_left_alone(store: SessionStore) -> None:
    recorder = store.begin("watch", None, {})
    recorder.reading(measured(1.0, bad(0.5)))
    recorder.flush()
    assert store.pack() == 0
    assert count(store, "reading") == 1
    recorder.close()
    assert count(store, "packed") == 1


def test_what_was_taken_in_and_packed_is_not_taken_in_again(store: SessionStore) -> None:
    """An earlier start died after taking a rescued part in, before it removed the file; then it was packed."""
    readings = [measured(number / 4, bad(0.25)) for number in range(8)]
    number = stored(store, readings)
    with closing(sqlite3.connect(store.path)) as connection:
        connection.row_factory = sqlite3.Row
        session = dict(connection.execute("SELECT * FROM session").fetchone())
    again = [(rows.READING, list(rows.reading_row(number, reading, list(Expression)))) for reading in readings]
    rescue.save(store.path, rescue.Rescued(session, again))
    assert store.take_in() == [number]
    assert len(store.load(number).readings) == len(readings)


def test_packed_readings_of_two_networks_keep_their_classes(store: SessionStore) -> None:
    five = measured(0.0, bad(0.5))
    seven = measured(1.0, {**bad(0.5), Expression.ANGRY: 0.0, Expression.DISGUST: 0.0})
    back = store.load(stored(store, [five, seven])).readings
    assert [len(reading.probabilities or {}) for reading in back] == [5, 7]
    assert back == (five, seven)


def test_kept_counts_are_those_that_are_counted_anew(store: SessionStore, sat: Sittings) -> None:
    """Also of a session that goes on, whose kept ones no longer hold."""
    number = sat(store.path)
    kept = store.sessions()
    assert kept[0].cues > 0
    with closing(sqlite3.connect(store.path)) as connection, connection:
        assert connection.execute("SELECT counts FROM session").fetchone()[0]
        connection.execute("UPDATE session SET counts = NULL")
    assert store.sessions() == kept
    recorder = store.go_on(number)
    recorder.event(AnswerBegan(100.0, 3, 2))
    recorder.event(AnswerEnded(101.0, 3, 2, "submitted", 1.0))
    recorder.flush()
    assert store.sessions()[0].answered == kept[0].answered + 1
    recorder.close()
    assert store.sessions()[0].answered == kept[0].answered + 1
