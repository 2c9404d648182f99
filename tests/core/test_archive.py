"""The archive: all data to an empty machine and back; what is damaged or crafted changes nothing."""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.base.errors import ArchiveError
from core.base.paths import store_file
from core.report.report import build_report
from core.store.archive import write_archive
from core.store.restoring import FREE_OF_RATIO, restore_archive
from core.store.store import SessionStore
from tests.tui.stored import store_session

FILES = {
    "profiles/me.json": b"{}",
    "recordings/smile.wav": bytes(range(256)),
    "answers/1/q1.flac": b"fLaC",
    "snapshots/1/question-1-attempt-1-best-9500.jpg": b"\xff\xd8\xff",
    "banks/mine.yaml": "제목: 내 질문\n".encode(),
    "own/general.json": b'{"intro": {"note": "breathe"}}',
}


class Machine:
    """A data folder and a settings file."""

    def __init__(self, home: Path) -> None:
        self.data, self.settings = home / "data", home / "config" / "settings.toml"

    def filled(self, note: str = "mine") -> Machine:
        store_session(self.data)
        store_session(self.data, answers=("hhhh",), score=90.0)
        for name, content in FILES.items():
            (self.data / name).parent.mkdir(parents=True, exist_ok=True)
            (self.data / name).write_bytes(content)
        self.settings.parent.mkdir(exist_ok=True)
        self.settings.write_text(f'# {note}\nvolume = 30\ndata_dir = "/elsewhere"\n')
        return self

    def reports(self) -> list[Any]:
        store = SessionStore(store_file(self.data))
        return [build_report(store.load(info.id)).to_json_dict() for info in store.sessions()]

    def everything(self) -> dict[str, bytes]:
        root = self.data.parent
        return {str(f.relative_to(root)): f.read_bytes() for f in sorted(root.rglob("*")) if f.is_file()}


@pytest.fixture
def old(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "old").filled()


@pytest.fixture
def new(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "new")


@pytest.fixture
def archive(tmp_path: Path, old: Machine) -> Path:
    file = tmp_path / "poise.zip"
    write_archive(file, old.data, old.settings)
    return file


def restore(archive: Path, machine: Machine, *, replace: bool = False) -> Path | None:
    return restore_archive(archive, machine.data, machine.settings, replace=replace).aside


def test_an_empty_machine_gets_equal_reports_and_files(old: Machine, archive: Path, new: Machine) -> None:
    assert restore(archive, new) is None
    assert new.reports() == old.reports()
    assert len(new.reports()) == 2
    assert {name: (new.data / name).read_bytes() for name in FILES} == FILES
    assert new.settings.read_text() == "# mine\nvolume = 30\n", "the other machine's folder is not taken over"
    assert not list(new.data.glob(".import-*"))


def test_pictures_of_the_face_stay_out_where_that_is_asked_for(tmp_path: Path, old: Machine, new: Machine) -> None:
    page = old.data / "reports" / "poise-report-1.html"
    page.parent.mkdir()
    page.write_text('<img src="data:image/jpeg;base64,AAAA">')
    write_archive(tmp_path / "faceless.zip", old.data, old.settings, stills=False)
    restore(tmp_path / "faceless.zip", new)
    there = {str(file.relative_to(new.data)) for file in new.data.rglob("*") if file.is_file()}
    assert {name for name in FILES if name not in there} == {name for name in FILES if "snapshots" in name}
    assert "reports/poise-report-1.html" not in there


def test_archive_and_what_is_restored_are_the_owners_alone(archive: Path, new: Machine) -> None:
    restore(archive, new)
    files = [archive, *(path for path in new.data.parent.rglob("*"))]
    assert len(files) > len(FILES)
    assert not [str(path) for path in files if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]


def test_a_session_that_is_being_written_is_in_it(old: Machine, tmp_path: Path, new: Machine) -> None:
    recorder = SessionStore(store_file(old.data)).begin("watch", None, {})
    try:
        write_archive(tmp_path / "live.zip", old.data, old.settings)
        with pytest.raises(ArchiveError, match="session 3 is running"):
            restore(tmp_path / "live.zip", old, replace=True)
    finally:
        recorder.close()
    restore(tmp_path / "live.zip", new)
    assert len(SessionStore(store_file(new.data)).sessions()) == 3


def test_no_file_is_written_over_unless_asked(old: Machine, archive: Path) -> None:
    before = archive.read_bytes()
    with pytest.raises(ArchiveError, match="--force"):
        write_archive(archive, old.data, old.settings)
    assert archive.read_bytes() == before
    (old.data / "banks" / "more.yaml").write_text("more")
    write_archive(archive, old.data, old.settings, force=True)
    assert archive.read_bytes() != before


def test_no_data_are_written_over_unless_asked_and_then_kept_aside(archive: Path, old: Machine, new: Machine) -> None:
    new.filled("theirs")
    store_session(new.data, answers=("ssss",), score=5.0)
    (new.data / "banks" / "theirs.yaml").write_text("theirs")
    before, theirs = new.everything(), new.reports()
    with pytest.raises(ArchiveError, match="--replace"):
        restore(archive, new)
    assert new.everything() == before

    aside = restore(archive, new, replace=True)
    assert aside is not None
    assert new.reports() == old.reports()
    assert not (new.data / "banks" / "theirs.yaml").exists()
    kept = Machine(new.data)
    kept.data = aside
    assert kept.reports() == theirs
    assert (aside / "banks" / "theirs.yaml").read_text() == "theirs"
    assert (aside / "settings.toml").read_text().startswith("# theirs")


def test_a_store_without_a_session_is_nothing_to_be_written_over(archive: Path, old: Machine, new: Machine) -> None:
    assert SessionStore(store_file(new.data)).sessions() == [], "looking makes one"
    aside = restore(archive, new)
    assert new.reports() == old.reports()
    assert aside is not None
    assert (aside / "sessions.db").exists(), "it is kept all the same"


@pytest.mark.parametrize("content", [b"", b"no store"])
def test_a_store_that_cannot_be_read_is_not_written_over(archive: Path, new: Machine, content: bytes) -> None:
    new.data.mkdir(parents=True)
    store_file(new.data).write_bytes(content)
    with pytest.raises(ArchiveError, match="--replace"):
        restore(archive, new)
    assert store_file(new.data).read_bytes() == content


def test_a_failure_half_way_puts_everything_back(
    archive: Path, new: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    new.filled("theirs")
    before = new.everything()
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if ".import-" in str(self) and self.name == "profiles":
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(ArchiveError, match="No space left"):
        restore(archive, new, replace=True)
    assert new.everything() == before


Edit = Callable[[dict[str, bytes], dict[str, Any]], None]


def crafted(archive: Path, edit: Edit, *, mode: int = 0o100600) -> Path:
    """The archive with other members; sums are made anew for members that `edit` put in."""
    with zipfile.ZipFile(archive) as opened:
        members = {name: opened.read(name) for name in opened.namelist() if name != "manifest.json"}
        manifest = json.loads(opened.read("manifest.json"))
    known = dict(members)
    edit(members, manifest)
    for name, content in members.items():
        if name not in known:
            manifest["members"][name] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    file = archive.with_name("crafted.zip")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in {**members, "manifest.json": json.dumps(manifest).encode()}.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = (mode if name not in known else 0o100600) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            opened.writestr(entry, content)
    return file


def refused(file: Path, machine: Machine, match: str) -> None:
    before = machine.everything()
    with pytest.raises(ArchiveError, match=match) as caught:
        restore(file, machine, replace=True)
    assert "\n" not in str(caught.value)
    assert machine.everything() == before
    assert not list(machine.data.glob("before-import-*"))


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "data/../../evil",
        "/etc/evil",
        "data/banks/../../../evil",
        "data/banks//evil",
        "data/./banks/evil",
        "data/banks\\..\\evil",
        "data/weights/evil",
        "data/banks",
        "evil",
        "data/banks/e\nvil",
        "data/sessions.db-wal",
    ],
)
def test_names_that_lead_elsewhere_are_refused(archive: Path, new: Machine, name: str) -> None:
    file = crafted(archive, lambda members, _manifest: members.update({name: b"evil"}))
    refused(file, new.filled(), "no archive of Poise may hold")
    assert not [path for path in new.data.parents[1].rglob("*") if path.name.endswith("evil")]


def test_a_link_is_refused(archive: Path, new: Machine) -> None:
    file = crafted(
        archive, lambda members, _manifest: members.update({"data/banks/l.yaml": b"/etc/passwd"}), mode=0o120777
    )
    refused(file, new.filled(), "is a link")


def test_a_bomb_is_refused(archive: Path, new: Machine) -> None:
    with zipfile.ZipFile(archive, "a") as opened:
        opened.writestr("data/banks/b.yaml", bytes(FREE_OF_RATIO + 1), zipfile.ZIP_DEFLATED, compresslevel=1)
    refused(archive, new.filled(), "unpack to far more")


def change(members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    members["data/own/general.json"] = b'{"intro": {"note": "breathE"}}'


def drop(members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    del members["data/own/general.json"]


def newer(members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    manifest["version"] = 99


def lie(members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    manifest["members"]["data/own/general.json"]["size"] += 1


def no_store(members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    content = members["data/sessions.db"] = b"no database" * 100
    manifest["members"]["data/sessions.db"] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def no_settings(members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    content = members["settings.toml"] = b"volume = = 3"
    manifest["members"]["settings.toml"] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


@pytest.mark.parametrize(
    ("edit", "match"),
    [
        (change, "is damaged"), (drop, "not those of its manifest"), (newer, "newer Poise"), (lie, "damaged"),
        (no_store, "its sessions are damaged"), (no_settings, "its settings are damaged"),
    ],
)  # fmt: skip
def test_what_is_not_as_the_manifest_says_changes_nothing(
    archive: Path, new: Machine, edit: Edit, match: str
) -> None:
    refused(crafted(archive, edit), new.filled(), match)


def test_a_damaged_file_changes_nothing(archive: Path, new: Machine) -> None:
    new.filled()
    whole = archive.read_bytes()
    for cut in (0, 10, len(whole) // 2, len(whole) - 30):
        archive.write_bytes(whole[:cut])
        refused(archive, new, "damaged")
    for place in range(40, len(whole), max(1, len(whole) // 12)):
        broken = bytearray(whole)
        broken[place] ^= 0xFF
        archive.write_bytes(broken)
        before = new.reports()
        try:
            restore(archive, new, replace=True)
        except ArchiveError:
            assert new.reports() == before
        else:  # a bit that says nothing, such as a member's date
            shutil.rmtree(next(new.data.glob("before-import-*")))
            assert {name: (new.data / name).read_bytes() for name in FILES} == FILES


def test_a_missing_archive_and_a_folder_are_one_line(tmp_path: Path, old: Machine, new: Machine) -> None:
    with pytest.raises(ArchiveError, match="no such file"):
        restore(tmp_path / "none.zip", new)
    assert not new.data.exists()
    with pytest.raises(ArchiveError, match="is a folder"):
        write_archive(tmp_path, old.data, old.settings)
    with pytest.raises(ArchiveError, match="No such file"):
        write_archive(tmp_path / "none" / "x.zip", old.data, old.settings)


@pytest.mark.skipif(sys.platform != "linux", reason="a file that opens and cannot be read is Linux's own")
def test_a_file_that_fails_while_it_is_read_is_the_one_that_is_named(tmp_path: Path, old: Machine) -> None:
    failing = old.data / "recordings" / "failing.wav"
    failing.symlink_to("/proc/self/mem")  # its first page is mapped nowhere: EIO, without a name
    with pytest.raises(ArchiveError, match=r"failing\.wav: Input/output error"):
        write_archive(tmp_path / "x.zip", old.data, old.settings)
    assert not (tmp_path / "x.zip").exists()
