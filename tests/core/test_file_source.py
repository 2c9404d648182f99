"""Video files: every frame once under --fast, their own pace otherwise, and one line for a file that is no video."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import pytest

from core.base.clock import ManualClock
from core.base.errors import SourceError
from core.base.opencv import cv2
from core.camera.file import FileSource, TimeLine
from core.camera.frozen import FROZEN_AFTER_S
from core.camera.opening import open_camera, open_source
from tests.core.films import background, film, moving, numbered


@pytest.fixture
def ten(tmp_path: Path) -> Path:
    return film(tmp_path / "열 장면 é.avi", numbered(10), fps=10.0)


def test_fast_gives_every_frame_once_with_the_films_own_time(ten: Path) -> None:
    source = open_source(str(ten), fast=True)
    frames = list(source.frames())
    assert not source.live
    assert source.name == "열 장면 é.avi"
    assert [frame.number for frame in frames] == list(range(10))
    assert [frame.t for frame in frames] == pytest.approx([number / 10 for number in range(10)])
    assert [round(frame.image.mean() / 10 - 2) for frame in frames] == list(range(10))


def test_loop_goes_round_and_time_goes_on(ten: Path) -> None:
    source = open_source(str(ten), fast=True, loop=True)
    times = []
    for frame in source.frames():
        times.append(frame.t)
        if len(times) == 25:
            source.close()
    assert times == pytest.approx([number / 10 for number in range(25)])


def test_paced_film_waits_for_each_frame(ten: Path) -> None:
    clock = ManualClock(100.0)
    source = FileSource(ten, clock=clock, wait=moving(clock))
    shown = [(clock.now() - 100.0, frame.t) for frame in source.frames()]
    assert len(shown) == 10
    assert all(now == pytest.approx(t) for now, t in shown)


def test_slow_reader_of_a_paced_film_misses_frames_but_never_falls_behind(ten: Path) -> None:
    clock = ManualClock()
    source = FileSource(ten, clock=clock, wait=moving(clock))
    times = []
    for frame in source.frames():
        assert clock.now() - frame.t < 0.2
        times.append(frame.t)
        clock.advance(0.35)
    assert 2 <= len(times) <= 4


def test_machine_too_slow_for_a_film_still_sees_some_of_it(ten: Path) -> None:
    clock = ManualClock()
    source = FileSource(ten, clock=clock, wait=moving(clock))
    seen = 0
    for _ in source.frames():
        seen += 1
        clock.advance(5.0)
    assert seen >= 5


def test_paced_film_decodes_no_more_than_is_wanted(tmp_path: Path) -> None:
    clock = ManualClock()
    source = FileSource(film(tmp_path / "a.avi", numbered(20), fps=20.0), clock=clock, wait=moving(clock))
    source.max_fps = 5.0
    assert len(list(source.frames())) in (5, 6)


def test_fast_ignores_the_wanted_rate(ten: Path) -> None:
    source = open_source(str(ten), fast=True)
    source.max_fps = 1.0
    assert len(list(source.frames())) == 10


def test_closing_ends_the_frames(ten: Path) -> None:
    source = open_source(str(ten), fast=True)
    frames = source.frames()
    next(frames)
    source.close()
    source.close()
    assert list(frames) == []


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda folder: folder / "nowhere.mp4", "no such file"),
        (lambda folder: folder, "is a folder"),
        (lambda folder: _written(folder / "empty.mp4", b""), "the file is empty"),
        (lambda folder: _written(folder / "note.mp4", b"dear diary\n" * 200), "not a video"),
    ],
)
def test_what_is_no_film_is_refused_in_one_line(tmp_path: Path, make, says: str) -> None:  # type: ignore[no-untyped-def]
    path = make(tmp_path)
    with pytest.raises(SourceError) as caught:
        open_source(str(path))
    assert str(path) in str(caught.value)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.fixture
def cut_off(tmp_path: Path) -> Path:
    """A film of ten large pictures whose end is missing."""
    whole = film(tmp_path / "whole.avi", [background()] * 10).read_bytes()
    return _written(tmp_path / "cut.avi", whole[: len(whole) * 6 // 10])


def test_film_cut_off_in_the_middle_ends_early(cut_off: Path) -> None:
    assert 1 <= len(list(open_source(str(cut_off), fast=True).frames())) < 10


def test_film_cut_off_before_its_first_picture_is_refused(ten: Path) -> None:
    cut = _written(ten.with_name("cut.avi"), ten.read_bytes()[:300])
    with pytest.raises(SourceError, match=r"cut\.avi"):
        open_source(str(cut))


def test_nothing_is_written_to_the_terminal(cut_off: Path, capfd: pytest.CaptureFixture[str]) -> None:
    list(open_source(str(cut_off), fast=True).frames())
    with pytest.raises(SourceError):
        open_source(str(_written(cut_off.with_name("junk.mp4"), b"\0\0\0\x18ftypmp42" + b"x" * 999)))
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "stamps",
    [
        [0.0, 0.0, 0.0, 0.0],
        [0.0, 0.1, math.nan, 0.3],
        [5.0, 5.1, 5.05, 5.2],
        [0.0, 0.1, 9999.0, 9999.1],
        [0.0, -1.0, -2.0, -1.9],
    ],
    ids=["missing", "not a number", "going back", "a leap", "negative"],
)
def test_odd_time_stamps_still_make_time_that_goes_on(stamps: list[float]) -> None:
    line = TimeLine(fps=10.0)
    times = [line.next(stamp) for stamp in stamps]
    assert times[0] == 0.0
    assert all(0 < after - before < 1.0 for before, after in itertools.pairwise(times))


def test_film_without_a_sane_rate_is_taken_at_thirty() -> None:
    for fps in (0.0, math.nan, 90000.0):
        assert TimeLine(fps).interval == pytest.approx(1 / 30)


@pytest.mark.clips
def test_phone_film_stands_upright(clips: Path) -> None:
    frame = next(iter(open_source(str(clips / "man_glasses_phone.mp4"), fast=True).frames()))
    assert frame.image.shape[:2] == (1280, 720)


@pytest.mark.clips
def test_real_film_keeps_its_uneven_time(clips: Path) -> None:
    times = [frame.t for frame in open_source(str(clips / "talking_man_in_suit.mp4"), fast=True).frames()]
    steps = {round(after - before, 2) for before, after in itertools.pairwise(times)}
    assert len(times) == 135
    assert times[-1] == pytest.approx(6.07, abs=0.01)
    assert len(steps) > 1


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("loop", [False, True])
def test_film_that_breaks_off_in_the_middle_is_told_after_what_there_is(tmp_path: Path, loop: bool) -> None:
    """A copy that was cut off was played as if it were over, with exit code 0."""
    whole = film(tmp_path / "whole.avi", [background(64, 48, 60 + number) for number in range(100)], fps=10.0)
    torn = tmp_path / "torn.avi"
    torn.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    frames: list[float] = []
    with pytest.raises(SourceError, match=r"torn\.avi: breaks off after \d\.\d s of 10\.0 s"):
        frames.extend(frame.t for frame in FileSource(torn, fast=True, loop=loop).frames())
    assert 30 < len(frames) < 70


def test_file_that_is_one_picture_is_told_and_freezes(tmp_path: Path) -> None:
    path = tmp_path / "me.jpg"
    cv2.imwrite(str(path), background(64, 48))
    opened = open_camera(str(path), fast=True, loop=True)
    assert [notice.code for notice in opened.notices] == ["one_picture"]
    frozen = {}
    for frame in opened.source.frames():
        frozen[frame.t] = frame.frozen
        if frame.t > 8:
            opened.source.close()
    assert all(is_frozen is (t >= FROZEN_AFTER_S) for t, is_frozen in frozen.items())


def test_picture_that_cannot_be_decoded_ends_instead_of_going_round_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "dot.png"
    cv2.imwrite(str(path), background(1, 1))
    with pytest.raises(SourceError, match=r"dot\.png: the video holds no readable picture"):
        next(iter(FileSource(path, fast=True, loop=True).frames()))
