"""A store that is damaged: what is wrong is named, the rest is listed, and what cannot be read can be deleted."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from core.base.errors import StoreError
from core.cueing.policy import CuePolicy
from core.session.events import CueGiven
from core.store.store import SessionStore
from tests.core.older import as_rows
from tests.core.scripts import bad, cues_of, measured, stretch
from tests.core.test_store import EVENTS, PLAN, recorded


@pytest.fixture
def store(tmp_path: Path) -> SessionStore:
    return SessionStore(tmp_path / "data" / "sessions.db")


def test_a_damaged_store_is_named(store: SessionStore) -> None:
    recorder = store.begin("watch", None, {})
    for reading in stretch([(60, bad(0.2))]):
        recorder.reading(reading)
    recorder.close()
    content = bytearray(store.path.read_bytes())
    content[4096:] = b"\x55" * (len(content) - 4096)
    store.path.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"):
        store.load()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE session SET about = '{bad'",
        "UPDATE session SET plan = '[]x'",
        "UPDATE session SET plan = '{}'",
        "UPDATE session SET classes = '[\"blue\"]'",
        "UPDATE reading SET raw = x'010203'",
        "UPDATE reading SET state = 'odd'",
        "UPDATE reading SET face = '1,2'",
        "UPDATE packed SET data = x'010203'",
        "UPDATE packed SET data = CAST(x'02' || substr(data, 2) AS BLOB)",
        "UPDATE packed SET data = substr(data, 1, length(data) - 9)",
        "UPDATE packed SET count = count + 1",
        "UPDATE cue SET why = 'because'",
        "UPDATE cue SET why = '{}'",
        "UPDATE event SET data = '[' WHERE kind = 'phase'",
    ],
)
def test_a_damaged_session_is_named_listed_and_can_be_deleted(store: SessionStore, damage: str) -> None:
    recorder = store.begin("interview", PLAN, {"camera": "script"})
    readings = list(stretch([(20, bad(0.9))]))
    for reading in readings:
        recorder.reading(reading)
    for event in (*EVENTS, *(CueGiven(cue.t, cue) for cue in cues_of(CuePolicy(), readings))):
        recorder.event(event)
    recorder.close()
    sound = recorded(store, *EVENTS)
    if damage.startswith("UPDATE reading"):
        as_rows(store.path)
    with sqlite3.connect(store.path) as connection:
        table = damage.split()[1]
        connection.execute(
            f"{damage}{' AND' if 'WHERE' in damage else ' WHERE'} {'id' if table == 'session' else 'session'} = 1"
        )
    connection.close()
    with pytest.raises(StoreError, match=r"session 1 is damaged .*; delete it") as caught:
        store.load(1)
    assert "\n" not in str(caught.value)
    assert [info.id for info in store.sessions()] == [sound, 1]
    store.delete(1)
    assert store.load().info.id == sound


def test_a_damaged_interview_is_not_offered_for_going_on(store: SessionStore) -> None:
    recorded(store, *EVENTS[:3])
    assert store.unfinished() is not None
    with sqlite3.connect(store.path) as connection:
        connection.execute("UPDATE session SET plan = '{}'")
    connection.close()
    assert store.unfinished() is None


def with_bad_page(store: SessionStore) -> int:
    """Six sessions, and in the middle of the file one page of the readings overwritten; returns the readings."""
    for _ in range(6):
        recorder = store.begin("watch", None, {})
        for reading in stretch([(60, bad(0.2))]):
            recorder.reading(reading)
        recorder.close()
    count = as_rows(store.path)
    content = bytearray(store.path.read_bytes())
    begins = range(0, len(content), 4096)
    leaves = [begin for begin in begins if content[begin] == 0x0D and b"measured" in content[begin : begin + 4096]]
    begin = leaves[len(leaves) // 2]
    content[begin : begin + 4096] = b"\x55" * 4096
    store.path.write_bytes(content)
    return count


def test_a_session_does_not_write_on_in_a_damaged_store(store: SessionStore) -> None:
    """One bad page: the history refused, and an interview wrote on and said nothing."""
    with_bad_page(store)
    with pytest.raises(StoreError, match="damaged; `poise history --salvage`"):
        store.begin("watch", None, {})
    with pytest.raises(StoreError, match="damaged; `poise history --salvage`"):
        store.go_on(1)


def test_salvage_saves_all_but_the_bad_page_and_keeps_the_damaged_copy(store: SessionStore) -> None:
    count = with_bad_page(store)
    damaged = store.path.read_bytes()
    saved = store.salvage()
    assert saved.copy.read_bytes() == damaged
    assert saved.sessions == 6
    assert count - 100 < saved.rows < count
    assert stat.S_IMODE(store.path.stat().st_mode) == stat.S_IMODE(saved.copy.stat().st_mode) == 0o600
    assert len(store.sessions()) == 6
    assert sum(len(store.load(info.id).readings) for info in store.sessions()) == saved.rows
    store.begin("watch", None, {}).close()


def test_salvage_saves_packed_readings_but_those_of_the_bad_page(store: SessionStore) -> None:
    """A page holds less than a minute of readings; what it loses is at most the blobs that lie on it."""
    shares = Random(1)
    for _ in range(3):
        recorder = store.begin("watch", None, {})
        for number in range(1800):
            recorder.reading(measured(number / 15, bad(round(2048 * shares.random()) / 2048)))
        recorder.close()
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        pages = connection.execute("SELECT COUNT(*) FROM packed").fetchone()
    assert pages == (18,)
    content = bytearray(store.path.read_bytes())
    begins = range(0, len(content), 4096)
    leaves = [at for at in begins if content[at] == 0x0D and content[at : at + 4096].count(b"reading") > 1]
    at = leaves[len(leaves) // 2]
    content[at : at + 4096] = b"\x55" * 4096
    store.path.write_bytes(content)
    saved = store.salvage()
    assert saved.sessions == 3
    assert 3 * 1800 - 12 * 300 <= saved.rows < 3 * 1800
    assert sum(len(store.load(info.id).readings) for info in store.sessions()) == saved.rows


def test_salvage_of_a_sound_store_changes_nothing_in_it(store: SessionStore) -> None:
    recorded(store, *EVENTS)
    before = store.load()
    store.salvage()
    assert store.load() == before


def test_store_of_an_impossible_version_is_named(store: SessionStore) -> None:
    recorded(store, *EVENTS)
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute("PRAGMA user_version = -3")
    with pytest.raises(StoreError, match=r"store version -3 was never made by Poise"):
        store.sessions()
