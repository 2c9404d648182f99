"""Reports as files: one page that asks nothing of anybody, PDF, Markdown, a table of readings."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from core.base.paths import stills_dir, store_file
from core.base.types import Head, Signs
from core.cueing.cues import CueLevel
from core.engine.stills import jpeg_of
from core.report.headline import headline
from core.report.report import build_report
from core.scoring.lanes import Lane, LaneKind, Span
from core.store.stills import StillFiles, StillKey, StillKind
from core.store.store import SessionStore
from tests.tui.stored import QUESTIONS, store_session
from tui.cli.main import app
from tui.features.report import view
from tui.features.report.files.content import page
from tui.features.report.files.plot import lane_names, timeline_svg
from tui.features.report.files.render import coded, plain, readings_csv
from tui.features.report.files.save import content
from tui.widgets.text import words
from tui.widgets.text.clock import clock_time

HOSTILE = '[/x] <script>alert(1)</script> | `a` \x1b[31m & "q"'


def store(data: Path) -> SessionStore:
    return SessionStore(store_file(data))


def with_stills(data: Path, each: int = 2, size: int = 5_000) -> StillFiles:
    """Stills of the newest session: of each answer the best moment and cues, each a JPEG of so many bytes."""
    files, report = StillFiles(stills_dir(data)), build_report(store(data).load())
    jpeg = jpeg_of(np.zeros((192, 192), np.uint8)).ljust(size, b"\0")
    for answer in report.answers:
        times = [cue.t for cue in answer.cues if cue.level > CueLevel.MARK] or [answer.began + 1.0]
        for number in range(each):
            kind = StillKind.CUE if number else StillKind.BEST
            key = StillKey(report.session.id, answer.index, answer.attempt, kind, times[0] + number - 1)
            files.write(key, jpeg)
    return files


def html(data: Path, session: int | None = None) -> str:
    return str(content(store(data), session, "html")[1])


def test_page_shows_the_reports_own_figures(tmp_path: Path) -> None:
    store_session(tmp_path)
    report, page = build_report(store(tmp_path).load()), html(tmp_path)
    assert report.score.value is not None
    assert f'<span class="score">{report.score.value:.0f}</span>' in page
    for answer in report.answers:
        assert f"<strong>{answer.score.value:.0f}</strong>" in page
    assert page.count('<g class="cue">') == report.cues.given
    assert page.count("<tr><td>") == sum(len(answer.cues) for answer in report.answers)


def test_what_the_lines_of_a_plot_show_is_told_once(tmp_path: Path) -> None:
    store_session(tmp_path)
    report = build_report(store(tmp_path).load())
    lane = Lane("landmarks", "blinks", LaneKind.MOMENTS, spans=(Span(1.0),))
    other = replace(lane, label="calls")
    answers = [
        replace(answer, lanes=(line,)) for answer, line in zip(report.answers, (lane, lane, other), strict=True)
    ]
    told = [part.lanes for part in page(replace(report, answers=tuple(answers)), headline(report, ())).sections]
    assert [bool(line) for line in told] == [True, False, True]


def test_page_holds_no_script_and_names_no_other_place(tmp_path: Path) -> None:
    store_session(tmp_path)
    page = html(tmp_path)
    assert "<script" not in page
    assert re.findall(r"(?:src|href|url)\s*[=(]", page) == []
    assert "default-src 'none'" in page
    assert len(page.encode()) < 1_000_000


def test_page_shows_stills_beside_their_answers_and_says_so(tmp_path: Path) -> None:
    store_session(tmp_path)
    without = html(tmp_path)
    assert "<img" not in without
    assert "small picture" not in without
    with_stills(tmp_path)
    page = html(tmp_path)
    articles = page.split("<article>")[1:]
    assert [article.count('<img src="data:image/jpeg;base64,') for article in articles] == [2, 2, 2]
    assert [image for image in re.findall("<img[^>]*>", page) if not re.search('alt="[^"]{20,}"', image)] == []
    assert "6 small pictures of your face are in this page" in page
    assert "img-src data:" in page
    assert html(tmp_path) == page
    assert str(content(store(tmp_path), None, "html", pictures=False)[1]) == without
    assert "base64" not in str(content(store(tmp_path), None, "markdown")[1])


def test_a_still_of_a_cue_says_why_to_whoever_does_not_see_it(tmp_path: Path) -> None:
    store_session(tmp_path)
    with_stills(tmp_path)
    answer = build_report(store(tmp_path).load()).answers[1]
    cue = next(cue for cue in answer.cues if cue.level > CueLevel.MARK)
    told = f"Your face at a cue, {clock_time(answer.time.at(cue.t))}: {words.why(cue.why)}."
    assert f'alt="{told}"' in html(tmp_path)


def test_page_stays_small_however_many_stills_there_are(tmp_path: Path) -> None:
    """Best moments first, and what is left out is told."""
    store_session(tmp_path)
    with_stills(tmp_path, each=6, size=60_000)
    page = html(tmp_path)
    assert len(page.encode()) < 1_000_000
    assert page.count("best moment</figcaption>") == 3
    assert page.count("at a cue</figcaption>") == 9
    assert "6 more are left out" in page


def test_files_that_are_no_pictures_are_not_shown(tmp_path: Path) -> None:
    store_session(tmp_path)
    files = with_stills(tmp_path)
    for still in files.stills():
        still.path.write_text("<svg onload=alert(1)>")
    page = html(tmp_path)
    assert "<img" not in page
    assert "small picture" not in page


def test_texts_of_outside_are_shown_and_never_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for question in QUESTIONS:
        monkeypatch.setitem(question.text, "en", HOSTILE)
    store_session(tmp_path)
    page = html(tmp_path)
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in str(content(store(tmp_path), None, "markdown")[1])


def test_markdown_shows_marks_as_they_are() -> None:
    assert plain("# a *b*\n| c [d](e)") == r"\# a \*b\* \| c \[d\](e)"


def test_table_of_readings_holds_every_reading(tmp_path: Path) -> None:
    store_session(tmp_path)
    stored = store(tmp_path).load()
    rows = list(csv.DictReader(io.StringIO(str(content(store(tmp_path), None, "csv")[1]))))
    assert [float(row["t"]) for row in rows] == [pytest.approx(reading.t, abs=1e-3) for reading in stored.readings]
    sad = [row for row in rows if row["mood"] == "bad"]
    assert {row["sad"] for row in sad} == {"0.8300"}


def test_first_lines_compare_with_the_last_whole_attempt_at_the_same_format(tmp_path: Path) -> None:
    store_session(tmp_path, score=50.0, began="2026-02-01T10:00:00+00:00")
    store_session(tmp_path, score=10.0, complete=False, began="2026-02-02T10:00:00+00:00")
    newest = store_session(tmp_path, began="2026-02-03T10:00:00+00:00")
    report = build_report(store(tmp_path).load(newest))
    first = headline(report, store(tmp_path).sessions())
    assert first.before == 1
    assert report.score.value is not None
    assert first.change == round(report.score.value) - 50
    earlier = [replace(info, score=report.score.value + 1.5) for info in store(tmp_path).sessions()]
    first = headline(report, earlier)
    assert first.change == round(report.score.value) - round(report.score.value + 1.5), "as the two are shown"


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        (("ssssnnnnnnnnnnnnnnnnnnnn", "nnssssnnnnnnnnnnnnnnnnnn"), "slips_at_start"),
        (("ssssnnnnnnnn", "nnssssnnnnnn"), "slips_spread"),  # the first ten seconds are nearly all of it
        (("nnnnnnnnnnnnnnssssnnnnnnssss", "nnnnnnnnnnnnnnnn"), "slips_in_answer"),
        (("nnnnnnnnnnnnnnnnnnssssnnnn", "nnnnnnnnnnnnnnnssssnnnnnn"), "slips_spread"),
        (("ssssnnnnnnnn", "nnnnnnnnnnnn"), "one_slip"),
        (("nnnhhh", "nnnhhh"), "no_slip"),
        (("......", "......"), "nothing_measured"),
    ],
)
def test_first_line_says_where_the_slips_lie(tmp_path: Path, answers: tuple[str, ...], code: str) -> None:
    store_session(tmp_path, answers)
    report = build_report(store(tmp_path).load())
    found = headline(report, ())
    assert found.finding.code == code
    if code.startswith("slips"):
        assert found.finding.params["count"] == sum(len(answer.episodes) for answer in report.answers)


def test_command_writes_the_page_for_its_owner_alone_and_replaces_nothing_unasked(tmp_path: Path) -> None:
    store_session(tmp_path)
    file = tmp_path / "mine.html"
    command = ["report", "--html", "--data-dir", str(tmp_path), "-o", str(file)]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    assert done.output.strip() == str(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_text("kept", encoding="utf-8")
    assert CliRunner().invoke(app, command).exit_code != 0
    assert file.read_text(encoding="utf-8") == "kept"
    assert CliRunner().invoke(app, [*command, "--force"]).exit_code == 0
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_two_kinds_at_once_are_refused(tmp_path: Path) -> None:
    store_session(tmp_path)
    assert CliRunner().invoke(app, ["report", "--html", "--csv", "--data-dir", str(tmp_path)]).exit_code == 2


def test_pdf_without_a_browser_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store_session(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    done = CliRunner().invoke(app, ["report", "--pdf", "--data-dir", str(tmp_path)])
    assert done.exit_code != 0
    assert "--html" in done.output


def photographed(browser: str, page: Path, name: str, *flags: str, way: Sequence[str] = ()) -> tuple[Path, str]:
    """What Chromium shows of a page, and what it had to say; `way` stands before its command."""
    picture = page.with_name(f"{name}.png")
    done = subprocess.run(
        [
            *(*way, browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
            *("--disable-background-networking", "--disable-component-update", "--enable-logging=stderr"),
            *(f"--user-data-dir={page.parent}/profile", "--window-size=800,1200", *flags),
            *(f"--screenshot={picture}", page.as_uri()),
        ],
        capture_output=True,
        text=True,
        timeout=90,
        check=True,
    )
    assert picture.stat().st_size > 20_000
    return picture, done.stderr


@pytest.mark.system
@pytest.mark.parametrize(("language", "scheme"), [("ko", "dark"), ("en", "light")])
def test_chromium_renders_the_page_without_an_error_a_request_or_a_network(
    tmp_path: Path, language: str, scheme: str, system_part: Callable[[str], str]
) -> None:
    browser = system_part("chromium")
    store_session(tmp_path, language=language)
    with_stills(tmp_path)
    page, log = tmp_path / "page.html", tmp_path / "net.json"
    page.write_text(html(tmp_path), encoding="utf-8")
    preferred = f"--blink-settings=preferredColorScheme={0 if scheme == 'dark' else 1}"
    picture, told = photographed(browser, page, "with", preferred, f"--log-net-log={log}")
    assert "CONSOLE" not in told
    asked = {
        event["params"]["url"]
        for event in json.loads(log.read_text(encoding="utf-8"))["events"]
        if "url" in event.get("params", {})
    }
    assert {url for url in asked if url.startswith(("http", "ws")) and "google" not in url} == set()
    assert brightness(picture) < 60 if scheme == "dark" else brightness(picture) > 200
    if language == "en":  # what a network would add, it would add to both
        without, _told = photographed(browser, page, "without", preferred, way=offline())
        assert picture.read_bytes() == without.read_bytes()


def offline() -> list[str]:
    """Before a command: it reaches no network, by the kernel, in a namespace of its own too where that is allowed."""
    own = shutil.which("unshare") or ""
    ways = ([own, "--net"], [own, "--net", "--map-root-user"]) if own else ()
    apart = next((way for way in ways if not subprocess.run([*way, "true"], capture_output=True).returncode), [])
    return [*apart, sys.executable, "-m", "tests.system.offline"]


def test_a_command_that_is_cut_off_reaches_nobody() -> None:
    reach = "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])), 5)"
    with socket.create_server(("127.0.0.1", 0)) as there:
        command = [sys.executable, "-c", reach, str(there.getsockname()[1])]
        assert subprocess.run(command, capture_output=True, timeout=30).returncode == 0
        seccomp = [sys.executable, "-m", "tests.system.offline"]
        for way in (seccomp, offline()):
            cut_off = subprocess.run([*way, *command], capture_output=True, text=True, timeout=30)
            assert "PermissionError" in cut_off.stderr


@pytest.mark.system
def test_chromium_prints_a_page_on_a4(tmp_path: Path, system_part: Callable[[str], str]) -> None:
    system_part("chromium")
    store_session(tmp_path)
    made = content(store(tmp_path), None, "pdf")[1]
    assert isinstance(made, bytes)
    assert made.startswith(b"%PDF")
    boxes = [tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox\s*\[([^\]]*)\]", made)]
    assert boxes
    assert all(list(box[2:]) == pytest.approx([595, 842], abs=2) for box in boxes)


def brightness(picture: Path) -> float:
    """The middle grey of a PNG's corner, 0 to 255."""
    from core.base.opencv import cv2

    image = cv2.imread(os.fspath(picture), cv2.IMREAD_GRAYSCALE)
    assert image is not None
    return float(image[:20, :20].mean())


SIGNS = Signs(Head(4.25, -7.5, 1.0), 0.031, -0.05, 0.29, 0.02, -0.01, 0.24, 0.15)


def test_table_has_head_gaze_and_lids_where_they_were_read(tmp_path: Path) -> None:
    store_session(tmp_path)
    stored = store(tmp_path).load()
    first, second, *_ = stored.readings
    unread = replace(SIGNS, gaze=None, gaze_down=None, lids=None)
    readings = (replace(first, signs=SIGNS), replace(second, signs=unread), *stored.readings[2:])
    rows = list(csv.DictReader(io.StringIO(readings_csv(replace(stored, readings=readings)))))
    assert {name: rows[0][name] for name in ("yaw", "pitch", "gaze", "lids")} == {
        "yaw": "4.25", "pitch": "-7.5", "gaze": "0.031", "lids": "0.29",
    }  # fmt: skip
    assert (rows[1]["yaw"], rows[1]["gaze"]) == ("4.25", "")
    assert rows[2]["yaw"] == ""


def test_page_has_a_line_for_each_lane_whatever_it_is_called(tmp_path: Path) -> None:
    store_session(tmp_path)
    (answer, *_) = build_report(store(tmp_path).load()).answers
    assert "lane" not in timeline_svg(answer)
    assert lane_names(answer) == ""
    count = len(answer.timeline)
    third = count // 3
    states = ("camera",) * third + ("down",) * third + (None,) * (count - 2 * third)
    lanes = (
        Lane("landmarks", "look", LaneKind.STATES, states=states, scale=("camera", "aside", "down")),
        Lane("belt", "breath", LaneKind.LEVEL, "l/min", values=(3.0,) * count, high=6.0),
        Lane("landmarks", "blinks", LaneKind.MOMENTS, spans=(Span(1.0), Span(2.5))),
    )
    drawn = timeline_svg(replace(answer, lanes=lanes))
    wide = [
        sum(float(width) for width in re.findall(f'class="{name}"[^>]* width="([0-9.]+)"', lanes_of))
        for lanes_of in [drawn[drawn.index('<g class="lane">') :]]
        for name in ("best", "other", "unmeasured", "level")
    ]
    assert wide == pytest.approx([240.0, 240.0, 240.0, 720.0], abs=40.0), "a third each, and the whole answer"
    assert drawn.count('class="moment"') == 2
    for name in ("mood", "look", "breath", "blinks"):
        assert f">{name}</text>" in drawn
    assert lane_names(replace(answer, lanes=lanes)).startswith("The lines show: the look")
    assert "breath" in lane_names(replace(answer, lanes=lanes)), "one that nobody worded is called by its code"
    lines = [line.plain for line in view.timeline_rows(replace(answer, lanes=lanes), view.LABEL_CELLS + count)]
    assert lines[1].startswith("look")
    assert (lines[1].count("─"), lines[1].count("↓"), lines[1].count("·")) == (third, third, count - 2 * third)
    assert lines[2].split()[1] == "▅" * count
    assert [place - view.LABEL_CELLS for place, mark in enumerate(lines[3]) if mark == "▾"] == [1, 2]


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("calibrate: `poise calibrate`.", "calibrate: <code>poise calibrate</code>."),
        ("<b> `a<b` `", "&lt;b&gt; `a&lt;b` `"),
        ("`<i>`", "<code>&lt;i&gt;</code>"),
    ],
)
def test_command_is_set_as_such_and_all_of_a_line_is_escaped(text: str, page: str) -> None:
    assert coded(text) == page
