"""Stills: few, at cues and at the best moment, the owner's alone; what goes wrong with them harms nothing else."""

from __future__ import annotations

import errno
import os
import stat
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.base.clock import ManualClock
from core.base.paths import stills_dir
from core.base.types import Box, Reading, ReadingState
from core.camera.preview import STILL_PX, Preview
from core.cueing.policy import PRESETS, CuePolicy
from core.engine.runner import SessionRunner
from core.engine.stills import MOST_CUES, MOST_STILL_BYTES, Stills, image_of, jpeg_of
from core.session.events import AnswerBegan, AnswerEnded, Event, Finished, Noticed
from core.session.interview import Interview
from core.session.plan import InterviewPlan, PlannedQuestion
from core.session.snapshot import Action
from core.store.kept import DAY_S
from core.store.sessions import StoredSession
from core.store.stills import MOST_BYTES, Still, StillFiles, StillKey, StillKind, delete_everywhere
from core.store.store import SessionStore
from tests.core.scripts import Piece, ScriptedReader, ScriptedSource, face, stretch

QUESTIONS = tuple(PlannedQuestion(name, "general", {"en": "Why?"}) for name in "ab")
PLAN = InterviewPlan("test", "en", QUESTIONS, prep_s=1.0, answer_s=18.0, retakes=1, skip_allowed=True)
SAD, CALM, SMILE = face("sad"), face("neutral"), face("happy")
JPEG = jpeg_of(np.zeros((48, 48), np.uint8))
NO_FACE = ReadingState.NO_FACE


def sat(
    store: SessionStore,
    answers: list[list[Piece]],
    files: StillFiles,
    keys: dict[float, Action] | None = None,
    events: list[Event] | None = None,
) -> StoredSession:
    """An interview before these faces, each list an answer; keys are pressed so long after an answer began."""
    waiting, began, script = dict(keys or {}), [0.0], list(answers)
    clock = ManualClock()
    readings = list(stretch([(100.0, CALM)], fps=5.0))

    def happened(event: Event) -> None:
        (events if events is not None else []).append(event)
        if isinstance(event, AnswerBegan):
            began[0] = event.t
            pieces = list(stretch(script.pop(0) if script else [(18.0, CALM)], fps=5.0, begin=event.t))
            first = next(number for number, reading in enumerate(readings) if reading.t >= event.t)
            for number, piece in enumerate(pieces[: len(readings) - first]):
                readings[first + number] = replace(piece, t=readings[first + number].t)

    def seen(reading: Reading) -> None:
        for at in [at for at in waiting if began[0] and reading.t - began[0] >= at]:
            runner.command(waiting.pop(at))

    runner = SessionRunner(
        Interview(replace(PLAN, questions=QUESTIONS[: len(answers)]), clock),
        ScriptedSource(readings),
        ScriptedReader(readings),
        CuePolicy(PRESETS["strict"]),
        clock=clock,
        store=store,
        on_event=happened,
        on_reading=seen,
        stills=Stills(files),
    )
    runner.command(Action.BEGIN)
    runner.run()
    return store.load()


@pytest.fixture
def files(store: SessionStore) -> StillFiles:
    return StillFiles(stills_dir(store.path.parent))


def shown(found: list[Still]) -> list[tuple[int, int, str]]:
    return [(still.key.index, still.key.attempt, still.key.kind.value) for still in found]


def test_an_answer_leaves_its_first_cues_and_its_best_moment(store: SessionStore, files: StillFiles) -> None:
    sat(store, [[(15.0, SAD), (3.0, SMILE)], [(6.0, CALM), (4.0, SMILE), (8.0, CALM)]], files)
    stored = store.load()
    found = files.stills(stored.info.id)
    assert shown(found) == [(0, 1, "cue")] * MOST_CUES + [(0, 1, "best"), (1, 1, "best")]
    assert sum(cue.level >= 2 for cue in stored.cues) > MOST_CUES
    times = [round(cue.t, 3) for cue in stored.cues if cue.level >= 2]
    assert [still.key.t for still in found[:MOST_CUES]] == times[:MOST_CUES]
    smiled = [reading.t for reading in stored.readings if reading.probabilities == SMILE]
    assert all(min(smiled) <= still.key.t <= max(smiled) for still in found if still.key.kind is StillKind.BEST)


def test_a_smile_that_lasts_is_a_better_moment_than_a_grin_in_passing(store: SessionStore, files: StillFiles) -> None:
    pieces: list[Piece] = [(3.0, CALM), (0.2, face("happy", 0.99)), (4.0, CALM), (4.0, SMILE), (7.0, CALM)]
    stored = sat(store, [pieces], files)
    (best,) = files.stills()
    began = next(event.t for event in stored.events if isinstance(event, AnswerBegan))
    assert 7.2 <= best.key.t - began <= 11.5


def test_stills_are_small_grey_jpegs_that_only_their_owner_reads(store: SessionStore, files: StillFiles) -> None:
    sat(store, [[(8.0, SAD), (10.0, SMILE)]], files)
    found = files.stills()
    assert len(found) > 1
    for still in found:
        picture = image_of(still)
        assert picture is not None
        assert picture.shape == (34, 34), "1.7 times the face of 20 pixels"
        assert stat.S_IMODE(still.path.stat().st_mode) == 0o600
    folders = {files.folder, *(still.path.parent for still in found)}
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}


@pytest.mark.parametrize("box", [Box(500, 100, 140, 160), Box(0, 0, 90, 90), Box(10, 20, 600, 330), None])
def test_a_still_is_square_within_the_picture_and_bounded_whatever_is_in_it(box: Box | None) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (360, 640, 3), np.uint8)
    still = Preview(noise, box).still()
    assert still.shape[0] == still.shape[1] <= STILL_PX
    assert still.ndim == 2
    assert len(jpeg_of(still)) < 2 * MOST_STILL_BYTES, "noise is the worst there is"


def test_what_no_report_shows_is_not_kept(store: SessionStore, files: StillFiles) -> None:
    """A retaken answer's stills go when it is answered anew, a skipped question's when it is skipped."""
    keys = {8.0: Action.RETAKE, 12.0: Action.SUBMIT}
    sat(store, [[(8.5, SAD)], [(18.0, SMILE)]], files, keys)
    assert (0, 2, "best") in shown(files.stills())
    assert not [still for still in files.stills() if still.key.attempt == 1 and still.key.index == 0]
    session = sat(store, [[(18.0, SAD)]], files, {9.0: Action.SKIP}).info.id
    assert files.stills(session) == []


def test_an_answer_given_anew_without_stills_leaves_none_of_the_one_before(tmp_path: Path) -> None:
    """An interview that was interrupted with them may be continued without."""
    files = StillFiles(tmp_path)
    for index in (0, 1):
        files.write(StillKey(7, index, 1, StillKind.CUE, 3.0), JPEG)
    stills = Stills(files, kept=False)
    for event in (AnswerBegan(40.0, 1, 2), AnswerEnded(50.0, 1, 2, "submitted", 10.0)):
        stills.event(event, 7)
    stills.close()
    assert shown(files.stills()) == [(0, 1, "cue")]


def test_nothing_is_kept_of_what_was_not_measured(store: SessionStore, files: StillFiles) -> None:
    sat(store, [[(18.0, NO_FACE)]], files)
    assert files.stills() == []


class Full(StillFiles):
    """A disk without room."""

    def write(self, key: StillKey, jpeg: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class Stuck(StillFiles):
    """A disk that writes nothing before the interview is over."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.over = threading.Event()
        self.late = 0

    def write(self, key: StillKey, jpeg: bytes) -> None:
        assert self.over.wait(60.0)
        self.late += 1
        super().write(key, jpeg)


def test_a_full_disk_is_told_once_and_loses_nothing_else(store: SessionStore, files: StillFiles) -> None:
    events: list[Event] = []
    answers: list[list[Piece]] = [[(8.0, SAD), (10.0, SMILE)]]
    whole = sat(store, answers, files)
    stored = sat(store, answers, Full(files.folder), events=events)
    told = [event for event in events if isinstance(event, Noticed)]
    assert [(event.code, event.params) for event in told] == [("stills_failed", {"error": "No space left on device"})]
    assert stored.readings == whole.readings
    assert stored.cues == whole.cues
    assert stored.info.complete
    assert files.stills(stored.info.id) == []


class Short(StillFiles):
    """A machine without room for one more picture, but for the next."""

    left = 1

    def write(self, key: StillKey, jpeg: bytes) -> None:
        self.left -= 1
        if self.left == 0:
            raise MemoryError
        super().write(key, jpeg)


def test_a_still_that_cannot_be_made_does_not_end_the_others(store: SessionStore, files: StillFiles) -> None:
    events: list[Event] = []
    stored = sat(store, [[(8.0, SAD), (10.0, SMILE)]], Short(files.folder), events=events)
    assert len(files.stills(stored.info.id)) >= 1
    told = [event.params for event in events if isinstance(event, Noticed) and event.code == "stills_failed"]
    assert told == [{"error": "MemoryError"}]


def test_a_slow_disk_delays_no_answer(store: SessionStore, files: StillFiles) -> None:
    slow = Stuck(files.folder)

    class Listening(list[Event]):
        def append(self, event: Event) -> None:
            if isinstance(event, Finished):
                slow.over.set()

    stored = sat(store, [[(8.0, SAD), (10.0, SMILE)]], slow, events=Listening())
    assert stored.info.complete
    assert slow.late == len(files.stills()) > 1


def test_stills_go_with_their_session(store: SessionStore, files: StillFiles) -> None:
    first = sat(store, [[(18.0, SMILE)]], files).info.id
    second = sat(store, [[(18.0, SMILE)]], files).info.id
    page = store.path.parent / "reports" / f"poise-report-{first}.html"
    page.parent.mkdir()
    page.write_text('<img src="data:image/jpeg;base64,AAAA">')
    store.delete(first)
    assert {still.key.session for still in files.stills()} == {second}
    assert not page.exists()
    assert store.delete_all() == 1
    assert files.stills() == []


def test_deleting_takes_all_that_shows_the_face_and_nothing_else(tmp_path: Path) -> None:
    aside = tmp_path / "before-import-20260101T000000Z"
    for root in (tmp_path, aside):
        StillFiles(stills_dir(root)).write(StillKey(3, 0, 1, StillKind.CUE, 1.5), JPEG)
        (root / "reports").mkdir()
        (root / "reports" / "poise-report-3.html").write_text("data:image/jpeg;base64,AA")
        (root / "reports" / "poise-report-4.html").write_text("no picture")
    (stills_dir(tmp_path) / "3" / ".question-1-attempt-1-cue-9.jpg.x1").write_bytes(JPEG)
    assert delete_everywhere(tmp_path) == 2
    left = {file.name for file in tmp_path.rglob("*") if file.is_file()}
    assert left == {"poise-report-4.html"}


def test_old_stills_are_forgotten_and_young_ones_kept(tmp_path: Path) -> None:
    files = StillFiles(tmp_path)
    for session in (1, 2):
        files.write(StillKey(session, 0, 1, StillKind.BEST, 2.0), JPEG)
    unfinished = tmp_path / "1" / ".question-1-attempt-1-cue-9.jpg.x1"
    unfinished.write_bytes(JPEG)
    now = files.stills(2)[0].path.stat().st_mtime
    for path in (tmp_path / "1").iterdir():
        os.utime(path, (now - 31 * DAY_S, now - 31 * DAY_S))
    assert files.forget(30, now) == 2
    assert {still.key.session for still in files.stills()} == {2}
    assert not (tmp_path / "1").exists()


def test_what_is_no_still_is_not_read_as_one(tmp_path: Path) -> None:
    """An archive may come from anybody: links, other files under a still's name, pictures without end."""
    folder = tmp_path / "1"
    folder.mkdir()
    (tmp_path / "secret").write_bytes(JPEG)
    (folder / "question-1-attempt-1-cue-1.jpg").symlink_to(tmp_path / "secret")
    (folder / "question-1-attempt-1-cue-2.jpg").write_text("<svg onload=alert(1)>")
    (folder / "question-1-attempt-1-cue-3.jpg").write_bytes(JPEG + bytes(MOST_BYTES))
    head = JPEG.index(b"\xff\xc0")
    (folder / "question-1-attempt-1-cue-4.jpg").write_bytes(JPEG[: head + 5] + b"\xff\xf0" * 2 + JPEG[head + 9 :])
    (folder / "question-1-attempt-1-other-4.jpg").write_bytes(JPEG)
    (folder / "question-1-attempt-1-cue-5.jpg").write_bytes(JPEG)
    found = StillFiles(tmp_path).stills()
    assert [still.jpeg() for still in found] == [b"", b"", b"", JPEG]
    assert [image_of(still) is None for still in found] == [True, True, True, False]
