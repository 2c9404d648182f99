"""Kinds of interview in the app: changed by a form, copied, made, deleted, each taken back by u."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Checkbox, Input, TextArea

from questions.loading import list_formats, load_format
from tests.tui.app_driving import at
from tests.tui.app_fakes import Stage, until
from tests.tui.desk import bare, write
from tests.tui.textual_inside import toasts
from tui.app.app import PoiseApp
from tui.app.dialogs import ChooseDialog, LineDialog
from tui.features.formats.form import FormatForm
from tui.features.formats.screen import FormatsScreen


def demo_app(data: Path) -> PoiseApp:
    return bare(Stage(data_dir=str(data))).app()


async def listed(pilot: Pilot[None], name: str) -> FormatsScreen:
    """The list, with the cursor on a format."""
    screen: FormatsScreen = await at(pilot, FormatsScreen)
    await until(pilot, lambda: screen.items and name in [entry.name for entry in screen.items])
    while screen.current is None or screen.current.name != name:
        await pilot.press("down")
    return screen


async def form_of(pilot: Pilot[None], name: str) -> FormatForm:
    await listed(pilot, name)
    await pilot.press("enter")
    form: FormatForm = await at(pilot, FormatForm)
    await until(pilot, lambda: isinstance(form.focused, Input))
    return form


async def test_a_built_in_format_is_changed_in_a_copy_and_taken_back(tmp_path: Path) -> None:
    app = demo_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        app.goto("formats")
        form = await form_of(pilot, "midas")
        form.query_one("#format-retakes", Input).value = "2"
        form.query_one("#format-skip_allowed", Checkbox).value = True
        form.query_one("#format-rounds", TextArea).load_text("situational: 2 10/60\nclosing: 1")
        await pilot.press("ctrl+s")
        screen = await listed(pilot, "midas")
        changed = load_format("midas", tmp_path)
        assert (changed.retakes, changed.skip_allowed, len(changed.rounds)) == (2, True, 2)
        assert changed.rounds[0].answer_s == 60
        await until(pilot, lambda: screen.removed)
        await pilot.press("u")
        await until(pilot, lambda: load_format("midas", tmp_path) == load_format("midas"))


async def test_what_would_be_no_format_is_named_and_not_written(tmp_path: Path) -> None:
    app = demo_app(tmp_path)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        app.goto("formats")
        form = await form_of(pilot, "quick")
        form.query_one("#format-answer_s", Input).value = "soon"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: toasts(app))
        assert app.screen is form
        assert not (tmp_path / "formats").exists()


async def test_a_format_is_made_copied_deleted_and_brought_back(tmp_path: Path) -> None:
    def names() -> set[str]:
        return {entry.name for entry in list_formats(tmp_path) if entry.origin == "user"}

    app = demo_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        app.goto("formats")
        await listed(pilot, "quick")
        await pilot.press("n")
        await at(pilot, LineDialog)
        await pilot.press("enter")
        await listed(pilot, "my-format")
        await pilot.press("c")
        await at(pilot, LineDialog)
        await pilot.press("enter")
        await listed(pilot, "my-format-2")
        await pilot.press("c")
        await at(pilot, LineDialog)
        await write(pilot, "other")
        screen = await listed(pilot, "other")
        assert names() == {"my-format", "my-format-2", "other"}
        await pilot.press("d")
        await at(pilot, ChooseDialog)
        await pilot.press("down", "enter")
        await until(pilot, lambda: "other" not in names() and screen.removed)
        await pilot.press("u")
        await until(pilot, lambda: "other" in names())


async def test_what_was_written_is_not_thrown_away_unasked(tmp_path: Path) -> None:
    app = demo_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        app.goto("formats")
        form = await form_of(pilot, "quick")
        form.query_one("#format-prep_s", Input).value = "5"
        await pilot.press("escape")
        await at(pilot, ChooseDialog)
        await pilot.press("enter")
        await listed(pilot, "quick")
        assert load_format("quick", tmp_path).prep_s == 5
