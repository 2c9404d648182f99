"""The voice in what leaves the app: the table of readings, and a replay with other norms."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from core.base.clock import ManualClock
from core.base.paths import store_file
from core.base.types import Reading, ReadingState
from core.cueing.moods import MoodMap
from core.cueing.policy import PolicySettings
from core.session.events import AnswerBegan, AnswerEnded, Event, Finished
from core.session.plan import InterviewPlan
from core.store.about import about_session
from core.store.store import SessionStore
from core.voice.readings import VoiceReading, VoiceState
from tests.tui.stored import QUESTIONS, store_session
from tui.cli.main import app
from tui.features.report.files.render import readings_csv

SPEECH = "--------....----------------......--------"
"""Half a second a letter: `-` speech of two syllables, `.` silence."""


def store_spoken(data: Path) -> int:
    """A spoken interview of one answer, with pauses of 2 and 3 s."""
    about = about_session(
        moods=MoodMap(),
        policy=PolicySettings(),
        policy_name="normal",
        network="default",
        camera="/dev/video0",
        demo=False,
        profile="",
        voice={"language": "en", "norms": {}},
    )
    length = len(SPEECH) / 2
    plan = InterviewPlan("quick", "en", QUESTIONS[:1], prep_s=10, answer_s=30)
    recorder = SessionStore(store_file(data)).begin("interview", plan, about, ManualClock())
    events: list[Event] = [AnswerBegan(0.0, 0, 1), AnswerEnded(length, 0, 1, "submitted", length)]
    recorder.event(events[0])
    for number, letter in enumerate(SPEECH):
        t, spoken = number / 2, letter == "-"
        level, pitch = (-20.0, 180.0) if spoken else (-60.0, None)
        voice = VoiceReading(t, t + 0.5, VoiceState.MEASURED, spoken, level, syllables=2 * spoken, pitch_hz=pitch)
        recorder.voice(voice)
        recorder.reading(Reading(t + 0.25, ReadingState.NO_FACE, 0))
    recorder.event(events[1])
    recorder.event(Finished(length, True))
    recorder.close()
    return recorder.session


def poise(*arguments: object) -> str:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_table_tells_what_was_heard_at_each_reading(tmp_path: Path) -> None:
    store_spoken(tmp_path)
    rows = list(csv.DictReader(io.StringIO(poise("report", "--csv", "--data-dir", tmp_path))))
    assert "".join({"1": "-", "0": "."}[row["speech"]] for row in rows) == SPEECH
    assert {row["voice"] for row in rows} == {"measured"}
    assert (rows[0]["level_db"], rows[0]["pitch_hz"]) == ("-20.0", "180.0")
    silent = SPEECH.index(".")
    assert (rows[silent]["level_db"], rows[silent]["pitch_hz"]) == ("-60.0", "")


def test_where_no_voice_was_measured_its_columns_are_empty(tmp_path: Path) -> None:
    store_session(tmp_path)
    stored = SessionStore(store_file(tmp_path)).load()
    rows = list(csv.DictReader(io.StringIO(readings_csv(stored))))
    assert {row[name] for row in rows for name in ("voice", "speech", "level_db", "pitch_hz")} == {""}


def test_other_norms_judge_the_same_voice_otherwise(tmp_path: Path) -> None:
    store_spoken(tmp_path)
    told = json.loads(poise("replay", "last", "--norms", "pause_s=2.5,pace_low=5", "--json", "--data-dir", tmp_path))
    before, after = told["before"]["voice"], told["after"]["voice"]
    assert (before["pauses"], before["long_pauses"], before["silent"]) == (2, 1, 0)
    assert (after["pauses"], after["long_pauses"]) == (1, 1)
    assert "too_slow" not in before["advice"]
    assert "too_slow" in after["advice"]
    assert after["score"] < before["score"]
    shown = poise("replay", "last", "--norms", "pause_s=2.5", "--lang", "en", "--data-dir", tmp_path)
    assert [line.split() for line in shown.splitlines() if line.startswith("pauses")] == [["pauses", "2", "1"]]


def test_the_same_norms_leave_the_voice_as_it_was(tmp_path: Path) -> None:
    store_spoken(tmp_path)
    told = json.loads(poise("replay", "last", "--norms", "pause_s=0.5", "--json", "--data-dir", tmp_path))
    assert told["before"] == told["after"]


@pytest.mark.parametrize("norms", ["pause=1", "pause_s=soon"])
def test_unknown_norms_are_told_in_one_line(tmp_path: Path, norms: str) -> None:
    store_spoken(tmp_path)
    result = CliRunner().invoke(app, ["replay", "last", "--norms", norms, "--data-dir", str(tmp_path)])
    assert result.exit_code != 0


def test_a_session_without_a_voice_has_none_to_replay(tmp_path: Path) -> None:
    store_session(tmp_path)
    result = CliRunner().invoke(app, ["replay", "last", "--norms", "pause_s=1", "--data-dir", str(tmp_path)])
    assert result.exit_code != 0
    assert "no voice was measured" in str(result.stderr or result.output)
