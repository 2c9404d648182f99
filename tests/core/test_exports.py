"""What the app saved of sessions goes with what it was made of, and nothing else does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.base.errors import StoreError
from core.base.paths import aside_dirs, reports_dir, stills_dir, store_file
from core.store import rescue
from core.store.kept import DAY_S
from core.store.rescue import Rescued
from core.store.stills import IN_PAGE, StillFiles, StillKey, StillKind, forget_everywhere
from core.store.store import SessionStore
from tests.core.test_transcripts import said

OF_1 = (
    "poise-report-1.html",
    "poise-report-1.pdf",
    "session-1-question-2-attempt-1.wav",
    ".poise-report-1.html.ab12",
)
OF_OTHERS = ("poise-report-11.html", "poise-report-2.md", "session-11-question-1-attempt-1.wav")
HIS_OWN = ("notes.txt", "my poise-report-1.html", "session-1.wav")


@pytest.fixture
def store(tmp_path: Path) -> SessionStore:
    store = SessionStore(store_file(tmp_path))
    store.begin("watch", None, {}).close()
    store.begin("watch", None, {}).close()
    reports_dir(tmp_path).mkdir()
    for name in (*OF_1, *OF_OTHERS, *HIS_OWN):
        (reports_dir(tmp_path) / name).write_bytes(IN_PAGE)
    return store


def left(data: Path) -> set[str]:
    return {path.name for path in reports_dir(data).iterdir()}


def test_a_session_takes_what_was_saved_of_it(store: SessionStore, tmp_path: Path) -> None:
    store.delete(1)
    assert left(tmp_path) == {*OF_OTHERS, *HIS_OWN}


def test_all_sessions_take_what_was_saved_of_lost_ones_and_the_damaged_copy(
    store: SessionStore, tmp_path: Path
) -> None:
    """But not what belongs to a session that runs."""
    (tmp_path / "sessions.db.damaged-20260101-000000").write_bytes(b"faces")
    running = store.begin("watch", None, {})
    page = reports_dir(tmp_path) / f"poise-report-{running.session}.html"
    page.write_text("")
    assert store.delete_all() == 2
    assert left(tmp_path) == {page.name, *HIS_OWN}
    assert not list(tmp_path.glob("*damaged*"))
    running.close()


def test_what_waits_for_a_deleted_session_does_not_bring_it_back(store: SessionStore) -> None:
    info = store.load(1).info
    rescue.save(store.path, Rescued({"id": 1, "began": info.began, "kind": "watch"}, []))
    rescue.save(store.path, Rescued({"id": 1, "began": "of another store", "kind": "watch"}, []))
    store.delete(1)
    (other,) = rescue.pending(store.path)
    found = rescue.read(other)
    assert found is not None
    assert found.session["began"] == "of another store"


def test_a_file_that_stays_leaves_the_session_listed(store: SessionStore, tmp_path: Path) -> None:
    stuck = reports_dir(tmp_path) / OF_1[0]
    stuck.unlink()
    stuck.mkdir()
    with pytest.raises(StoreError, match="poise-report-1"):
        store.delete(1)
    assert [info.id for info in store.sessions()] == [2, 1]


def test_words_take_the_pages_that_quote_them(store: SessionStore, tmp_path: Path) -> None:
    assert store.forget_words(1) == 0
    assert left(tmp_path) == {*OF_1, *OF_OTHERS, *HIS_OWN}, "no words, nothing to quote"
    store.keep_words(1, 0, 1, said("one"))
    assert store.forget_words(1) == 1
    assert left(tmp_path) == {OF_1[2], *OF_OTHERS, *HIS_OWN}


@pytest.mark.parametrize(
    ("content", "goes"),
    [
        (b"<</ProcSet [/PDF /Text /ImageB /ImageC /ImageI]>>", False),
        (b"<</Type /XObject\n/Subtype /Image\n/Width 96>>", True),
        (b"<</Type/ObjStm/N 9>>", True),
    ],
)
def test_a_pdf_that_shows_no_face_grows_as_old_as_it_likes(content: bytes, goes: bool, tmp_path: Path) -> None:
    page = reports_dir(tmp_path) / "poise-report-1.pdf"
    page.parent.mkdir()
    page.write_bytes(content)
    forget_everywhere(tmp_path, 30, page.stat().st_mtime + 31 * DAY_S)
    assert page.exists() is not goes


def test_old_stills_take_their_pages_also_where_an_import_put_them(tmp_path: Path) -> None:
    aside = tmp_path / "before-import-20260101T000000Z"
    for root in (tmp_path, aside):
        for session in (1, 2, 3):
            StillFiles(stills_dir(root)).write(StillKey(session, 0, 1, StillKind.CUE, 1.5), b"\xff\xd8\xff")
            reports_dir(root).mkdir(exist_ok=True)
            (reports_dir(root) / f"poise-report-{session}.html").write_bytes(b"bare" if session == 3 else IN_PAGE)
        now = (stills_dir(root) / "2").stat().st_mtime
        for old in (*(stills_dir(root) / "1").iterdir(), reports_dir(root) / "poise-report-3.html"):
            os.utime(old, (now - 31 * DAY_S,) * 2)
    assert aside_dirs(tmp_path) == [aside]
    forget_everywhere(tmp_path, 30, now)
    for root in (tmp_path, aside):
        assert left(root) == {"poise-report-2.html", "poise-report-3.html"}
        assert {still.key.session for still in StillFiles(stills_dir(root)).stills()} == {2, 3}
