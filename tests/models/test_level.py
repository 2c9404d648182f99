"""Levelled faces, their cache, and pictures that nearly are those of another split."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.vision.levelled import Leveller
from models.data.level import levelled, with_levels
from models.data.reader import read_faces
from models.data.splits import hold_out, part_of, without_near_copies_of


def test_each_face_is_cut_as_the_program_cuts_it_and_kept(
    fer_csv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faces = read_faces(fer_csv, use_cache=False).split("PublicTest")
    once = levelled(faces, tmp_path)
    assert np.array_equal(once.pixels[3], Leveller().level(faces.pixels[3]))
    assert list(tmp_path.iterdir())

    def never(_: Leveller, __: object) -> None:
        raise AssertionError("levelled anew")

    monkeypatch.setattr(Leveller, "level", never)
    again = with_levels(faces, tmp_path)
    assert np.array_equal(again.as_levelled().pixels, once.pixels)
    assert np.array_equal(again.pixels, faces.pixels)
    some = again.take(np.array([4, 2]))
    assert some.level is not None
    assert np.array_equal(some.level, once.pixels[[4, 2]])


def test_a_damaged_cache_is_made_anew(fer_csv: Path, tmp_path: Path) -> None:
    faces = read_faces(fer_csv, use_cache=False).split("PublicTest").take(np.arange(2))
    first = levelled(faces, tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_bytes(b"PK")
    assert np.array_equal(levelled(faces, tmp_path).pixels, first.pixels)


def test_a_picture_cut_anew_or_mirrored_counts_as_a_copy(fer_csv: Path) -> None:
    faces = read_faces(fer_csv, use_cache=False).split("Training").take(np.arange(7))
    changed = faces.pixels.copy()
    changed[1, :3, :3] = 120
    changed[2] = changed[2][:, ::-1]
    other = type(faces)(changed[1:3], faces.labels[1:3], faces.splits[1:3], faces.rows[1:3])
    assert without_near_copies_of(faces, other).tolist() == [True, False, False, True, True, True, True]


def test_the_tenth_is_a_part_by_name(fer_csv: Path) -> None:
    faces = read_faces(fer_csv, use_cache=False)
    assert np.array_equal(part_of(faces, "tenth").rows, hold_out(faces).rows)
    assert np.array_equal(part_of(faces, "publictest").rows, faces.split("PublicTest").rows)
