"""A stored session as a file in one of the kinds that people hand on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from core.base.files import write_whole
from core.base.paths import stills_dir
from core.report.headline import headline
from core.report.report import build_report
from core.store.sessions import StoredSession
from core.store.stills import Still, StillFiles
from core.store.store import SessionStore
from tui.features.report.files import render
from tui.features.report.files.content import Page, page
from tui.features.report.files.pictures import room
from tui.features.report.files.render import ReportFileError
from tui.i18n import _

KINDS: Mapping[str, str] = {"html": "html", "pdf": "pdf", "markdown": "md", "csv": "csv"}
"""Kinds of files and their endings."""


def content(store: SessionStore, session: int | None, kind: str, *, pictures: bool = True) -> tuple[int, str | bytes]:
    """The session's number and the file's content, with the stills where there are some and `pictures` says so.

    Raises StoreError and ReportFileError.
    """
    stored = store.load(session)
    makers: Mapping[str, Callable[[], str | bytes]] = {
        "html": lambda: _html(store, stored, pictures),
        "pdf": lambda: render.pdf(_html(store, stored, pictures)),
        "markdown": lambda: render.markdown(_page(store, stored)),
        "csv": lambda: render.readings_csv(stored),
    }
    return stored.info.id, makers[kind]()


def _html(store: SessionStore, stored: StoredSession, pictures: bool) -> str:
    """The page; stills take the room that it leaves."""
    bare = render.html(_page(store, stored))
    stills = StillFiles(stills_dir(store.path.parent)).stills(stored.info.id) if pictures else []
    return render.html(_page(store, stored, stills, room(len(bare.encode())))) if stills else bare


def _page(store: SessionStore, stored: StoredSession, stills: Sequence[Still] = (), room_bytes: int = 0) -> Page:
    report = build_report(stored)
    return page(report, headline(report, store.sessions()), stills, room_bytes)


def default_name(session: int, kind: str) -> str:
    """`poise-report-3.html`."""
    return f"poise-report-{session}.{KINDS[kind]}"


def save(
    store: SessionStore, session: int | None, kind: str, target: Path, *, force: bool = False, pictures: bool = True
) -> Path:
    """Write the file, owner-only, and give its place; `target` may be a folder. Raises StoreError, ReportFileError.

    A file that is there already is kept unless `force`.
    """
    number, made = content(store, session, kind, pictures=pictures)
    file = target / default_name(number, kind) if target.is_dir() else target
    if file.exists() and not force:
        raise ReportFileError(
            _("{file}: is there already; name another with --output, or say --force to replace it").format(file=file)
        )
    try:
        write_whole(file, made)
    except OSError as error:
        raise ReportFileError(_("{file}: cannot be written ({why})").format(file=file, why=error.strerror)) from None
    return file.resolve()
