"""Home, set-up, check and tour driven by keys, on fakes behind the doors of the app."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from core.base import paths
from core.base.types import Reading, ReadingState
from core.settings.model import Settings
from tests.tui.app_driving import BRIEFING, at, at_home, at_interview, keys, showing, text
from tests.tui.app_fakes import SOME_SESSIONS, TERMINAL, Stage, picture, until
from tests.tui.desk import app_of, bare, opened, rows, seen
from tests.tui.stored import store_session
from tests.tui.textual_inside import strips, toasts
from tui.app.app import make_app
from tui.app.dialogs import ChooseDialog, KeysDialog, LineDialog, PickDialog
from tui.features.equipment.screen import EquipmentScreen
from tui.features.history.screen import HistoryScreen
from tui.features.home.data import HomeFacts
from tui.features.home.screen import HomeScreen
from tui.features.interview.screen import InterviewScreen
from tui.features.practise.screen import PractiseScreen
from tui.features.report.screen import ReportScreen
from tui.features.setup.screen import SetupScreen
from tui.features.tour.screen import TourScreen
from tui.widgets.bars import KeyBar
from tui.widgets.empty import EmptyState
from tui.widgets.field import Field
from tui.widgets.menu import Menu
from tui.widgets.picture import Picture
from tui.wiring.choices import Options
from tui.wiring.start import Start

# home and set-up


async def set_up(pilot: Pilot[None]) -> SetupScreen:
    """The set-up with its fields, entered from home."""
    await at(pilot, HomeScreen)
    await pilot.press("n")
    screen: SetupScreen = await at(pilot, SetupScreen)
    await until(pilot, lambda: screen.query(Field))
    return screen


async def test_home_without_sessions_says_what_to_do() -> None:
    stage = Stage(HomeFacts())
    async with stage.app().run_test() as pilot:
        screen = await at(pilot, HomeScreen)
        await until(pilot, lambda: screen.query_one("#no-sessions").display)
        assert "n" in str(screen.query_one("#no-sessions", EmptyState).render())


async def test_a_keyboard_in_hangul_mode_works_too() -> None:
    stage = Stage(language="ko")
    async with stage.app().run_test() as pilot:
        await at_home(pilot)
        await pilot.press("ㅜ")
        await at(pilot, SetupScreen)


async def test_keys_typed_ahead_wait_for_the_screen_and_for_its_list(tmp_path: Path) -> None:
    """Enter right behind h was lost: first since nothing was there to take it, then since no session was read yet."""
    store_session(tmp_path)
    app = make_app(Settings(data_dir=str(tmp_path), tour=False))
    async with app.run_test() as pilot:
        await at_home(pilot)
        for key in ("h", "enter"):
            app.post_message(events.Key(key, None))
        await at(pilot, ReportScreen)
        await pilot.press("escape", "escape")
        await at_home(pilot)
        for key in ("h", "slash"):
            app.post_message(events.Key(key, None))
        await at(pilot, HistoryScreen)
        await until(pilot, lambda: isinstance(app.focused, Input))


async def test_setup_starts_with_its_choice_and_makes_no_default_of_it() -> None:
    stage = Stage()
    async with stage.app().run_test() as pilot:
        await set_up(pilot)
        await pilot.press("right", "j", "j", "l", "k", "k")
        assert "10 questions" in text(pilot, "#summary")
        await pilot.press("f5")
        await until(pilot, lambda: stage.runners)
        begun = stage.runner.start_with
        assert begun.categories == ("motivation",)
        assert begun.choices["format"] == "midas"
        assert stage.saved == []
        app = app_of(pilot)
        assert app.settings.format == "quick"
        app.goto("setup")  # what was chosen last is offered again until the app is left
        await until(pilot, lambda: app.screen.query("#summary") and "10 questions" in text(pilot, "#summary"))


async def test_setup_in_the_other_language_rewords_itself_at_once() -> None:
    stage = Stage()
    async with stage.app().run_test() as pilot:
        screen = await set_up(pilot)
        await pilot.press("down", "down", "down", "down", "right")
        await until(pilot, lambda: "시작" in keys(pilot))
        assert screen.focused is not None
        assert screen.focused.id == "field-language"
        await until(pilot, lambda: {"language": "ko"} in stage.saved)


async def test_categories_are_picked_from_a_list_and_a_camera_may_be_typed() -> None:
    stage = Stage()
    async with stage.app().run_test() as pilot:
        screen = await set_up(pilot)
        await pilot.press("down", "down", "space")
        await at(pilot, PickDialog)
        await pilot.press("space", "j", "j", "space")
        chosen = [str(option.prompt)[:3] for option in pilot.app.screen.query_one(Menu).options]
        assert chosen == ["[x]", "[ ]", "[x]"]
        await pilot.press("enter")
        await at(pilot, SetupScreen)
        screen.query_one("#field-camera").focus()
        await pilot.press("space")
        await at(pilot, ChooseDialog)
        await pilot.press("end", "enter")
        dialog = await at(pilot, LineDialog)
        dialog.query_one("#line").value = ""
        await pilot.press(*"clip.mp4", "enter")
        await at(pilot, SetupScreen)
        await pilot.press("f5")
        await until(pilot, lambda: stage.runners)
        assert stage.runner.start_with.categories == ("motivation", "stress")
        assert stage.runner.start_with.choices["camera"] == "clip.mp4"


async def test_one_question_is_found_by_category() -> None:
    stage = Stage()
    async with stage.app().run_test() as pilot:
        await at(pilot, HomeScreen)
        await pilot.press("p")
        await at(pilot, PractiseScreen)
        await until(pilot, lambda: rows(pilot) == ["m1", "v1"])
        await pilot.press("left")
        assert "rules and results" in text(pilot, "#full")
        await pilot.press("enter")
        await until(pilot, lambda: stage.runners)
        assert stage.runner.start_with == Start(questions=("v1",))


async def test_one_question_is_found_by_words_of_it() -> None:
    stage = Stage()
    async with opened(stage, "practise") as pilot:
        await until(pilot, lambda: rows(pilot) == ["m1", "v1"])
        await pilot.press("slash", *"rsults")
        await until(pilot, lambda: rows(pilot) == ["v1"])
        await until(pilot, lambda: "rules and results" in text(pilot, "#full"))
        await pilot.press("enter", "enter")
        await until(pilot, lambda: stage.runners)
        assert stage.runner.start_with == Start(questions=("v1",))


async def test_a_long_list_to_choose_from_is_searched_and_a_short_one_is_not() -> None:
    fruits = ("apple", "banana", "cherry", "fig", "grape", "kiwi", "lemon", "mango", "orange")
    picked: list[tuple[str, ...] | None] = []
    async with bare(Stage()).app().run_test() as pilot:
        pilot.app.push_screen(PickDialog("Fruit", [(name, name) for name in fruits], ()), picked.append)
        await at(pilot, PickDialog)
        await until(pilot, lambda: pilot.app.screen.query(KeyBar) and "Search" in keys(pilot))
        await pilot.press("slash", *"mngo")
        await until(pilot, lambda: pilot.app.screen.query_one(Menu).option_count == 1)
        await pilot.press("enter", "space", "escape")
        assert pilot.app.screen.query_one(Menu).option_count == len(fruits), "the first Esc ends the search"
        await pilot.press("space", "enter")
        await until(pilot, lambda: picked)
        assert picked == [("apple", "mango")]
        pilot.app.push_screen(PickDialog("Fruit", [(name, name) for name in fruits[:7]], ()))
        await at(pilot, PickDialog)
        await until(pilot, lambda: pilot.app.screen.query(KeyBar) and "Choose" in keys(pilot))
        assert "Search" not in keys(pilot)


# equipment and tour


async def test_equipment_shows_the_face_and_says_what_to_change() -> None:
    stage = Stage()
    async with opened(stage, "equipment") as pilot:
        screen = await at(pilot, EquipmentScreen)
        await until(pilot, lambda: stage.runners and stage.runner.started)
        stage.runner.picture = picture()
        await showing(pilot, stage, reading=Reading(1.0, ReadingState.NO_FACE))
        await until(pilot, lambda: "No face" in text(pilot, "#hint"))

        def drawn() -> str:
            area = screen.query_one(Picture).region
            return "".join(strip.crop(area.x, area.right).text for strip in strips(pilot.app)[area.y : area.bottom])

        await until(pilot, lambda: "▀" in drawn() and "╭" in drawn())


async def test_another_camera_closes_the_one_before() -> None:
    stage = Stage()
    async with stage.app().run_test() as pilot:
        await at(pilot, HomeScreen)
        await pilot.press("e")
        await at(pilot, EquipmentScreen)
        await until(pilot, lambda: stage.runners and stage.runner.started and "Automatic" in seen(pilot))
        await pilot.press("right")
        await until(pilot, lambda: len(stage.runners) == 2 and stage.runner.started)
        assert stage.runners[0].closed
        assert stage.runners[0].joined
        assert stage.saved == [{"camera": "demo"}]
        await pilot.press("escape")
        await until(pilot, lambda: stage.runner.joined and not stage.sounds.listening)


async def test_sounds_are_tried_by_keys_and_answered_in_words() -> None:
    stage = Stage()
    async with opened(stage, "equipment") as pilot:
        await at(pilot, EquipmentScreen)
        await pilot.press("t")
        await until(pilot, lambda: "Did you hear it" in text(pilot, "#heard"))
        await pilot.press("s", "v")
        await until(pilot, lambda: sorted(stage.sounds.played) == ["speech", "tone", "voice"])


async def test_over_ssh_the_picture_is_off_and_it_is_said_whose_camera_this_is() -> None:
    stage = Stage(remote=True)
    async with opened(stage, "equipment") as pilot:
        screen = await at(pilot, EquipmentScreen)
        await until(pilot, lambda: stage.runners and stage.runner.started)
        stage.runner.picture = picture()
        await until(pilot, lambda: screen.query_one(Picture).text == "i shows the picture")
        assert "SSH" in text(pilot, "#whose")
        await pilot.press("i")
        await until(pilot, lambda: {"live_picture": "on"} in stage.saved)


async def test_first_start_tours_and_is_left_for_good() -> None:
    stage = Stage(tour=True)
    async with stage.app().run_test() as pilot:
        await at(pilot, TourScreen)
        first = text(pilot, "#tour-title")
        await pilot.press("enter")
        await at(pilot, EquipmentScreen)
        await pilot.press("escape")
        await at(pilot, TourScreen)
        await until(pilot, lambda: "✓ Camera" in text(pilot, "#steps"))
        assert text(pilot, "#tour-title") != first
        await pilot.press("escape")
        await at(pilot, HomeScreen)
        await until(pilot, lambda: stage.saved == [{"tour": False}])


async def test_tour_speaks_the_other_language_by_a_key() -> None:
    stage = bare(Stage(tour=True))
    async with stage.app().run_test() as pilot:
        await at(pilot, TourScreen)
        await pilot.press("k")
        await until(pilot, lambda: "먼저" in text(pilot, "#tour-title"))


async def test_tours_last_step_is_the_first_interview() -> None:
    stage = bare(Stage(tour=True))
    async with stage.app().run_test() as pilot:
        await at(pilot, TourScreen)
        await pilot.press("s", "s", "enter")
        await at_interview(pilot, stage, **BRIEFING)
        assert stage.runner.start_with == Start()
        await until(pilot, lambda: stage.saved == [{"tour": False}])


async def test_question_mark_lists_all_keys_of_the_screen() -> None:
    stage = bare(Stage(SOME_SESSIONS))
    async with stage.app(start=Start()).run_test(size=(80, 30)) as pilot:
        await at_interview(pilot, stage)
        await pilot.press("?")
        await at(pilot, KeysDialog)
        listed = text(pilot, "#key-rows")
        assert "b f6" in listed
        assert "Blind mode" in listed
        await pilot.press("q")
        await at(pilot, InterviewScreen)


async def test_without_a_microphone_it_is_said() -> None:
    stage = Stage(language="ko")
    stage.sounds.microphone = False
    async with opened(stage, "equipment") as pilot:
        screen = await at(pilot, EquipmentScreen)
        await until(pilot, lambda: "없음" in str(screen.query_one("#microphone").render()))


async def test_an_unexpected_error_is_logged_and_told_in_one_line() -> None:
    stage = Stage()

    def broken(settings: Settings) -> Options:
        raise ZeroDivisionError("nothing to divide by")

    services = replace(stage.services(), options=broken)
    app = make_app(stage.settings, services=services, env=TERMINAL)
    async with app.run_test(notifications=True) as pilot:
        await at(pilot, HomeScreen)
        await pilot.press("n")
        await until(pilot, lambda: any("ZeroDivisionError" in notice for notice in toasts(app)))
        assert "ZeroDivisionError" in paths.log_file().read_text(encoding="utf-8")
