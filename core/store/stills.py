"""Stills, where the user said yes: small grey JPEGs of his face, owner-only, in a folder for each session.

They lie beside the store, not in it: a file can be deleted for good, listed and looked at by itself, and the store
stays what it is without them. Their names say what they show, so that nothing else has to be kept in step.
"""

from __future__ import annotations

import re
import struct
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from core.base import paths
from core.base.errors import StoreError
from core.base.files import write_whole
from core.store import exports
from core.store.database import as_store_error
from core.store.kept import KeptFiles, is_older

MOST_BYTES = 1 << 16
"""No still that Poise writes is so large: what is larger came from elsewhere and is not read."""
IN_PAGE = b"data:image/jpeg;base64,"
"""How a page holds a still."""
_IN_PDF = re.compile(rb"/Subtype\s*/Image\b|/ObjStm\b")
"""How a PDF holds one, or may: what is packed in an object stream is not looked into (ISO 32000-1, 7.5.7)."""
_NAME = re.compile(r"question-(\d{1,6})-attempt-(\d{1,6})-(cue|best)-(\d{1,12})\.jpg")
_MARKER, _FRAME_HEADS = 0xFF, (0xC0, 0xC1, 0xC2)
_JPEG_START = b"\xff\xd8\xff"
MOST_PX = 512
"""Nor has one that Poise writes sides so long: a small file may unpack to gigabytes."""


def delete_everywhere(data: Path) -> int:
    """Delete all stills of a data folder, those too that an import moved aside; gives how many. Raises StoreError."""
    return sum(StillFiles(paths.stills_dir(root)).delete() for root in paths.data_roots(data))


def forget_everywhere(data: Path, days: int, now: float | None = None) -> None:
    """Delete what is older than so many days, there too where an import moved it."""
    for root in paths.data_roots(data):
        StillFiles(paths.stills_dir(root)).forget(days, now)


class StillKind(str, Enum):
    """At what a still was taken."""

    CUE = "cue"
    BEST = "best"


@dataclass(frozen=True, slots=True)
class StillKey:
    """What a still shows: the answer to question `index` (from 0), the attempt (from 1), and `t` in session time."""

    session: int
    index: int
    attempt: int
    kind: StillKind
    t: float


@dataclass(frozen=True, slots=True)
class Still:
    """One file and its bytes on the disk."""

    key: StillKey
    size: int
    path: Path

    def jpeg(self) -> bytes:
        """The picture; b"" where the file is gone or is no still, since an archive may bring anything."""
        with suppress(OSError):
            content = self.path.read_bytes() if self.size <= MOST_BYTES else b""
            return content if 0 < max(_sides(content)) <= MOST_PX else b""
        return b""


def _sides(jpeg: bytes) -> tuple[int, int]:
    """Height and width by the JPEG's own head (ITU-T T.81, B.2.2); (0, 0) where there is none."""
    at = 2 if jpeg.startswith(_JPEG_START) else len(jpeg)
    while at + 9 <= len(jpeg) and jpeg[at] == _MARKER:
        if jpeg[at + 1] in _FRAME_HEADS:
            height, width = struct.unpack(">HH", jpeg[at + 5 : at + 9])
            return height, width
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return 0, 0


class StillFiles(KeptFiles):
    """The stills below `folder`, in folders named by their session."""

    def stills(self, session: int | None = None) -> list[Still]:
        """What is kept, the newest session first, then by question and time."""
        found = []
        for path in self.files(session):
            named = _NAME.fullmatch(path.name)
            if named and not path.is_symlink():
                index, attempt, t = int(named[1]) - 1, int(named[2]), int(named[4]) / 1000
                key = StillKey(int(path.parent.name), index, attempt, StillKind(named[3]), t)
                with suppress(OSError):
                    found.append(Still(key, path.stat().st_size, path))
        return sorted(found, key=lambda still: (-still.key.session, still.key.index, still.key.attempt, still.key.t))

    def write(self, key: StillKey, jpeg: bytes) -> None:
        """Keep a still, whole or not at all. Raises OSError."""
        folder = paths.private_folder(self.of_session(key.session))
        name = f"question-{key.index + 1}-attempt-{key.attempt}-{key.kind.value}-{round(key.t * 1000)}.jpg"
        write_whole(folder / name, jpeg)

    def drop(self, session: int, index: int) -> None:
        """Delete those of one question, which is answered anew: no report shows them. Raises OSError."""
        for still in self.stills(session):
            if still.key.index == index:
                still.path.unlink(missing_ok=True)

    def delete(self, session: int | None = None) -> int:
        """Delete a session's stills, or all, what an interrupted writing left, and pages that show them.

        Returns how many stills there were. Raises StoreError.
        """
        gone = len(self.stills(session))
        with as_store_error(self.folder):
            for page in self.pages(session):
                exports.unlink(page)
            self._delete_folders(session)
        return gone

    def pages(self, session: int | None = None) -> list[Path]:
        """The pages of reports that the app saved beside the store, as far as stills are, or may be, in them."""
        found = exports.exported(self.reports, session)
        return [page for page in found if _shows(page)]

    def forget(self, days: int, now: float | None = None) -> int:
        """Delete what is older than so many days, unfinished too; returns how many files that were.

        A page that shows stills goes when it is as old itself, or with the last still of its session: the report
        makes it anew without them.
        """
        gone = self._forget_files(days, now)
        bare = {path.parent.name for path in gone if not path.parent.exists()}
        for page in exports.exported(self.reports):
            with suppress(OSError, StoreError):
                if (is_older(page, days, now) or str(exports.session_of(page)) in bare) and _shows(page):
                    page.unlink()
        return len(gone)


def _shows(page: Path) -> bool:
    """Whether a still is in a page or, as far as can be seen, in a PDF. Raises StoreError."""
    with as_store_error(page):
        if ".pdf" in page.suffixes:
            return _IN_PDF.search(page.read_bytes()) is not None
        return ".html" in page.suffixes and IN_PAGE in page.read_bytes()
