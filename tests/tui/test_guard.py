"""The guard: a program that cannot end by itself is ended, with what runs stored; one that can is left alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.waiting import LONG_S, wait_until
from tui.wiring.guard import Guard, guarded

IN_C = """
import signal, sqlite3, sys
from tui.wiring.guard import Guard
guard = Guard(lambda: print("stored", flush=True), outputs=lambda: [], patience_s=0.01, last_s=0.02)
signal.signal(signal.SIGTERM, lambda *_: print("never", flush=True))
print("begun", flush=True)
endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT count(*) FROM n"
sqlite3.connect(":memory:").execute(endless)
"""


def processor_s(pid: int) -> float:
    """The processor time that a process took by itself, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return int(fields[11]) / os.sysconf("SC_CLK_TCK")


def test_program_that_waits_in_c_code_is_ended_by_a_signal() -> None:
    with subprocess.Popen([sys.executable, "-c", IN_C], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        begun_s = processor_s(process.pid)
        wait_until(lambda: processor_s(process.pid) > begun_s + 0.2, LONG_S, lambda: "the query does not run")
        process.send_signal(signal.SIGTERM)
        assert process.stdout.read() == "stored\n"
        assert process.wait(LONG_S) == 143


def test_terminal_that_vanishes_is_the_end_without_any_signal() -> None:
    master, slave = os.openpty()
    ended, codes = threading.Event(), []

    def end(code: int) -> None:
        codes.append(code)
        ended.set()

    guard = Guard(lambda: codes.append(0), outputs=list, terminal=slave, end=end)
    os.close(master)
    assert ended.wait(LONG_S)
    guard.close()
    os.close(slave)
    assert codes == [0, 129]


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_program_that_ends_by_itself_is_left_alone(name: str) -> None:
    ended: list[int] = []
    before = signal.signal(getattr(signal, name), lambda *_: None)
    try:
        with guarded(lambda: ended.append(0)):
            os.kill(os.getpid(), getattr(signal, name))
    finally:
        signal.signal(getattr(signal, name), before)
    assert ended == []


def test_other_signals_are_none_of_its_business() -> None:
    ended: list[int] = []
    before = signal.signal(signal.SIGWINCH, lambda *_: None)
    guard = Guard(lambda: ended.append(0), outputs=list, patience_s=0, last_s=0, end=ended.append)
    os.kill(os.getpid(), signal.SIGWINCH)
    guard.close()
    signal.signal(signal.SIGWINCH, before)
    assert ended == []
