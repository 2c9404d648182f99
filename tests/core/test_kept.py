"""What is kept for some days is forgotten by its age, whatever the machine's clock said when it was written."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from core.store.answers import AnswerFiles
from core.store.kept import DAY_S, MADE, KeptFiles
from core.store.stills import StillFiles

NOW = MADE + 400 * DAY_S
KINDS = (AnswerFiles, StillFiles)
NAMES = {AnswerFiles: "question-1-attempt-1.flac", StillFiles: "question-1-attempt-1-cue-1000.jpg"}


def dated(folder: Path, kind: type[KeptFiles], when: float) -> Path:
    """A file of that kind that was written when the clock stood there."""
    path = folder / "1" / NAMES[kind]
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x")
    os.utime(path, (when, when))
    return path


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("when", "forgotten"),
    [
        (NOW - 31 * DAY_S, True),
        (NOW - 29 * DAY_S, False),
        (NOW + 900 * DAY_S, False),
        (0.0, False),
        (MADE - 1, False),
    ],
)
def test_only_what_is_surely_too_old_is_forgotten(
    tmp_path: Path, kind: type[AnswerFiles | StillFiles], when: float, forgotten: bool
) -> None:
    """A board without a clock's battery begins in 1970: its first answers were deleted at the next start."""
    path = dated(tmp_path, kind, when)
    assert kind(tmp_path).forget(30, NOW) == int(forgotten)
    assert path.exists() == (not forgotten)


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_clock_that_stood_has_dated_ages_from_the_first_look_with_one_that_goes(
    tmp_path: Path, kind: type[AnswerFiles | StillFiles]
) -> None:
    path, files = dated(tmp_path, kind, 60.0), kind(tmp_path)
    files.forget(30, 120.0)
    assert path.stat().st_mtime == 60.0, "the clock still stands"
    files.forget(30, NOW)
    assert files.forget(30, NOW + 29 * DAY_S) == 0
    assert files.forget(30, NOW + 31 * DAY_S) == 1


@pytest.fixture
def nobody() -> Iterator[None]:
    """Root may look everywhere: it is somebody else for this test."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    yield
    os.seteuid(before)


@pytest.mark.usefixtures("nobody")
@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_that_nobody_may_look_into_holds_nothing(kind: type[AnswerFiles | StillFiles]) -> None:
    """Each interview looks for what is too old: it ended before it began, by an error."""
    with TemporaryDirectory() as place:
        (Path(place) / "1").mkdir()
        Path(place).chmod(0)
        assert kind(Path(place)).forget(30) == 0
        Path(place).chmod(0o700)


def test_what_was_exported_of_an_old_recording_goes_though_another_cannot_be_deleted(tmp_path: Path) -> None:
    answers = AnswerFiles(tmp_path / "answers")
    first = dated(answers.folder, AnswerFiles, NOW - 31 * DAY_S)
    second = first.with_name("question-2-attempt-1.flac")
    shutil.copy2(first, second)
    answers.exported(first).mkdir(parents=True)
    answers.exported(second).touch()
    assert answers.forget(30, NOW) == 2
    assert [path.name for path in answers.reports.iterdir()] == [answers.exported(first).name], "somebody's folder"


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_forgotten_by_a_clock_that_stands(tmp_path: Path, kind: type[AnswerFiles | StillFiles]) -> None:
    path = dated(tmp_path, kind, NOW)
    assert kind(tmp_path).forget(30, 5.0) == 0
    assert path.stat().st_mtime == NOW
