"""What `poise watch` prints: the JSON that is promised, and sentences."""

from __future__ import annotations

import io
import json
from typing import Any

from core.base.types import Box, Expression, Mood, Notice, Reading, ReadingState
from core.camera.base import CameraState
from core.cueing.cues import Cue, CueCount, CueLevel, Sound, Why
from core.session.events import CueSounded
from core.session.snapshot import Phase, Snapshot, Totals
from tui.cli.output import Output
from tui.cli.watch_lines import HumanLines, JsonLines

SHARES = {Expression.SAD: 0.7, Expression.FEAR: 0.1, Expression.NEUTRAL: 0.2}
WHY = Why(Expression.SAD, 0.7234567, 0.6, 3.14159, ((Expression.SAD, 0.7), (Expression.NEUTRAL, 0.2)))


def measured(t: float = 1.0, mood: Mood = Mood.BAD) -> Reading:
    face = Box(10, 20, 30, 40)
    return Reading(t, ReadingState.MEASURED, 1, SHARES, SHARES, mood, face, expression=Expression.SAD)


ONE_CUE = CueCount(1)


def ended(cues: CueCount = ONE_CUE, **moods: float) -> Snapshot:
    totals = Totals({mood: moods.get(mood.value, 0.0) for mood in Mood}, {ReadingState.NO_FACE: 2.0}, cues=cues)
    camera = CameraState("demo", demo=True)
    return Snapshot(None, 12.0, Phase.FINISHED, 12.0, None, frozenset(), camera, totals=totals)


def json_lines(quiet: bool = False) -> tuple[JsonLines, io.StringIO, io.StringIO]:
    data, errors = io.StringIO(), io.StringIO()
    return JsonLines(data, errors, quiet=quiet), data, errors


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_reading_has_the_promised_fields() -> None:
    presenter, data, _ = json_lines()
    presenter.reading(measured())
    assert lines(data) == [
        {
            "type": "reading",
            "t": 1.0,
            "state": "measured",
            "faces": 1,
            "expression": "sad",
            "mood": "bad",
            "probabilities": {"sad": 0.7, "fear": 0.1, "neutral": 0.2},
            "face": [10, 20, 30, 40],
        }
    ]


def test_what_was_not_measured_is_null() -> None:
    presenter, data, _ = json_lines()
    presenter.reading(Reading(0.5, ReadingState.NO_FACE))
    (line,) = lines(data)
    assert line["state"] == "no_face"
    assert [line[name] for name in ("expression", "mood", "probabilities", "face")] == [None] * 4


def test_what_became_of_a_cue_has_a_line_of_its_own() -> None:
    presenter, data, _ = json_lines()
    presenter.sounded(CueSounded(2.0, Sound.TONE))
    assert lines(data) == [{"type": "sound", "t": 2.0, "sound": "tone"}]


def test_cue_that_was_not_heard_is_told_unless_nobody_wanted_to_hear_it() -> None:
    stream = io.StringIO()
    for sound in (Sound.VOICE, Sound.OFF, Sound.MUTED):
        HumanLines(Output(stream)).sounded(CueSounded(2.0, sound))
    assert stream.getvalue() == "Not heard: volume 0.\n"


def test_marks_are_told_from_cues_that_are_heard() -> None:
    presenter, data, _ = json_lines()
    for level in CueLevel:
        presenter.cue(Cue(2.0, level, WHY))
    presenter.summary(ended(CueCount(2, 1), bad=1.0), readings=3, dropped=0)
    mark, tone, voice, summary = lines(data)
    assert (mark["type"], "level" in mark) == ("mark", False)
    assert [(line["type"], line["level"]) for line in (tone, voice)] == [("cue", 2), ("cue", 3)]
    assert tone["why"] == {
        "expression": "sad",
        "value": 0.7235,
        "threshold": 0.6,
        "sustained_s": 3.142,
        "strongest": {"sad": 0.7, "neutral": 0.2},
    }
    assert (summary["cues"], summary["marks"], summary["readings"]) == (2, 1, 3)


def test_summary_is_the_last_line_and_says_how_time_was_spent() -> None:
    presenter, data, _ = json_lines()
    presenter.summary(ended(good=6.0, bad=4.0), readings=0, dropped=0)
    (summary,) = lines(data)
    assert summary["type"] == "summary"
    assert summary["seconds"] == {"good": 6.0, "acceptable": 0.0, "bad": 4.0}
    assert summary["unmeasured"] == {"no_face": 2.0}
    assert (summary["camera"], summary["demo"]) == ("demo", True)


def test_each_line_is_one_compact_object() -> None:
    presenter, data, _ = json_lines()
    presenter.reading(measured())
    text = data.getvalue()
    assert text.count("\n") == 1
    assert ": " not in text


def test_quiet_json_leaves_out_readings_only() -> None:
    presenter, data, _ = json_lines(quiet=True)
    presenter.reading(measured())
    presenter.cue(Cue(2.0, CueLevel.TONE, WHY))
    presenter.summary(ended(), readings=1, dropped=0)
    assert [line["type"] for line in lines(data)] == ["cue", "summary"]


def test_notices_stay_out_of_the_data() -> None:
    presenter, data, errors = json_lines()
    presenter.notice(Notice("demo_camera", {"why": "no_camera"}))
    assert data.getvalue() == ""
    assert "demo camera" in errors.getvalue()


def test_file_gets_a_line_when_the_state_changes_and_now_and_then() -> None:
    stream = io.StringIO()
    presenter = HumanLines(Output(stream))
    for tenth in range(250):
        presenter.reading(measured(tenth / 10, Mood.BAD if tenth < 100 else Mood.GOOD))
    said = stream.getvalue().splitlines()
    assert said == ["0:00  ! bad: sad  70 %", "0:10  + good: sad  70 %", "0:20  + good: sad  70 %"]


def test_cue_says_why_in_words() -> None:
    stream = io.StringIO()
    HumanLines(Output(stream)).cue(Cue(75.0, CueLevel.TONE, WHY))
    assert stream.getvalue() == "1:15 cue: sad, 72 % for 3.1 s (limit 60 %); strongest: sad 70 %, neutral 20 %\n"


def test_quiet_tells_cues_that_are_heard_and_nothing_else() -> None:
    stream = io.StringIO()
    presenter = HumanLines(Output(stream), quiet=True)
    presenter.reading(measured())
    presenter.cue(Cue(1.0, CueLevel.MARK, WHY))
    presenter.summary(ended(), readings=1, dropped=0)
    assert stream.getvalue() == ""
    presenter.cue(Cue(1.0, CueLevel.VOICE, WHY))
    assert "strong cue" in stream.getvalue()


def test_human_summary_counts_what_was_not_measured_apart() -> None:
    stream = io.StringIO()
    HumanLines(Output(stream)).summary(ended(good=6.0, bad=2.0), readings=0, dropped=2)
    text = stream.getvalue()
    assert "good 75 %, acceptable 0 %, bad 25 %" in text
    assert "no face in the picture 2.0 s" in text
    assert "2 lines were left out" in text


def test_several_faces_are_told() -> None:
    stream = io.StringIO()
    reading = Reading(0.0, ReadingState.MEASURED, 3, SHARES, SHARES, Mood.BAD, Box(1, 2, 3, 4))
    HumanLines(Output(stream)).reading(reading)
    assert "3 faces" in stream.getvalue()
