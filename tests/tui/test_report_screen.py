"""The report and the history: what they say of stored sessions, and what can be done from there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from core.base.types import Expression, Mood
from core.calibration.correction import Profile
from core.calibration.profiles import Profiles
from core.cueing.cues import CueLevel
from core.report.headline import headline, weakest
from core.report.report import Report, build_report
from core.report.voice import VoiceReport
from core.scoring.voice import VoiceScore
from core.settings.model import Settings
from core.voice.measures import VoiceMeasures
from tests.tui.app_fakes import until
from tests.tui.desk import app_of, at, opened, rows, said, seen, shows
from tests.tui.stored import ANSWERS, store_session
from tui.app.facets import FilterDialog
from tui.features.history import view as history_view
from tui.features.history.data import Past
from tui.features.history.data import rows as history_rows
from tui.features.history.screen import HistoryScreen
from tui.features.interview.screen import InterviewScreen
from tui.features.report import data as stored
from tui.features.report import view as view
from tui.features.report.screen import ReportScreen
from tui.features.setup.screen import SetupScreen
from tui.i18n import set_language
from tui.widgets.text.headline import drill_line
from tui.widgets.text.marks import MOOD_HEIGHTS, UNMEASURED
from tui.widgets.text.replayed import figures
from tui.wiring.parts import open_store


@pytest.fixture
def report(tmp_path: Path) -> Report:
    store_session(tmp_path)
    found = stored.report(Settings(data_dir=str(tmp_path)), None)
    assert found is not None
    return found


def test_strip_is_low_where_the_face_was_sad_and_dotted_where_nobody_was_seen(report: Report) -> None:
    answer = report.answers[1]
    drawn = view.strip(answer.timeline, len(answer.timeline)).plain
    low, dots = MOOD_HEIGHTS[Mood.BAD], UNMEASURED
    assert [drawn.count(mark) for mark in (low, dots)] == [ANSWERS[1].count("s"), ANSWERS[1].count(".")]
    assert drawn.index(low) == ANSWERS[1].index("s")


@pytest.mark.parametrize("cells", [10, 33, 60, 66, 100])
def test_strip_never_outgrows_its_room(report: Report, cells: int) -> None:
    for answer in report.answers:
        drawn = view.strip(answer.timeline, cells)
        assert drawn.cell_length == view.strip_cells(answer.timeline, cells) <= cells
        assert view.cue_row(answer, cells).cell_length <= cells


def test_cue_mark_stands_below_the_moment_of_its_cue(report: Report) -> None:
    answer = report.answers[1]
    row = view.cue_row(answer, len(answer.timeline)).plain
    heard = [cue for cue in answer.cues if cue.level is CueLevel.VOICE]
    assert [place for place, mark in enumerate(row) if mark == "♫"] == [int(heard[0].t - answer.began)]


def test_formula_on_the_report_comes_to_the_score(report: Report) -> None:
    words = view.formula_line(report.score)
    assert words.endswith(f"= {report.score.value:.1f}")
    assert f"bad {report.score.bad:.2f}" in words


def test_withheld_score_says_why(tmp_path: Path) -> None:
    store_session(tmp_path, ["nn" + "." * 20])
    found = build_report(open_store(Settings(data_dir=str(tmp_path))).load())
    assert "less than half" in view.score_line(found.score).plain
    assert view.formula_line(found.score) == ""


def test_weakest_answer_is_the_one_with_the_lowest_score(report: Report) -> None:
    again = weakest(report.answers)
    assert again is not None
    assert again.index == 1


def test_without_any_score_the_answer_of_which_least_was_measured_is_to_be_practised(tmp_path: Path) -> None:
    store_session(tmp_path, ["nn" + "." * 20, "n" + "." * 21])
    found = build_report(open_store(Settings(data_dir=str(tmp_path))).load())
    assert [answer.score.value for answer in found.answers] == [None, None]
    line = drill_line(headline(found, []), found)
    assert line == "Practise next: question 2 again, least of it was measured."


def test_lowest_score_of_one_or_among_good_ones_is_no_reproach(tmp_path: Path) -> None:
    for answers, line in (
        (("nnnnnssssnnnnnnnnnnn",), "Practise next: question 1 once more; it scored "),
        (("h" * 20, "nnnnhhhhhhhhhhhhhhhh"), "Practise next: question 1 once more; it scored 100."),
        (("h" * 20, "nnnnssssssssssssssss"), "Practise next: question 2 again, it had the lowest score ("),
    ):
        found = build_report(open_store(Settings(data_dir=str(tmp_path))).load(store_session(tmp_path, answers)))
        assert drill_line(headline(found, []), found).startswith(line)


def test_silent_answer_is_to_be_practised_before_one_with_less_points(report: Report) -> None:
    spoken = VoiceReport(VoiceMeasures(9.0, 9.0, 6.0), VoiceScore(60.0), silent=False)
    mute = VoiceReport(VoiceMeasures(9.0, 9.0, 0.0), VoiceScore(0.0), silent=True)
    answers = tuple(replace(answer, voice=mute if answer.index == 2 else spoken) for answer in report.answers)
    found = replace(report, answers=answers)
    line = drill_line(headline(found, []), found)
    assert line == "Practise next: question 3 again, hardly a word was heard."
    assert ["hardly a word" in view.answer_row(answer, 80).plain for answer in answers] == [False, False, True]


def test_no_answer_of_several_with_as_many_points_is_the_lowest(tmp_path: Path) -> None:
    session = store_session(tmp_path, ("n" * 20, "n" * 20))
    found = build_report(open_store(Settings(data_dir=str(tmp_path))).load(session))
    assert drill_line(headline(found, []), found) == "Practise next: question 1 once more; it scored 75."


async def test_report_says_score_formula_and_what_was_not_measured(tmp_path: Path) -> None:
    store_session(tmp_path, demo=True)
    async with opened(at(tmp_path), "report", size=(200, 60)) as pilot:
        await shows(pilot, "Score", "no face in the picture 2.0 s", "What to work on", "How this came about")
        await pilot.press("down")
        await shows(pilot, "What is a weakness of yours", "♫ 0:1")
        assert "(1 − bad" not in seen(pilot), "how it came about is folded"
        await pilot.press("tab", "enter")
        await shows(pilot, "(1 − bad", "demo camera: a drawn face")


async def test_weakest_question_can_be_practised_again(tmp_path: Path) -> None:
    store_session(tmp_path)
    stage = at(tmp_path)
    async with opened(stage, "report") as pilot:
        await shows(pilot, "Score")
        await pilot.press("w")
        await until(pilot, lambda: isinstance(pilot.app.screen, InterviewScreen) and stage.runners)
        assert stage.runner.start_with.questions == ("weak",)


async def test_interrupted_interview_is_continued_from_its_report(tmp_path: Path) -> None:
    session = store_session(tmp_path, ANSWERS[:1], complete=False, score=None)
    stage = at(tmp_path)
    async with opened(stage, "report", session_id=session) as pilot:
        await shows(pilot, "interrupted")
        await pilot.press("c")
        await until(pilot, lambda: stage.runners)
        assert stage.runner.start_with.resume == session


async def test_without_a_session_the_report_says_what_to_do(tmp_path: Path) -> None:
    async with opened(at(tmp_path), "report") as pilot:
        await shows(pilot, "No interview is stored yet.")
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.screen, SetupScreen))


async def test_other_settings_stand_side_by_side(tmp_path: Path) -> None:
    store_session(tmp_path)
    stage = at(tmp_path)
    async with opened(stage, "report", size=(100, 30)) as pilot:
        await shows(pilot, "Score")
        await pilot.press("r")
        await shows(pilot, "as it was", "cues: strict", "without calibration")


def test_strict_cues_at_least_as_often_as_gentle(tmp_path: Path) -> None:
    store_session(tmp_path)
    found = {variant.name: variant for variant in stored.variants(Settings(data_dir=str(tmp_path)), None)}
    sounds = [int(figures(found[name].result)[0]) for name in ("gentle", "normal", "strict")]
    assert sounds == sorted(sounds)
    assert sounds[0] < sounds[-1]


def test_calibration_that_the_session_used_changes_nothing_and_another_does(tmp_path: Path) -> None:
    for name in ("me", "other"):
        shifts = {Expression.SAD: -2.5, Expression.HAPPY: 0.0, Expression.NEUTRAL: 0.0}
        Profiles(tmp_path / "profiles").save(Profile(name, "default", shifts, {}, {}, {}))
    store_session(tmp_path, profile="me")
    found = {(each.code, each.name): each for each in stored.variants(Settings(data_dir=str(tmp_path)), None)}
    recorded = found["recorded", ""].result
    assert found["profile", "me"].result == recorded
    assert found["profile", "other"].result.totals != recorded.totals


async def test_history_opens_a_report(tmp_path: Path) -> None:
    for score in (52.0, 66.0):
        store_session(tmp_path, score=score)
    async with opened(at(tmp_path), "history") as pilot:
        await until(pilot, lambda: rows(pilot) == ["2", "1"])
        await pilot.press("j", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReportScreen))
        await shows(pilot, "Score")


async def test_deleted_session_comes_back_until_the_screen_is_left(tmp_path: Path) -> None:
    store_session(tmp_path)
    store_session(tmp_path)
    settings = Settings(data_dir=str(tmp_path))
    async with opened(at(tmp_path), "history") as pilot:
        await until(pilot, lambda: rows(pilot) == ["2", "1"])
        await pilot.press("d", "enter")
        assert rows(pilot) == ["2", "1"], "the first answer keeps it"
        await pilot.press("d", "down", "enter")
        await until(pilot, lambda: rows(pilot) == ["1"])
        await pilot.press("u")
        assert rows(pilot) == ["2", "1"]
        await pilot.press("d", "down", "enter")
        assert len(history_rows(settings)) == 2, "nothing is gone yet"
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, HistoryScreen))
        await until(pilot, lambda: [row.id for row in history_rows(settings)] == [1])


async def test_filter_leaves_out_what_it_names(tmp_path: Path) -> None:
    store_session(tmp_path)
    store_session(tmp_path, complete=False, score=None)
    store_session(tmp_path)
    async with opened(at(tmp_path), "history") as pilot:
        await until(pilot, lambda: len(rows(pilot)) == 3)
        await pilot.press("f")
        await until(pilot, lambda: isinstance(pilot.app.screen, FilterDialog))
        await shows(pilot, "3 of 3 sessions", "Company")
        await pilot.press("right")
        await shows(pilot, "2 of 3 sessions")
        await pilot.press("enter")
        await until(pilot, lambda: rows(pilot) == ["3", "1"])
        await shows(pilot, "complete interviews · 2 sessions")
        await pilot.press("f", "right", "enter")
        await until(pilot, lambda: rows(pilot) == ["2"])
        await pilot.press("d", "down", "enter")
        await shows(pilot, "No session fits the filter.")
        await pilot.press("f", "c", "enter")
        await until(pilot, lambda: rows(pilot) == ["3", "1"])


async def test_search_narrows_the_history_while_it_is_typed(tmp_path: Path) -> None:
    store_session(tmp_path, began="2026-03-01T12:00:00+00:00")
    store_session(tmp_path, began="2026-05-09T12:00:00+00:00", demo=True)
    async with opened(at(tmp_path), "history") as pilot:
        await until(pilot, lambda: rows(pilot) == ["2", "1"])
        await pilot.press("slash", *"05-0")
        await until(pilot, lambda: rows(pilot) == ["2"])
        await pilot.press(*"9 nothing")
        await shows(pilot, "Nothing matches “05-09 nothing”.")
        await pilot.press("escape")
        await until(pilot, lambda: rows(pilot) == ["2", "1"])
        await pilot.press("slash", *"QUICK 03", "enter", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReportScreen))


async def test_note_is_written_searched_shown_in_the_report_and_taken_away(tmp_path: Path) -> None:
    store_session(tmp_path)
    store_session(tmp_path, began="2026-03-02T10:00:00+00:00")
    store = open_store(Settings(data_dir=str(tmp_path)))
    before = store.load(1)
    async with opened(at(tmp_path), "history", size=(120, 30)) as pilot:
        await until(pilot, lambda: rows(pilot) == ["2", "1"])
        await pilot.press("down", "e", *"after [/b] lunch", "enter")
        await shows(pilot, "after [/b] lunch")
        await pilot.press("slash", *"lunch")
        await until(pilot, lambda: rows(pilot) == ["1"])
        await pilot.press("enter", "enter")
        await shows(pilot, "Note: after [/b] lunch")
        await pilot.press("escape")
        assert store.load(1).readings == before.readings
        assert store.load(1).info.length_s == before.info.length_s
        await pilot.press("e", *["backspace"] * 16, "enter")
        await until(pilot, lambda: store.sessions()[-1].note == "")


async def test_empty_history_says_what_to_do(tmp_path: Path) -> None:
    async with opened(at(tmp_path, language="ko"), "history") as pilot:
        await shows(pilot, "아직 저장된 연습이 없습니다.")


async def test_damaged_store_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "sessions.db").write_text("this is no database, and long enough to be taken for one" * 30)
    async with opened(at(tmp_path), "history") as pilot:
        await until(pilot, lambda: said(pilot))
        assert "sessions.db" in said(pilot)[0]
        assert "\n" not in said(pilot)[0]
        assert app_of(pilot).is_running


def test_trend_names_latest_best_and_the_change() -> None:
    assert history_view.trend_words([50, 60]) == "latest 60, best 60, lately 55"
    assert history_view.trend_words([50.0] * 5 + [70.0] * 5) == "latest 70, best 70, lately 70 (+20)"


@pytest.mark.parametrize("cells", [76, 110, 196])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_history_line_fills_its_room_exactly(tmp_path: Path, cells: int, language: str) -> None:
    set_language(language)
    store_session(tmp_path, complete=False, score=None, demo=True)
    (row,) = history_rows(Settings(data_dir=str(tmp_path)))
    assert history_view.session_line(row, cells).cell_length <= cells


@pytest.mark.parametrize("cells", [46, 60, 76, 110])
def test_history_marks_the_demo_however_narrow(cells: int) -> None:
    row = Past(1, datetime(2026, 3, 1), "viewinter", 5, 78.0, complete=True, cues=2, seconds=60.0, is_demo=True)
    assert history_view.session_line(row, cells).plain.count("demo") == 1
    assert "demo" not in history_view.session_line(replace(row, is_demo=False), cells).plain


async def test_answers_are_searched_by_their_questions(tmp_path: Path) -> None:
    store_session(tmp_path)
    async with opened(at(tmp_path), "report") as pilot:
        await until(pilot, lambda: len(rows(pilot)) == 3)
        await pilot.press("slash", *"weakness")
        await until(pilot, lambda: rows(pilot) == ["1"])
        await pilot.press("escape")
        await until(pilot, lambda: len(rows(pilot)) == 3)
