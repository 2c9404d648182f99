"""An answer opened from its report: along its time, and by other cues, moods or another calibration at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from textual.pilot import Pilot

from core.base.paths import stills_dir, store_file
from core.base.types import Expression, Mood
from core.calibration.correction import Profile
from core.calibration.profiles import Profiles
from core.cueing.cues import CueLevel
from core.cueing.moods import MoodMap
from core.engine.stills import jpeg_of
from core.settings.model import Settings
from core.store.stills import StillFiles, StillKey, StillKind
from core.store.store import SessionStore
from tests.tui.app_fakes import until
from tests.tui.desk import at, bare, opened, rows, seen, shows
from tests.tui.stored import ANSWERS, store_session
from tui.features.report import answer_data as data
from tui.features.report import answer_view as view
from tui.features.report.answer_screen import AnswerScreen, AnswerTimeline
from tui.features.report.data import report
from tui.features.report.rating import LastWords
from tui.features.report.screen import ReportScreen
from tui.widgets.picture import Picture
from tui.widgets.text.marks import CUE_MARKS


def settings_at(tmp_path: Path) -> Settings:
    return Settings(data_dir=str(tmp_path))


def course(tmp_path: Path, **choice: str) -> data.Course:
    """The second answer of the first session."""
    settings = settings_at(tmp_path)
    return data.course(data.source(settings, 1), data.Choice(**choice), 1)


def time_shown(pilot: Pilot[None]) -> float:
    """The moment that the timeline points to, in seconds."""
    screen = pilot.app.screen
    line = str(screen.query_one(AnswerTimeline).render()).split()[0]
    minutes, _, seconds = line.partition(":")
    return 60 * int(minutes) + float(seconds)


async def to_answer(pilot: Pilot[None], index: int = 1) -> AnswerScreen:
    """From the report to one of its answers."""
    await until(pilot, lambda: len(rows(pilot)) >= index + 1)
    await pilot.press(*["down"] * index, "enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, AnswerScreen))
    screen = pilot.app.screen
    assert isinstance(screen, AnswerScreen)
    await until(pilot, lambda: "cue budget" in seen(pilot) or "알림 여유" in seen(pilot))
    return screen


@asynccontextmanager
async def answering(
    tmp_path: Path, session: int = 1, index: int = 1, size: tuple[int, int] = (120, 36)
) -> AsyncIterator[Pilot[None]]:
    """An answer that is opened over nothing; that a report opens it is shown by the first tests."""
    async with bare(at(tmp_path)).app().run_test(size=size) as pilot:
        pilot.app.push_screen(AnswerScreen(session, index))
        await until(pilot, lambda: "cue budget" in seen(pilot))
        yield pilot


def test_moving_by_cells_reaches_every_cell_and_points_into_it(tmp_path: Path) -> None:
    store_session(tmp_path)
    found = course(tmp_path)
    room = view.room_of(found.answer, 60)
    cells = [view.cell_of(found, view.moment_at(found, cell, room), room) for cell in range(room)]
    assert cells == list(range(room))
    assert view.moment_at(found, -5, room) == view.moment_at(found, 0, room)
    assert view.moment_at(found, room + 9, room) == len(found.moments) - 1


def test_pointer_stands_above_the_second_of_the_moment(tmp_path: Path) -> None:
    store_session(tmp_path)
    found = course(tmp_path)
    seconds = len(ANSWERS[1])
    cells = seconds + 12
    moment = next(number for number, each in enumerate(found.moments) if each.at > 20.0)
    pointer, moods, *_rest = (line for line in view.timeline(found, moment, cells).plain.split("\n"))
    assert pointer.index(view.POINTER) == 12 + 20
    assert len(moods) == cells


def test_session_judged_by_what_it_was_recorded_with_shows_no_difference(tmp_path: Path) -> None:
    shifts = {Expression.SAD: -2.5, Expression.HAPPY: 0.0, Expression.NEUTRAL: 0.0}
    for name in ("me", "other"):
        Profiles(tmp_path / "profiles").save(Profile(name, "default", shifts, {}, {}, {}))
    store_session(tmp_path, profile="me")
    recorded = course(tmp_path).answer
    for choice in ({"policy": "normal"}, {"moods": "paper"}, {"moods": "present"}, {"profile": "me"}):
        found = course(tmp_path, **choice)
        assert found.answer == recorded, choice
        assert "No difference" in view.effect_line(found)
    assert course(tmp_path, profile="other").answer != recorded
    assert course(tmp_path, profile="").answer == recorded, "raw and corrected are the same in this store"


def test_choices_change_cues_moods_and_budget_of_the_same_moments(tmp_path: Path) -> None:
    store_session(tmp_path)
    recorded, strict, silent = course(tmp_path), course(tmp_path, policy="strict"), course(tmp_path, policy="exam")
    assert strict.answer.totals.cues.given > recorded.answer.totals.cues.given > 0
    assert silent.answer.cues == ()
    assert [moment.at for moment in strict.moments] == [moment.at for moment in recorded.moments]
    settings = replace(settings_at(tmp_path), moods=MoodMap().replaced({Expression.SAD: Mood.ACCEPTABLE}))
    calm = data.course(data.source(settings, 1), data.Choice(moods="present"), 1)
    assert calm.answer.score.bad == 0.0
    assert max(moment.state.budget for moment in calm.moments) == 0.0
    assert "score" in view.effect_line(calm)
    assert "cues 0 instead of" in view.effect_line(calm)


def test_best_worst_gaps_and_recoveries_are_told_by_time(tmp_path: Path) -> None:
    store_session(tmp_path)
    found = report(settings_at(tmp_path), None)
    assert found is not None
    told = " ".join(line.plain for line in view.story_lines(found.answers[1]))
    assert "Not measured: 0:22–0:24, no face in the picture." in told
    assert "Worst moment: 0:0" in told
    assert "Best moment" not in told, "nobody smiled in it"
    assert told.count("recovered ") + told.count("not before the answer ended") == len(found.answers[1].recoveries)


async def test_answer_is_opened_moved_along_judged_otherwise_followed_by_the_next_and_left(tmp_path: Path) -> None:
    store_session(tmp_path)
    async with opened(at(tmp_path), "report") as pilot:
        await to_answer(pilot)
        await shows(pilot, "What is a weakness of yours", "as recorded (normal)")
        assert time_shown(pilot) < 1.0
        await pilot.press("right", "right", "right")
        assert 3.0 <= time_shown(pilot) < 4.0
        await pilot.press("full_stop")
        assert time_shown(pilot) == pytest.approx(4.0, abs=0.3)
        await pilot.press("end")
        assert time_shown(pilot) == pytest.approx(len(ANSWERS[1]), abs=0.3)
        await pilot.press("home", "c")
        await shows(pilot, CUE_MARKS[CueLevel.MARK], " mark sad, ", "strongest: sad")
        first = time_shown(pilot)
        await pilot.press("c", "c")
        assert time_shown(pilot) > first
        await pilot.press("C", "C")
        assert time_shown(pilot) == first
        await pilot.press("p", "p", "p")
        await shows(pilot, "cues strict", "instead of", "cues then")
        assert time_shown(pilot) == first, "the moment stays"
        await pilot.press("z")
        await until(pilot, lambda: "instead of" not in seen(pilot))
        await pilot.press("n")
        await shows(pilot, "Why do you want to work with us?")
        await pilot.press("n", "N", "N")  # the last is the last
        await shows(pilot, "Please introduce yourself briefly.")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReportScreen))


async def test_click_on_the_timeline_goes_to_its_second(tmp_path: Path) -> None:
    store_session(tmp_path)
    async with answering(tmp_path) as pilot:
        await pilot.click(AnswerTimeline, offset=(12 + 10, 1))
        room = view.room_of(course(tmp_path).answer, pilot.app.screen.query_one(AnswerTimeline).content_size.width)
        await until(pilot, lambda: time_shown(pilot) >= 1.0)
        seconds = len(ANSWERS[1])
        assert time_shown(pilot) == pytest.approx((10 + 1) / room * seconds, abs=0.3)


async def test_answer_is_compared_with_the_last_time(tmp_path: Path) -> None:
    store_session(tmp_path, score=60.0)
    store_session(tmp_path, ("n" * 20, "h" * 20), began="2026-03-02T10:00:00+00:00")
    async with answering(tmp_path, session=2) as pilot:
        await shows(pilot, "Last time here: score", "(session 1)", "Your mean in 1 interview before: 60")


async def test_skipped_question_is_a_row_that_opens_nothing(tmp_path: Path) -> None:
    store_session(tmp_path, ANSWERS[:2], skipped=(2,))
    async with opened(at(tmp_path), "report") as pilot:
        await until(pilot, lambda: rows(pilot) == ["0", "1", "2"])
        await shows(pilot, "skipped Why do you want")
        await pilot.press("down", "down", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ReportScreen)


async def test_how_it_went_can_be_said_whenever_the_report_is_read(tmp_path: Path) -> None:
    store_session(tmp_path)
    async with opened(at(tmp_path), "report", size=(120, 36)) as pilot:
        await shows(pilot, "How did it go? 1 badly")
        await pilot.press("down", "3")
        await shows(pilot, "▸3 well")
        await to_answer(pilot, 0)
        await shows(pilot, "▸3 well")
        await pilot.press("1")
        await shows(pilot, "▸1 badly")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReportScreen) and "▸1 badly" in seen(pilot))
    assert [each.word for each in SessionStore(store_file(tmp_path)).answered()] == ["", "again", ""]


def test_a_thread_that_comes_late_keeps_the_word_that_was_said_last(tmp_path: Path) -> None:
    """Two words said quickly are two threads: of sixty such pairs twelve ended with the first word."""
    store_session(tmp_path)
    words = LastWords()
    for word in ("again", "good"):
        words.say(1, 0, word)
    assert [words.keep(settings_at(tmp_path), 1, 0) for _thread in range(2)] == [{0: "good"}] * 2


async def test_still_nearest_to_the_moment_is_shown_where_there_is_room(tmp_path: Path) -> None:
    """Of the answer's own stills, with its time; at 80x24, and where none was kept, there is none."""
    store_session(tmp_path)
    answer = data.source(settings_at(tmp_path), 1).answer(1)
    files = StillFiles(stills_dir(tmp_path))
    for index, kind, at_s in ((1, StillKind.CUE, 6.0), (1, StillKind.BEST, 25.0), (0, StillKind.CUE, 1.0)):
        picture = np.full((64, 64), 40 if kind is StillKind.CUE else 220, np.uint8)
        files.write(StillKey(1, index, 1, kind, answer.began + at_s), jpeg_of(picture))
    async with answering(tmp_path) as pilot:
        picture_shown = pilot.app.screen.query_one(Picture)
        await shows(pilot, "0:06.0 at a cue")
        await pilot.press("end")
        await shows(pilot, "0:25.0 best moment")
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: pilot.app.screen.size == (80, 24) and not picture_shown.display)
        await pilot.resize_terminal(120, 36)
        await until(pilot, lambda: pilot.app.screen.size == (120, 36) and picture_shown.display)
        await pilot.press("n")
        await until(pilot, lambda: not picture_shown.display)
