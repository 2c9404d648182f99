"""Two threads of the app read a bank and a format at the same moment, before anything of YAML is loaded."""

from __future__ import annotations

import subprocess
import sys

from tests.waiting import LONG_S

AT_ONCE = """
import threading
from questions import libyaml, parsing

meet, found = threading.Barrier(2), {}

def first():
    meet.wait()
    found["events"] = libyaml.read("- {a: b}").data

def second():
    meet.wait()
    found["nodes"] = parsing.parse("a: 1", "x").data

for each in (threads := [threading.Thread(target=first), threading.Thread(target=second)]):
    each.start()
for each in threads:
    each.join()
print(found.get("events"), found.get("nodes"))
"""


def test_two_threads_that_load_yaml_at_once_do_not_wait_for_each_other() -> None:
    """One held the lock of a part of the library that the other wanted: an interview ended in _DeadlockError."""
    done = subprocess.run([sys.executable, "-c", AT_ONCE], capture_output=True, text=True, timeout=LONG_S, check=True)
    assert done.stdout == "[{'a': 'b'}] {'a': 1}\n", done.stderr
