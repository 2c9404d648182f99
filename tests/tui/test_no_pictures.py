"""No picture is stored of a session that was not asked to keep some: every file that it writes is looked at.

Files are taken as they are deleted too, and pictures are looked for in whole files, in each value of the store, in
base64 and below compression, by their first bytes and by decoding them. The same look finds those of a session that
was asked to keep some.
"""

from __future__ import annotations

import base64
import json
import os
import re
import sqlite3
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from core.base.paths import cache_dir, config_file, data_dir, log_file, runtime_dir, store_file
from core.base.types import Expression
from core.store.packing import pack, unpack
from tests.core.films import film, showing
from tests.tui.commands import Poise

STARTS = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"RIFF",
    b"GIF8",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"P5",
    b"P6",
    b"\x93NUMPY",
)
"""JPEG, PNG, WebP, GIF, BMP, TIFF twice, PNM twice, and an array of NumPy."""
LEAST_PX = 8
LONG_TEXT = 2_000
"""Characters: a picture of 48x48 grey pixels takes 3,072 as base64; the longest text is the plan of an interview."""
FORMAT = "title: {en: Short, ko: 짧게}\nquestions: 1\nprep_s: 1\nanswer_s: 12\nretakes: 0\nskip_allowed: true\n"
BANK = "title: {en: Mine, ko: 내 질문}\nquestions: [{text: {en: Why?, ko: 왜요?}}]\n"


class Watcher:
    """What Python writes and deletes, wherever that is: SQLite and OpenCV write by themselves, in known places."""

    def __init__(self) -> None:
        self.written: set[Path] = set()
        self.deleted: dict[Path, bytes] = {}

    def see(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], (str, bytes)) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
            path = Path(os.fsdecode(arguments[0]))
            if path.parent.name != "__pycache__":  # the interpreter's own, of a module that is new to it
                self.written.add(path)
        elif event in ("os.remove", "os.rename") and isinstance(arguments[0], (str, os.PathLike)):
            with suppress(OSError):
                self.deleted[Path(arguments[0])] = Path(arguments[0]).read_bytes()


watchers: list[Watcher] = []
"""The one that looks on now; a hook of the interpreter stays for ever."""


def _see(event: str, arguments: tuple[Any, ...]) -> None:
    if watchers and event in ("open", "os.remove", "os.rename"):
        watchers[0].see(event, arguments)


@pytest.fixture
def watcher() -> Iterator[Watcher]:
    if not getattr(sys, "_poise_hooked", False):
        sys.addaudithook(_see)
        sys._poise_hooked = True  # type: ignore[attr-defined]
    watchers.append(Watcher())
    yield watchers[0]
    watchers.clear()


def pictures(content: bytes) -> int:
    """How many pictures begin anywhere in these bytes, or in what they are the compressed or written form of."""
    found = 0
    for start in STARTS:
        for place in re.finditer(re.escape(start), content):
            found += _is_picture(start, content[place.start() :])
    for text in re.findall(rb"[A-Za-z0-9+/_-]{64,}={0,2}", content):
        for way in (base64.b64decode, base64.urlsafe_b64decode):
            with suppress(ValueError):
                found += any(way(text + b"==").startswith(start) for start in STARTS if len(start) > 2)
    with suppress(zlib.error):
        unpacked = zlib.decompressobj(wbits=47).decompress(content, 1 << 24)
        found += pictures(unpacked) if unpacked else 0
    return found


def _is_picture(start: bytes, content: bytes) -> bool:
    if start == b"\x93NUMPY":
        return True
    with suppress(cv2.error):
        picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)
        return picture is not None and min(picture.shape[:2]) >= LEAST_PX
    return False


def look_at_store(store: Path) -> int:
    """Pictures in the values of a store; whatever is no number has to be explained as a whole."""
    found = 0
    with closing(sqlite3.connect(store)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in connection.execute(f"SELECT * FROM {table}"):
                for value in row:
                    if isinstance(value, bytes):
                        found += pictures(value)
                        count, columns = unpack(value)
                        assert pack(columns) == value, "nothing is in a blob but its columns of numbers"
                        assert all(len(column) == count for column in columns.values())
                        assert len(columns) <= 40
                    elif isinstance(value, str):
                        found += pictures(value.encode())
                        assert len(value) <= LONG_TEXT, value
    return found


def look(root: Path, watcher: Watcher) -> tuple[int, set[str]]:
    """The pictures in everything below `root`, deleted files too, and the names of all those files."""
    files = {path: path.read_bytes() for path in root.rglob("*") if path.is_file() and path.suffix != ".avi"}
    assert all(root in path.parents for path in watcher.written if path.is_absolute() and path.parts[1] != "dev")
    found = sum(pictures(content) for content in [*files.values(), *watcher.deleted.values()])
    return found + look_at_store(store_file(data_dir())), {path.relative_to(root).as_posix() for path in files}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """All places of the user's, and the one for temporary files, in one folder."""
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
        (tmp_path / name).mkdir(mode=0o700)
        monkeypatch.setenv(name, str(tmp_path / name))
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.chdir(tmp_path / "tmp")
    for place in (cache_dir(), config_file(), data_dir(), log_file(), runtime_dir()):
        assert tmp_path in place.parents
    for folder, name, text in (("formats", "short", FORMAT), ("banks", "mine", BANK)):
        (data_dir() / folder).mkdir(parents=True)
        (data_dir() / folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_without_snapshots_no_file_of_a_session_holds_a_picture_and_with_them_some_do(
    root: Path, watcher: Watcher, poise: Poise
) -> None:
    sad, happy = showing(Expression.SAD), showing(Expression.HAPPY)
    camera = film(root / "me.avi", [sad] * 24 + [happy] * 24, fps=3.0)
    command = ("interview", "--fast", "--camera", camera, "--format", "short", "--bank", "mine", "--policy", "strict")
    done = poise(*command)
    assert done.exit_code == 0, done.output
    assert poise("report", "--html", "-o", root / "page.html").exit_code == 0
    found, files = look(root, watcher)
    told = json.loads(poise("report", "--json").stdout)
    assert told["cues"] > 0, "a session of which stills could be kept"
    assert found == 0
    assert "XDG_DATA_HOME/poise/sessions.db" in files
    assert not {file for file in files if "snapshots" in file}

    done = poise(*command, "--keep-snapshots")
    assert done.exit_code == 0, done.output
    kept = json.loads(poise("snapshots", "--json").stdout)
    assert {still["kind"] for still in kept} == {"cue", "best"}
    assert look(root, watcher)[0] >= 2 * len(kept), "each file, and as it was before it got its name"
    assert poise("snapshots", "--delete", "--yes").exit_code == 0
    watcher.deleted.clear()
    assert look(root, watcher)[0] == 0


@pytest.mark.parametrize("ending", [".jpg", ".png", ".webp", ".bmp", ".tiff", ".pgm"])
def test_the_look_finds_pictures_of_each_kind_wherever_they_are(ending: str) -> None:
    picture = cv2.imencode(ending, np.arange(2304, dtype=np.uint8).reshape(48, 48))[1].tobytes()
    assert pictures(picture)
    assert pictures(bytes(100) + picture + bytes(100))
    assert pictures(zlib.compress(picture))
    if ending not in (".bmp", ".pgm"):
        assert pictures(b'{"face": "' + base64.b64encode(picture) + b'"}')
