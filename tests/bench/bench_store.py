"""A store of 10, 100 and 1,000 interviews of 30 minutes: what opens how fast, packed and as rows, and how that grows.

One interview is written by the recorder (twenty answers before the demo, landmarks and cues included) and copied
within the database, so that 27 million readings are there in a minute. Processor time of the calling thread, so that
a busy machine slows it less; the median of five calls. The last size takes 0.4 GB packed and 4 GB as rows; as rows it
is left out unless POISE_BENCH_ROWS names it.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path
from statistics import median

from core.base.clock import ManualClock
from core.base.paths import store_file
from core.base.types import Reading
from core.camera.opening import open_source
from core.cueing.moods import MoodMap
from core.cueing.policy import CuePolicy, PolicySettings
from core.report.report import build_report
from core.session.events import AnswerBegan, AnswerEnded, CueGiven, Finished, QuestionShown
from core.session.plan import InterviewPlan, PlannedQuestion
from core.settings.model import Settings
from core.store.about import about_session
from core.store.migrations import VERSION
from core.store.store import SessionStore
from core.vision.finders import open_finder
from core.vision.network.classifier import Classifier
from core.vision.network.weights import load_network
from core.vision.reader import FaceReader
from tests.bench.bench_engine import Row, row
from tests.core.older import as_rows
from tui.features.history import data

SIZES = (10, 100, 1000)
MOST_ROWS = int(os.environ.get("POISE_BENCH_ROWS", "100"))
"""The most sessions that are measured as rows, too."""
FPS, ANSWERS, ANSWER_S, SECONDS = 15, 20, 90.0, 60
CALLS = 5
TABLES = ("reading", "packed", "cue", "event")
TARGETS = {"history opens": "<= 0.5 s", "one report": "<= 1 s", "trend over all": "<= 1 s"}


def run() -> list[Row]:
    """All rows."""
    with tempfile.TemporaryDirectory(prefix="poise-bench-") as folder:
        return list(_rows(Path(folder)))


def _rows(folder: Path) -> Iterator[Row]:
    assert VERSION >= 5, "packed readings"
    stores = {"packed": folder / "packed", "rows": folder / "rows"}
    for place in stores.values():
        _interview(SessionStore(store_file(place)))
    as_rows(store_file(stores["rows"]))
    before: dict[str, float] = {}
    for size in SIZES:
        taken: dict[str, dict[str, float]] = {}
        for kind, place in stores.items():
            if kind == "rows" and size > MOST_ROWS:
                continue
            _grow(store_file(place), size)
            taken[kind] = _measured(place, size)
        for name, value in taken["packed"].items():
            rows = taken.get("rows", {}).get(name)
            unit = "kB" if name.startswith("a minute") else "s CPU"
            target = "<= 20 kB" if unit == "kB" else TARGETS[name] if size == SIZES[-1] else None
            yield row(f"{size} sessions: {name}", value, unit, rows / value if rows else None, target)
            if name in before:
                yield row("  grown since the size before", value / before[name], "times")
        before = dict(taken["packed"])


def _measured(place: Path, size: int) -> dict[str, float]:
    store, settings = SessionStore(store_file(place)), Settings(data_dir=str(place))
    readings = size * ANSWERS * ANSWER_S * FPS
    return {
        "history opens": _median(lambda: data.rows(settings)),
        "one report": _median(lambda: build_report(store.load(size // 2))),
        "trend over all": _median(lambda: data.lines(settings)),
        "a minute takes": store.size / 1000 / (readings / FPS / 60),
    }


def _median(call: Callable[[], object]) -> float:
    """Seconds of processor time, of CALLS calls after one that warms the caches."""
    call()
    taken = []
    for _ in range(CALLS):
        began = time.thread_time()
        call()
        taken.append(time.thread_time() - began)
    return median(taken)


def _interview(store: SessionStore) -> None:
    """Twenty answers of 90 s, written as a session writes them."""
    minute, policy, moods, clock = _minute(), PolicySettings(), MoodMap(), ManualClock()
    questions = tuple(PlannedQuestion(f"q{n}", "general", {"en": "Why?"}) for n in range(ANSWERS))
    plan = InterviewPlan("full", "en", questions, prep_s=5.0, answer_s=ANSWER_S)
    about = about_session(moods=moods, policy=policy, policy_name="normal", camera="demo")
    recorder = store.begin("interview", plan, about, clock)
    cues, t = CuePolicy(policy, moods), 0.0
    for index, question in enumerate(questions):
        recorder.event(QuestionShown(t, index, question.id, "Why?", 1))
        t += 10.0
        recorder.event(AnswerBegan(t, index, 1))
        for reading in _answer(minute, t):
            recorder.reading(reading)
            clock.move_to(reading.t)
            recorder.tick()
            if (cue := cues.step(reading)) is not None:
                recorder.event(CueGiven(cue.t, cue))
        t += ANSWER_S
        recorder.event(AnswerEnded(t, index, 1, "time", ANSWER_S))
    recorder.score = 71.0
    recorder.event(Finished(t, True))
    recorder.close()


def _minute() -> list[Reading]:
    reader = FaceReader(open_finder(), Classifier(load_network()))
    return [reader.read(frame) for frame in islice(open_source("demo", fast=True).frames(), FPS * SECONDS)]


def _answer(minute: Sequence[Reading], began: float) -> Iterator[Reading]:
    """The minute and its first half again, at a live camera's times: on their grid, a little uneven."""
    for number in range(int(ANSWER_S * FPS)):
        t = began + (number + 1) / FPS + 0.01 * ((number * 7) % 5) / 5
        yield replace(minute[number % len(minute)], t=int(t * 1024) / 1024)


def _grow(file: Path, size: int) -> None:
    """Copy session 1 until there are `size`, a day apart."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        columns = {table: _columns(connection, table) for table in (*TABLES, "session")}
        (have,) = connection.execute("SELECT MAX(id) FROM session").fetchone()
        with connection:
            for number in range(have + 1, size + 1):
                names = ", ".join(columns["session"])
                day = f"datetime('2023-01-01', '+{number} days') || '+00:00'"
                chosen = ", ".join(day if name == "began" else name for name in columns["session"])
                query = f"INSERT INTO session (id, {names}) SELECT {number}, {chosen} FROM session WHERE id = 1"
                connection.execute(query)
                for table in TABLES:
                    names = ", ".join(columns[table])
                    copy = f"SELECT {number}, {names} FROM {table} WHERE session = 1"
                    connection.execute(f"INSERT INTO {table} (session, {names}) {copy}")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    found = [str(found[1]) for found in connection.execute(f"PRAGMA table_info({table})")]
    return [name for name in found if name not in ("id", "session")]
