"""Data on memory cards and network folders: no permissions, shared memory or locks; it works, and is told."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from core.store.store import SessionStore
from sounds import wav
from tests import warm
from tests.brief import brief_bank, brief_format
from tests.sounds.machine import tone

Find = Callable[[str], str]
Run = Callable[..., "subprocess.CompletedProcess[str]"]
pytestmark = [pytest.mark.system, pytest.mark.xdist_group("poor")]  # one library and one server that has it loaded
SOURCE = Path(__file__).with_name("poor_folder.c")
WATCH = ("watch", "--camera", "demo", "--fast", "--seconds", "0.3", "--record", "--lang", "en")
ALL = "modes memory locks"


@pytest.fixture(scope="session")
def library(system_part: Find, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What makes a folder poor for the process that loads it."""
    made = tmp_path_factory.mktemp("poor") / "poor_folder.so"
    subprocess.run([system_part("gcc"), "-shared", "-fPIC", "-O1", "-o", made, SOURCE, "-ldl"], check=True)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "card"
    made.mkdir(mode=0o755)
    return made


@pytest.fixture
def run(library: Path, folder: Path) -> Run:
    """Run Poise with its data, settings and cache in a folder that lacks something."""

    def run(lacks: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        poor = {"LD_PRELOAD": str(library), "POOR_FOLDER": str(folder), "POOR_LACKS": lacks}
        places = {"POISE_DATA_DIR": f"{folder}/data", "POISE_CONFIG": f"{folder}/settings.toml"}
        return warm.run(arguments, env={**os.environ, **poor, **places, "POISE_CACHE_DIR": f"{folder}/cache"})

    return run


def whole(store: Path) -> bool:
    with sqlite3.connect(store) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok")


@pytest.mark.parametrize("lacks", ["modes", "memory", "locks", ALL])
def test_sessions_are_stored_and_read_where_the_folder_lacks_something(run: Run, folder: Path, lacks: str) -> None:
    for _ in range(2 if lacks == ALL else 1):
        done = run(lacks, *WATCH)
        assert done.returncode == 0, done.stderr
        said = " ".join((done.stdout + done.stderr).split())
        assert ("whoever can open it can read your sessions" in said) is ("modes" in lacks)
        assert ("without locks" in said) is ("locks" in lacks)
    listed = run(lacks, "history", "--json")
    assert [session["id"] for session in json.loads(listed.stdout)] == ([2, 1] if lacks == ALL else [1])
    assert whole(folder / "data" / "sessions.db")


def test_everything_else_that_is_written_can_be_written_on_a_memory_card(run: Run, folder: Path) -> None:
    wav.write(folder / "smile.wav", tone(440.0, 0.5), 48000)
    (folder / "list.txt").write_text("Why do you want to work here?\nWhat are you proud of?\n")
    brief = ("--format", brief_format(folder / "data"), "--bank", brief_bank(folder / "data"))
    asked = ("interview", "--fast", "--camera", "demo", *brief, "--lang", "en")
    for arguments in (
        ("settings", "set", "language", "en"),
        ("settings", "set", "theme", "light"),
        ("voice", "import", str(folder / "smile.wav")),
        ("questions", "import", str(folder / "list.txt"), "--into", "mine"),
        ("questions", "import", str(folder / "list.txt"), "--into", "mine"),
        asked,
        ("report", "--html", "-o", str(folder / "report.html")),
        ("export", str(folder / "all.zip")),
        ("import", str(folder / "all.zip"), "--data-dir", str(folder / "other"), "--replace"),
        ("history", "--data-dir", str(folder / "other")),
        ("doctor", "--no-sound"),
    ):
        done = run(ALL, *arguments)
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
    assert "run one Poise at a time there" in " ".join(done.stdout.split())
    assert whole(folder / "other" / "sessions.db")


def test_a_store_that_comes_from_a_disk_goes_on_there(run: Run, folder: Path) -> None:
    """Its write-ahead log is taken in, though it is one that only a disk can keep."""
    assert run("", *WATCH).returncode == 0
    store = folder / "data" / "sessions.db"
    reader = sqlite3.connect(store)  # who has it open keeps the log from being taken in
    reader.execute("SELECT * FROM session").fetchall()
    assert run("", *WATCH).returncode == 0
    copy = {name: store.with_name(name).read_bytes() for name in ("sessions.db", "sessions.db-wal")}
    reader.close()
    assert copy["sessions.db-wal"]
    for name, content in copy.items():
        store.with_name(name).write_bytes(content)
    done = run("memory", *WATCH)
    assert done.returncode == 0, done.stderr
    assert [info.id for info in SessionStore(store).sessions()] == [3, 2, 1]
    assert whole(store)


def test_a_store_that_cannot_be_written_is_read_all_the_same(run: Run, folder: Path) -> None:
    """A backup on a medium that is read-only: its history was refused, since no log could be made beside it."""
    assert run("", *WATCH, "--quiet").returncode == 0
    listed = run("writing", "history", "--json")
    assert [session["id"] for session in json.loads(listed.stdout)] == [1], listed.stderr
    refused = run("writing", *WATCH)
    assert refused.returncode == 2
    assert "cannot be written" in refused.stderr


def test_a_lock_file_that_a_killed_process_left_is_in_nobodys_way_for_long(run: Run, folder: Path) -> None:
    assert run("locks", *WATCH).returncode == 0
    stale = folder / "data" / "sessions.db.lock"
    stale.mkdir()
    held = run("locks", "history")
    assert held.returncode == 2
    assert "another program holds the store" in held.stderr
    os.utime(stale, (0, 0))
    assert run("locks", "history").returncode == 0
