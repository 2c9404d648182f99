"""Reports and the history as plain lines."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from core.base.paths import store_file
from core.base.types import Mood, Notice
from core.report.headline import headline
from core.report.report import build_report
from core.scoring.presence import Presence
from core.scoring.timeline import Bucket
from core.store.store import SessionStore
from tests.core.test_rapid import stored as rapid
from tests.tui.stored import store_session
from tui.cli.history_text import history_csv, history_lines
from tui.cli.output import Output, width
from tui.cli.report_text import report_lines, strongest
from tui.features.report.summary import first_lines
from tui.features.report.view import notice_lines
from tui.i18n import set_language


def told(data: Path, session: int | None = None) -> list[str]:
    report = build_report(SessionStore(store_file(data)).load(session))
    return list(report_lines(report, headline(report, ()), Output(io.StringIO())))


def test_report_says_score_shares_slips_and_advice(tmp_path: Path) -> None:
    store_session(tmp_path)
    report = build_report(SessionStore(store_file(tmp_path)).load())
    lines = told(tmp_path)
    text = "\n".join(lines)
    assert lines[0].startswith("Session 1: quick, 2026-03-01")
    assert report.score.value is not None
    score = lines.index(f"score {report.score.value:.0f} of 100, good")
    assert lines[score + 1].startswith("One answer stands out: ")
    assert lines[score + 2].startswith("Practise next: question 2 again")
    assert f"{report.episodes} slips" in text
    assert f"{report.cues.given} cues" in text
    assert "What to work on:" in lines
    assert "not measured: no face in the picture" in text


def test_presence_has_its_points_and_their_formula(tmp_path: Path) -> None:
    store_session(tmp_path)
    report = build_report(SessionStore(store_file(tmp_path)).load())
    seen = Presence(18.0, 12.0, (), None, None, 75.0)
    lines = report_lines(replace(report, presence=seen), headline(report, ()), Output(io.StringIO()))
    assert "Presence 75 of 100: the share at the camera against 80 %." in " ".join(lines)


def test_rapid_items_that_were_chosen_are_not_said_to_have_run_out_of_time(tmp_path: Path) -> None:
    report = build_report(rapid(tmp_path, [6, 5, 4, 1], 4).load())
    text = "\n".join(report_lines(report, headline(report, ()), Output(io.StringIO())))
    assert "\n  0:08\n" in text
    assert "until the time was over" not in text


def test_timeline_has_a_letter_for_each_stretch_and_a_mark_below_each_cue(tmp_path: Path) -> None:
    store_session(tmp_path, ("nnnnssssssssssssssssssssnnnnnn",))
    lines = told(tmp_path)
    place = next(number for number, line in enumerate(lines) if line.startswith("  |"))
    strip, marks = lines[place], lines[place + 1]
    assert strip[3] == "o"
    assert "!!!!!!!!" in strip
    assert set(strip) <= set(" |+o!.")
    assert all(strip[column] == "!" for column, mark in enumerate(marks) if mark == "^")
    assert "^" in marks


def test_a_rate_that_a_slow_machine_lowered_has_its_line(tmp_path: Path) -> None:
    store_session(tmp_path, notices=[Notice("slowed", {"fps": fps}) for fps in (7, 3, 5)])
    line = "This machine is too slow for more: 3 frames a second are measured."
    assert told(tmp_path)[-1] == line, "after all that was seen"
    assert notice_lines(build_report(SessionStore(store_file(tmp_path)).load())) == [line]


def test_each_answer_says_how_it_ended(tmp_path: Path) -> None:
    store_session(tmp_path)
    text = "\n".join(told(tmp_path))
    assert "Question 1 (Self-introduction): score" in text
    assert "0:30 of 0:34, submitted early" in text
    assert "until the time was over" in text


def test_demo_camera_is_named_in_the_report(tmp_path: Path) -> None:
    store_session(tmp_path, demo=True)
    assert any("demo camera" in line for line in told(tmp_path))
    report = build_report(SessionStore(store_file(tmp_path)).load())
    assert "demo camera" in first_lines(report, headline(report, ()))[1].plain


def test_score_is_withheld_in_words(tmp_path: Path) -> None:
    store_session(tmp_path, ("nn....................",))
    text = "\n".join(told(tmp_path))
    assert "no score: less than half of the time could be measured" in text


def test_lines_fit_80_columns_in_both_languages(tmp_path: Path) -> None:
    store_session(tmp_path)
    for language in ("en", "ko"):
        set_language(language)
        assert [line for line in told(tmp_path) if width(line) > 80] == []


def test_history_lists_the_newest_first_and_a_trend(tmp_path: Path) -> None:
    store_session(tmp_path, score=40.0)
    store_session(tmp_path, score=80.0)
    store_session(tmp_path, score=90.0, complete=False, demo=True)
    lines = list(history_lines(SessionStore(store_file(tmp_path)).sessions(), Output(io.StringIO())))
    assert [line.split()[0] for line in lines[:4]] == ["no.", "3", "2", "1"]
    assert "quick (demo, unfinished)" in lines[1]
    assert [line.split()[-1] for line in lines[1:4]] == ["-", "80", "40"], "a part counts in no trend"
    assert lines[-1] == "Scores, oldest first: ▄▇"


def test_history_as_a_table_reads_back_and_runs_no_formula(tmp_path: Path) -> None:
    store_session(tmp_path)
    store_session(tmp_path, complete=False, score=None)
    sessions = SessionStore(store_file(tmp_path)).sessions()
    rows = list(csv.DictReader(io.StringIO(history_csv([*sessions, replace(sessions[0], format="=1+1, x")]))))
    assert [row["id"] for row in rows] == ["2", "1", "2"]
    assert [row["score"] for row in rows] == ["", "71.0", ""]
    assert [row["complete"] for row in rows] == ["0", "1", "0"]
    assert rows[1]["began"] == "2026-03-01T10:00:00+00:00"
    assert float(rows[1]["length_s"]) == pytest.approx(sessions[1].length_s, abs=0.05)
    assert [row["format"] for row in rows] == ["quick", "quick", "'=1+1, x"]
    booth = replace(sessions[0], about={**sessions[0].about, "bank": "auto", "device": "booth 1", "visitor": "@v7"})
    (row,) = csv.DictReader(io.StringIO(history_csv([booth])))
    assert [row[name] for name in ("bank", "device", "visitor", "note")] == ["auto", "booth 1", "'@v7", ""]


def test_empty_history_says_how_to_begin() -> None:
    (line,) = history_lines([], Output(io.StringIO()))
    assert "poise interview" in line


@pytest.mark.parametrize(
    ("bucket", "mood"),
    [
        (Bucket(0.0, 0.6, 0.3, 0.1, 0.0, 0), Mood.GOOD),
        (Bucket(0.0, 0.1, 0.2, 0.3, 0.4, 0), None),
        (Bucket(0.0, 0.0, 0.0, 0.0, 1.0, 0), None),
        (Bucket(0.0, 0.1, 0.2, 0.5, 0.2, 0), Mood.BAD),
    ],
)
def test_strongest_of_a_stretch(bucket: Bucket, mood: Mood | None) -> None:
    assert strongest(bucket) is mood
