"""Two programs and one session: the second is told who has it, and the kernel lets go of it when the first dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.base.errors import StoreError
from core.store import owner as owners
from core.store.store import SessionStore
from tests.core.test_store import EVENTS, PLAN, recorded

HOLD = """
import sys, time
from pathlib import Path
from core.store.store import SessionStore
recorder = SessionStore(Path(sys.argv[1])).go_on(int(sys.argv[2]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def store(tmp_path: Path) -> SessionStore:
    return SessionStore(tmp_path / "data" / "sessions.db")


@contextmanager
def another_process(store: SessionStore, session: int) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(store.path), str(session)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_session_that_runs_elsewhere_is_not_taken_over(store: SessionStore) -> None:
    session = recorded(store, *EVENTS[:3])
    with another_process(store, session) as process:
        with pytest.raises(StoreError, match=rf"session {session} is running .*process {process.pid}, since 20"):
            store.go_on(session)
        holder = store.owner(session)
        assert holder is not None
        assert holder.pid == process.pid


def test_a_killed_owner_leaves_its_session_free(store: SessionStore) -> None:
    session = recorded(store, *EVENTS[:3])
    with another_process(store, session) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert store.owner(session) is None
        store.go_on(session).close()


def test_two_recorders_of_one_program_do_not_share_a_session_either(store: SessionStore) -> None:
    first = store.begin("interview", PLAN, {})
    with pytest.raises(StoreError, match="is running in another Poise"):
        store.go_on(first.session)
    first.close()
    store.go_on(first.session).close()
    assert list(store.path.parent.glob("*.lock")) == []


def test_a_running_session_is_not_deleted(store: SessionStore) -> None:
    ended = recorded(store, *EVENTS)
    running = store.begin("watch", None, {})
    with pytest.raises(StoreError, match="is running in another Poise"):
        store.delete(running.session)
    assert store.delete_all() == 1
    running.close()
    assert [info.id for info in store.sessions()] == [running.session]
    assert ended != running.session


@pytest.mark.parametrize(("pid", "boot", "held"), [("own", "", True), ("4194303", "", False), ("1", "x", False)])
def test_without_locks_the_written_process_decides(
    store: SessionStore, monkeypatch: pytest.MonkeyPatch, pid: str, boot: str, held: bool
) -> None:
    """A folder that refuses locks: only a process that lives, in this boot, holds a session."""
    monkeypatch.setattr(owners, "locks", None)
    session = recorded(store, *EVENTS[:3])
    number = os.getpid() if pid == "own" else pid  # by name: each worker of a parallel run has a number of its own
    signed = f'{{"pid": {number}, "since": "2026-01-01", "boot": "{boot}"}}'
    owners.lock_file(store.path, session).write_text(signed, encoding="ascii")
    assert (store.owner(session) is not None) is held


def test_a_damaged_store_is_not_salvaged_under_a_writer(store: SessionStore) -> None:
    """The writer would go on in the copy that is put aside."""
    session = recorded(store, *EVENTS[:3])
    with another_process(store, session) as process:
        store.path.write_bytes(b"no store any more" * 500)
        with pytest.raises(StoreError, match=rf"session {session} is running .*process {process.pid}"):
            store.salvage()
    assert store.path.read_bytes().startswith(b"no store")
