"""A machine that is odd, poor or full of somebody else's things: one line that names the cause, or nothing at all."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.tui.commands import Poise
from tests.tui.stored import store_session
from tests.waiting import LONG_S

Make = Callable[[Path], object]
WATCH = ("watch", "--fast", "--camera", "demo", "--seconds", "0.3", "--quiet", "--cue", "none")


def one_line(text: str) -> str:
    """The only line that the user gets."""
    (line,) = text.splitlines()
    assert line.startswith("poise: ")
    assert len(line) < 900
    return line


def bound(path: Path) -> None:
    """A socket at a path that may be longer than the kernel takes for one."""
    before = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(before)


def others(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE session (x)")


def inside(make: Make) -> Make:
    """What lies in the data folder, as its store."""

    def made(data: Path) -> None:
        data.mkdir()
        make(data / "sessions.db")

    return made


@pytest.mark.parametrize(
    ("make", "says"),
    [
        pytest.param(inside(Path.mkdir), "not a plain file", id="folder"),
        pytest.param(inside(os.mkfifo), "not a plain file", id="pipe"),
        pytest.param(inside(bound), "not a plain file", id="socket"),
        pytest.param(inside(lambda file: file.symlink_to("/dev/full")), "not a plain file", id="device"),
        pytest.param(inside(lambda file: file.symlink_to(file.name)), "Too many levels", id="link to itself"),
        pytest.param(inside(lambda file: file.write_text("hello " * 99)), "not a Poise store or damaged", id="text"),
        pytest.param(inside(others), "another program's database", id="another program's"),
        pytest.param(
            inside(lambda file: file.with_name("sessions.db-wal").mkdir()), "not a plain", id="log a folder"
        ),
        pytest.param(Path.touch, "is no folder", id="data folder a file"),
        pytest.param(lambda data: data.symlink_to("nowhere"), "is no folder", id="data folder leads nowhere"),
        pytest.param(lambda data: data.symlink_to("/dev/null"), "is no folder", id="data folder a device"),
        pytest.param(lambda data: data.symlink_to("/proc/1"), "sessions.db", id="data folder in proc"),
    ],
)
def test_store_that_cannot_be_one_is_named_with_its_cause(
    poise: Poise, tmp_path: Path, make: Make, says: str
) -> None:
    make(tmp_path / "data")
    told = poise("history", "--data-dir", tmp_path / "data")
    assert told.exit_code == 2
    assert says in one_line(told.stderr)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("history", "--data-dir", "/tmp/" + "x" * 300), "File name too long"),
        (("history", "--data-dir", "/tmp/" + "x/" * 3000), "File name too long"),
        (("history", "--data-dir", "a\nb"), "write a folder"),
        (("history", "--data-dir", "\udcff"), "write a folder"),
        (("history", "--data-dir", "/proc/poise"), "No such file"),
        (("report", "9" * 30), "write a session's number"),
        (("report", "--", "-1"), "write a session's number"),
        ((*WATCH, "--camera", "999999999999"), "is for video files"),
        (("watch", "--camera", "999999999999"), "no such camera"),
        (("watch", "--camera", "-1"), "no such file"),
        (("watch", "--camera", "\udcff.mp4"), "a file or the address"),
        (("watch", "--fast", "--camera", "/dev/zero"), "is for video files"),
        (("watch", "--fast", "--camera", "file:///etc/passwd"), "no such file"),
        (("watch", "--fast", "--camera", "/"), "is a folder"),
        ((*WATCH, "--profile", "../../etc/passwd"), "letters, digits"),
        ((*WATCH, "--weights", "/"), "no such network"),
        ((*WATCH, "--weights", "a\nb.onnx"), "write the name of a network"),
        ((*WATCH, "--provider", "cuda"), "offers cpu only"),
        (("settings", "set", "volume", "9" * 5000), "0 to 100"),
        (("watch", "--camera", "x" * 30000), "File name too long"),
    ],
    ids=lambda value: " ".join(value)[:60].encode("ascii", "replace").decode() if isinstance(value, tuple) else "",
)
def test_odd_value_is_named_with_its_cause(poise: Poise, arguments: tuple[str, ...], says: str) -> None:
    told = poise(*arguments)
    assert told.exit_code == 2, told.output
    assert says in one_line(told.stderr.splitlines()[-1])


def bomb(file: Path) -> None:
    rows = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    rows += [f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefg", "bcdefgh", strict=True)]
    file.write_text("\n".join(rows))


def cut(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("sessions.db", os.urandom(9000))
    file.write_bytes(file.read_bytes()[:3000])


@pytest.mark.parametrize(
    ("name", "make", "arguments", "says"),
    [
        ("b.yaml", bomb, ("questions", "check"), "not valid YAML"),
        ("b.yaml", lambda file: file.write_text("id: x\n", "utf-16"), ("questions", "check"), "not UTF-8"),
        ("b.yaml", lambda file: file.write_bytes(b"id: \0\0x\n"), ("questions", "check"), "control character"),
        ("e.mp4", Path.touch, ("watch", "--fast", "--camera"), "the file is empty"),
        ("t.mp4", lambda file: file.write_text("text " * 999), ("watch", "--fast", "--camera"), "not a video"),
        ("n.onnx", lambda file: file.write_bytes(b"\x08" * 99), (*WATCH, "--weights"), "not a network"),
        ("z.zip", lambda file: zipfile.ZipFile(file, "w").close(), ("import",), "not an archive of Poise"),
        ("c.zip", cut, ("import",), "not an archive of Poise"),
        ("o.zip", lambda file: file.write_text("mine"), ("export",), "is there already"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_file_that_is_not_what_it_should_be_is_named_with_its_cause(
    poise: Poise, tmp_path: Path, name: str, make: Make, arguments: tuple[str, ...], says: str
) -> None:
    make(tmp_path / name)
    before = (tmp_path / name).read_bytes()
    told = poise(*arguments, tmp_path / name)
    assert told.exit_code == 2, told.output
    assert says in told.output
    assert name in told.output
    assert "Traceback" not in told.output
    assert (tmp_path / name).read_bytes() == before


def test_report_beside_what_is_there_or_into_nowhere_is_refused(poise: Poise, tmp_path: Path) -> None:
    store_session(tmp_path / "data")
    for place, says in (("/dev/full", "is there already"), (tmp_path / "a" / "b.html", "No such file")):
        told = poise("report", "--html", "-o", place, "--data-dir", tmp_path / "data")
        assert told.exit_code == 2
        assert says in one_line(told.stderr)


def test_settings_of_another_editor_or_a_newer_poise_are_read_and_kept(poise: Poise, tmp_path: Path) -> None:
    """A mark before the first letter, as Windows writes it, was "not TOML"."""
    file = Path(os.environ["XDG_CONFIG_HOME"]) / "poise" / "settings.toml"
    file.parent.mkdir(parents=True)
    file.write_bytes(b'\xef\xbb\xbfversion = 99\r\nvolume = 9\r\n[new]\r\nthing = "x"\r\n')
    assert poise("settings", "get", "volume").stdout == "9\n"
    assert poise("settings", "set", "volume", "8").exit_code == 0
    assert "version = 99" in file.read_text("utf-8")
    assert 'thing = "x"' in file.read_text("utf-8")
    assert "unknown settings: version, new.thing" in " ".join(poise("history").output.split())


def rotten(folder: Path) -> None:
    folder.mkdir()
    for name in ("a.json", "banks", "questions-1.cache"):
        (folder / name).write_bytes(os.urandom(500))


@pytest.mark.parametrize(
    ("variable", "make"),
    [
        ("XDG_CACHE_HOME", Path.touch),
        ("XDG_CACHE_HOME", rotten),
        ("XDG_STATE_HOME", Path.touch),
        ("XDG_STATE_HOME", lambda folder: (folder / "poise" / "log" / "poise.log").mkdir(parents=True)),
        ("XDG_RUNTIME_DIR", Path.touch),
        ("XDG_DATA_HOME", lambda folder: folder.symlink_to(folder.with_name("real"))),
        ("TMPDIR", lambda folder: None),
        ("HOME", lambda folder: None),
        ("HOME", Path.touch),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_place_that_is_missing_or_something_else_ends_nothing(
    poise: Poise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, make: Make
) -> None:
    (tmp_path / "real").mkdir()
    make(tmp_path / "place")
    monkeypatch.setenv(variable, str(tmp_path / "place"))
    for arguments in ((*WATCH, "--record"), ("questions", "list"), ("history",)):
        told = poise(*arguments)
        assert told.exit_code == 0, told.output
    assert len(told.stdout.splitlines()) == 2


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("COLUMNS", "0"),
        ("COLUMNS", "-5"),
        ("COLUMNS", "x"),
        ("COLUMNS", "100000"),
        ("TZ", "Mars/Olympus"),
        ("TZ", ":/etc/passwd"),
        ("LC_ALL", "xx_YY.foo"),
        ("LC_ALL", "ko_KR.EUC-KR"),
        ("TERM", "dumb"),
        ("TERM", ""),
    ],
)
def test_variable_that_means_nothing_ends_nothing(
    poise: Poise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    store_session(tmp_path)
    monkeypatch.setenv(variable, value)
    for arguments in (("history",), ("report",), ("report", "--help")):
        told = poise(*arguments, *(("--data-dir", tmp_path) if "--help" not in arguments else ()))
        assert told.exit_code == 0, told.output


@pytest.fixture
def no_mask() -> Iterator[None]:
    """Nothing is taken from the rights of a new file or folder."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("no_mask")
def test_no_folder_is_made_open_to_others(poise: Poise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATA", "CONFIG", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / "home" / name))
    for arguments in (("settings", "set", "language", "en"), ("questions", "list"), ("doctor", "--no-sound")):
        assert poise(*arguments).exit_code == 0
    made = [path for path in (tmp_path / "home").rglob("*") if path.is_dir()]
    assert {path.name for path in made} > {"poise", "questions"}
    assert [path for path in made if path.stat().st_mode & 0o077] == []


@pytest.mark.parametrize("terminal", ["dumb", ""])
def test_terminal_that_cannot_show_the_app_is_told_what_can(tmp_path: Path, terminal: str) -> None:
    done = started(tmp_path, 'exec script -qec "$0 -m tui.cli.main" /dev/null', TERM=terminal)
    assert "cannot show the app; try `poise interview --plain`" in done.stdout


def started(home: Path, line: str, *python: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which $0 is the Python, with what it starts in an own place.

    OpenBLAS starts its threads here as at a user's: they are what a small machine has no room for.
    """
    users = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    return subprocess.run(
        ["sh", "-c", line, sys.executable, *python],
        env={**users, "POISE_DATA_DIR": str(home / "data"), "POISE_LANGUAGE": "en", **more},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LONG_S,
        check=False,
    )


RUN = f'exec "$0" "$@" -m tui.cli.main {" ".join(WATCH)} --record'


@pytest.mark.parametrize(
    ("limit", "says"),
    [
        ("ulimit -v 300000", "too little memory (`ulimit -v` allows 292 MB)"),
        ("ulimit -v 545000", "too little memory (`ulimit -v` allows 532 MB)"),
        ("ulimit -n 7", "too many files are open"),
        ("ulimit -f 50", "the disk failed or is full"),
    ],
)
def test_machine_that_is_too_small_is_named_as_the_cause(tmp_path: Path, limit: str, says: str) -> None:
    """It was the network's file that "is not a network", a traceback's last line, or a crash in a library."""
    done = started(tmp_path, f"{limit}; {RUN}")
    assert done.returncode == 2, done.stderr
    assert says in done.stderr.splitlines()[-1]


def test_machine_that_is_small_is_enough(tmp_path: Path) -> None:
    """Few open files, a short stack, a mask that takes files away from their owner, a folder that was removed."""
    limits = "ulimit -n 20; ulimit -s 512; cd $(mktemp -d); rmdir $PWD; umask 0777"
    done = started(tmp_path, f"{limits}; {RUN}", PYTHONPATH=str(Path(__file__).parents[2]))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "data" / "sessions.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("python", [("-OO",), ("-X", "dev", "-W", "error", "-s", "-E", "-B")], ids=" ".join)
def test_interpreter_with_other_options_does_the_same(tmp_path: Path, python: tuple[str, ...]) -> None:
    done = started(tmp_path, RUN, *python)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "data" / "sessions.db").exists()
