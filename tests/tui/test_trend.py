"""How scores go over time, and the answers to one question side by side."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.base.errors import SettingsError
from core.base.paths import store_file
from core.report.attempts import Compared
from core.report.headline import headline
from core.report.report import build_report
from core.report.trend import Trend, trend
from core.report.until import REHEARSAL, plan_until
from core.scoring.scoring import Score
from core.settings.model import Settings
from core.store.store import SessionStore
from tests.tui.app_fakes import until
from tests.tui.desk import at, opened, rows, seen, shows
from tests.tui.stored import ANSWERS, store_session
from tui.cli.commands.common import load_settings
from tui.features.history import attempts_view, data, trend_view
from tui.features.history import view as history_view
from tui.features.history.attempts_screen import AttemptsScreen
from tui.features.history.trend_screen import TrendScreen
from tui.features.report.answer_data import comparison, source
from tui.features.report.answer_screen import AnswerScreen
from tui.features.report.answer_view import compared_lines


def scores(*values: float) -> Trend:
    return trend([(f"2026-03-{day:02}T10:00:00+00:00", value) for day, value in enumerate(values, 1)])


def store_three(tmp_path: Path) -> None:
    """Three sessions: the second answer gets better from time to time."""
    for day, second in enumerate((ANSWERS[1], "n" * 20 + "s" * 4, "n" * 15 + "h" * 9), 1):
        store_session(tmp_path, (ANSWERS[0], second), began=f"2026-03-0{day}T10:00:00+00:00", score=50.0 + 10 * day)


def test_smoothed_line_follows_a_step_by_half_after_three_scores() -> None:
    found = scores(*[50.0] * 30, 80.0, 80.0, 80.0)
    assert found.smooth[29] == pytest.approx(50.0)
    assert found.smooth[-1] == pytest.approx(65.0, abs=0.1)
    assert found.change == pytest.approx(15.0, abs=0.1)


def test_spread_is_nothing_for_even_scores_and_their_distance_for_two_sorts() -> None:
    assert scores(70.0, 70.0, 70.0).spread == pytest.approx((0.0, 0.0, 0.0))
    assert scores(*[60.0, 80.0] * 20).spread[-1] == pytest.approx(10.0, abs=0.2)


def test_scores_are_put_in_the_order_of_their_days() -> None:
    found = trend([("2026-03-02", 60.0), ("2026-03-01", 40.0)])
    assert (found.days, found.scores) == (("2026-03-01", "2026-03-02"), (40.0, 60.0))


def test_chart_has_its_scores_at_their_heights_and_both_ends() -> None:
    lines = trend_view.chart(scores(0.0, 50.0, 100.0), 45, 11).plain.split("\n")
    places = {(row, mark) for row, line in enumerate(lines[:-1]) for mark, each in enumerate(line) if each == "●"}
    assert places == {(10, 5), (5, 25), (0, 44)}  # the middle of 40 columns rounds to the right
    assert lines[0].startswith(" 100")
    assert lines[-1].split() == ["2026-03-01", "2026-03-03"]
    assert all(len(line) <= 45 for line in lines)


@pytest.mark.parametrize("count", [0, 1])
def test_one_score_makes_no_trend(count: int) -> None:
    assert "second score" in trend_view.chart(scores(*[50.0] * count), 40, 6).plain
    assert trend_view.in_words(scores(*[50.0] * count)) == ""


def test_trends_are_there_for_interviews_categories_and_questions(tmp_path: Path) -> None:
    store_three(tmp_path)
    found = data.lines(Settings(data_dir=str(tmp_path)))
    assert found.trends.interviews.scores == (60.0, 70.0, 80.0)
    categories = {"category:self_introduction", "category:strengths_weaknesses"}
    assert set(trend_view.choices(found)) == {"interviews", *categories, "question:intro", "question:weak"}


def test_the_demo_cameras_scores_never_mix_with_the_users(tmp_path: Path) -> None:
    store_three(tmp_path)
    demo = store_session(tmp_path, began="2026-03-04T10:00:00+00:00", score=5.0, demo=True)
    own = store_session(tmp_path, began="2026-03-05T10:00:00+00:00", score=75.0)
    found = data.lines(Settings(data_dir=str(tmp_path))).trends
    assert found.interviews.scores == (60.0, 70.0, 80.0, 75.0)
    assert len(found.questions["intro"].scores) == 4
    store = SessionStore(store_file(tmp_path))
    history = store.sessions()
    assert headline(build_report(store.load(own)), history).before == 3
    assert headline(build_report(store.load(demo)), history).before is None
    assert "latest 75, best 80" in history_view.trend(data.rows(Settings(data_dir=str(tmp_path))), 80).plain
    settings = Settings(data_dir=str(tmp_path))
    beside = comparison(settings, source(settings, own), 0)
    assert beside is not None
    assert (beside.attempts, beside.usual) == (3, 70.0)
    alone = comparison(settings, source(settings, demo), 0)
    assert alone is not None
    assert (alone.attempts, alone.usual) == (0, None)


def test_who_has_the_demo_camera_only_sees_its_trend(tmp_path: Path) -> None:
    for day, score in enumerate((60.0, 70.0), 1):
        store_session(tmp_path, began=f"2026-03-0{day}T10:00:00+00:00", score=score, demo=True)
    assert data.lines(Settings(data_dir=str(tmp_path))).trends.interviews.scores == (60.0, 70.0)
    store = SessionStore(store_file(tmp_path))
    assert headline(build_report(store.load(2)), store.sessions()).before == 1
    store_session(tmp_path, complete=False, score=33.0)
    found = data.lines(Settings(data_dir=str(tmp_path))).trends.interviews
    assert found.scores == (60.0, 70.0), "an interrupted one of his is in no trend"


def test_table_has_the_newest_answer_first_and_as_many_as_fit(tmp_path: Path) -> None:
    store_three(tmp_path)
    found = data.attempts(Settings(data_dir=str(tmp_path)), "weak")
    assert [attempt.session for attempt in found] == [3, 2, 1]
    wide = [line.plain for line in attempts_view.table(found, 120)]
    assert wide[0].split() == ["2026-03-03", "10:00", "2026-03-02", "10:00", "2026-03-01", "10:00"]
    scores = next(line for line in wide if line.startswith("score")).split()[1:]
    assert scores == [f"{attempt.score:.0f}" for attempt in found if attempt.score is not None]
    assert not any(line.startswith("syllables") for line in wide), "no voice was measured"
    assert len(attempts_view.table(found, 60)[0].plain.split()) == 4
    assert attempts_view.left_out(found, 60) == "1 older answer has no room here."


def test_shares_of_an_answer_that_was_hardly_measured_are_not_set_beside_others(tmp_path: Path) -> None:
    store_session(tmp_path)
    (attempt,) = data.attempts(Settings(data_dir=str(tmp_path)), "weak")
    hardly = Score(None, "too_little_measured", good=1.0, acceptable=0.0, bad=0.0, measured=0.01)
    attempt = replace(attempt, answer=replace(attempt.answer, score=hardly))
    shown = [line.plain.split() for line in attempts_view.table([attempt], 60)]
    assert [line[-1] for line in shown if line[0] in ("good", "bad", "measured")] == ["–", "–", "%"]
    told = compared_lines(attempt.answer, Compared(attempt, None, 1, None, 0))
    assert told == [f"Last time here: no score (session {attempt.session})."]


async def test_trend_is_reached_from_the_history_and_leads_to_the_answers(tmp_path: Path) -> None:
    store_three(tmp_path)
    async with opened(at(tmp_path), "history") as pilot:
        for size in ((80, 24), (120, 36), (200, 50)):
            await pilot.resize_terminal(*size)
            await until(pilot, lambda size=size: pilot.app.size == size and len(rows(pilot)) == 3)  # type: ignore[misc]
            await pilot.press("t")
            await until(pilot, lambda: isinstance(pilot.app.screen, TrendScreen) and len(rows(pilot)) == 5)
            await shows(pilot, "Whole interviews", "3 scores; smoothed")
            await pilot.press("end")
            await shows(pilot, "●", "Its answers")
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, AttemptsScreen))
            await shows(pilot, "2026-03-03", "longest slip")
            await pilot.press("escape", "escape")
            await until(pilot, lambda: len(rows(pilot)) == 3)


async def test_answer_leads_to_all_attempts(tmp_path: Path) -> None:
    store_three(tmp_path)
    async with opened(at(tmp_path), "report") as pilot:
        await until(pilot, lambda: len(rows(pilot)) == 2)
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, AnswerScreen) and "cue budget" in seen(pilot))
        await pilot.press("a")
        await until(pilot, lambda: isinstance(pilot.app.screen, AttemptsScreen))
        await shows(pilot, "What is a weakness of yours", "2026-03-01")


def test_weakest_category_comes_every_other_day_and_the_last_day_rehearses() -> None:
    today = date(2026, 3, 2)
    found = {"motivation": scores(50.0), "values": scores(60.0), "stress": scores(70.0), "future": scores(90.0)}
    days = plan_until(today, date(2026, 3, 8), found)
    assert [day.what for day in days] == ["motivation", "values", "motivation", "stress", "motivation", REHEARSAL]
    assert days[-1].on == date(2026, 3, 7)
    assert plan_until(today, today, found) == ()
    assert plan_until(today, date(2026, 2, 1), found) == ()
    assert [day.what for day in plan_until(today, date(2026, 3, 3), {})] == [REHEARSAL]
    assert all(day.what != REHEARSAL for day in plan_until(today, date(2026, 5, 1), found)), "it is far away"


def test_day_that_is_none_is_refused() -> None:
    with pytest.raises(SettingsError, match="interview_on"):
        load_settings({"interview_on": "soon"})


async def test_history_says_what_to_practise_until_the_interview(tmp_path: Path) -> None:
    store_three(tmp_path)
    async with opened(at(tmp_path, interview_on="2026-03-05"), "history") as pilot:
        await shows(pilot, "Your interview is in 3 days (2026-03-05).", "03-04 one whole interview")
