"""Recorded answers: whole, owner-only, aged out, and gone when they are told to go."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import numpy as np
import pytest

from core.store.answers import AnswerFiles
from core.store.kept import DAY_S
from sounds import wav
from sounds.answers import AnswerWriter, export, read
from sounds.errors import SoundError
from sounds.placing import RATE, Floats
from tests.sounds.machine import bursts


def tone(seconds: float) -> Floats:
    return (0.3 * np.sin(2 * np.pi * 300 * np.arange(int(seconds * RATE)) / RATE)).astype(np.float32)


def recorded(files: AnswerFiles, session: int = 1, index: int = 0, seconds: float = 1.0) -> Path:
    writer = AnswerWriter()
    path = files.path(session, index, 1)
    writer.begin(path, 100.0)
    heard(writer, tone(seconds), 100.0)
    writer.end(100.0 + seconds)
    assert writer.failed is None
    return path


NOW = time.time()


def age(path: Path) -> None:
    """Let it be older than a month."""
    os.utime(path, (NOW - 31 * DAY_S,) * 2)


def heard(writer: AnswerWriter, sound: Floats, since: float) -> None:
    """What a microphone hears from `since` on, in pieces that each come when they have been heard."""
    read_s = 0.0
    for part in np.array_split(sound, max(1, sound.size // 1000)):
        read_s += part.size / RATE
        writer.write(part, since + read_s)


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
    writer.begin(files.path(1, 0, 1), 0.0)
    heard(writer, tone(0.5), 0.0)
    assert files.answers() == []
    writer.end()
    assert len(files.answers()) == 1


def loud_from_to(path: Path) -> list[tuple[float, float]]:
    """The stretches of sound in a recorded answer, in its seconds."""
    return bursts(read(path)[0], RATE)


def test_a_pause_is_left_out_and_nothing_is_written_between_answers(files: AnswerFiles) -> None:
    writer, path = AnswerWriter(), files.path(1, 0, 1)
    heard(writer, tone(1.0), 9.0)
    writer.begin(path, 10.0)
    heard(writer, tone(0.5), 10.0)
    writer.pause(10.5)
    heard(writer, tone(2.0), 10.5)
    writer.resume(12.5)
    heard(writer, tone(0.25), 12.5)
    writer.end(12.75)
    heard(writer, tone(1.0), 12.75)
    assert [answer.seconds for answer in files.answers()] == [pytest.approx(0.75, abs=0.001)]


def test_what_was_heard_before_the_answer_is_not_in_it(files: AnswerFiles) -> None:
    writer, path = AnswerWriter(), files.path(1, 0, 1)
    writer.begin(path, 10.0)
    writer.write(np.concatenate([0.5 + 0 * tone(0.2), tone(0.3)]), 10.3)
    heard(writer, tone(0.7), 10.3)
    writer.end(11.0)
    np.testing.assert_allclose(read(path)[0][: RATE // 4] / 32768.0, tone(0.25), atol=2e-4)


def test_what_no_microphone_heard_is_silence_in_its_place(files: AnswerFiles) -> None:
    writer, path = AnswerWriter(), files.path(1, 0, 1)
    writer.begin(path, 10.0)
    heard(writer, tone(1.0), 11.5)  # it opened late
    heard(writer, tone(1.0), 17.5)  # was unplugged, and plugged in again
    writer.pause(19.0)
    writer.resume(29.0)
    heard(writer, tone(1.0), 30.0)  # and unplugged while the session paused
    writer.end(33.0)
    assert [answer.seconds for answer in files.answers()] == [pytest.approx(13.0, abs=0.001)]
    stretches = [(round(begin, 2), round(end, 2)) for begin, end in loud_from_to(path)]
    assert stretches == [(1.5, 2.5), (7.5, 8.5), (10.0, 11.0)]


@pytest.mark.parametrize("stood_s", [0.4, 0.8, 3.0])
def test_a_reader_that_was_late_puts_no_gap_into_the_recording(files: AnswerFiles, stood_s: float) -> None:
    writer, path = AnswerWriter(), files.path(1, 0, 1)
    writer.begin(path, 10.0)
    heard(writer, tone(1.0), 10.0)
    late = 11.0 + stood_s
    for part in np.array_split(tone(stood_s), 10):  # all of it had waited, and comes at once
        writer.write(part, late)
    heard(writer, tone(1.0), late)
    writer.end(late + 1.0)
    assert loud_from_to(path) == [pytest.approx((0.0, 2.0 + stood_s), abs=0.01)]


def test_an_answer_of_which_nothing_was_heard_leaves_no_file(files: AnswerFiles) -> None:
    writer = AnswerWriter()
    writer.begin(files.path(1, 0, 1), 10.0)
    writer.end(40.0)
    assert [path for path in files.folder.rglob("*") if path.is_file()] == []
    assert writer.failed is None


def test_a_place_that_cannot_be_written_ends_the_recording_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "answers").write_text("a file")
    writer = AnswerWriter()
    writer.begin(AnswerFiles(tmp_path / "answers").path(1, 0, 1), 0.0)
    writer.write(tone(0.1), 0.1)
    writer.end(0.1)
    assert writer.failed is not None
    assert writer.failed.code == "not_writable"


def test_old_recordings_are_forgotten_and_young_ones_kept(files: AnswerFiles) -> None:
    old, young = recorded(files, 1), recorded(files, 2)
    age(old)
    assert files.forget(30, NOW) == 1
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


def test_exports_go_with_their_recording_or_when_they_are_as_old(files: AnswerFiles) -> None:
    recordings = [recorded(files, session) for session in (1, 2, 3, 11)]
    for recording in recordings:
        export(recording, files.exported(recording))
    wavs = [files.exported(recording) for recording in recordings]
    assert wavs[0].name == "session-1-question-1-attempt-1.wav"
    half = wavs[0].with_name(".x1.part")
    half.write_bytes(b"RIFF")
    files.delete(1)
    assert [file.exists() for file in (half, *wavs)] == [False, False, True, True, True]
    for old in (recordings[1], wavs[2]):
        age(old)
    files.forget(30, NOW)
    assert [file.exists() for file in wavs] == [False, False, False, True]
    files.delete()
    assert not wavs[3].exists()


def test_a_folder_that_is_not_named_by_a_session_is_nobodys(files: AnswerFiles) -> None:
    """Python counts a raised two among the digits, but makes no number of it."""
    path = recorded(files, 2)
    path.parent.rename(files.folder / "²")
    assert files.answers() == []
    assert files.delete() == 0
    assert (files.folder / "²" / path.name).exists()


def test_what_an_interrupted_answer_left_is_deleted_and_forgotten_too(files: AnswerFiles) -> None:
    for session in (1, 2):
        writer = AnswerWriter()
        writer.begin(files.path(session, 0, 1), 0.0)
        writer.write(tone(0.5), 0.5)
    assert files.delete(1) == 0
    assert not (files.folder / "1").exists()
    (left,) = (files.folder / "2").iterdir()
    age(left)
    assert files.forget(30, NOW) == 1
    assert not (files.folder / "2").exists()


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
    assert files.damaged() == [path]
    with pytest.raises(SoundError, match="question-1"):
        read(path)
    assert files.delete(2) == 0
    assert path.exists()
    assert files.delete() == 1
