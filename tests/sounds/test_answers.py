"""Recorded answers: whole, owner-only, aged out, and gone when they are told to go."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import numpy as np
import pytest

from sounds import wav
from sounds.answers import RATE, AnswerFiles, AnswerWriter, export, read
from sounds.errors import SoundError


def tone(seconds: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return (0.3 * np.sin(2 * np.pi * 300 * np.arange(int(seconds * RATE)) / RATE)).astype(np.float32)


def recorded(files: AnswerFiles, session: int = 1, index: int = 0, seconds: float = 1.0) -> Path:
    writer = AnswerWriter()
    path = files.path(session, index, 1)
    writer.begin(path)
    for part in np.array_split(tone(seconds), 13):
        writer.write(part)
    writer.end()
    assert writer.failed is None
    return path


@pytest.fixture
def files(tmp_path: Path) -> AnswerFiles:
    return AnswerFiles(tmp_path / "answers")


def test_an_answer_comes_back_without_loss_and_is_its_owners_alone(files: AnswerFiles) -> None:
    path = recorded(files)
    samples, rate = read(path)
    assert rate == RATE
    np.testing.assert_allclose(samples / 32768.0, tone(1.0), atol=2e-4)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    (answer,) = files.answers()
    assert (answer.session, answer.index, answer.attempt, answer.seconds) == (1, 0, 1, 1.0)
    assert answer.size == path.stat().st_size < 32_000


def test_an_answer_has_its_name_only_when_it_is_whole(files: AnswerFiles) -> None:
    writer = AnswerWriter()
    writer.begin(files.path(1, 0, 1))
    writer.write(tone(0.5))
    assert files.answers() == []
    writer.end()
    assert len(files.answers()) == 1


def test_a_pause_is_left_out_and_nothing_is_written_between_answers(files: AnswerFiles) -> None:
    writer = AnswerWriter()
    writer.write(tone(1.0))
    writer.begin(files.path(1, 0, 1))
    writer.write(tone(0.5))
    writer.pause(True)
    writer.write(tone(2.0))
    writer.pause(False)
    writer.write(tone(0.25))
    writer.end()
    writer.write(tone(1.0))
    assert [answer.seconds for answer in files.answers()] == [0.75]


def test_a_place_that_cannot_be_written_ends_the_recording_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "answers").write_text("a file")
    writer = AnswerWriter()
    writer.begin(AnswerFiles(tmp_path / "answers").path(1, 0, 1))
    writer.write(tone(0.1))
    writer.end()
    assert writer.failed is not None
    assert writer.failed.code == "not_writable"


def test_old_recordings_are_forgotten_and_young_ones_kept(files: AnswerFiles) -> None:
    old, young = recorded(files, 1), recorded(files, 2)
    os.utime(old, (0, 0))
    assert files.forget(30) == 1
    assert [answer.path for answer in files.answers()] == [young]
    assert not old.parent.exists()


def test_deleting_one_session_keeps_the_others(files: AnswerFiles) -> None:
    recorded(files, 1)
    recorded(files, 1, 1)
    recorded(files, 2)
    assert files.delete(1) == 2
    assert [answer.session for answer in files.answers()] == [2]
    assert files.delete() == 1
    assert files.delete() == 0


def test_an_export_is_a_wav_of_the_same_sound(files: AnswerFiles, tmp_path: Path) -> None:
    path = recorded(files)
    export(path, tmp_path / "out.wav")
    samples, rate = wav.read(tmp_path / "out.wav")
    assert rate == RATE
    np.testing.assert_array_equal(samples, read(path)[0])


def test_a_damaged_file_is_named_and_not_listed(files: AnswerFiles) -> None:
    path = recorded(files)
    path.write_bytes(b"no sound")
    assert files.answers() == []
    with pytest.raises(SoundError, match="question-1"):
        read(path)
