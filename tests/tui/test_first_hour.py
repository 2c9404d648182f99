"""What a new user meets: empty lists, the tour, a keyboard in Hangul mode, settings that stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input, Static

from core.base.types import Notice
from core.session.snapshot import Phase
from core.settings.model import Origin
from tests.tui.app_driving import showing, text
from tests.tui.app_fakes import until
from tests.tui.desk import app_of, at, opened, rows, said, shows
from tests.tui.textual_inside import is_leaving
from tui.app.changes import Writer
from tui.app.dialogs import ChooseDialog, LineDialog
from tui.features.calibration.screen import CalibrationScreen
from tui.features.tour.screen import TourScreen
from tui.widgets.rows import Rows

FIRST = {"calibration": LineDialog, "voice": ChooseDialog}


@pytest.mark.parametrize("place", FIRST)
async def test_empty_list_is_filled_by_enter_and_by_its_letter_in_hangul_mode(tmp_path: Path, place: str) -> None:
    async with opened(at(tmp_path), place) as pilot:
        for key in ("enter", {"calibration": "ㅜ", "voice": "ㄱ"}[place]):
            await shows(pilot, "Not calibrated" if place == "calibration" else "No recording yet")
            await pilot.press(key)
            await until(pilot, lambda: isinstance(pilot.app.screen, FIRST[place]))
            await pilot.press("escape")
            await until(pilot, lambda: not isinstance(pilot.app.screen, FIRST[place]))


async def test_dialog_tells_that_enter_is_done(tmp_path: Path) -> None:
    async with opened(at(tmp_path), "calibration") as pilot:
        await shows(pilot, "⏎ Measure your face")
        await pilot.press("n")
        await shows(pilot, "⏎ Done")
        pilot.app.screen.query_one(Input).value = "no/name"
        await pilot.press("enter")
        await until(pilot, lambda: said(pilot))
        assert isinstance(pilot.app.screen, CalibrationScreen)


async def test_tour_does_not_tick_a_calibration_that_was_not_made(tmp_path: Path) -> None:
    stage = at(tmp_path)
    async with opened(stage, "tour") as pilot:
        await pilot.press("s")
        assert "1 Camera" in text(pilot, "#steps")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CalibrationScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, TourScreen))
        await until(pilot, lambda: "▸ First interview" in text(pilot, "#steps"))
        assert "2 Calibration" in text(pilot, "#steps")


async def test_equipment_check_says_why_a_drawn_face_is_seen(tmp_path: Path) -> None:
    stage = at(tmp_path)
    async with opened(stage, "equipment") as pilot:
        await until(pilot, lambda: stage.runners and stage.runner.started)
        notice = Notice("demo_camera", {"why": "no_camera"})
        await showing(pilot, stage, phase=Phase.WATCHING, notices=(notice,))
        await shows(pilot, "No webcam gives a picture")
        assert "Plug one in" in str(pilot.app.screen.query_one("#whose", Static).render())


async def test_what_the_app_changed_comes_from_the_settings_file(tmp_path: Path) -> None:
    stage = at(tmp_path)
    async with stage.app().run_test() as pilot:
        app = app_of(pilot)
        app.settings = replace(app.settings, origins={"camera": Origin.ENVIRONMENT})
        app.change(blind=True, camera="demo")
        assert app.settings.origin("blind") is Origin.FILE
        assert app.settings.origin("camera") is Origin.ENVIRONMENT
        await until(pilot, lambda: stage.saved == [{"blind": True, "camera": "demo"}])


async def test_value_of_a_variable_that_the_settings_screen_changes_goes_on_saying_so(tmp_path: Path) -> None:
    stage = at(tmp_path)
    stage.settings = replace(stage.settings, origins={"theme": Origin.ENVIRONMENT})
    async with opened(stage, "settings", section="look") as pilot:
        await until(pilot, lambda: rows(pilot))
        screen = pilot.app.screen
        listed = screen.query_one(Rows)
        listed.go_to(listed.ids.index("theme"))
        await pilot.press("right")
        assert app_of(pilot).settings.origin("theme") is Origin.ENVIRONMENT
        await until(pilot, lambda: len(stage.saved) == 1)
        await pilot.press("r")
        assert app_of(pilot).settings.origin("theme") is Origin.ENVIRONMENT
        await until(pilot, lambda: stage.saved[1:] == [{"theme": None}])


async def test_language_is_saved_once(tmp_path: Path) -> None:
    stage = at(tmp_path)
    async with opened(stage, "settings", section="look") as pilot:
        await until(pilot, lambda: rows(pilot))
        listed = pilot.app.screen.query_one(Rows)
        listed.go_to(listed.ids.index("language"))
        await pilot.press("right")
        await until(pilot, lambda: stage.saved)
        await pilot.pause()
        assert [list(changes) for changes in stage.saved] == [["language"]]
        await pilot.press("r")
        await until(pilot, lambda: stage.saved[1:])
        await pilot.pause()
        assert stage.saved[1:] == [{"language": None}]


def test_last_change_is_the_last_written() -> None:
    written: list[Mapping[str, Any]] = []
    writer = Writer(written.append)
    for volume in range(50):
        writer.add({"volume": volume})
        if volume % 7 == 0:
            writer.write()
    writer.write()
    writer.write()
    assert written[-1] == {"volume": 49}
    assert len(written) == 8


async def test_escape_once_too_often_does_not_end_the_app(tmp_path: Path) -> None:
    async with opened(at(tmp_path), "help", over_home=True) as pilot:
        await pilot.press("escape", "escape", "escape")
        await shows(pilot, "q Quit")
        assert pilot.app.is_running
        await pilot.press("q")
        assert is_leaving(pilot.app)
