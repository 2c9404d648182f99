"""Settings: values and their origins, the effect on the last session, and the user's data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from core.base.types import Expression, Mood
from core.settings.model import RULES, Origin, Settings
from tests.tui.app_fakes import Stage, until
from tests.tui.desk import app_of, at, opened, rows, said, seen, shows, write
from tests.tui.stored import store_session
from tui.app.dialogs import ChooseDialog
from tui.features.history.data import rows as history_rows
from tui.features.settings import storage
from tui.features.settings import storage_view as kept_view
from tui.features.settings import view as view
from tui.features.settings.screen import SettingsScreen
from tui.i18n import set_language
from tui.widgets.rows import Rows
from tui.wiring.choices import Choice


def screen_of(pilot: Pilot[None]) -> SettingsScreen:
    screen = pilot.app.screen
    assert isinstance(screen, SettingsScreen)
    return screen


async def go(pilot: Pilot[None], key: str) -> None:
    """Put the cursor on a setting."""
    while screen_of(pilot).query_one(Rows).current != key:
        await pilot.press("j")


def test_every_setting_has_a_row_but_those_with_a_place_of_their_own() -> None:
    listed = {key for section in view.SECTIONS for key in section.keys}
    assert RULES.keys() - listed <= {"data_dir", "tour", "categories"}
    assert listed <= RULES.keys()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_value_that_can_be_chosen_has_words(language: str) -> None:
    set_language(language)
    for section in view.SECTIONS:
        for key in section.keys:
            row = view.setting_row(Settings(), key, {})
            assert row.label
            assert row.note
            assert all(view.value_words(key, value) for value in view.allowed(key)[:10])


def test_numbers_stop_at_their_ends_and_words_go_round() -> None:
    volumes = view.allowed("volume")
    assert view.stepped(100, volumes, 1) == 100
    assert view.stepped(72, volumes, 1) == 75
    assert view.stepped("strict", ("gentle", "normal", "strict"), 1) == "gentle"
    assert view.stepped("unheard of", ("gentle", "normal"), 1) == "gentle"


def test_origin_and_who_will_win_are_told() -> None:
    settings = replace(Settings(policy="strict"), origins={"policy": Origin.ENVIRONMENT})
    row = view.setting_row(settings, "policy", {})
    assert row.origin == "environment"
    assert "POISE_POLICY" in row.note


def test_choices_of_other_rooms_are_named_as_they_name_them() -> None:
    assert view.value_words("bank", "auto", (Choice("auto", "General questions"),)) == "General questions"


def test_sizes_are_told_in_thousands() -> None:
    assert [kept_view.size_words(size) for size in (0, 999, 1500, 2_500_000)] == ["0 B", "999 B", "1.5 kB", "2.5 MB"]


async def test_mood_changes_at_once_with_its_effect_on_the_last_session(tmp_path: Path) -> None:
    store_session(tmp_path)
    stage = at(tmp_path)
    async with opened(stage, "settings", section="moods") as pilot:
        await shows(pilot, "On your last session", "No difference")
        await go(pilot, "moods.sad")
        await pilot.press("left")
        assert app_of(pilot).settings.moods[Expression.SAD] is Mood.ACCEPTABLE
        await shows(pilot, "cues 0 instead of", "settings file")
        await until(pilot, lambda: {"moods.sad": "acceptable"} in stage.saved)
        await pilot.press("r")
        await shows(pilot, "No difference")
        await until(pilot, lambda: {"moods.sad": None} in stage.saved)
        assert app_of(pilot).settings.origin("moods.sad") is Origin.DEFAULT


async def test_policy_shows_what_it_would_have_done(tmp_path: Path) -> None:
    store_session(tmp_path)
    async with opened(at(tmp_path), "settings", section="cues") as pilot:
        await shows(pilot, view.policy_words("normal"))
        await pilot.press("right")
        await shows(pilot, "strict", "instead of")


async def test_language_is_changed_where_it_stands(tmp_path: Path) -> None:
    stage = at(tmp_path)
    async with opened(stage, "settings") as pilot:
        await shows(pilot, "Language")
        await pilot.press("left")
        await shows(pilot, "한국어", "언어", "설정")
        assert app_of(pilot).settings.language == "ko"


async def test_value_is_chosen_from_a_list_by_enter(tmp_path: Path) -> None:
    stage = at(tmp_path)
    async with opened(stage, "settings", section="interview") as pilot:
        await shows(pilot, "Quick practice")
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, ChooseDialog)
        await pilot.press("down", "enter")
        await until(pilot, lambda: app_of(pilot).settings.format == "midas")


async def test_wrong_number_is_told_and_changes_nothing(tmp_path: Path) -> None:
    async with opened(at(tmp_path), "settings", section="cues") as pilot:
        await go(pilot, "volume")
        await pilot.press("enter")
        await write(pilot, "loud")
        await until(pilot, lambda: said(pilot))
        assert "a whole number from 0 to 100" in said(pilot)[0]
        assert app_of(pilot).settings.volume == 70


async def test_settings_that_cannot_be_saved_are_told(tmp_path: Path) -> None:
    from core.base.errors import SettingsError

    class Full(Stage):
        def services(self) -> object:  # type: ignore[override]
            def save(_changes: object) -> object:
                raise SettingsError("settings.toml: cannot be written (No space left on device)")

            return replace(super().services(), save=save)

    async with opened(Full(data_dir=str(tmp_path)), "settings") as pilot:
        await pilot.press("j", "right")
        await until(pilot, lambda: said(pilot))
        assert "No space left" in said(pilot)[0]


async def test_data_says_what_is_kept_and_deletes_it_only_when_asked_twice(tmp_path: Path) -> None:
    store_session(tmp_path)
    settings = Settings(data_dir=str(tmp_path))
    async with opened(at(tmp_path), "settings", section="data") as pilot:
        await shows(pilot, "1 session", "Everything of yours")
        assert rows(pilot)[0] == "sessions"
        await pilot.press("d", "enter")
        await shows(pilot, "1 session")
        assert len(history_rows(settings)) == 1
        await pilot.press("d", "down", "enter")
        await until(pilot, lambda: history_rows(settings) == [])
        await until(pilot, lambda: "1 session" not in seen(pilot))


def test_everything_goes_but_settings_and_log(tmp_path: Path) -> None:
    store_session(tmp_path)
    settings = replace(Settings(data_dir=str(tmp_path)), file=tmp_path / "settings.toml")
    places = ("profiles/me.json", "recordings/sad/breathe.wav", "banks/mine.yaml", "settings.toml")
    beside = ("reports/poise-report-1.html", "before-import-1/sessions.db", "own/general.json", "backups/x/1.yaml")
    heard = ("answers/1/question-1-attempt-1.flac", "answers/9/question-2-attempt-1.part")
    for place in (*places, *beside, *heard):
        file = tmp_path / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x")
    storage.wipe(settings, "all")
    left = {kept.code for kept in storage.kept(settings) if kept.files}
    assert left == {"settings"}
    assert {file.name for file in tmp_path.rglob("*") if file.is_file()} == {"settings.toml", "sessions.db"}


async def test_pages_are_turned_by_number_and_by_tab(tmp_path: Path) -> None:
    async with opened(at(tmp_path), "settings") as pilot:
        await pilot.press("4")
        await shows(pilot, "[4 Moods]", "surprised")
        await pilot.press("tab")
        await shows(pilot, "[5 Sound]")
        await pilot.press("shift+tab", "shift+tab")
        await shows(pilot, "[3 Cues]")


async def test_help_tells_keys_score_and_privacy(tmp_path: Path) -> None:
    async with opened(at(tmp_path), "help", size=(120, 70)) as pilot:
        await shows(pilot, "Keys", "(75 + 25 × min(1, good / 0.30))", "Nothing leaves this machine")


async def test_long_page_is_scrolled_by_keys(tmp_path: Path) -> None:
    async with opened(at(tmp_path), "help") as pilot:
        body = pilot.app.screen.query_one("#body")
        await pilot.press("j")
        assert body.scroll_y == 2
        await pilot.press("G")
        await shows(pilot, "poise --help")
        await pilot.press("g")
        assert body.scroll_y == 0
