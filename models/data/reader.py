"""Reads FER2013 in the three layouts that users have, with a cache for the second start.

`fer2013.csv` (or `icml_face_data.csv`, gzipped or not), `train|test/<class>/*`, and
`images/train|validation/<class>/*`, jpg or png.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import cv2
import numpy as np
import numpy.typing as npt
import platformdirs

from models.base.errors import LabError
from models.base.files import written_whole
from models.base.progress import track
from models.data.faces import SIZE, FaceSet
from models.data.labels import ALIASES, FER_CLASSES

CACHE_VERSION = 1
FIELDS = ("pixels", "labels", "splits", "rows")


def cache_place(source: Path, files: Iterable[Path], cache_dir: Path | None) -> Path:
    """Where the cache of these files belongs; any change to a file changes the name."""
    digest = hashlib.sha256(f"{CACHE_VERSION} {source.resolve()}".encode())
    for path in files:
        status = path.stat()
        digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    folder = cache_dir or platformdirs.user_cache_path("poise") / "faces"
    return folder / f"{digest.hexdigest()[:20]}.npz"


def load_cached(place: Path) -> FaceSet | None:
    """The cached faces, or None where there are none or the file is damaged."""
    try:
        with place.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            return FaceSet(*(stored[name] for name in FIELDS))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return None


def keep_cached(place: Path, faces: FaceSet) -> None:
    """Write atomically; a folder that cannot be written only costs the speed of the next start."""
    try:
        with written_whole(place) as stream:
            np.savez(stream, **{field: getattr(faces, field) for field in FIELDS})
    except OSError:
        return


PICTURES = {".jpg", ".jpeg", ".png"}
CSV_ROWS = 35_887
"""Rows of the whole FER2013; only the progress bar uses it."""

Row = tuple[npt.NDArray[np.uint8], int, str]


def read_faces(path: Path, cache_dir: Path | None = None, use_cache: bool = True) -> FaceSet:
    """All faces in a file or folder, of all classes and splits.

    Raises `LabError` naming the line or file that is wrong.
    """
    source = Path(path).expanduser()
    if not source.exists():
        raise LabError(f"{source}: no such file or folder; give fer2013.csv or the folder above train/")
    files = [source] if source.is_file() else _pictures(source)
    place = cache_place(source, files, cache_dir)
    if use_cache and (cached := load_cached(place)) is not None:
        return cached
    rows = _csv_rows(source) if source.is_file() else _folder_rows(source, files)
    total = CSV_ROWS if source.is_file() else len(files)
    faces = _collect(track(rows, f"reading {source.name}", total), source)
    if use_cache:
        keep_cached(place, faces)
    return faces


def _collect(rows: Iterable[Row], source: Path) -> FaceSet:
    pixels, labels, splits = [], [], []
    for picture, label, split in rows:
        pixels.append(picture)
        labels.append(label)
        splits.append(split)
    if not pixels:
        raise LabError(f"{source}: no faces found in it")
    return FaceSet(np.stack(pixels), np.array(labels, np.int64), np.array(splits, np.str_), np.arange(len(labels)))


@contextmanager
def _open_text(path: Path) -> Iterator[TextIO]:
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8-sig", newline="")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8-sig", newline="")
        ) as stream:
            yield stream
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise LabError(f"{path}: cannot be read as text ({error}); fetch the file again") from error


def _csv_rows(path: Path) -> Iterator[Row]:
    with _open_text(path) as stream:
        reader = csv.reader(stream)
        names = [name.strip().lower() for name in next(reader, [])]
        missing = [name for name in ("emotion", "pixels", "usage") if name not in names]
        if missing:
            raise LabError(f"{path}: line 1: no column {', '.join(missing)}; FER2013 has emotion,pixels,Usage")
        columns = [names.index(name) for name in ("emotion", "pixels", "usage")]
        for fields in reader:
            if fields:
                yield _csv_row(fields, columns, f"{path}: line {reader.line_num}")


def _csv_row(fields: Sequence[str], columns: Sequence[int], where: str) -> Row:
    if len(fields) <= max(columns):
        raise LabError(f"{where}: {len(fields)} columns, {max(columns) + 1} expected")
    emotion, text, usage = (fields[i].strip() for i in columns)
    if not (emotion.isdecimal() and int(emotion) < len(FER_CLASSES)):
        raise LabError(f"{where}: emotion {emotion!r} is not a number from 0 to {len(FER_CLASSES) - 1}")
    try:
        values = np.array(text.split(), dtype=np.int64)
    except ValueError as error:
        raise LabError(f"{where}: pixels must be numbers from 0 to 255") from error
    if values.size != SIZE * SIZE or values.min() < 0 or values.max() > 255:
        raise LabError(f"{where}: {values.size} pixels, {SIZE * SIZE} numbers from 0 to 255 expected")
    return values.astype(np.uint8).reshape(SIZE, SIZE), int(emotion), usage


def _pictures(root: Path) -> list[Path]:
    base = root / "images" if (root / "images").is_dir() else root
    found = (p for p in base.glob("*/*/*") if p.suffix.lower() in PICTURES)
    files = sorted(p for p in found if _class_of(p) is not None)
    if not files:
        raise LabError(f"{root}: no pictures as <split>/<class>/*.jpg in it; give the folder above train/")
    return files


def _class_of(path: Path) -> int | None:
    name = path.parent.name.lower()
    name = ALIASES.get(name, name)
    return FER_CLASSES.index(name) if name in FER_CLASSES else None


def _folder_rows(root: Path, files: Sequence[Path]) -> Iterator[Row]:
    for path in files:
        picture = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_GRAYSCALE) if path.stat().st_size else None
        if picture is None:
            raise LabError(f"{path}: not a readable picture; remove or replace it")
        if picture.shape != (SIZE, SIZE):
            picture = cv2.resize(picture, (SIZE, SIZE), interpolation=cv2.INTER_AREA)
        label = _class_of(path)
        assert label is not None, root
        yield picture.astype(np.uint8), label, path.parent.parent.name
