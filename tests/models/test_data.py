"""Reading faces and votes: three layouts, a cache, and errors that name the place."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.base.errors import LabError
from models.data.labels import FER_CLASSES, FIVE, SEVEN, parse_classes
from models.data.reader import read_faces
from models.data.splits import validation_mask, without_copies_of
from models.data.votes import read_votes
from tests.models.conftest import drawn_face, rows


def test_csv_gives_all_rows_in_order(fer_csv: Path, tmp_path: Path) -> None:
    faces = read_faces(fer_csv, tmp_path)
    assert len(faces) == 105
    assert faces.split_names() == ["PublicTest", "Training"]
    assert np.array_equal(faces.pixels[3], rows()[3][1])
    assert faces.counts(FIVE) == dict.fromkeys(FIVE, 15)


def test_gzip_and_icml_layout_read_the_same(fer_csv: Path, tmp_path: Path) -> None:
    zipped = tmp_path / "fer2013.csv.gz"
    with gzip.open(zipped, "wb") as stream:
        stream.write(fer_csv.read_bytes())
    icml = tmp_path / "icml_face_data.csv"
    with fer_csv.open(newline="") as source, icml.open("w", newline="") as target:
        writer = csv.writer(target)
        for row in csv.DictReader(source):
            if target.tell() == 0:
                writer.writerow(["emotion", " Usage", " pixels"])
            writer.writerow([row["emotion"], row["Usage"], row["pixels"]])
    first = read_faces(fer_csv, use_cache=False)
    for other in (read_faces(zipped, use_cache=False), read_faces(icml, use_cache=False)):
        assert np.array_equal(first.pixels, other.pixels)
        assert np.array_equal(first.splits, other.splits)


@pytest.mark.parametrize(("above", "splits"), [("", ("train", "test")), ("images", ("train", "validation"))])
def test_folder_layouts_with_png_and_jpg(tmp_path: Path, above: str, splits: tuple[str, str]) -> None:
    for split in splits:
        for label, (name, suffix) in enumerate([("happy", "png"), ("sadness", "jpg")]):
            folder = tmp_path / above / split / name
            folder.mkdir(parents=True)
            for i in range(2):
                cv2.imwrite(str(folder / f"{i}.{suffix}"), drawn_face(label, i))
    (tmp_path / above / splits[0] / "fear").mkdir()
    faces = read_faces(tmp_path, use_cache=False)
    part = faces.split(splits[1])
    assert part.counts(FIVE) == {"fear": 0, "happy": 2, "neutral": 0, "sad": 2, "surprise": 0}
    happy = part.take(part.labels == FER_CLASSES.index("happy"))
    assert np.array_equal(happy.pixels[0], drawn_face(0, 0))


def test_second_start_comes_from_the_cache_until_the_file_changes(fer_csv: Path, tmp_path: Path) -> None:
    source = tmp_path / "fer.csv"
    source.write_bytes(fer_csv.read_bytes())
    first = read_faces(source, tmp_path / "cache")
    stored = next((tmp_path / "cache").glob("*.npz"))
    np.savez(stored, pixels=first.pixels[:1], labels=first.labels[:1], splits=first.splits[:1], rows=first.rows[:1])
    assert len(read_faces(source, tmp_path / "cache")) == 1
    with source.open("a") as stream:
        stream.write(fer_csv.read_text().splitlines()[1] + "\n")
    assert len(read_faces(source, tmp_path / "cache")) == 106


def test_damaged_cache_is_read_anew(fer_csv: Path, tmp_path: Path) -> None:
    read_faces(fer_csv, tmp_path)
    next(tmp_path.glob("*.npz")).write_bytes(b"PK\x03\x04 nothing")
    assert len(read_faces(fer_csv, tmp_path)) == 105


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("9,1 2 3,Training", "line 3: emotion '9'"),
        ("3,1 2 3,Training", "line 3: 3 pixels"),
        ("3,a b,Training", "line 3: pixels must be numbers"),
        ("3", "line 3: 1 columns"),
    ],
)
def test_wrong_row_is_named_by_its_line(fer_csv: Path, tmp_path: Path, line: str, said: str) -> None:
    lines = fer_csv.read_text().splitlines()
    broken = tmp_path / "broken.csv"
    broken.write_text("\n".join([*lines[:2], line, *lines[2:4]]) + "\n")
    with pytest.raises(LabError, match=said):
        read_faces(broken, use_cache=False)


def test_wrong_picture_is_named_by_its_path(tmp_path: Path) -> None:
    folder = tmp_path / "train" / "happy"
    folder.mkdir(parents=True)
    (folder / "bad.jpg").write_bytes(b"no picture")
    with pytest.raises(LabError, match=r"bad\.jpg: not a readable picture"):
        read_faces(tmp_path, use_cache=False)


def test_unknown_split_lists_those_there_are(fer_csv: Path) -> None:
    with pytest.raises(LabError, match="it has PublicTest, Training"):
        read_faces(fer_csv, use_cache=False).split("PrivateTest")


def test_classes_by_option() -> None:
    assert parse_classes("seven") == SEVEN
    assert parse_classes("sad, happiness") == ("happy", "sad")
    with pytest.raises(LabError, match="bored"):
        parse_classes("bored,sad")


def test_votes_follow_the_rows_of_a_split(fer_csv: Path, votes_csv: Path) -> None:
    part = read_faces(fer_csv, use_cache=False).split("PublicTest")
    votes = read_votes(votes_csv, part)
    agreed = votes.consensus(FIVE)
    assert (agreed >= 0).sum() == 25  # the others are angry or disgusted: two votes of ten remain
    known = part.targets(FIVE) >= 0
    assert np.array_equal(agreed[known], part.targets(FIVE)[known])
    assert votes.of(FIVE).sum(axis=1)[known].tolist() == [10.0] * 25


def test_rows_without_an_image_name_carry_no_votes(fer_csv: Path, votes_csv: Path, tmp_path: Path) -> None:
    changed = tmp_path / "votes.csv"
    changed.write_text(votes_csv.read_text().replace("fer0000002.png", ""))
    votes = read_votes(changed, read_faces(fer_csv, use_cache=False))
    assert votes.consensus(FIVE)[2] == -1
    assert votes.of(FIVE)[2].sum() == 0


def test_votes_of_other_rows_are_refused(fer_csv: Path, votes_csv: Path, tmp_path: Path) -> None:
    lines = votes_csv.read_text().splitlines()
    shifted = tmp_path / "votes.csv"
    shifted.write_text("\n".join([lines[0], *lines[2:]]) + "\n")
    faces = read_faces(fer_csv, use_cache=False)
    with pytest.raises(LabError, match="do not cover"):
        read_votes(shifted, faces)
    shifted.write_text("\n".join([lines[0], *lines[2:], lines[-1]]) + "\n")
    with pytest.raises(LabError, match="line 71: Usage 'PublicTest', but the data has 'Training'"):
        read_votes(shifted, faces)


def test_copies_fall_on_one_side_and_never_into_training(fer_csv: Path) -> None:
    faces = read_faces(fer_csv, use_cache=False)
    twice = faces.take(np.r_[np.arange(70), np.arange(70)])
    tenth = validation_mask(twice)
    assert np.array_equal(tenth[:70], tenth[70:])
    assert tenth.sum() == 14
    assert not without_copies_of(twice, faces.take(np.arange(10)))[[0, 9, 70, 79]].any()
