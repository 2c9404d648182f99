"""Labelled films: what counts as a false sound, what as heard, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.base.types import Expression, Reading, ReadingState
from core.cueing.moods import MoodMap
from core.cueing.policy import PRESETS
from models.base.errors import LabError
from models.cues import films
from models.cues.films import Film, Stretch, film_figures, read_labels, sounds_in, variants


def film(name: str, *parts: tuple[float, float, str]) -> Film:
    """A face that is sad for (seconds, share, label) after (seconds, share, label); each part is a stretch."""
    readings, stretches, t = [], [], 0.0
    for seconds, share, label in parts:
        stretches.append(Stretch(name, t, t + seconds, label))
        for _ in range(round(seconds * films.FPS)):
            shares = {Expression.SAD: share, Expression.NEUTRAL: 1.0 - share}
            blank = Reading(t, ReadingState.MEASURED, faces=1, raw=shares)
            readings.append(MoodMap().judged(blank, shares))
            t += 1.0 / films.FPS
    return Film(name, tuple(readings), tuple(stretches))


NORMAL = PRESETS["normal"]


def test_sound_in_a_calm_stretch_is_false_and_one_in_a_sad_stretch_is_heard() -> None:
    rows = film_figures(
        "x", [film("a.mp4", (6.0, 0.05, "calm"), (5.0, 0.9, "sad")), film("b", (6.0, 0.9, "calm"))], NORMAL
    )
    assert (rows.in_time, rows.heard, rows.due) == (1, 1, 1)
    assert len(rows.false) == 1
    assert rows.false[0].startswith("b ")
    assert rows.calm_minutes == pytest.approx(0.2)
    assert rows.false_per_minute == pytest.approx(1 / 0.2)
    assert rows.interval[0] == 0.0 < rows.interval[1], "drawing the quiet film twice gives none"


def test_what_deserves_no_judgement_is_neither_false_nor_heard() -> None:
    rows = film_figures("x", [film("a", (5.0, 0.9, "frown"), (5.0, 0.05, "calm"))], NORMAL)
    assert (rows.false, rows.due, rows.looped) == ((), 0, 0)


def test_sound_right_after_a_sad_stretch_belongs_to_it() -> None:
    late = film("a", (1.3, 0.9, "sad"), (1.0, 0.9, "calm"), (4.0, 0.0, "calm"))
    rows = film_figures("x", [late], NORMAL)
    assert (rows.heard, rows.false) == (1, ())


def test_short_film_sounds_only_when_it_goes_round() -> None:
    brief = film("a", (1.0, 0.9, "calm"))
    assert sounds_in(brief, NORMAL) == []
    assert sounds_in(brief, NORMAL, films.LOOP_S)
    rows = film_figures("x", [brief], NORMAL)
    assert (rows.looped_sound, rows.looped) == (1, 1)


def test_normal_is_tried_with_other_constants_and_unknown_ones_are_named() -> None:
    rules = variants([{"present": 0.95}])
    assert list(rules)[-1] == "normal, present 0.95"
    due = film("a", (5.0, 0.9, "sad"))
    assert film_figures("x", [due], rules["normal, present 0.95"]).heard == 0
    with pytest.raises(LabError, match="no constant presence"):
        variants([{"presence": 0.5}])
    with pytest.raises(LabError, match="shares between 0 and 1"):
        variants([{"present": 5.0}])


@pytest.mark.parametrize("row", ["a.mp4,0,x,calm", "a.mp4,0", "a.mp4,5,2,calm"])
def test_wrong_line_of_labels_is_named(tmp_path: Path, row: str) -> None:
    (tmp_path / "labels.csv").write_text(f"clip,start,end,label\nb.mp4,0,1,calm\n{row}\n")
    with pytest.raises(LabError, match=r"labels\.csv, line 3"):
        read_labels(tmp_path)


def test_folder_without_labels_says_what_is_needed(tmp_path: Path) -> None:
    with pytest.raises(LabError, match=r"labels\.csv: cannot be read"):
        read_labels(tmp_path)
